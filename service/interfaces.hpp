// What the daemon can be asked, all areas together. No CAF, no Beast, no SQL.
#pragma once

namespace sojourn::service {

class account_api;
class audit_api;
class booster_api;
class budget_api;
class caller_directory;
class campaign_api;
class card_api;
class change_api;
class channel_api;
class clock_api;
class consent_api;
class desk_api;
class eligibility_api;
class event_api;
class form_api;
class hook_api;
class hosted_form_api;
class identity_api;
class import_api;
class instance_api;
class job_api;
class library_api;
class local_inbox_api;
class message_api;
class monitor_api;
class operation_api;
class placement_api;
class privacy_api;
class receipt_api;
class recommendation_api;
class record_type_api;
class record_api;
class restore_api;
class retention_api;
class run_api;
class score_api;
class secret_api;
class segment_api;
class send_rules_api;
class send_api;
class session_api;
class suggestion_api;
class suppression_api;
class voucher_api;

/// Everything that the running daemon can be asked, one interface an area.
///
/// All of them are asynchronous: `done` is answered exactly once, on any thread. A write is
/// answered after its commit. Errors are those of the catalogue (base/error_code.hpp);
/// `overloaded` and `shutting_down` may come from every call.
struct interfaces {
  account_api& accounts;
  audit_api& audit;
  booster_api& boosters;
  budget_api& budget;
  caller_directory& callers;
  campaign_api& campaigns;
  card_api& cards;
  change_api& changes;
  channel_api& channels;
  clock_api& clock;
  consent_api& consents;
  desk_api& desk;
  eligibility_api& eligibility;
  event_api& events;
  form_api& forms;
  hook_api& hooks;
  hosted_form_api& hosted_forms;
  identity_api& identities;
  import_api& imports;
  instance_api& instances;
  job_api& jobs;
  library_api& library;
  local_inbox_api& local_inbox;
  message_api& messages;
  monitor_api& monitor;
  operation_api& operation;
  placement_api& placements;
  privacy_api& privacy;
  receipt_api& receipts;
  recommendation_api& recommendations;
  record_type_api& record_types;
  record_api& records;
  restore_api& restore;
  retention_api& retention;
  run_api& runs;
  score_api& score;
  secret_api& secrets;
  segment_api& segments;
  send_rules_api& send_rules;
  send_api& sends;
  session_api& sessions;
  suggestion_api& suggestions;
  suppression_api& suppressions;
  voucher_api& vouchers;
};

} // namespace sojourn::service
