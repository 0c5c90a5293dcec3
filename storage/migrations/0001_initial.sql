-- The whole of a daemon's data, by area. Instants are milliseconds since 1970. What changes in each
-- turn is in no index; see storage/README.md.

-- ---- campaigns -------------------------------------------------------------------------

-- State: 0 draft, 1 active, 2 paused, 3 ended, 4 archived.
CREATE TABLE campaign (
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  state INTEGER NOT NULL,
  version INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;

-- `library` is {MESSAGE: {"version", "source"}} of the messages that the definition takes from the
-- library, as they were when it was stored: nothing that happens to the library changes a campaign.
CREATE TABLE campaign_version (
  key INTEGER PRIMARY KEY,
  campaign INTEGER NOT NULL,
  version INTEGER NOT NULL,
  definition TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  created_by TEXT NOT NULL,
  library TEXT,
  UNIQUE (campaign, version)
) STRICT;

-- When campaigns were paused, by whom and why; `resumed_at` is NULL while the pause lasts.
CREATE TABLE campaign_pause (
  campaign INTEGER NOT NULL,
  paused_at INTEGER NOT NULL,
  resumed_at INTEGER,
  who TEXT NOT NULL,
  why TEXT NOT NULL,
  PRIMARY KEY (campaign, paused_at)
) STRICT, WITHOUT ROWID;

-- How many instances of a version are where.
CREATE TABLE statistic (
  version INTEGER NOT NULL,
  status INTEGER NOT NULL,
  step TEXT NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (version, status, step)
) STRICT, WITHOUT ROWID;

-- What instances of a version did, by the day of its zone (days since 1970), for reports. The kinds
-- are engine::passage_kind; step '' is the trigger. `forgotten` is the part of `count` whose
-- instances the journal no longer holds; the rest can be counted anew.
CREATE TABLE graph_count (
  version INTEGER NOT NULL,
  day INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  step TEXT NOT NULL,
  name TEXT NOT NULL,
  target TEXT NOT NULL,
  count INTEGER NOT NULL,
  forgotten INTEGER NOT NULL,
  PRIMARY KEY (version, day, kind, step, name, target)
) STRICT, WITHOUT ROWID;

-- The last time that an instance of a campaign was held, or went the way of a failure.
CREATE TABLE campaign_error (
  campaign INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  instance INTEGER NOT NULL,
  step TEXT NOT NULL,
  code TEXT NOT NULL
) STRICT;

-- ---- instances: the journal and what follows from it -----------------------------------

-- Append only, in the order of the global sequence. `prev` is the previous entry of the same
-- instance, 0 before its first.
CREATE TABLE journal (
  seq INTEGER PRIMARY KEY,
  instance INTEGER NOT NULL,
  prev INTEGER NOT NULL,
  at INTEGER NOT NULL,
  type INTEGER NOT NULL,
  format INTEGER NOT NULL,
  payload TEXT NOT NULL
) STRICT;

-- `reentry_key` is NULL where it equals the id of the subject. `state` is what the engine encodes
-- beside the columns. `head` is the newest journal entry.
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
-- Those that are held, and those whose message has an unknown outcome: few, and grouped by operators.
CREATE INDEX instance_in_trouble
  ON instance (campaign, status, step, json_extract(state, '$.code'), updated_at)
  WHERE status = 3 OR waiting = 8;
-- Those that have ended, which change no more: what retention looks through.
CREATE INDEX instance_by_end ON instance (campaign, status, updated_at) WHERE status >= 4;

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

-- `outcome` is how a booking went, until its instance has taken that in; NULL for all other effects.
-- `handed_over`: 0 no, 1 it may have left, 2 of restored data: an operator is asked about it.
CREATE TABLE outbox (
  instance INTEGER PRIMARY KEY,
  step TEXT NOT NULL,
  visit INTEGER NOT NULL,
  attempt INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  pool TEXT NOT NULL,
  requested_at INTEGER NOT NULL,
  handed_over INTEGER NOT NULL,
  outcome TEXT
) STRICT;

-- Who holds a re-entry key; only for campaigns whose policy is not parallel.
CREATE TABLE reentry (
  campaign INTEGER NOT NULL,
  key TEXT NOT NULL,
  instance INTEGER NOT NULL,
  open INTEGER NOT NULL,
  PRIMARY KEY (campaign, key)
) STRICT, WITHOUT ROWID;

-- How many have passed a gate since the instant `since`, 0 for a gate that is never reset.
CREATE TABLE gate (
  campaign INTEGER NOT NULL,
  counter TEXT NOT NULL,
  since INTEGER NOT NULL,
  passed INTEGER NOT NULL,
  PRIMARY KEY (campaign, counter)
) STRICT, WITHOUT ROWID;

-- What is shown to whom, and where: a function of the states of open instances.
CREATE TABLE placement (
  subject TEXT NOT NULL,
  slot TEXT NOT NULL,
  instance INTEGER NOT NULL,
  step TEXT NOT NULL,
  begins INTEGER,
  ends INTEGER,
  PRIMARY KEY (subject, slot, instance, step)
) STRICT, WITHOUT ROWID;

-- ---- retention: what is forgotten, and the sums that are left of it ----------------------

-- How long finished data is kept; the newest row counts.
CREATE TABLE retention (
  version INTEGER PRIMARY KEY,
  document TEXT NOT NULL,
  at INTEGER NOT NULL,
  who TEXT NOT NULL
) STRICT;

-- How many rows of a kind were forgotten.
CREATE TABLE forgotten (
  what TEXT PRIMARY KEY,
  count INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Where forgotten instances ended: with the rows of `instance` they give `statistic`.
CREATE TABLE forgotten_standing (
  version INTEGER NOT NULL,
  status INTEGER NOT NULL,
  step TEXT NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (version, status, step)
) STRICT, WITHOUT ROWID;

-- Of the receipts of forgotten sends those that an order of the person may be owed to. `place` is of
-- message_place, `sent_at` when the send was handed over.
CREATE TABLE kept_touch (
  subject TEXT NOT NULL,
  send INTEGER NOT NULL,
  clicked INTEGER NOT NULL,
  at INTEGER NOT NULL,
  place INTEGER NOT NULL,
  sent_at INTEGER NOT NULL,
  PRIMARY KEY (subject, send, clicked, at)
) STRICT, WITHOUT ROWID;
CREATE INDEX kept_touch_by_place ON kept_touch (place);

-- The re-entry keys that forgotten instances hold for ever, and whose these were.
CREATE TABLE kept_key (
  campaign INTEGER NOT NULL,
  key TEXT NOT NULL,
  subject TEXT NOT NULL,
  PRIMARY KEY (campaign, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX kept_key_by_subject ON kept_key (subject);

-- ---- inputs: starts and events ---------------------------------------------------------

-- `instance` is 0 for a start of `campaign`. A start hears what was stored after its cause: `cause` is the number of the newest event when the start was stored, or
-- its run began. `held` is 1 of a start that waits for the end of its campaign's pause.
CREATE TABLE inbox (
  number INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  instance INTEGER NOT NULL,
  campaign TEXT NOT NULL,
  subject TEXT NOT NULL,
  payload TEXT NOT NULL,
  cause INTEGER NOT NULL,
  held INTEGER NOT NULL
) STRICT;
-- The held ones of a campaign, in their order; and how far back events must be kept for them.
CREATE INDEX inbox_held ON inbox (campaign, number) WHERE held = 1;
CREATE INDEX inbox_held_cause ON inbox (cause) WHERE held = 1;
-- Who is about to begin for a subject.
CREATE INDEX inbox_start ON inbox (subject) WHERE instance = 0;

-- How many starts a campaign holds, and has dropped: in all, and in the pause that began last.
CREATE TABLE held_start (
  campaign TEXT PRIMARY KEY,
  held INTEGER NOT NULL,
  dropped INTEGER NOT NULL,
  dropped_in_pause INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE event (
  number INTEGER PRIMARY KEY,
  source TEXT NOT NULL,
  id TEXT NOT NULL,
  type TEXT NOT NULL,
  subject TEXT NOT NULL,
  at INTEGER NOT NULL,
  stored_at INTEGER NOT NULL,
  data TEXT NOT NULL,
  UNIQUE (source, id)
) STRICT;
-- A wait that looks back asks for the events about one subject.
CREATE INDEX event_by_subject ON event (subject, type, at);

-- ---- hooks -----------------------------------------------------------------------------

-- How calls of other systems are signed and read.
CREATE TABLE hook (
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  version INTEGER NOT NULL,
  definition TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;

-- `secret` is sealed.
CREATE TABLE hook_secret (
  number INTEGER PRIMARY KEY,
  hook INTEGER NOT NULL,
  secret TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX hook_secret_by_hook ON hook_secret (hook);

-- The ids of the messages that were taken, so that none is taken twice. `subject` is whom the call
-- was about.
CREATE TABLE hook_message (
  number INTEGER PRIMARY KEY,
  hook TEXT NOT NULL,
  message TEXT NOT NULL,
  stored_at INTEGER NOT NULL,
  subject TEXT,
  UNIQUE (hook, message)
) STRICT;
CREATE INDEX hook_message_by_subject ON hook_message (subject) WHERE subject IS NOT NULL;

-- The last calls of each hook. Refused calls are kept apart, so that a flood of them leaves the
-- others where they are. `unlogged` is how many refused ones before this one were only counted.
-- `details` is what the call was about and what it did, as JSON. `arrived` is the call itself, of
-- one that was refused or ignored and may be taken again: `retried_as` is the number of the call
-- that this was, and `retry_of` that of the call before.
CREATE TABLE hook_call (
  hook INTEGER NOT NULL,
  refused INTEGER NOT NULL,
  number INTEGER NOT NULL,
  at INTEGER NOT NULL,
  status INTEGER NOT NULL,
  outcome INTEGER NOT NULL,
  why TEXT NOT NULL,
  message TEXT NOT NULL,
  event TEXT NOT NULL,
  started INTEGER NOT NULL,
  heard INTEGER NOT NULL,
  unlogged INTEGER NOT NULL,
  subject TEXT,
  code TEXT NOT NULL,
  details TEXT NOT NULL,
  arrived TEXT,
  retry_of INTEGER,
  retried_as INTEGER,
  PRIMARY KEY (hook, refused, number)
) STRICT, WITHOUT ROWID;

-- ---- runs and schedules ----------------------------------------------------------------

-- A run enters a campaign for everybody in its audience at one moment. State: 0 freezing,
-- 1 entering, 2 open, 3 ended, 4 cancelled, 5 queued. `occurrence` is that of a schedule. `entered`
-- and `refused` are of `members`; `open` are its instances that have not ended. `cause` is the
-- number of the newest event when it began.
CREATE TABLE run (
  id INTEGER PRIMARY KEY,
  campaign TEXT NOT NULL,
  state INTEGER NOT NULL,
  occurrence INTEGER,
  data TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  started_by TEXT NOT NULL,
  ended_at INTEGER,
  reason TEXT NOT NULL,
  members INTEGER NOT NULL,
  entered INTEGER NOT NULL,
  refused INTEGER NOT NULL,
  open INTEGER NOT NULL,
  cause INTEGER NOT NULL,
  left_out INTEGER NOT NULL -- of the audience, by its limits
) STRICT;
CREATE INDEX run_by_campaign ON run (campaign, id);
CREATE UNIQUE INDEX run_by_occurrence ON run (campaign, occurrence) WHERE occurrence IS NOT NULL;
CREATE INDEX run_not_entered ON run (cause) WHERE state < 2;

-- Who is still to be entered; a row goes with the inbox entry that starts the instance.
CREATE TABLE run_member (
  run INTEGER NOT NULL,
  number INTEGER NOT NULL,
  subject TEXT NOT NULL,
  PRIMARY KEY (run, number)
) STRICT, WITHOUT ROWID;

-- How far the schedule of a campaign was looked at: later occurrences are still to be run.
CREATE TABLE schedule (
  campaign TEXT PRIMARY KEY,
  done_until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- ---- jobs: an action on many instances -------------------------------------------------

-- State: 0 freezing, 1 running, 2 paused, 3 done, 4 cancelled. `total` is `done` + `skipped` +
-- `failed` + the rows of its list.
CREATE TABLE job (
  id INTEGER PRIMARY KEY,
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

-- What is still to be done; a row goes with the turn that does it, or with the error. `undo` and
-- `head` are of a job that takes moves back.
CREATE TABLE job_member (
  job INTEGER NOT NULL,
  number INTEGER NOT NULL,
  instance INTEGER NOT NULL,
  undo TEXT,
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

-- Instances that a job moved to another version: what takes that back, and where the journal ended
-- with the move.
CREATE TABLE job_move (
  job INTEGER NOT NULL,
  number INTEGER NOT NULL,
  instance INTEGER NOT NULL,
  undo TEXT NOT NULL,
  head INTEGER NOT NULL,
  PRIMARY KEY (job, number)
) STRICT, WITHOUT ROWID;

-- ---- records and what is computed from them --------------------------------------------

-- `owner` is "customer:42" or "visitor:7", from the record's data by its type; NULL when it has
-- none.
CREATE TABLE record (
  type TEXT NOT NULL,
  id TEXT NOT NULL,
  version INTEGER NOT NULL,
  data TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  owner TEXT,
  PRIMARY KEY (type, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX record_by_owner ON record (owner, type) WHERE owner IS NOT NULL;
-- For similar products: those of a category that cost about as much.
CREATE INDEX record_product_by_category
  ON record (json_extract(data, '$.category'), json_extract(data, '$.price'), id)
  WHERE type = 'product';

-- Types that users define, beside those that are part of the program; a row of the same name takes
-- the place of one of these.
CREATE TABLE record_type (
  name TEXT PRIMARY KEY,
  schema TEXT NOT NULL,
  version INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- A function of the customer's records. A customer whose traits are all 0 and NULL has no row.
-- amount_paid is in thousandths, so that sums are exact.
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

-- A function of the orders of customers, like trait: those that count as paid. Segments ask how
-- many of them there were in a window of time.
CREATE TABLE paid_order (
  customer TEXT NOT NULL,
  record TEXT NOT NULL,
  paid_at INTEGER,
  amount INTEGER NOT NULL,
  PRIMARY KEY (customer, record)
) STRICT, WITHOUT ROWID;

-- By what records can be found, a function of them: `value` in its normal form.
CREATE TABLE identity (
  type TEXT NOT NULL,
  field TEXT NOT NULL,
  value TEXT NOT NULL,
  record TEXT NOT NULL,
  PRIMARY KEY (type, field, value, record)
) STRICT, WITHOUT ROWID;

-- By which names customers are found, a function of their records: records::search_names.
CREATE TABLE customer_name (
  name TEXT NOT NULL,
  customer TEXT NOT NULL,
  PRIMARY KEY (name, customer)
) STRICT, WITHOUT ROWID;

-- What changed in the records of customers, for their timelines: {FIELD: {"from", "to"}}.
CREATE TABLE customer_change (
  number INTEGER PRIMARY KEY,
  customer TEXT NOT NULL,
  at INTEGER NOT NULL,
  changes TEXT NOT NULL
) STRICT;
CREATE INDEX customer_change_by_customer ON customer_change (customer, at);

-- Which visitors turned out to be which customers. State: 0 what was the visitor's is on its way to
-- the customer, 1 all has come. `moved` is what came, for the answer. A link that is only `claimed`
-- comes from a form: the records of the visitor are the customer's, and nothing else is until
-- somebody who knows links the two.
CREATE TABLE alias (
  visitor TEXT PRIMARY KEY,
  customer TEXT NOT NULL,
  state INTEGER NOT NULL,
  linked_at INTEGER NOT NULL,
  linked_by TEXT NOT NULL,
  moved TEXT NOT NULL,
  claimed INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX alias_by_customer ON alias (customer);
CREATE INDEX alias_under_way ON alias (visitor) WHERE state = 0;

-- Files of records that are imported. State: 0 waiting, 1 running, 2 finished, 3 cancelled,
-- 4 failed. `place` and `line` are up to where rows are applied; they change with the rows.
CREATE TABLE import (
  id INTEGER PRIMARY KEY,
  type TEXT NOT NULL,
  format INTEGER NOT NULL,
  mode INTEGER NOT NULL,
  fires INTEGER NOT NULL,
  key TEXT NOT NULL,
  file TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  state INTEGER NOT NULL,
  place INTEGER NOT NULL,
  line INTEGER NOT NULL,
  created INTEGER NOT NULL,
  changed INTEGER NOT NULL,
  unchanged INTEGER NOT NULL,
  failed INTEGER NOT NULL,
  worked_ms INTEGER NOT NULL,
  started_at INTEGER NOT NULL,
  started_by TEXT NOT NULL,
  ended_at INTEGER,
  reason TEXT NOT NULL
) STRICT;
CREATE INDEX import_under_way ON import (id) WHERE state < 2;

-- The first rows that an import left out, and why.
CREATE TABLE import_error (
  import INTEGER NOT NULL,
  line INTEGER NOT NULL,
  record TEXT NOT NULL,
  message TEXT NOT NULL,
  PRIMARY KEY (import, line)
) STRICT, WITHOUT ROWID;

-- ---- points and vouchers ---------------------------------------------------------------

-- The ledger only appends, but for `amount`: a reversal that came before its booking has the
-- amount 0 until then. `wanted` is what a reversal is to take back at most; NULL: all.
CREATE TABLE point_entry (
  number INTEGER PRIMARY KEY,
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

-- The counts are of the vouchers of the pool by state. From `expires_at` on the pool gives no code,
-- and none of its codes is redeemed. `valid_for` is the ISO 8601 duration for which a code is good
-- from when it is given; `per_person` is how many one person may hold or have used.
CREATE TABLE pool (
  key INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  version INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  free INTEGER NOT NULL,
  reserved INTEGER NOT NULL,
  issued INTEGER NOT NULL,
  redeemed INTEGER NOT NULL,
  void INTEGER NOT NULL,
  expires_at INTEGER,
  valid_for TEXT,
  per_person INTEGER,
  value TEXT
) STRICT;

-- `number` counts within the pool. State: 0 free, 1 reserved, 2 issued, 3 redeemed, 4 void. `subject`
-- is whose the code is, NULL once that person is erased; `campaign` gave it. `valid_until` is the
-- code's own end, beside that of its pool. `booking` is the entry of `point_entry` that paid for it.
CREATE TABLE voucher (
  pool INTEGER NOT NULL,
  number INTEGER NOT NULL,
  code TEXT NOT NULL,
  state INTEGER NOT NULL,
  instance INTEGER,
  step TEXT,
  visit INTEGER,
  subject TEXT,
  campaign TEXT,
  booking INTEGER,
  issued_at INTEGER,
  valid_until INTEGER,
  redeemed_at INTEGER,
  redeemed_by TEXT,
  voided_at INTEGER,
  PRIMARY KEY (pool, number),
  UNIQUE (code, pool)
) STRICT, WITHOUT ROWID;
CREATE INDEX voucher_by_state ON voucher (pool, state);
CREATE INDEX voucher_by_subject ON voucher (subject, pool) WHERE subject IS NOT NULL;
CREATE INDEX voucher_by_instance ON voucher (instance) WHERE instance IS NOT NULL;

-- ---- segments and the library of messages ----------------------------------------------

-- Saved segments, each with all its versions.
CREATE TABLE segment (
  id TEXT PRIMARY KEY,
  version INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE segment_version (
  segment TEXT NOT NULL,
  version INTEGER NOT NULL,
  source TEXT NOT NULL,
  at INTEGER NOT NULL,
  who TEXT NOT NULL,
  PRIMARY KEY (segment, version)
) STRICT, WITHOUT ROWID;

-- The last versions of documents that were deleted: one of the same id goes on counting from there.
CREATE TABLE deleted_document (
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  version INTEGER NOT NULL,
  PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;

-- The library of messages, each with all its versions.
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

-- What slots of the site recommend, each rule with all its versions.
CREATE TABLE recommendation (
  id TEXT PRIMARY KEY,
  version INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE recommendation_version (
  recommendation TEXT NOT NULL,
  version INTEGER NOT NULL,
  source TEXT NOT NULL,
  at INTEGER NOT NULL,
  who TEXT NOT NULL,
  PRIMARY KEY (recommendation, version)
) STRICT, WITHOUT ROWID;

-- Scenarios that the shop saved, each with all its versions.
CREATE TABLE scenario (
  id TEXT PRIMARY KEY,
  version INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE scenario_version (
  scenario TEXT NOT NULL,
  version INTEGER NOT NULL,
  source TEXT NOT NULL,
  at INTEGER NOT NULL,
  who TEXT NOT NULL,
  PRIMARY KEY (scenario, version)
) STRICT, WITHOUT ROWID;

-- Which scenario made which campaign, at which version and of which parameters. `definition` is what
-- that version made of them: a later version is held against it.
CREATE TABLE installation (
  campaign TEXT PRIMARY KEY,
  scenario TEXT NOT NULL,
  shipped INTEGER NOT NULL,
  version INTEGER NOT NULL,
  parameters TEXT NOT NULL,
  definition TEXT NOT NULL,
  installed_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  who TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX installation_by_scenario ON installation (scenario);

-- ---- hosted forms ------------------------------------------------------------------------

-- Hosted forms, each with all its versions.
CREATE TABLE form (
  id TEXT PRIMARY KEY,
  version INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE form_version (
  form TEXT NOT NULL,
  version INTEGER NOT NULL,
  source TEXT NOT NULL,
  at INTEGER NOT NULL,
  who TEXT NOT NULL,
  PRIMARY KEY (form, version)
) STRICT, WITHOUT ROWID;

-- What people answered. `key` is what makes the same answer one. `link` is the tracking of the send
-- whose link it was, '' of a public form; `proven` is 1 of a link. Numbers grow with time.
CREATE TABLE form_answer (
  number INTEGER PRIMARY KEY,
  form TEXT NOT NULL,
  version INTEGER NOT NULL,
  key TEXT NOT NULL,
  subject TEXT NOT NULL,
  link TEXT NOT NULL,
  instance INTEGER,
  campaign TEXT NOT NULL,
  language TEXT NOT NULL,
  proven INTEGER NOT NULL,
  at INTEGER NOT NULL,
  answers TEXT NOT NULL,
  UNIQUE (form, key)
) STRICT;
CREATE INDEX form_answer_by_form ON form_answer (form, number);
CREATE INDEX form_answer_by_subject ON form_answer (subject, form, number);
CREATE INDEX form_answer_by_link ON form_answer (link, form) WHERE link <> '';

-- How many answers a form ever took: a limit holds also when answers are forgotten.
CREATE TABLE form_count (
  form TEXT PRIMARY KEY,
  taken INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What was written and not sent. `key` is the link's; `subject` is '' of a public form.
CREATE TABLE form_draft (
  key TEXT PRIMARY KEY,
  form TEXT NOT NULL,
  subject TEXT NOT NULL,
  inputs TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX form_draft_by_subject ON form_draft (subject);
CREATE INDEX form_draft_by_age ON form_draft (at);

-- Consents that count once the owner of the address confirms them: double opt-in.
CREATE TABLE consent_request (
  number INTEGER PRIMARY KEY,
  customer TEXT NOT NULL,
  email TEXT NOT NULL,
  channel TEXT NOT NULL,
  purpose INTEGER NOT NULL,
  source TEXT NOT NULL,
  asked_at INTEGER NOT NULL,
  confirmed_at INTEGER
) STRICT;
CREATE INDEX consent_request_by_customer ON consent_request (customer);
CREATE INDEX consent_request_open ON consent_request (asked_at) WHERE confirmed_at IS NULL;

-- When the owner of an address was asked last.
CREATE TABLE consent_mail (
  email TEXT PRIMARY KEY,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX consent_mail_by_age ON consent_mail (at);

-- ---- the desk in the shop --------------------------------------------------------------

-- What the staff are asked to do for somebody. `texts` is by language, `done_by` the marks that do it.
-- State: 0 open, 1 done, 2 withdrawn. `ends_at` is `lasts_until` while it is open; `mark` did it.
CREATE TABLE desk_task (
  subject TEXT NOT NULL,
  number INTEGER NOT NULL,
  instance INTEGER NOT NULL,
  campaign TEXT NOT NULL,
  step TEXT NOT NULL,
  visit INTEGER NOT NULL,
  texts TEXT NOT NULL,
  done_by TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  due INTEGER,
  lasts_until INTEGER NOT NULL,
  state INTEGER NOT NULL,
  ends_at INTEGER NOT NULL,
  mark INTEGER,
  PRIMARY KEY (subject, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX desk_task_by_end ON desk_task (ends_at, number);

-- What the staff marked. Kind: 0 greeted, 1 gift given, 2 note, 3 task done. `tasks` are the numbers
-- of those that it did; `heard` is who heard it.
CREATE TABLE desk_mark (
  subject TEXT NOT NULL,
  number INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  note TEXT NOT NULL,
  tasks TEXT NOT NULL,
  heard TEXT NOT NULL,
  who TEXT NOT NULL,
  at INTEGER NOT NULL,
  undone_at INTEGER,
  undone_by TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (subject, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX desk_mark_by_age ON desk_mark (at);

-- ---- sends, what became of them, and what persons want ---------------------------------

-- One row for each send step that was handed over; another channel or attempt takes the place of
-- the one before. `tracking` begins with the instance, so that new rows land together. Outcome: 0
-- handed over, 1 accepted, 2 rejected, 3 failed for the moment, 4 unknown, 5 unreachable, 6 taken
-- back. `tells`: the channel reports what becomes of its messages. `links` are those that clicks
-- are heard of, a JSON list. `content` is NULL when its time is over. `slot` is where reports count it
-- (storage/tables/message_entry.hpp), negated while it does not count as sent.
CREATE TABLE send (
  number INTEGER PRIMARY KEY,
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
  failure TEXT,
  slot INTEGER NOT NULL
) STRICT;
CREATE INDEX send_by_subject ON send (subject, at);
CREATE INDEX send_with_content ON send (at) WHERE content IS NOT NULL;
CREATE INDEX send_by_provider_id ON send (channel, provider_id)
  WHERE tells = 1 AND provider_id IS NOT NULL;

-- What was heard of a send, each once. The kinds are messages::receipt_kind.
CREATE TABLE receipt (
  number INTEGER PRIMARY KEY,
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

-- ---- what messages brought: what the reports of them are computed from --------------------------

-- Who was written to. One who turned out to be somebody else, or was erased, has no subject any more
-- where the other has a number already, and `same_as` is that. Numbers are never given twice.
CREATE TABLE recipient (
  number INTEGER PRIMARY KEY,
  subject TEXT UNIQUE,
  same_as INTEGER
) STRICT;
CREATE INDEX recipient_by_same ON recipient (same_as) WHERE same_as IS NOT NULL;

-- What is counted together: the messages of a campaign, step and channel that were handed over in a
-- period of four weeks. None of them was read or clicked for the first time after `heard_at`.
CREATE TABLE message_place (
  key INTEGER PRIMARY KEY,
  campaign TEXT NOT NULL,
  period INTEGER NOT NULL,
  step TEXT NOT NULL,
  channel TEXT NOT NULL,
  heard_at INTEGER NOT NULL,
  UNIQUE (campaign, period, step, channel)
) STRICT;

-- The messages of a place, 80 in a row. The key is that of the place and, in its lower 24 bits, which
-- chunk; the entries are told of in storage/tables/message_entry.hpp. They outlive their sends.
CREATE TABLE message_chunk (
  key INTEGER PRIMARY KEY,
  entries BLOB NOT NULL
) STRICT;

-- Orders that were paid, whatever became of them later, by whose they are; a function of the records.
-- Of the messages that the person clicked and read until then the last one each, with its place and
-- when it was handed over: in whatever window, the order is owed to one of the two or to none. Of an
-- erased person (owner 'erased:12') only what is owed to messages is left.
CREATE TABLE payment (
  number INTEGER PRIMARY KEY,
  owner TEXT NOT NULL,
  record TEXT NOT NULL,
  paid_at INTEGER NOT NULL,
  currency TEXT NOT NULL,
  amount INTEGER NOT NULL,
  called_off INTEGER NOT NULL,
  recipient INTEGER,
  clicked_at INTEGER,
  clicked_place INTEGER,
  clicked_sent_at INTEGER,
  read_at INTEGER,
  read_place INTEGER,
  read_sent_at INTEGER,
  UNIQUE (owner, paid_at, record)
) STRICT;
CREATE INDEX payment_by_click
  ON payment (clicked_place, paid_at, currency, amount, called_off, recipient, clicked_at,
              clicked_sent_at) WHERE clicked_place IS NOT NULL;
CREATE INDEX payment_by_read
  ON payment (read_place, paid_at, currency, amount, called_off, recipient, read_at, read_sent_at,
              clicked_at) WHERE read_place IS NOT NULL;

-- How many instances of a campaign began in a quarter of an hour (since 1970); `forgotten` of them
-- are not there any more.
CREATE TABLE start_count (
  campaign INTEGER NOT NULL,
  quarter INTEGER NOT NULL,
  count INTEGER NOT NULL,
  forgotten INTEGER NOT NULL,
  PRIMARY KEY (campaign, quarter)
) STRICT, WITHOUT ROWID;

-- What a person said last. Channel '' is every channel, purpose -1 every purpose.
CREATE TABLE consent (
  subject TEXT NOT NULL,
  channel TEXT NOT NULL,
  purpose INTEGER NOT NULL,
  given INTEGER NOT NULL,
  at INTEGER NOT NULL,
  source TEXT NOT NULL,
  PRIMARY KEY (subject, channel, purpose)
) STRICT, WITHOUT ROWID;

-- Addresses that take nothing more, in the canonical form of their channel.
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
  version INTEGER PRIMARY KEY,
  document TEXT NOT NULL,
  at INTEGER NOT NULL,
  who TEXT NOT NULL
) STRICT;

-- What a provider says of the templates that the shop has there.
CREATE TABLE provider_template (
  account TEXT NOT NULL,
  id TEXT NOT NULL,
  document TEXT NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (account, id)
) STRICT, WITHOUT ROWID;

-- The local inbox, which the channel "mailbox" fills.
CREATE TABLE mail (
  number INTEGER PRIMARY KEY,
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
CREATE INDEX mail_with_text ON mail (at) WHERE text || html <> '';

-- ---- what actions cost -----------------------------------------------------------------

-- The budget; the newest row counts. A budget that was removed is a document that is null.
CREATE TABLE budget (
  version INTEGER PRIMARY KEY,
  document TEXT NOT NULL,
  at INTEGER NOT NULL,
  who TEXT NOT NULL
) STRICT;

-- The ledger only appends. Kind: 0 reserved, 1 settled, 2 released, 3 deposited. `day` is the day of
-- the reservation in the budget's zone of then, in which it counts whenever it is settled. A deposit
-- has no campaign, instance 0 and its reason as its action. The other tables of figures are sums of it.
CREATE TABLE budget_entry (
  number INTEGER PRIMARY KEY,
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
CREATE INDEX budget_entry_by_instance ON budget_entry (instance) WHERE campaign IS NOT NULL;

-- The entries of forgotten instances, by the day on which they were made (`date`, in the budget's
-- zone of then). `at` is the first of them.
CREATE TABLE budget_sum (
  campaign TEXT NOT NULL,
  date TEXT NOT NULL,
  kind INTEGER NOT NULL,
  action TEXT NOT NULL,
  day TEXT NOT NULL,
  account TEXT NOT NULL,
  at INTEGER NOT NULL,
  count INTEGER NOT NULL,
  tokens INTEGER NOT NULL,
  credits INTEGER NOT NULL,
  PRIMARY KEY (campaign, date, kind, action, day, account)
) STRICT, WITHOUT ROWID;

-- What is reserved and neither settled nor released. `unknown_at`: since then it is known that the
-- action may have happened; NULL: it is under way.
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
  unknown_at INTEGER,
  PRIMARY KEY (instance, step, visit, attempt)
) STRICT, WITHOUT ROWID;
CREATE INDEX budget_unheard ON budget_reservation (unknown_at) WHERE unknown_at IS NOT NULL;

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

-- ---- erasures of personal data ---------------------------------------------------------

-- The key of the digests by which erasures are known. The program makes it.
CREATE TABLE erasure_key (
  number INTEGER PRIMARY KEY CHECK (number = 1),
  key TEXT NOT NULL
) STRICT;

-- State: 0 under way, 1 the rows are gone, 2 so are their bytes. `subject` is a keyed digest.
-- `import` and `run` are the last ones that had begun by then: what those bring later is left out.
CREATE TABLE erasure (
  id INTEGER PRIMARY KEY,
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

-- Whom an erasure that is under way is about: "customer:42", their visitors, their records. `next`
-- is which kind of their data comes next.
CREATE TABLE erasure_subject (
  erasure INTEGER NOT NULL,
  subject TEXT NOT NULL,
  next INTEGER NOT NULL,
  PRIMARY KEY (erasure, subject)
) STRICT, WITHOUT ROWID;
CREATE INDEX erasure_subject_by_name ON erasure_subject (subject);

-- ---- people and programs ---------------------------------------------------------------

-- Who may log in. The password is known by its hash alone (Argon2id); what makes one-time codes is
-- sealed. Numbers are never given twice: a session names one.
CREATE TABLE user (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  login TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  language TEXT NOT NULL,
  role TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  must_change_password INTEGER NOT NULL,
  is_disabled INTEGER NOT NULL,
  one_time_secret TEXT NOT NULL,
  one_time_confirmed INTEGER NOT NULL,
  one_time_step INTEGER NOT NULL,
  version INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;

-- The roles of the shop's own; those that come with Sojourn are in the program.
CREATE TABLE role (
  name TEXT PRIMARY KEY,
  document TEXT NOT NULL,
  version INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  updated_by TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Tokens that were made over the API, known by their digests.
CREATE TABLE access_token (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE,
  digest TEXT NOT NULL UNIQUE,
  role TEXT NOT NULL,
  expires_at INTEGER,
  addresses TEXT NOT NULL,
  hooks TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  created_by TEXT NOT NULL
) STRICT;

-- Who is logged in, known by the digest of what their cookie holds.
CREATE TABLE session (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  user INTEGER NOT NULL,
  digest TEXT NOT NULL UNIQUE,
  created_at INTEGER NOT NULL,
  seen_at INTEGER NOT NULL,
  network TEXT NOT NULL,
  agent TEXT NOT NULL
) STRICT;
CREATE INDEX session_by_user ON session (user);

-- Where a user logged in: whoever floods their account from elsewhere does not keep them out there.
CREATE TABLE user_network (
  user INTEGER NOT NULL,
  network TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (user, network)
) STRICT, WITHOUT ROWID;

-- ---- operation -------------------------------------------------------------------------

-- The audit is only cleared of what is older than the retention says.
-- `chain` is the hash of the line before it and of `digest`, which is that of what the line says
-- and of its salt. The oldest lines are dropped when their time is over; an erasure takes the person
-- out of a line, and its salt with them.
CREATE TABLE audit (
  number INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  who TEXT NOT NULL,
  address TEXT NOT NULL,
  action TEXT NOT NULL,
  target TEXT NOT NULL,
  why TEXT NOT NULL,
  changes TEXT NOT NULL,
  salt TEXT NOT NULL,
  digest TEXT NOT NULL,
  chain TEXT NOT NULL
) STRICT;
CREATE INDEX audit_by_target ON audit (target);
CREATE INDEX audit_by_who ON audit (who);

-- Where that chain begins, behind what was dropped, and where it ends; one row.
CREATE TABLE audit_chain (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  dropped INTEGER NOT NULL,
  dropped_chain TEXT NOT NULL,
  last INTEGER NOT NULL,
  last_chain TEXT NOT NULL
) STRICT;

-- `answer` is NULL between taking the key and answering, both in one transaction.
CREATE TABLE idempotency (
  number INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  fingerprint TEXT NOT NULL,
  answer TEXT,
  at INTEGER NOT NULL
) STRICT;

-- Secrets, each sealed with a key that is not in this file. The one called "check" is known to
-- everybody: whether it opens tells whether the key is the right one.
CREATE TABLE sealed (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL,
  changed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Rows of the tables that are too large to count.
CREATE TABLE counter (
  name TEXT PRIMARY KEY,
  value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- ---- boosters: sales events, their cards, and whether the shop may run them ---------------------

CREATE TABLE booster (
  id TEXT PRIMARY KEY,
  version INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE booster_version (
  booster TEXT NOT NULL,
  version INTEGER NOT NULL,
  source TEXT NOT NULL,
  at INTEGER NOT NULL,
  who TEXT NOT NULL,
  PRIMARY KEY (booster, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE booster_template (
  id TEXT PRIMARY KEY,
  version INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE booster_template_version (
  booster_template TEXT NOT NULL,
  version INTEGER NOT NULL,
  source TEXT NOT NULL,
  at INTEGER NOT NULL,
  who TEXT NOT NULL,
  PRIMARY KEY (booster_template, version)
) STRICT, WITHOUT ROWID;

-- The cards of a booster; `run` is what sends it, and stays once it is there. Status: 0 draft, 1 off,
-- 2 on, 3 sending, 4 stopped, 5 skipped, 6 missed, 7 removed. `gated`: its campaign is paused until
-- the shop is eligible again. `look_at`: when something is to be done about it.
CREATE TABLE booster_card (
  booster TEXT NOT NULL,
  id TEXT NOT NULL,
  version INTEGER NOT NULL,
  source TEXT NOT NULL,
  at INTEGER NOT NULL,
  status INTEGER NOT NULL,
  run INTEGER,
  gated INTEGER NOT NULL,
  held_by TEXT NOT NULL,
  look_at INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  updated_by TEXT NOT NULL,
  switched_at INTEGER,
  switched_by TEXT NOT NULL,
  PRIMARY KEY (booster, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX booster_card_by_look ON booster_card (look_at) WHERE look_at IS NOT NULL;
CREATE INDEX booster_card_by_status ON booster_card (status, booster, id);

-- The documents "settings" and "inputs".
CREATE TABLE eligibility_document (
  id TEXT PRIMARY KEY,
  version INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE eligibility_document_version (
  eligibility_document TEXT NOT NULL,
  version INTEGER NOT NULL,
  source TEXT NOT NULL,
  at INTEGER NOT NULL,
  who TEXT NOT NULL,
  PRIMARY KEY (eligibility_document, version)
) STRICT, WITHOUT ROWID;

-- What the shop was found to be; the newest with `applied_at` counts. Found: 0 none, 1 basic,
-- 2 advanced.
CREATE TABLE eligibility_evaluation (
  number INTEGER PRIMARY KEY,
  measured_at INTEGER NOT NULL,
  applies_at INTEGER NOT NULL,
  applied_at INTEGER,
  inputs TEXT NOT NULL,
  thresholds TEXT NOT NULL,
  found INTEGER NOT NULL,
  missing TEXT NOT NULL,
  who TEXT NOT NULL
) STRICT;

-- How many people a run writes to on a day of the shop that has room for so many; run 0 stands for
-- those to whom a card is sent one by one.
CREATE TABLE run_people (
  run INTEGER PRIMARY KEY,
  day TEXT NOT NULL,
  people INTEGER NOT NULL
) STRICT;
CREATE INDEX run_people_by_day ON run_people (day, people);

-- ---- suggestions, the operating score, best hours ----------------------------------------

-- The document "benchmarks".
CREATE TABLE benchmarks (
  id TEXT PRIMARY KEY,
  version INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE benchmarks_version (
  benchmarks TEXT NOT NULL,
  version INTEGER NOT NULL,
  source TEXT NOT NULL,
  at INTEGER NOT NULL,
  who TEXT NOT NULL,
  PRIMARY KEY (benchmarks, version)
) STRICT, WITHOUT ROWID;

-- Suggestions that stay away for a time that the benchmarks say. How: 0 acted on, 1 dismissed.
-- `campaign` is the draft that was made; '' of one that was dismissed.
CREATE TABLE suggestion_away (
  suggestion TEXT PRIMARY KEY,
  how INTEGER NOT NULL,
  at INTEGER NOT NULL,
  who TEXT NOT NULL,
  campaign TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The operating score of each day, a row that never changes: of the messages that left within 30
-- days before its end, the persons whom something was sent and those who read. `suggested` is in
-- ten-thousandths, `level` '' where nothing was sent.
CREATE TABLE score_day (
  day INTEGER PRIMARY KEY,
  sent INTEGER NOT NULL,
  read INTEGER NOT NULL,
  suggested INTEGER NOT NULL,
  level TEXT NOT NULL,
  measured_at INTEGER NOT NULL
) STRICT;

-- At which hours of their day people read and click, as it was measured last: those of a group by
-- its rules::segment_key, '' those of everybody.
CREATE TABLE active_hour (
  whose TEXT NOT NULL,
  hour INTEGER NOT NULL,
  reads INTEGER NOT NULL,
  clicks INTEGER NOT NULL,
  PRIMARY KEY (whose, hour)
) STRICT, WITHOUT ROWID;

-- The last number that was given to a row of a table whose rows are removed again: no number is
-- given twice.
CREATE TABLE number (
  name TEXT PRIMARY KEY,
  last INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The virtual clock, in the one row 1.
CREATE TABLE clock (
  number INTEGER PRIMARY KEY,
  now INTEGER NOT NULL
) STRICT;

-- Which life of the data this file belongs to: the same name lies beside the file. A backup has one
-- that lies beside no file, so that it is known for one when it is put back. `previous` is the name
-- before the last start, in case that start was killed before it wrote the new one beside the file.
CREATE TABLE epoch (
  number INTEGER PRIMARY KEY CHECK (number = 1),
  value TEXT NOT NULL,
  previous TEXT NOT NULL,
  restored_at INTEGER
) STRICT;
INSERT INTO epoch (number, value, previous) VALUES (1, '', '');

-- A restored file, until all that is asked about it is answered and done. What was due at or before
-- `restored_at`, and at or after `since`, may have been done after the copy was made, at
-- `copied_at`. `newest_start` is the newest entry of the inbox by then.
CREATE TABLE restore (
  number INTEGER PRIMARY KEY CHECK (number = 1),
  restored_at INTEGER NOT NULL,
  copied_at INTEGER NOT NULL,
  since INTEGER NOT NULL,
  newest_start INTEGER NOT NULL
) STRICT;

-- `state` is the campaign's before the restore paused it. The counts are as of then. Answer: 0 send,
-- 1 sent, 2 drop; NULL is not answered.
CREATE TABLE restored_campaign (
  campaign TEXT PRIMARY KEY,
  state INTEGER NOT NULL,
  is_asked INTEGER NOT NULL,
  messages INTEGER NOT NULL,
  timers INTEGER NOT NULL,
  starts INTEGER NOT NULL,
  has_schedule INTEGER NOT NULL,
  answer INTEGER,
  answered_by TEXT NOT NULL,
  why TEXT NOT NULL,
  answered_at INTEGER,
  done INTEGER NOT NULL,
  is_settled INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What the program computes anew before it uses the file; a migration asks for it here.
CREATE TABLE rebuild (
  what TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;
