// The reader of a store: its areas on one pool of connections.
#pragma once

#include "storage/read/area_readers.hpp"
#include "storage/sqlite/reader_pool.hpp"

namespace sojourn::storage {

class pooled_reader final : public reader {
public:
  explicit pooled_reader(const store_options& options);
  ~pooled_reader() override;

  campaign_reader& campaigns() override { return *campaigns_; }
  instance_reader& instances() override { return *instances_; }
  journal_reader& journal() override { return *journal_; }
  timer_reader& timers() override { return *timers_; }
  outbox_reader& outbox() override { return *outbox_; }
  inbox_reader& inbox() override { return *inbox_; }
  event_reader& events() override { return *events_; }
  run_reader& runs() override { return *runs_; }
  job_reader& jobs() override { return *jobs_; }
  record_reader& records() override { return *records_; }
  turn_facts_reader& turn_facts() override { return *turn_facts_; }
  import_reader& imports() override { return *imports_; }
  identity_reader& identities() override { return *identities_; }
  segment_reader& segments() override { return *segments_; }
  erasure_reader& erasures() override { return *erasures_; }
  voucher_reader& vouchers() override { return *vouchers_; }
  content_reader& content() override { return *content_; }
  library_reader& library() override { return *library_; }
  send_reader& sends() override { return *sends_; }
  booster_reader& boosters() override { return *boosters_; }
  monitor_reader& monitor() override { return *monitor_; }
  customer_reader& customers() override { return *customers_; }
  budget_reader& budget() override { return *budget_; }
  placement_reader& placements() override { return *placements_; }
  hook_reader& hooks() override { return *hooks_; }
  hosted_form_reader& hosted_forms() override { return *hosted_forms_; }
  provider_template_reader& provider_templates() override { return *provider_templates_; }
  mailbox_reader& mailbox() override { return *mailbox_; }
  secret_reader& secrets() override { return *secrets_; }
  account_reader& accounts() override { return *accounts_; }
  audit_reader& audit() override { return *audit_; }
  operation_reader& operation() override { return *operation_; }
  restore_reader& restore() override { return *restore_; }
  retention_reader& retention() override { return *retention_; }
  suggestion_reader& suggestions() override { return *suggestions_; }
  active_hours_reader& active_hours() override { return *active_hours_; }
  desk_reader& desk() override { return *desk_; }

private:
  reader_pool pool_;
  described_types types_{pool_};
  std::unique_ptr<campaign_reader> campaigns_;
  std::unique_ptr<instance_reader> instances_;
  std::unique_ptr<journal_reader> journal_;
  std::unique_ptr<timer_reader> timers_;
  std::unique_ptr<outbox_reader> outbox_;
  std::unique_ptr<inbox_reader> inbox_;
  std::unique_ptr<event_reader> events_;
  std::unique_ptr<run_reader> runs_;
  std::unique_ptr<job_reader> jobs_;
  std::unique_ptr<record_reader> records_;
  std::unique_ptr<turn_facts_reader> turn_facts_;
  std::unique_ptr<import_reader> imports_;
  std::unique_ptr<identity_reader> identities_;
  std::unique_ptr<segment_reader> segments_;
  std::unique_ptr<erasure_reader> erasures_;
  std::unique_ptr<voucher_reader> vouchers_;
  std::unique_ptr<content_reader> content_;
  std::unique_ptr<library_reader> library_;
  std::unique_ptr<send_reader> sends_;
  std::unique_ptr<booster_reader> boosters_;
  std::unique_ptr<monitor_reader> monitor_;
  std::unique_ptr<customer_reader> customers_;
  std::unique_ptr<budget_reader> budget_;
  std::unique_ptr<placement_reader> placements_;
  std::unique_ptr<hook_reader> hooks_;
  std::unique_ptr<hosted_form_reader> hosted_forms_;
  std::unique_ptr<provider_template_reader> provider_templates_;
  std::unique_ptr<mailbox_reader> mailbox_;
  std::unique_ptr<secret_reader> secrets_;
  std::unique_ptr<account_reader> accounts_;
  std::unique_ptr<audit_reader> audit_;
  std::unique_ptr<operation_reader> operation_;
  std::unique_ptr<restore_reader> restore_;
  std::unique_ptr<retention_reader> retention_;
  std::unique_ptr<suggestion_reader> suggestions_;
  std::unique_ptr<active_hours_reader> active_hours_;
  std::unique_ptr<desk_reader> desk_;
};

} // namespace sojourn::storage
