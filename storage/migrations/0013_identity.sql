-- Which visitors turned out to be which customers, and by what records can be found.

-- State: 0 what was the visitor's is on its way to the customer, 1 all has come. `moved` is what
-- came, for the answer.
CREATE TABLE alias (
  visitor TEXT PRIMARY KEY,
  customer TEXT NOT NULL,
  state INTEGER NOT NULL,
  linked_at INTEGER NOT NULL,
  linked_by TEXT NOT NULL,
  moved TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX alias_by_customer ON alias (customer);
CREATE INDEX alias_under_way ON alias (visitor) WHERE state = 0;

-- A function of the records: `value` in its normal form.
CREATE TABLE identity (
  type TEXT NOT NULL,
  field TEXT NOT NULL,
  value TEXT NOT NULL,
  record TEXT NOT NULL,
  PRIMARY KEY (type, field, value, record)
) STRICT, WITHOUT ROWID;
INSERT OR IGNORE INTO rebuild (what) VALUES ('identities');
