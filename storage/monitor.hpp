// What messages brought: computed from sends, receipts and orders when somebody asks.
#pragma once

#include "reports/monitor.hpp"
#include "reports/series.hpp"

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace sojourn::storage {

/// A campaign whose messages are looked at, and where they count.
struct monitored_campaign {
  std::string id;
  std::string phase{};
  std::string group{};
  std::string zone{}; ///< of its days
};

struct monitor_query {
  std::vector<monitored_campaign> campaigns{};
  std::vector<reports::dimension> by{};
  std::optional<instant> from{}; ///< of messages that left at or after this
  std::optional<instant> to{};   ///< and before this
  std::string step{};            ///< empty: any
  std::string channel{};
  std::optional<std::int64_t> day{}; ///< calendar::day_number
  milliseconds window{};             ///< between what a person did and the payment of an order
};

struct monitored_customer {
  std::string subject; ///< "customer:42"
  reports::purchases bought{};
};

/// Reads what messages brought; see reader for what holds of all of them. Sends that were forgotten
/// are left out; an order that is owed to one of them is owed to no other.
class monitor_reader {
public:
  virtual ~monitor_reader() = default;

  /// nullopt: it was stopped.
  [[nodiscard]] virtual std::optional<reports::monitor_table>
  figures(const monitor_query& what, const std::stop_token& stop) = 0;
  /// Whom a figure of the totals counts, by subject, behind `after`. nullopt: it was stopped.
  [[nodiscard]] virtual std::optional<std::vector<monitored_customer>>
  customers(const monitor_query& what, reports::person_figure of, const std::string& after,
            std::size_t limit, const std::stop_token& stop) = 0;
  /// Counts what the campaigns did into `into`. False: it was stopped.
  [[nodiscard]] virtual bool fill(reports::series& into, const monitor_query& what,
                                  const std::stop_token& stop) = 0;
  /// Persons whose sends were forgotten, campaign by campaign.
  [[nodiscard]] virtual std::int64_t forgotten(const std::vector<monitored_campaign>& of) = 0;
};

} // namespace sojourn::storage
