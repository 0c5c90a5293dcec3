-- The whole of a daemon's data. What changes in each turn is in no index; see README.md.

-- Append only, in the order of the global sequence. `prev` is the previous entry of the
-- same instance, 0 before its first.
CREATE TABLE journal (
  seq INTEGER PRIMARY KEY,
  instance INTEGER NOT NULL,
  prev INTEGER NOT NULL,
  at INTEGER NOT NULL,
  type INTEGER NOT NULL,
  format INTEGER NOT NULL,
  payload TEXT NOT NULL
) STRICT;

CREATE TABLE campaign (
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  state INTEGER NOT NULL,
  version INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE campaign_version (
  key INTEGER PRIMARY KEY,
  campaign INTEGER NOT NULL,
  version INTEGER NOT NULL,
  definition TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  created_by TEXT NOT NULL,
  UNIQUE (campaign, version)
) STRICT;

-- `reentry_key` is NULL where it equals the id of the subject. `state` is what the engine
-- encodes beside the columns. `head` is the newest journal entry.
CREATE TABLE instance (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL,
  campaign INTEGER NOT NULL,
  status INTEGER NOT NULL,
  waiting INTEGER NOT NULL,
  step TEXT NOT NULL,
  subject TEXT NOT NULL,
  reentry_key TEXT,
  due INTEGER,
  head INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  state TEXT NOT NULL
) STRICT;
CREATE INDEX instance_by_subject ON instance (subject);
CREATE INDEX instance_by_status ON instance (campaign, status);

CREATE TABLE timer (
  due INTEGER NOT NULL,
  instance INTEGER NOT NULL,
  PRIMARY KEY (due, instance)
) STRICT, WITHOUT ROWID;

-- `key` is the subject whose events are meant.
CREATE TABLE wait (
  event TEXT NOT NULL,
  key TEXT NOT NULL,
  instance INTEGER NOT NULL,
  PRIMARY KEY (event, key, instance)
) STRICT, WITHOUT ROWID;

CREATE TABLE outbox (
  instance INTEGER PRIMARY KEY,
  step TEXT NOT NULL,
  visit INTEGER NOT NULL,
  attempt INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  pool TEXT NOT NULL,
  requested_at INTEGER NOT NULL,
  handed_over INTEGER NOT NULL
) STRICT;

-- Who holds a re-entry key; only for campaigns whose policy is not parallel.
CREATE TABLE reentry (
  campaign INTEGER NOT NULL,
  key TEXT NOT NULL,
  instance INTEGER NOT NULL,
  open INTEGER NOT NULL,
  PRIMARY KEY (campaign, key)
) STRICT, WITHOUT ROWID;

-- `instance` is 0 for a start of `campaign`. A number is never used twice.
CREATE TABLE delivery (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  instance INTEGER NOT NULL,
  campaign TEXT NOT NULL,
  subject TEXT NOT NULL,
  payload TEXT NOT NULL
) STRICT;

CREATE TABLE record (
  type TEXT NOT NULL,
  id TEXT NOT NULL,
  version INTEGER NOT NULL,
  data TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (type, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE event (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  source TEXT NOT NULL,
  id TEXT NOT NULL,
  type TEXT NOT NULL,
  subject TEXT NOT NULL,
  at INTEGER NOT NULL,
  stored_at INTEGER NOT NULL,
  data TEXT NOT NULL,
  UNIQUE (source, id)
) STRICT;

CREATE TABLE hook_message (
  number INTEGER PRIMARY KEY,
  hook TEXT NOT NULL,
  message TEXT NOT NULL,
  stored_at INTEGER NOT NULL,
  UNIQUE (hook, message)
) STRICT;

-- The counts are of the vouchers of the pool by state.
CREATE TABLE pool (
  key INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  created_at INTEGER NOT NULL,
  free INTEGER NOT NULL,
  reserved INTEGER NOT NULL,
  issued INTEGER NOT NULL,
  redeemed INTEGER NOT NULL
) STRICT;

-- `number` counts within the pool. State: 0 free, 1 reserved, 2 issued, 3 redeemed.
CREATE TABLE voucher (
  pool INTEGER NOT NULL,
  number INTEGER NOT NULL,
  code TEXT NOT NULL,
  state INTEGER NOT NULL,
  instance INTEGER,
  step TEXT,
  visit INTEGER,
  issued_at INTEGER,
  redeemed_at INTEGER,
  redeemed_by TEXT,
  PRIMARY KEY (pool, number),
  UNIQUE (pool, code)
) STRICT, WITHOUT ROWID;
CREATE INDEX voucher_by_state ON voucher (pool, state);
CREATE INDEX voucher_by_instance ON voucher (instance) WHERE instance IS NOT NULL;

CREATE TABLE mail (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  instance INTEGER NOT NULL,
  step TEXT NOT NULL,
  visit INTEGER NOT NULL,
  subject TEXT NOT NULL,
  campaign TEXT NOT NULL,
  message TEXT NOT NULL,
  subject_line TEXT NOT NULL,
  text TEXT NOT NULL,
  html TEXT NOT NULL,
  at INTEGER NOT NULL,
  UNIQUE (instance, step, visit)
) STRICT;
CREATE INDEX mail_by_subject ON mail (subject);

-- `answer` is NULL between taking the key and answering, both in one transaction.
CREATE TABLE idempotency (
  number INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  fingerprint TEXT NOT NULL,
  answer TEXT,
  at INTEGER NOT NULL
) STRICT;

CREATE TABLE audit (
  number INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  who TEXT NOT NULL,
  action TEXT NOT NULL,
  target TEXT NOT NULL,
  why TEXT NOT NULL
) STRICT;

-- How many instances of a version stand where.
CREATE TABLE statistic (
  version INTEGER NOT NULL,
  status INTEGER NOT NULL,
  step TEXT NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (version, status, step)
) STRICT, WITHOUT ROWID;

-- Rows of the tables that are too large to count.
CREATE TABLE counter (
  name TEXT PRIMARY KEY,
  value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The virtual clock, in the one row 1.
CREATE TABLE clock (
  number INTEGER PRIMARY KEY,
  now INTEGER NOT NULL
) STRICT;
