// Makes the readers of the areas, each on the connections of one pool, which must outlive it.
#pragma once

#include "records/record_type.hpp"
#include "storage/reader.hpp"

#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace sojourn::storage {

class reader_pool;
struct table_set;

/// The record types that are described. Thread-safe.
class described_types {
public:
  explicit described_types(reader_pool& pool) : pool_{pool} {}

  /// nullptr: nobody described it. Throws read_failure.
  [[nodiscard]] records::record_type_ptr find(const std::string& name);
  /// The same by a connection that the caller has.
  [[nodiscard]] records::record_type_ptr find(table_set& tables, const std::string& name);

private:
  reader_pool& pool_;
  /// Types of users by name, with their versions; a version never changes once committed.
  std::mutex mutex_;
  std::map<std::string, std::pair<std::int64_t, records::record_type_ptr>> known_;
};

[[nodiscard]] std::unique_ptr<campaign_reader> make_campaign_reader(reader_pool& pool);
[[nodiscard]] std::unique_ptr<instance_reader> make_instance_reader(reader_pool& pool);
[[nodiscard]] std::unique_ptr<journal_reader> make_journal_reader(reader_pool& pool);
[[nodiscard]] std::unique_ptr<timer_reader> make_timer_reader(reader_pool& pool);
[[nodiscard]] std::unique_ptr<outbox_reader> make_outbox_reader(reader_pool& pool);
[[nodiscard]] std::unique_ptr<inbox_reader> make_inbox_reader(reader_pool& pool);
[[nodiscard]] std::unique_ptr<event_reader> make_event_reader(reader_pool& pool);
[[nodiscard]] std::unique_ptr<run_reader> make_run_reader(reader_pool& pool);
[[nodiscard]] std::unique_ptr<job_reader> make_job_reader(reader_pool& pool);
[[nodiscard]] std::unique_ptr<record_reader> make_record_reader(reader_pool& pool,
                                                                described_types& types);
[[nodiscard]] std::unique_ptr<turn_facts_reader> make_turn_facts_reader(reader_pool& pool,
                                                                        described_types& types);
[[nodiscard]] std::unique_ptr<import_reader> make_import_reader(reader_pool& pool);
[[nodiscard]] std::unique_ptr<identity_reader> make_identity_reader(reader_pool& pool,
                                                                    described_types& types);
[[nodiscard]] std::unique_ptr<segment_reader> make_segment_reader(reader_pool& pool);
[[nodiscard]] std::unique_ptr<erasure_reader> make_erasure_reader(reader_pool& pool);
[[nodiscard]] std::unique_ptr<voucher_reader> make_voucher_reader(reader_pool& pool);
[[nodiscard]] std::unique_ptr<content_reader> make_content_reader(reader_pool& pool);
[[nodiscard]] std::unique_ptr<library_reader> make_library_reader(reader_pool& pool);
[[nodiscard]] std::unique_ptr<send_reader> make_send_reader(reader_pool& pool);
[[nodiscard]] std::unique_ptr<booster_reader> make_booster_reader(reader_pool& pool);
[[nodiscard]] std::unique_ptr<monitor_reader> make_monitor_reader(reader_pool& pool);
[[nodiscard]] std::unique_ptr<customer_reader> make_customer_reader(reader_pool& pool);
[[nodiscard]] std::unique_ptr<budget_reader> make_budget_reader(reader_pool& pool);
[[nodiscard]] std::unique_ptr<placement_reader> make_placement_reader(reader_pool& pool);
[[nodiscard]] std::unique_ptr<hook_reader> make_hook_reader(reader_pool& pool);
[[nodiscard]] std::unique_ptr<hosted_form_reader> make_hosted_form_reader(reader_pool& pool);
[[nodiscard]] std::unique_ptr<provider_template_reader>
make_provider_template_reader(reader_pool& pool);
[[nodiscard]] std::unique_ptr<mailbox_reader> make_mailbox_reader(reader_pool& pool);
[[nodiscard]] std::unique_ptr<secret_reader> make_secret_reader(reader_pool& pool);
[[nodiscard]] std::unique_ptr<account_reader> make_account_reader(reader_pool& pool);
[[nodiscard]] std::unique_ptr<audit_reader> make_audit_reader(reader_pool& pool);
[[nodiscard]] std::unique_ptr<operation_reader> make_operation_reader(reader_pool& pool);
[[nodiscard]] std::unique_ptr<restore_reader> make_restore_reader(reader_pool& pool);
[[nodiscard]] std::unique_ptr<retention_reader> make_retention_reader(reader_pool& pool);
[[nodiscard]] std::unique_ptr<suggestion_reader> make_suggestion_reader(reader_pool& pool);
[[nodiscard]] std::unique_ptr<active_hours_reader> make_active_hours_reader(reader_pool& pool);
[[nodiscard]] std::unique_ptr<desk_reader> make_desk_reader(reader_pool& pool);

} // namespace sojourn::storage
