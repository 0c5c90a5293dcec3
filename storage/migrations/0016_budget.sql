-- What actions cost: the budget, the ledger of what was reserved, settled and released, and the
-- campaigns that it paused.

-- The budget; the newest row counts. A budget that was removed is a document that is null.
CREATE TABLE budget (
  version INTEGER PRIMARY KEY AUTOINCREMENT,
  document TEXT NOT NULL,
  at INTEGER NOT NULL,
  who TEXT NOT NULL
) STRICT;

-- The ledger only appends. Kind: 0 reserved, 1 settled, 2 released, 3 deposited. `day` is the day of
-- the reservation in the budget's zone of then, in which it counts whenever it is settled. A deposit
-- has no campaign, instance 0 and its reason as its action. The other tables of figures are sums of it.
CREATE TABLE budget_entry (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  campaign TEXT,
  instance INTEGER NOT NULL,
  step TEXT NOT NULL,
  visit INTEGER NOT NULL,
  attempt INTEGER NOT NULL,
  action TEXT NOT NULL,
  day TEXT NOT NULL,
  tokens INTEGER NOT NULL,
  account TEXT NOT NULL,
  credits INTEGER NOT NULL
) STRICT;
CREATE INDEX budget_entry_by_campaign ON budget_entry (campaign, at) WHERE campaign IS NOT NULL;

-- What is reserved and neither settled nor released. `unknown`: the action may have happened.
CREATE TABLE budget_reservation (
  instance INTEGER NOT NULL,
  step TEXT NOT NULL,
  visit INTEGER NOT NULL,
  attempt INTEGER NOT NULL,
  campaign TEXT NOT NULL,
  action TEXT NOT NULL,
  day TEXT NOT NULL,
  tokens INTEGER NOT NULL,
  account TEXT NOT NULL,
  credits INTEGER NOT NULL,
  unknown INTEGER NOT NULL,
  PRIMARY KEY (instance, step, visit, attempt)
) STRICT, WITHOUT ROWID;

-- Tokens (account '') and credits by day.
CREATE TABLE budget_day (
  account TEXT NOT NULL,
  day TEXT NOT NULL,
  reserved INTEGER NOT NULL,
  spent INTEGER NOT NULL,
  PRIMARY KEY (account, day)
) STRICT, WITHOUT ROWID;

-- The accounts of credits, of all times.
CREATE TABLE budget_account (
  account TEXT PRIMARY KEY,
  currency TEXT NOT NULL,
  deposited INTEGER NOT NULL,
  reserved INTEGER NOT NULL,
  spent INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Campaigns that the budget paused: for which action, and when that is looked at again.
CREATE TABLE budget_pause (
  campaign TEXT PRIMARY KEY,
  paused_at INTEGER NOT NULL,
  action TEXT NOT NULL,
  why TEXT NOT NULL,
  look_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX budget_pause_by_look ON budget_pause (look_at);
