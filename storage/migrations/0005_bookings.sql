-- What the store books for instances in the turn that asks: counts of gates and points.

-- How a booking went, until its instance has taken that in; NULL for all other effects.
ALTER TABLE outbox ADD COLUMN outcome TEXT;

-- How many have passed a gate since the instant `since`, 0 for a gate that is never reset.
CREATE TABLE gate (
  campaign INTEGER NOT NULL,
  counter TEXT NOT NULL,
  since INTEGER NOT NULL,
  passed INTEGER NOT NULL,
  PRIMARY KEY (campaign, counter)
) STRICT, WITHOUT ROWID;

-- The ledger only appends, but for `amount`: a reversal that came before its booking has the
-- amount 0 until then. `wanted` is what a reversal is to take back at most; NULL: all.
CREATE TABLE point_entry (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  customer TEXT NOT NULL,
  book TEXT NOT NULL,
  reference TEXT NOT NULL,
  reverses TEXT,
  wanted INTEGER,
  amount INTEGER NOT NULL,
  at INTEGER NOT NULL,
  campaign TEXT NOT NULL,
  instance INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX point_booking ON point_entry (book, reference) WHERE reverses IS NULL;
CREATE UNIQUE INDEX point_reversal ON point_entry (book, reverses, reference)
  WHERE reverses IS NOT NULL;
CREATE INDEX point_entry_by_customer ON point_entry (customer, number);

-- The sum of a customer's entries; a customer without entries has no row.
CREATE TABLE point_balance (
  customer TEXT PRIMARY KEY,
  balance INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
