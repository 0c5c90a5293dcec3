-- The library of messages, each with all its versions; what campaigns took from it; pools that
-- expire; and products by category and price.

CREATE TABLE library_message (
  id TEXT PRIMARY KEY,
  version INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE library_message_version (
  library_message TEXT NOT NULL,
  version INTEGER NOT NULL,
  source TEXT NOT NULL,
  at INTEGER NOT NULL,
  who TEXT NOT NULL,
  PRIMARY KEY (library_message, version)
) STRICT, WITHOUT ROWID;

-- {MESSAGE: {"version", "source"}} of the messages that the definition takes from the library, as
-- they were when it was stored: nothing that happens to the library changes a campaign.
ALTER TABLE campaign_version ADD COLUMN library TEXT;

-- From then on the pool gives no code.
ALTER TABLE pool ADD COLUMN expires_at INTEGER;

-- For similar products: those of a category that cost about as much.
CREATE INDEX record_product_by_category
  ON record (json_extract(data, '$.category'), json_extract(data, '$.price'), id)
  WHERE type = 'product';
