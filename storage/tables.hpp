// All tables of one connection, with their prepared statements.
#pragma once

#include "storage/tables/accounts.hpp"
#include "storage/tables/active_hours.hpp"
#include "storage/tables/aliases.hpp"
#include "storage/tables/audit.hpp"
#include "storage/tables/boosters.hpp"
#include "storage/tables/budget.hpp"
#include "storage/tables/budget_sums.hpp"
#include "storage/tables/campaigns.hpp"
#include "storage/tables/clock.hpp"
#include "storage/tables/consents.hpp"
#include "storage/tables/customer_changes.hpp"
#include "storage/tables/customer_names.hpp"
#include "storage/tables/deleted_documents.hpp"
#include "storage/tables/desk.hpp"
#include "storage/tables/epoch.hpp"
#include "storage/tables/erasures.hpp"
#include "storage/tables/events.hpp"
#include "storage/tables/finished_rows.hpp"
#include "storage/tables/gates.hpp"
#include "storage/tables/graph_counts.hpp"
#include "storage/tables/held_starts.hpp"
#include "storage/tables/hooks.hpp"
#include "storage/tables/hosted_forms.hpp"
#include "storage/tables/idempotency.hpp"
#include "storage/tables/identities.hpp"
#include "storage/tables/imports.hpp"
#include "storage/tables/inbox.hpp"
#include "storage/tables/installations.hpp"
#include "storage/tables/instances.hpp"
#include "storage/tables/jobs.hpp"
#include "storage/tables/journal.hpp"
#include "storage/tables/mailbox.hpp"
#include "storage/tables/message_chunks.hpp"
#include "storage/tables/message_places.hpp"
#include "storage/tables/numbers.hpp"
#include "storage/tables/outbox.hpp"
#include "storage/tables/paid_orders.hpp"
#include "storage/tables/pauses.hpp"
#include "storage/tables/payments.hpp"
#include "storage/tables/personal_rows.hpp"
#include "storage/tables/placements.hpp"
#include "storage/tables/points.hpp"
#include "storage/tables/products.hpp"
#include "storage/tables/provider_templates.hpp"
#include "storage/tables/recipients.hpp"
#include "storage/tables/record_types.hpp"
#include "storage/tables/records.hpp"
#include "storage/tables/reentry.hpp"
#include "storage/tables/restore.hpp"
#include "storage/tables/retention.hpp"
#include "storage/tables/runs.hpp"
#include "storage/tables/saved.hpp"
#include "storage/tables/sealed.hpp"
#include "storage/tables/sends.hpp"
#include "storage/tables/start_counts.hpp"
#include "storage/tables/statistics.hpp"
#include "storage/tables/suggestions.hpp"
#include "storage/tables/timelines.hpp"
#include "storage/tables/timers.hpp"
#include "storage/tables/traits.hpp"
#include "storage/tables/vouchers.hpp"
#include "storage/tables/waits.hpp"

namespace sojourn::storage {

/// Statements are prepared at their first use, so a connection pays for what it does.
struct table_set {
  explicit table_set(connection& db)
      : numbers{db}, campaigns{db}, instances{db, campaigns}, journal{db}, timers{db}, waits{db},
        outbox{db}, inbox{db, numbers}, held_starts{db}, reentry{db}, records{db, numbers},
        record_types{db}, traits{db}, paid_orders{db}, segments{db}, library_messages{db},
        recommendations{db}, scenarios{db}, installations{db}, deleted_documents{db}, products{db},
        events{db, numbers}, hook_messages{db}, vouchers{db}, mailbox{db, numbers},
        idempotency{db}, audit{db}, statistics{db},
        graph_counts{db}, clock{db}, runs{db}, gates{db}, points{db}, hooks{db, numbers},
        hook_calls{db}, placements{db}, jobs{db}, pauses{db}, imports{db}, aliases{db},
        identities{db}, customer_names{db}, customer_changes{db}, timelines{db},
        erasures{db, numbers}, personal{db}, sends{db}, recipients{db}, message_places{db},
        message_chunks{db, message_places}, payments{db}, start_counts{db}, consents{db},
        suppressions{db}, send_rules{db}, sealed{db}, provider_templates{db}, epoch{db}, budget{db},
        budget_ledger{db}, budget_sums{db}, budget_pauses{db}, boosters{db}, booster_templates{db},
        eligibility_documents{db}, booster_cards{db}, evaluations{db}, run_people{db}, restore{db},
        retention{db}, forgotten{db}, finished{db}, users{db}, roles{db},
        access_tokens{db}, sessions{db}, benchmarks{db}, suggestions{db}, scores{db},
        active_hours{db}, forms{db}, form_answers{db, numbers}, form_drafts{db},
        consent_requests{db, numbers}, desk_tasks{db, numbers}, desk_marks{db, numbers} {}

  number_table numbers; ///< first: others take theirs from it
  campaign_table campaigns;
  instance_table instances;
  journal_table journal;
  timer_table timers;
  wait_table waits;
  outbox_table outbox;
  inbox_table inbox;
  held_start_table held_starts;
  reentry_table reentry;
  record_table records;
  record_type_table record_types;
  trait_table traits;
  paid_order_table paid_orders;
  segment_table segments;
  library_message_table library_messages;
  recommendation_table recommendations;
  scenario_table scenarios;
  installation_table installations;
  deleted_document_table deleted_documents;
  product_table products;
  event_table events;
  hook_message_table hook_messages;
  voucher_table vouchers;
  mail_table mailbox;
  idempotency_table idempotency;
  audit_table audit;
  statistic_table statistics;
  graph_count_table graph_counts;
  clock_table clock;
  run_table runs;
  gate_table gates;
  point_table points;
  hook_table hooks;
  hook_call_table hook_calls;
  placement_table placements;
  job_table jobs;
  pause_table pauses;
  import_table imports;
  alias_table aliases;
  identity_table identities;
  customer_name_table customer_names;
  customer_change_table customer_changes;
  timeline_table timelines;
  erasure_table erasures;
  personal_rows personal;
  send_table sends;
  recipient_table recipients;
  message_place_table message_places;
  message_chunk_table message_chunks;
  payment_table payments;
  start_count_table start_counts;
  consent_table consents;
  suppression_table suppressions;
  send_rules_table send_rules;
  sealed_table sealed;
  provider_template_table provider_templates;
  epoch_table epoch;
  budget_table budget;
  storage::budget_ledger budget_ledger;
  budget_sum_table budget_sums;
  budget_pause_table budget_pauses;
  booster_table boosters;
  booster_template_table booster_templates;
  eligibility_document_table eligibility_documents;
  booster_card_table booster_cards;
  evaluation_table evaluations;
  run_people_table run_people;
  restore_table restore;
  retention_table retention;
  forgotten_table forgotten;
  finished_rows finished;
  user_table users;
  role_table roles;
  access_token_table access_tokens;
  session_table sessions;
  benchmarks_table benchmarks;
  suggestion_table suggestions;
  score_table scores;
  active_hours_table active_hours;
  form_table forms;
  form_answer_table form_answers;
  form_draft_table form_drafts;
  consent_request_table consent_requests;
  desk_task_table desk_tasks;
  desk_mark_table desk_marks;
};

} // namespace sojourn::storage
