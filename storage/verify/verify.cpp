#include "storage/verify/verify.hpp"

#include "storage/sqlite/integrity.hpp"
#include "storage/tables/references.hpp"
#include "storage/verify/verify_audit.hpp"
#include "storage/verify/verify_graph_counts.hpp"
#include "storage/verify/verify_instances.hpp"
#include "storage/verify/verify_messages.hpp"
#include "storage/verify/verify_records.hpp"
#include "storage/verify/verify_sends.hpp"

namespace sojourn::storage {

namespace {

class verifier {
public:
  verifier(connection& db, table_set& tables) : db_{db}, tables_{tables} {}

  verification run(const std::function<void(std::int64_t)>& progress) {
    report_.run("the file", [this] { check_file(); });
    tally_ = verify_instances(tables_, report_, progress);
    report_.run("effects", [this] { check_effects(); });
    report_.run("deliveries", [this] { check_inbox(); });
    report_.run("re-entry keys", [this] { check_reentry(); });
    report_.run("vouchers", [this] { check_vouchers(); });
    verify_records(tables_, report_);
    report_.run("points", [this] { check_points(); });
    report_.run("the budget", [this] { check_budget(); });
    report_.run("jobs", [this] { check_jobs(); });
    report_.run("counts", [this] { check_counts(); });
    report_.run("the counts of graphs", [this] {
      verify_graph_counts(tables_, tally_.graph, tally_.graph_is_whole, report_);
    });
    report_.run("sends", [this] { check_sends(); });
    verify_messages(tables_, tally_.starts, report_);
    report_.run("the audit", [this] { verify_audit(tables_, report_); });
    report_.run("references", [this] { check_references(); });
    return std::move(report_.found);
  }

private:
  void check_file() {
    for (const auto& mistake : page_mistakes(db_))
      report_.add("file_damaged", mistake.where, mistake.what);
  }

  void check_effects() {
    for (const auto id : tables_.outbox.stray(most_violations)) {
      ++report_.found.effects;
      report_.add("effect_without_instance", to_text(id), "");
    }
  }

  void check_inbox() {
    try {
      for (const auto& row : tables_.inbox.stray(most_violations))
        report_.add("delivery_without_instance", to_text(row.instance),
                    "inbox entry " + std::to_string(row.number));
      for (const auto& total : tables_.held_starts.all()) {
        const auto held = tables_.inbox.count_held(total.campaign);
        if (held != total.held)
          report_.add("held_starts_differ", total.campaign,
                      std::to_string(total.held) + " instead of " + std::to_string(held));
      }
    } catch (const corrupt_row& failure) {
      report_.add("delivery_unreadable", "delivery", failure.what());
    }
  }

  void check_reentry() {
    for (const auto& row : tables_.reentry.wrong(most_violations))
      report_.add("reentry_wrong", to_text(row.instance),
                  "the key \"" + row.key + "\" is " + (row.open ? "open" : "closed"));
  }

  void check_vouchers() {
    for (const auto& code : tables_.vouchers.wrong(most_violations))
      report_.add("voucher_wrong", code, "its state is not that of its holder");
    for (const auto& pool : tables_.vouchers.wrong_pools(most_violations))
      report_.add("pool_counts", pool, "they are not the counts of its codes");
    for (const auto& payment : tables_.vouchers.wrong_payments(most_violations))
      report_.add("voucher_payment", payment, "points and the code that they paid for do not fit");
    const auto forgotten = tables_.forgotten.total(forgotten_row::issued_vouchers);
    if (const auto count = tables_.vouchers.count_issued();
        count != tally_.issued_vouchers + forgotten)
      report_.add("vouchers_issued", "vouchers",
                  std::to_string(count) + " are issued, the journal issued " +
                      std::to_string(tally_.issued_vouchers) + ", forgotten instances " +
                      std::to_string(forgotten));
    if (const auto count = tables_.vouchers.count_without_instance(); count != forgotten)
      report_.add("voucher_without_instance", "vouchers",
                  std::to_string(count) + " issued codes have no instance, and " +
                      std::to_string(forgotten) + " are of forgotten ones");
  }

  void check_points() {
    for (const auto& customer : tables_.points.wrong(most_violations))
      report_.add("balance_differs", "customer:" + customer, "it is not the sum of its entries");
  }

  /// The sums of the ledger; and what is reserved and may not have happened is for an effect.
  void check_budget() {
    for (const auto& sum : tables_.budget_ledger.wrong(most_violations))
      report_.add("budget_differs", sum, "it is not what the ledger adds up to");
    for (const auto& held : tables_.budget_ledger.without_effect(most_violations))
      report_.add("reservation_without_effect", to_text(held.key), "of " + held.action);
  }

  void check_sends() {
    send_verifier{tables_, [this](const std::string& what, const std::string& where,
                                  const std::string& detail) { report_.add(what, where, detail); }}
        .check_tables(most_violations);
  }

  void check_references() {
    for (auto& one : dangling_references(db_, most_violations))
      report_.add(one.what, one.where, one.detail);
  }

  void check_jobs() {
    for (const auto id : tables_.jobs.wrong(most_violations))
      report_.add("job_counts", to_text(id), "they do not add up to its list and its errors");
  }

  void check_counts() {
    const auto written = tables_.statistics.all();
    // With those that are forgotten, whose sums are all that is left of them.
    for (const auto& [where, count] : tables_.forgotten.standings())
      tally_.standings[where] += count;
    for (const auto& [where, count] : written)
      compare_standing(where, count,
                       tally_.standings.contains(where) ? tally_.standings.at(where) : 0);
    for (const auto& [where, count] : tally_.standings) {
      if (!written.contains(where))
        compare_standing(where, 0, count);
    }
    const std::array<std::int64_t, counter_kinds> counted{
        report_.found.timers, tally_.waits, tables_.outbox.count(), tables_.inbox.count(),
        tables_.records.count()};
    const auto counters = tables_.statistics.counters();
    for (std::size_t i = 0; i < counter_kinds; ++i) {
      if (counters[i] != counted[i])
        report_.add("counter_differs", std::string{to_text(static_cast<counter>(i))},
                    std::to_string(counters[i]) + " instead of " + std::to_string(counted[i]));
    }
  }

  void compare_standing(const standing& where, std::int64_t written, std::int64_t counted) {
    if (written != counted)
      report_.add("statistics_differ",
                  "version " + std::to_string(where.version.value) + ", " +
                      std::string{to_text(where.status)} + " at \"" + where.step + "\"",
                  std::to_string(written) + " instead of " + std::to_string(counted));
  }

  connection& db_;
  table_set& tables_;
  verification_report report_;
  instance_tally tally_;
};

} // namespace

verification verify(connection& db, table_set& tables,
                    const std::function<void(std::int64_t)>& progress) {
  return verifier{db, tables}.run(progress);
}

} // namespace sojourn::storage
