-- Sends and what became of them, and what persons want.

-- One row for each send step that was handed over; another channel or attempt takes the place of
-- the one before. `tracking` begins with the instance, so that new rows land together. Outcome: 0
-- handed over, 1 accepted, 2 rejected, 3 failed for the moment, 4 unknown, 5 unreachable, 6 taken
-- back. `tells`: the channel reports what becomes of its messages. `links` are those that clicks
-- are heard of, a JSON list. `content` is NULL when its time is over.
CREATE TABLE send (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  tracking TEXT NOT NULL UNIQUE,
  instance INTEGER NOT NULL,
  step TEXT NOT NULL,
  visit INTEGER NOT NULL,
  attempt INTEGER NOT NULL,
  campaign TEXT NOT NULL,
  version INTEGER NOT NULL,
  subject TEXT NOT NULL,
  channel TEXT NOT NULL,
  address TEXT NOT NULL,
  purpose INTEGER NOT NULL,
  message TEXT NOT NULL,
  language TEXT NOT NULL,
  at INTEGER NOT NULL,
  outcome INTEGER NOT NULL,
  code TEXT NOT NULL,
  provider_id TEXT,
  tells INTEGER NOT NULL,
  hash TEXT NOT NULL,
  links TEXT NOT NULL,
  content TEXT,
  delivered_at INTEGER,
  read_at INTEGER,
  clicked_at INTEGER,
  replied_at INTEGER,
  failed_at INTEGER,
  failure TEXT
) STRICT;
CREATE INDEX send_by_subject ON send (subject, at);
CREATE INDEX send_by_campaign ON send (campaign, number);
CREATE INDEX send_with_content ON send (at) WHERE content IS NOT NULL;
CREATE INDEX send_by_provider_id ON send (channel, provider_id)
  WHERE tells = 1 AND provider_id IS NOT NULL;

-- What was heard of a send, each once. The kinds are messages::receipt_kind.
CREATE TABLE receipt (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  send INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  id TEXT NOT NULL,
  at INTEGER NOT NULL,
  stored_at INTEGER NOT NULL,
  code TEXT NOT NULL,
  detail TEXT NOT NULL,
  data TEXT NOT NULL,
  automatic INTEGER NOT NULL,
  UNIQUE (send, kind, id)
) STRICT;

-- The newest word of a person. Channel '' is every channel, purpose -1 every purpose.
CREATE TABLE consent (
  subject TEXT NOT NULL,
  channel TEXT NOT NULL,
  purpose INTEGER NOT NULL,
  given INTEGER NOT NULL,
  at INTEGER NOT NULL,
  source TEXT NOT NULL,
  PRIMARY KEY (subject, channel, purpose)
) STRICT, WITHOUT ROWID;

-- Addresses that take nothing more.
CREATE TABLE suppression (
  channel TEXT NOT NULL,
  address TEXT NOT NULL,
  reason TEXT NOT NULL,
  at INTEGER NOT NULL,
  source TEXT NOT NULL,
  PRIMARY KEY (channel, address)
) STRICT, WITHOUT ROWID;

-- The rules around sends; the newest row counts.
CREATE TABLE send_rules (
  version INTEGER PRIMARY KEY AUTOINCREMENT,
  document TEXT NOT NULL,
  at INTEGER NOT NULL,
  who TEXT NOT NULL
) STRICT;
