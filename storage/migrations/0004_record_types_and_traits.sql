-- Types that users define, whose a record is, and what is kept of each customer.

-- Beside the types that are part of the program; a row of the same name describes one anew.
CREATE TABLE record_type (
  name TEXT PRIMARY KEY,
  schema TEXT NOT NULL,
  version INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- "customer:42" or "visitor:7", from the record's data by its type; NULL when it has none.
ALTER TABLE record ADD COLUMN owner TEXT;
CREATE INDEX record_by_owner ON record (owner, type) WHERE owner IS NOT NULL;

-- A function of the customer's records. A customer whose traits are all 0 and NULL has no
-- row. amount_paid is in thousandths, so that sums are exact.
CREATE TABLE trait (
  customer TEXT PRIMARY KEY,
  orders_count INTEGER NOT NULL,
  orders_paid INTEGER NOT NULL,
  orders_unpaid INTEGER NOT NULL,
  unpaid_since INTEGER,
  first_paid_at INTEGER,
  last_paid_at INTEGER,
  amount_paid INTEGER NOT NULL,
  cart_items INTEGER NOT NULL,
  cart_since INTEGER,
  wishlist_count INTEGER NOT NULL,
  follows INTEGER NOT NULL,
  unreviewed_lines INTEGER NOT NULL,
  last_delivered_at INTEGER,
  last_viewed_product TEXT,
  last_viewed_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX trait_by_orders_paid ON trait (orders_paid) WHERE orders_paid > 0;
CREATE INDEX trait_by_last_paid_at ON trait (last_paid_at) WHERE last_paid_at IS NOT NULL;
CREATE INDEX trait_by_unpaid_since ON trait (unpaid_since) WHERE unpaid_since IS NOT NULL;
CREATE INDEX trait_by_cart_since ON trait (cart_since) WHERE cart_since IS NOT NULL;

-- What the program computes anew before it uses the file; a migration asks for it here.
CREATE TABLE rebuild (
  what TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;
INSERT INTO rebuild (what) VALUES ('traits');
