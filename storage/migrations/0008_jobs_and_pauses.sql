-- An action on many instances. State: 0 freezing, 1 running, 2 paused, 3 done, 4 cancelled. `total`
-- is `done` + `skipped` + `failed` + the rows of its list.
CREATE TABLE job (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  state INTEGER NOT NULL,
  action INTEGER NOT NULL,
  filter TEXT NOT NULL,
  details TEXT NOT NULL,
  who TEXT NOT NULL,
  why TEXT NOT NULL,
  per_second INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  ended_at INTEGER,
  total INTEGER NOT NULL,
  done INTEGER NOT NULL,
  skipped INTEGER NOT NULL,
  failed INTEGER NOT NULL
) STRICT;

-- What is still to be done; a row goes with the turn that does it, or with the error.
-- `way_back` and `head` are of a job that takes moves back.
CREATE TABLE job_member (
  job INTEGER NOT NULL,
  number INTEGER NOT NULL,
  instance INTEGER NOT NULL,
  way_back TEXT,
  head INTEGER,
  PRIMARY KEY (job, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE job_error (
  job INTEGER NOT NULL,
  number INTEGER NOT NULL,
  instance INTEGER NOT NULL,
  skipped INTEGER NOT NULL,
  code TEXT NOT NULL,
  message TEXT NOT NULL,
  PRIMARY KEY (job, number)
) STRICT, WITHOUT ROWID;

-- Instances that a job moved to another version: what takes that back, and where the journal
-- ended with the move.
CREATE TABLE job_move (
  job INTEGER NOT NULL,
  number INTEGER NOT NULL,
  instance INTEGER NOT NULL,
  way_back TEXT NOT NULL,
  head INTEGER NOT NULL,
  PRIMARY KEY (job, number)
) STRICT, WITHOUT ROWID;

-- When campaigns were paused; `resumed_at` is NULL while the pause lasts.
CREATE TABLE campaign_pause (
  campaign INTEGER NOT NULL,
  paused_at INTEGER NOT NULL,
  resumed_at INTEGER,
  PRIMARY KEY (campaign, paused_at)
) STRICT, WITHOUT ROWID;
INSERT INTO campaign_pause (campaign, paused_at, resumed_at)
  SELECT key, updated_at, NULL FROM campaign WHERE state = 2;
