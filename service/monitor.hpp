// The data monitor: what the messages of events and campaigns brought, and who is behind it.
#pragma once

#include "service/common.hpp"

#include <optional>
#include <string>

namespace sojourn::service {

/// Whose messages are looked at: exactly one is given; a series may go without.
struct monitor_scope {
  std::string booster{};
  std::string campaign{};
  std::string library{}; ///< a scenario: the campaigns that it made
};

struct monitor_request {
  monitor_scope of{};
  std::optional<instant> from{}; ///< messages that left at or after this
  std::optional<instant> to{};   ///< and before this
  std::string by{};              ///< "phase,group"
  std::string window{};          ///< ISO 8601; empty: a week
  std::string compare_with{};    ///< an earlier one of the same sort
  // Only messages of these; empty: any.
  std::string phase{};
  std::string group{};
  std::string card{};
  std::string step{};
  std::string channel{};
  std::string day{};
};

struct series_request {
  monitor_scope of{}; ///< none: all campaigns
  std::optional<instant> from{};
  std::optional<instant> to{};
  std::string unit{};     ///< "hour" or "day"; empty: day
  std::string timezone{}; ///< empty: that of the scope, else UTC
  std::string window{};
};

/// Every call reads only. Errors of all: invalid_request, not_found, invalid_duration.
class monitor_api {
public:
  virtual ~monitor_api() = default;

  virtual void figures(monitor_request request, completion<json> done) = 0;
  /// The same as CSV, without the comparison.
  virtual void table(monitor_request request, completion<std::string> done) = 0;
  /// The customers that a figure of the totals counts: "sent", "delivered", "read", "clicked",
  /// "buyers" or "refunded".
  virtual void customers(monitor_request request, std::string figure, page_request at,
                         completion<page> done) = 0;
  /// The groups of all boosters, or of those before one, by their conversion.
  virtual void groups(std::string before, std::string window, completion<json> done) = 0;

  virtual void series(series_request request, completion<json> done) = 0;
  virtual void series_table(series_request request, completion<std::string> done) = 0;
};

} // namespace sojourn::service
