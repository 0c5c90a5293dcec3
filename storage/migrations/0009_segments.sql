-- Saved segments, each with all its versions, and the paid orders apart from the others.

CREATE TABLE segment (
  id TEXT PRIMARY KEY,
  version INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE segment_version (
  segment TEXT NOT NULL,
  version INTEGER NOT NULL,
  source TEXT NOT NULL,
  at INTEGER NOT NULL,
  who TEXT NOT NULL,
  PRIMARY KEY (segment, version)
) STRICT, WITHOUT ROWID;

-- A function of the orders of customers, like trait: those that count as paid. Segments ask
-- how many of them there were in a window of time.
CREATE TABLE paid_order (
  customer TEXT NOT NULL,
  record TEXT NOT NULL,
  paid_at INTEGER,
  amount INTEGER NOT NULL,
  PRIMARY KEY (customer, record)
) STRICT, WITHOUT ROWID;
INSERT OR IGNORE INTO rebuild (what) VALUES ('traits');
