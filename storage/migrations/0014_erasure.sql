-- Erasures of personal data: what was asked for and what is left to do.

-- The key of the digests by which erasures are known. The program makes it.
CREATE TABLE erasure_key (
  number INTEGER PRIMARY KEY CHECK (number = 1),
  key TEXT NOT NULL
) STRICT;

-- State: 0 under way, 1 the rows are gone, 2 so are their bytes. `subject` is a keyed digest.
-- `import` and `run` are the last ones that had begun by then: what those bring later is left out.
CREATE TABLE erasure (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  state INTEGER NOT NULL,
  type TEXT NOT NULL,
  subject TEXT NOT NULL,
  who TEXT NOT NULL,
  why TEXT NOT NULL,
  begun_at INTEGER NOT NULL,
  erased_at INTEGER,
  import INTEGER NOT NULL,
  run INTEGER NOT NULL,
  removed TEXT NOT NULL
) STRICT;
CREATE INDEX erasure_by_subject ON erasure (subject);
CREATE INDEX erasure_under_way ON erasure (id) WHERE state < 2;

-- Whom an erasure that is under way is about: "customer:42", their visitors, their records.
-- `next` is which kind of their data comes next.
CREATE TABLE erasure_subject (
  erasure INTEGER NOT NULL,
  subject TEXT NOT NULL,
  next INTEGER NOT NULL,
  PRIMARY KEY (erasure, subject)
) STRICT, WITHOUT ROWID;
CREATE INDEX erasure_subject_by_name ON erasure_subject (subject);

-- Whom a call of a hook was about, so that its lines can be found.
ALTER TABLE hook_message ADD COLUMN subject TEXT;
CREATE INDEX hook_message_by_subject ON hook_message (subject) WHERE subject IS NOT NULL;
ALTER TABLE hook_delivery ADD COLUMN subject TEXT;
