-- Secrets, each sealed with a key that is not in this file. The one called "check" is known to
-- everybody: whether it opens tells whether the key is the right one.
CREATE TABLE sealed (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL,
  changed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The secrets of hooks and of campaigns' triggers, and the answers that showed one, are in clear
-- so far. From now on they are seals in the columns where they stand: the start sees to it.
INSERT OR IGNORE INTO rebuild (what) VALUES ('seals');

-- What a provider says of the templates that the shop has there.
CREATE TABLE provider_template (
  account TEXT NOT NULL,
  id TEXT NOT NULL,
  document TEXT NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (account, id)
) STRICT, WITHOUT ROWID;
