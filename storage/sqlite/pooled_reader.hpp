// The readers: a few connections that cannot write, each used by one call at a time.
#pragma once

#include "storage/read/read_areas.hpp"
#include "storage/tables.hpp"

#include <condition_variable>
#include <map>
#include <mutex>

namespace sojourn::storage {

/// One of them, with its statements.
class read_connection {
public:
  explicit read_connection(const store_options& options);

  /// Runs `work` on one state of the file.
  template <class Work>
  auto in_snapshot(const Work& work) {
    const snapshot open{*this};
    return work();
  }

private:
  std::unique_ptr<connection> db_;

public:
  table_set tables;
  [[nodiscard]] connection& db() { return *db_; }

private:
  struct snapshot {
    explicit snapshot(read_connection& of) : of{of} { of.begin_.run(); }
    ~snapshot();
    snapshot(const snapshot&) = delete;
    snapshot& operator=(const snapshot&) = delete;
    read_connection& of;
  };

  statement begin_{*db_, "BEGIN"};
};

class pooled_reader final : public reader, private job_reader {
public:
  explicit pooled_reader(const store_options& options) : options_{options} {}

  selected select_customers(const selection& what, const decision& decide,
                            const member_visitor& visit) override;
  std::vector<selected> count_customers(const std::vector<segments::predicate_ptr>& asked,
                                        instant now, std::stop_token stop) override;
  std::int64_t count_records(const std::string& type) override;
  std::optional<json> customer_view(const std::string& id,
                                    const std::set<std::string>& lists) override;
  std::vector<stored_segment> segments() override;
  std::vector<stored_segment> segment_versions(const std::string& id) override;
  result<stored_instance> load_instance(instance_id id) override;
  std::vector<due_timer> due_timers(due_timer after, instant until, std::size_t limit) override;
  std::optional<instant> next_due() override;
  std::vector<outbox_row> outbox(instance_id after, std::size_t limit) override;
  std::vector<delivery> deliveries(std::int64_t after, std::size_t limit) override;
  std::vector<delivery> held_starts(const std::string& campaign, std::int64_t after,
                                    std::size_t limit) override;
  std::vector<held_total> held_totals() override;
  events_found events_since(const subject_ref& subject, const std::set<std::string>& types,
                            std::int64_t after) override;
  std::vector<stored_instance> find_instances(const instance_query& what) override;
  result<std::vector<journal_entry>> journal(instance_id id, journal_position from,
                                             std::size_t limit) override;
  instance_id last_instance_id() override;
  std::vector<stored_campaign> campaigns() override;
  std::vector<stored_version> versions(const std::string& campaign) override;
  result<stored_version> load_version(version_key key) override;
  json statistics(const std::string& campaign) override;
  json totals() override;
  std::optional<json> record(const subject_ref& record) override;
  json record_data(const subject_ref& record) override;
  json owned_records(const subject_ref& owner, const std::string& type, std::size_t limit) override;
  record_page find_records(const record_query& what) override;
  std::optional<stored_run> run(run_id id) override;
  std::vector<stored_run> runs(const std::string& campaign, run_id before,
                               std::size_t limit) override;
  std::vector<run_id> runs_under_way() override;
  std::vector<run_member> run_members(run_id id, std::int64_t after, std::size_t limit) override;
  bool has_queued_run(const std::string& campaign) override;
  std::optional<instant> schedule_done(const std::string& campaign) override;
  std::vector<engine::pause> pauses(const std::string& campaign, instant since) override;
  job_reader& jobs() override { return *this; }
  import_reader& imports() override { return imports_; }
  identity_reader& identities() override { return identities_; }
  erasure_reader& erasures() override { return erasures_; }
  std::vector<std::string> find_customer(const std::string& kind,
                                         const std::string& value) override;
  content_reader& content() override { return content_; }
  send_reader& sends() override { return sends_; }
  budget_reader& budget() override { return budget_; }
  std::int64_t delivery_count() override;
  std::vector<json> record_types() override;
  std::optional<json> record_type(const std::string& name) override;
  records::record_type_ptr described_type(const std::string& name) override;
  json traits(const std::string& customer) override;
  std::vector<json> point_entries(const std::string& customer, std::int64_t before,
                                  std::size_t limit) override;
  std::vector<stored_placement> placements(const std::string& subject, const std::string& slot,
                                           instant now, std::size_t limit) override;
  std::vector<stored_hook> hooks() override;
  std::vector<audit_line> audit(const audit_query& what) override;
  std::vector<hook_delivery> hook_deliveries(const std::string& hook, std::int64_t before,
                                             std::size_t limit) override;
  std::optional<instant> redeemed_at(const std::string& pool, const std::string& code) override;
  std::vector<json> pools() override;
  std::optional<json> pool(const std::string& name) override;
  std::vector<json> codes(const std::string& pool, const std::string& state, std::int64_t after,
                          std::size_t limit) override;
  std::vector<json> mailbox(const std::string& subject, std::int64_t before,
                            std::size_t limit) override;
  std::optional<instant> remembered_clock() override;
  std::optional<std::string> secret(const std::string& name) override;
  std::vector<provider_template> provider_templates(const std::string& account) override;
  bool is_quiet(instant now) override;
  json status() override;

  /// Calls `work(read_connection&)` with a connection of the pool; waits for one when all
  /// are in use. Throws read_failure.
  template <class Work>
  auto with_connection(const Work& work);

private:
  std::optional<stored_job> job(job_id id) override;
  std::vector<stored_job> list(job_id before, std::size_t limit) override;
  std::vector<stored_job> under_way() override;
  std::vector<job_member> members(job_id id, std::size_t limit) override;
  std::vector<job_error> errors(job_id id, std::int64_t after, std::size_t limit) override;
  void visit_meant(const job_filter& filter,
                   const std::function<bool(const std::vector<instance_id>&)>& visit) override;
  std::vector<job_count> count_meant(const job_filter& filter) override;
  [[nodiscard]] std::unique_ptr<read_connection> borrow();
  void give_back(std::unique_ptr<read_connection> connection) noexcept;

  const store_options options_;
  std::mutex mutex_;
  std::condition_variable returned_;
  std::vector<std::unique_ptr<read_connection>> free_;
  std::size_t open_ = 0;
  /// Types of users by name, with their versions; a version never changes once committed.
  std::mutex types_mutex_;
  std::map<std::string, std::pair<std::int64_t, records::record_type_ptr>> types_;
  pooled_import_reader imports_{*this};
  pooled_identity_reader identities_{*this};
  pooled_erasure_reader erasures_{*this};
  pooled_content_reader content_{*this};
  pooled_send_reader sends_{*this};
  pooled_budget_reader budget_{*this};
};

// ---- details -------------------------------------------------------------------------

template <class Work>
auto pooled_reader::with_connection(const Work& work) {
  struct loan {
    explicit loan(pooled_reader& from) : from{from}, connection{from.borrow()} {}
    ~loan() { from.give_back(std::move(connection)); }
    loan(const loan&) = delete;
    loan& operator=(const loan&) = delete;
    pooled_reader& from;
    std::unique_ptr<read_connection> connection;
  };
  try {
    const loan borrowed{*this};
    return work(*borrowed.connection);
  } catch (const sqlite_error& failure) {
    throw read_failure{to_error(failure)};
  } catch (const corrupt_row& failure) {
    throw read_failure{{error_code::data_corrupt, failure.what()}};
  }
}

} // namespace sojourn::storage
