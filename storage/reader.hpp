// Reading the data: one object an area, each with a header of its own (storage/AREA.hpp).
#pragma once

#include "base/result.hpp"

#include <stdexcept>
#include <utility>

namespace sojourn::storage {

class campaign_reader;
class instance_reader;
class journal_reader;
class timer_reader;
class outbox_reader;
class inbox_reader;
class event_reader;
class run_reader;
class job_reader;
class record_reader;
class turn_facts_reader;
class import_reader;
class identity_reader;
class segment_reader;
class erasure_reader;
class voucher_reader;
class content_reader;
class library_reader;
class send_reader;
class booster_reader;
class monitor_reader;
class customer_reader;
class budget_reader;
class placement_reader;
class hook_reader;
class hosted_form_reader;
class provider_template_reader;
class mailbox_reader;
class secret_reader;
class account_reader;
class audit_reader;
class operation_reader;
class restore_reader;
class retention_reader;
class suggestion_reader;
class active_hours_reader;
class desk_reader;

/// What a reading function that gives no result throws when the file cannot be read:
/// data_corrupt, storage_failed or storage_full.
class read_failure : public std::runtime_error {
public:
  explicit read_failure(error why) : std::runtime_error{why.message}, why_{std::move(why)} {}
  [[nodiscard]] const error& why() const { return why_; }

private:
  error why_;
};

/// What `work` gives, a result; or the failure of reading that it throws.
template <class Work>
auto as_result(const Work& work) -> decltype(work()) {
  try {
    return work();
  } catch (const read_failure& failure) {
    return fail(failure.why());
  }
}

/// Read-only access through a pool of connections. Thread-safe; each call sees everything
/// that was committed before it began, and one state of it. Corrupt rows are errors
/// (data_corrupt), thrown as read_failure where there is no result to carry them.
class reader {
public:
  virtual ~reader() = default;

  [[nodiscard]] virtual campaign_reader& campaigns() = 0;
  [[nodiscard]] virtual instance_reader& instances() = 0;
  [[nodiscard]] virtual journal_reader& journal() = 0;
  [[nodiscard]] virtual timer_reader& timers() = 0;
  [[nodiscard]] virtual outbox_reader& outbox() = 0;
  [[nodiscard]] virtual inbox_reader& inbox() = 0;
  [[nodiscard]] virtual event_reader& events() = 0;
  [[nodiscard]] virtual run_reader& runs() = 0;
  [[nodiscard]] virtual job_reader& jobs() = 0;
  [[nodiscard]] virtual record_reader& records() = 0;
  [[nodiscard]] virtual turn_facts_reader& turn_facts() = 0;
  [[nodiscard]] virtual import_reader& imports() = 0;
  [[nodiscard]] virtual identity_reader& identities() = 0;
  [[nodiscard]] virtual segment_reader& segments() = 0;
  [[nodiscard]] virtual erasure_reader& erasures() = 0;
  [[nodiscard]] virtual voucher_reader& vouchers() = 0;
  [[nodiscard]] virtual content_reader& content() = 0;
  [[nodiscard]] virtual library_reader& library() = 0;
  [[nodiscard]] virtual send_reader& sends() = 0;
  [[nodiscard]] virtual booster_reader& boosters() = 0;
  [[nodiscard]] virtual monitor_reader& monitor() = 0;
  [[nodiscard]] virtual customer_reader& customers() = 0;
  [[nodiscard]] virtual budget_reader& budget() = 0;
  [[nodiscard]] virtual placement_reader& placements() = 0;
  [[nodiscard]] virtual hook_reader& hooks() = 0;
  [[nodiscard]] virtual hosted_form_reader& hosted_forms() = 0;
  [[nodiscard]] virtual provider_template_reader& provider_templates() = 0;
  [[nodiscard]] virtual mailbox_reader& mailbox() = 0;
  [[nodiscard]] virtual secret_reader& secrets() = 0;
  [[nodiscard]] virtual account_reader& accounts() = 0;
  [[nodiscard]] virtual audit_reader& audit() = 0;
  [[nodiscard]] virtual operation_reader& operation() = 0;
  [[nodiscard]] virtual restore_reader& restore() = 0;
  [[nodiscard]] virtual retention_reader& retention() = 0;
  [[nodiscard]] virtual suggestion_reader& suggestions() = 0;
  [[nodiscard]] virtual active_hours_reader& active_hours() = 0;
  [[nodiscard]] virtual desk_reader& desk() = 0;
};

} // namespace sojourn::storage
