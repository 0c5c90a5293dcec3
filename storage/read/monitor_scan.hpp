// Goes through the messages of campaigns, and through the orders that are owed to them.
#pragma once

#include "records/traits.hpp"
#include "storage/monitor.hpp"
#include "storage/tables.hpp"

#include <deque>
#include <functional>
#include <string_view>
#include <unordered_map>

namespace sojourn::storage {

/// Persons by number, from 0.
class person_numbers {
public:
  [[nodiscard]] std::uint32_t number_of(std::string_view subject);
  [[nodiscard]] const std::string& subject(std::uint32_t number) const {
    return subjects_.at(number);
  }
  [[nodiscard]] std::size_t size() const { return subjects_.size(); }

private:
  std::deque<std::string> subjects_{}; ///< texts stay where they are
  std::unordered_map<std::string_view, std::uint32_t> numbers_{};
};

struct scanned_send {
  std::int64_t number = 0;
  std::uint32_t person = 0;
  const monitored_campaign* campaign = nullptr;
  std::string_view step{};
  std::string_view channel{};
  instant at{};
  bool left = false; ///< it was not refused
  std::optional<instant> delivered_at{};
  std::optional<instant> read_at{};
  std::optional<instant> clicked_at{};
};

/// Gives every message of the campaigns. False: it was stopped.
bool scan_sends(table_set& tables, const std::vector<monitored_campaign>& campaigns,
                person_numbers& persons, const std::stop_token& stop,
                const std::function<void(const scanned_send&)>& each);

/// Gives every paid order of these persons that is owed to a message, with the number of that, by
/// messages::credited: of all campaigns. False: it was stopped.
bool scan_orders(table_set& tables, const person_numbers& persons, const std::vector<bool>& touched,
                 milliseconds window, const std::stop_token& stop,
                 const std::function<void(std::uint32_t person, std::int64_t send,
                                          const records::payment&)>& each);

} // namespace sojourn::storage
