// What messages brought: computed when somebody asks, from what the writer keeps of each message
// and of each paid order.
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
  std::uint32_t number = 0; ///< for the next page
  std::string subject;      ///< "customer:42"
  reports::purchases bought{};
};

/// Reads what messages brought; see reader for what holds of all of them. Sends that were
/// forgotten, and persons who were erased, count as before.
class monitor_reader {
public:
  virtual ~monitor_reader() = default;

  /// nullopt: it was stopped.
  [[nodiscard]] virtual std::optional<reports::monitor_table>
  figures(const monitor_query& what, const std::stop_token& stop) = 0;
  /// Whom a figure of the totals counts, by number, behind `after`: those come first to whom the
  /// first message ever went first. nullopt: it was stopped.
  [[nodiscard]] virtual std::optional<std::vector<monitored_customer>>
  customers(const monitor_query& what, reports::person_figure of, std::uint32_t after,
            std::size_t limit, const std::stop_token& stop) = 0;
  /// Counts what the campaigns did into `into`. False: it was stopped.
  [[nodiscard]] virtual bool fill(reports::series& into, const monitor_query& what,
                                  const std::stop_token& stop) = 0;
};

} // namespace sojourn::storage
