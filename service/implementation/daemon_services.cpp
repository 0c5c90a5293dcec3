#include "service/implementation/daemon_services.hpp"

#include "service/background/backup_keeper.hpp"
#include "service/background/booster_keeper.hpp"
#include "service/background/budget_keeper.hpp"
#include "service/background/campaign_resumer.hpp"
#include "service/background/enroller.hpp"
#include "service/background/importer.hpp"
#include "service/background/job_worker.hpp"
#include "service/background/privacy_worker.hpp"
#include "service/background/restore_worker.hpp"
#include "service/background/retention_worker.hpp"
#include "service/background/scheduler.hpp"
#include "service/background/score_keeper.hpp"
#include "service/background/wait_for_commit.hpp"
#include "service/background/work_queues.hpp"
#include "service/implementation/account_service.hpp"
#include "service/implementation/audit_service.hpp"
#include "service/implementation/booster_service.hpp"
#include "service/implementation/budget_service.hpp"
#include "service/implementation/campaign_service.hpp"
#include "service/implementation/card_service.hpp"
#include "service/implementation/change_service.hpp"
#include "service/implementation/channel_service.hpp"
#include "service/implementation/clock_service.hpp"
#include "service/implementation/consent_service.hpp"
#include "service/implementation/desk_service.hpp"
#include "service/implementation/eligibility_service.hpp"
#include "service/implementation/event_service.hpp"
#include "service/implementation/form_service.hpp"
#include "service/implementation/hook_service.hpp"
#include "service/implementation/hosted_form_service.hpp"
#include "service/implementation/identity_service.hpp"
#include "service/implementation/import_service.hpp"
#include "service/implementation/instance_service.hpp"
#include "service/implementation/job_service.hpp"
#include "service/implementation/library_service.hpp"
#include "service/implementation/local_inbox_service.hpp"
#include "service/implementation/message_service.hpp"
#include "service/implementation/monitor_service.hpp"
#include "service/implementation/operation_service.hpp"
#include "service/implementation/placement_service.hpp"
#include "service/implementation/privacy_service.hpp"
#include "service/implementation/receipt_service.hpp"
#include "service/implementation/recommendation_service.hpp"
#include "service/implementation/record_service.hpp"
#include "service/implementation/record_type_service.hpp"
#include "service/implementation/restore_service.hpp"
#include "service/implementation/retention_service.hpp"
#include "service/implementation/run_service.hpp"
#include "service/implementation/score_service.hpp"
#include "service/implementation/secret_service.hpp"
#include "service/implementation/segment_service.hpp"
#include "service/implementation/send_rules_service.hpp"
#include "service/implementation/send_service.hpp"
#include "service/implementation/session_service.hpp"
#include "service/implementation/suggestion_service.hpp"
#include "service/implementation/suppression_service.hpp"
#include "service/implementation/voucher_service.hpp"

namespace sojourn::service {

struct daemon_services::parts {
  parts(actors::services& shared, const clock_source& clock_of_sessions,
        virtual_clock* clock_to_move, std::shared_ptr<const histogram> observed_commits)
      : services{shared}, session_clock{clock_of_sessions}, movable{clock_to_move},
        commits{std::move(observed_commits)} {}
  ~parts() {
    queues.stop();
    // What is written already calls services after its commit.
    (void)wait_for_commit<bool>(services.store,
                                [](storage::transaction&) -> result<bool> { return true; });
  }
  parts(const parts&) = delete;
  parts& operator=(const parts&) = delete;

  actors::services& services;
  const clock_source& session_clock;
  virtual_clock* const movable;
  const std::shared_ptr<const histogram> commits;

  work_queues queues{services.options};

