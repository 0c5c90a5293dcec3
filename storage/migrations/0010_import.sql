-- Files of records that are imported. State: 0 waiting, 1 running, 2 finished, 3 cancelled,
-- 4 failed. `place` and `line` are up to where rows are applied; they change with the rows.
CREATE TABLE import (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  type TEXT NOT NULL,
  format INTEGER NOT NULL,
  mode INTEGER NOT NULL,
  fires INTEGER NOT NULL,
  key TEXT NOT NULL,
  file TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  state INTEGER NOT NULL,
  place INTEGER NOT NULL,
  line INTEGER NOT NULL,
  created INTEGER NOT NULL,
  changed INTEGER NOT NULL,
  unchanged INTEGER NOT NULL,
  failed INTEGER NOT NULL,
  worked_ms INTEGER NOT NULL,
  started_at INTEGER NOT NULL,
  started_by TEXT NOT NULL,
  ended_at INTEGER,
  reason TEXT NOT NULL
) STRICT;
CREATE INDEX import_under_way ON import (id) WHERE state < 2;

-- The first rows that an import left out, and why.
CREATE TABLE import_error (
  import INTEGER NOT NULL,
  line INTEGER NOT NULL,
  record TEXT NOT NULL,
  message TEXT NOT NULL,
  PRIMARY KEY (import, line)
) STRICT, WITHOUT ROWID;
