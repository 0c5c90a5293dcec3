-- A start hears what was stored after its cause: `cause` is the number of the newest event when the
-- start was stored, or its run began. `held` is 1 of a start that waits for the end of its
-- campaign's pause.
ALTER TABLE delivery ADD COLUMN cause INTEGER NOT NULL DEFAULT 0;
ALTER TABLE delivery ADD COLUMN held INTEGER NOT NULL DEFAULT 0;
ALTER TABLE run ADD COLUMN cause INTEGER NOT NULL DEFAULT 0;
UPDATE delivery SET cause = (SELECT coalesce(max(number), 0) FROM event) WHERE instance = 0;
UPDATE run SET cause = (SELECT coalesce(max(number), 0) FROM event);
UPDATE delivery SET held = 1
  WHERE instance = 0 AND campaign IN (SELECT id FROM campaign WHERE state = 2);

-- The held ones of a campaign, in their order; and how far back events must be kept for them.
CREATE INDEX delivery_held ON delivery (campaign, number) WHERE held = 1;
CREATE INDEX delivery_held_cause ON delivery (cause) WHERE held = 1;
CREATE INDEX run_not_entered ON run (cause) WHERE state < 2;
-- Who is about to begin for a subject.
CREATE INDEX delivery_start ON delivery (subject) WHERE instance = 0;

-- How many starts a campaign holds, and has dropped: in all, and in the pause that began last.
CREATE TABLE held_start (
  campaign TEXT PRIMARY KEY,
  held INTEGER NOT NULL,
  dropped INTEGER NOT NULL,
  dropped_in_pause INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO held_start SELECT campaign, count(*), 0, 0 FROM delivery WHERE held = 1 GROUP BY campaign;
