-- A run enters a campaign for everybody whom its audience held at one moment. State: 0 freezing,
-- 1 entering, 2 open, 3 ended, 4 cancelled, 5 queued. `occurrence` is that of a schedule. `entered`
-- and `refused` are of `members`; `open` are its instances that have not ended.
CREATE TABLE run (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campaign TEXT NOT NULL,
  state INTEGER NOT NULL,
  occurrence INTEGER,
  data TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  started_by TEXT NOT NULL,
  ended_at INTEGER,
  reason TEXT NOT NULL,
  members INTEGER NOT NULL,
  entered INTEGER NOT NULL,
  refused INTEGER NOT NULL,
  open INTEGER NOT NULL
) STRICT;
CREATE INDEX run_by_campaign ON run (campaign, id);
CREATE UNIQUE INDEX run_by_occurrence ON run (campaign, occurrence) WHERE occurrence IS NOT NULL;

-- How far the schedule of a campaign was looked at: later occurrences are still to be run.
CREATE TABLE schedule (
  campaign TEXT PRIMARY KEY,
  done_until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Who is still to be entered; a row goes with the delivery that starts the instance.
CREATE TABLE run_member (
  run INTEGER NOT NULL,
  number INTEGER NOT NULL,
  subject TEXT NOT NULL,
  PRIMARY KEY (run, number)
) STRICT, WITHOUT ROWID;