  // What works by itself, each after what it uses.
  enroller enrolment{services};
  campaign_resumer resumer{services, enrolment, queues};
  budget_keeper paid_campaigns{
      services, [this](const std::string& campaign) { resumer.resume_paid(campaign); }};
  booster_keeper due_cards{services, enrolment,
                           [this](const std::string& campaign) { resumer.resume_paid(campaign); }};
  scheduler scheduling{services, enrolment, paid_campaigns, due_cards};
  job_worker bulk_jobs{services};
  importer file_imports{services};
  privacy_worker erasures{services};
  retention_worker forgetting{services};
  score_keeper scoring{services};
  backup_keeper backups{services};
  restore_worker restoring{services, resumer, scheduling, queues};

  account_registry callers{
      services.store,
      session_clock,
      {.idle = services.options.session_idle, .longest = services.options.session_longest}};
  account_service accounts{services, queues, callers};
  audit_service audit{services, queues};
  booster_service boosters{services, queues, scheduling};
  budget_service budget{services, queues, scheduling};
  campaign_service campaigns{services, queues, resumer, scheduling};
  change_service changes{services};
  channel_service channels{services, queues};
  clock_service clock{services, queues, scheduling, forgetting, scoring, backups, movable};
  consent_service consents{services, queues};
  desk_service desk{services, queues, session_clock};
  eligibility_service eligibility{services, queues, due_cards, scheduling};
  event_service events{services, queues};
  form_service forms{services, queues, erasures};
  hook_service hooks{services, queues};
  hosted_form_service hosted_forms{services, queues};
  identity_service identities{services, queues, erasures};
  import_service imports{services, queues, file_imports};
  instance_service instances{services, queues};
  card_service cards{services, queues, enrolment, resumer, scheduling, instances};
  job_service jobs{services, queues, bulk_jobs};
  library_service library{services, queues, campaigns};
  local_inbox_service local_inbox{services, queues};
  message_service messages{services, queues};
  monitor_service monitor{services, queues};
  operation_service operation{services, queues, scheduling, forgetting, backups, commits};
  placement_service placements{services, queues};
  privacy_service privacy{services, queues, erasures};
  receipt_service receipts{services, queues};
  recommendation_service recommendations{services, queues};
  record_type_service record_types{services, queues};
  record_service records{services, queues};
  restore_service restore{services, queues, restoring};
  retention_service retention{services, queues, forgetting};
  run_service runs{services, queues, enrolment};
  score_service score{services, queues};
  secret_service secrets{services, queues};
  segment_service segments{services, queues};
  send_rules_service send_rules{services, queues};
  send_service sends{services, queues};
  session_service sessions{services, queues, callers};
  suggestion_service suggestions{services, queues, library};
  suppression_service suppressions{services, queues};
  voucher_service vouchers{services, queues};

  const interfaces all{
      accounts,     audit,           boosters,     budget,     callers,   campaigns,   cards,
      changes,      channels,        clock,        consents,   desk,      eligibility, events,
      forms,        hooks,           hosted_forms, identities, imports,   instances,   jobs,
      library,      local_inbox,     messages,     monitor,    operation, placements,  privacy,
      receipts,     recommendations, record_types, records,    restore,   retention,   runs,
      score,        secrets,         segments,     send_rules, sends,     sessions,    suggestions,
      suppressions, vouchers};
};

daemon_services::daemon_services(actors::services& services, const clock_source& session_clock,
                                 virtual_clock* movable, std::shared_ptr<const histogram> commits)
    : parts_{std::make_unique<parts>(services, session_clock, movable, std::move(commits))} {}

daemon_services::~daemon_services() = default;

const interfaces& daemon_services::all() const { return parts_->all; }

result<void> daemon_services::load() { return parts_->callers.load(); }

void daemon_services::begin() {
  parts_->enrolment.resume_all();
  parts_->scheduling.begin();
  parts_->bulk_jobs.begin();
  parts_->file_imports.resume_all();
  parts_->erasures.look();
  parts_->forgetting.begin();
  parts_->scoring.begin();
  parts_->backups.begin();
  parts_->restoring.look();
}

void daemon_services::resume(const std::string& campaign) { parts_->resumer.resume(campaign); }

} // namespace sojourn::service
