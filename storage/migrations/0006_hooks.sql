-- Hooks: how calls of other systems are signed and read, and the last ones of each.
CREATE TABLE hook (
  key INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  version INTEGER NOT NULL,
  definition TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;

-- In clear text, for a keyed digest cannot be checked without its key.
CREATE TABLE hook_secret (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  hook INTEGER NOT NULL,
  secret TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX hook_secret_by_hook ON hook_secret (hook);

-- Refused calls are kept apart, so that a flood of them leaves the others where they are.
-- `unlogged` is how many refused ones before this one were only counted.
CREATE TABLE hook_delivery (
  hook INTEGER NOT NULL,
  refused INTEGER NOT NULL,
  number INTEGER NOT NULL,
  at INTEGER NOT NULL,
  status INTEGER NOT NULL,
  outcome INTEGER NOT NULL,
  why TEXT NOT NULL,
  message TEXT NOT NULL,
  event TEXT NOT NULL,
  started INTEGER NOT NULL,
  heard INTEGER NOT NULL,
  unlogged INTEGER NOT NULL,
  PRIMARY KEY (hook, refused, number)
) STRICT, WITHOUT ROWID;
