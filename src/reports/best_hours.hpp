// At which hours of their day people read and click, and when to write to them.
#pragma once

#include "base/instant.hpp"
#include "base/json.hpp"
#include "messages/send_rules.hpp"

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace sojourn::reports {

inline constexpr int hours_a_day = 24;

/// How far back sends are looked at: what people did long ago says little of their day now.
inline constexpr std::chrono::days hours_look_back{90};
/// Sends of one person that are looked at, the newest.
inline constexpr std::size_t most_sends_of_person = 100;
/// Reads and clicks that must be known before an hour is told from them.
inline constexpr std::int64_t enough_of_person = 5;
inline constexpr std::int64_t enough_of_many = 30;

/// The hour [0, 24) that a clock on the wall of `zone` shows; nullopt: there is no such zone.
[[nodiscard]] std::optional<int> local_hour(instant at, std::string_view zone);

/// First reads and first clicks of messages, by the hour of the day of whoever got them.
struct active_hours {
  struct hour {
    std::int64_t reads = 0;
    std::int64_t clicks = 0;
    bool operator==(const hour&) const = default;
  };
  std::array<hour, hours_a_day> hours{};
  std::int64_t people = 0; ///< who read or clicked anything

  /// What became of one message, by the wall of `zone`, which exists.
  void add(const std::optional<instant>& read_at, const std::optional<instant>& clicked_at,
           std::string_view zone);
  /// What others did, too.
  void add(const active_hours& others);
  [[nodiscard]] std::int64_t moments_at(std::size_t hour) const {
    return hours.at(hour).reads + hours.at(hour).clicks;
  }
  bool operator==(const active_hours&) const = default;
};
/// The same of many people, each by their subject. Takes some bytes a read.
class hours_of_people {
public:
  /// What became of one message. A zone that nobody knows counts for nothing.
  void add(std::string_view subject, const std::optional<instant>& read_at,
           const std::optional<instant>& clicked_at, std::string_view zone);

  [[nodiscard]] active_hours all() const;
  /// Adds what one of them did.
  void add_to(active_hours& into, const std::string& subject) const;
  [[nodiscard]] std::size_t size() const { return moments_.size(); }

private:
  /// A read or a click is a character: the hour, and 24 more of a click.
  std::unordered_map<std::string, std::string> moments_{};
};

/// [{"hour", "reads", "clicks"}, …], all 24.
[[nodiscard]] json as_json(const active_hours& of);

/// Hours in which messages may arrive.
using open_hours = std::bitset<hours_a_day>;
/// Those that no quiet hours touch which hold for promotional messages on every channel; all,
/// where they leave none.
[[nodiscard]] open_hours open_hours_by(const messages::send_rules& rules);

/// The open hour with most reads and clicks. Of two that are alike, the one with more in the hours
/// before and after it, else the earlier. nullopt: fewer than `enough` are known of open hours.
[[nodiscard]] std::optional<int> best_of(const active_hours& known, const open_hours& open,
                                         std::int64_t enough);

/// Whose hours are looked at, in this order.
enum class hours_of { person, group, shop };
using sojourn::to_text; // instants are of std, where no lookup by argument finds it
/// "person", "group", "shop".
[[nodiscard]] std::string_view to_text(hours_of whose);

struct chosen_hour {
  int hour = 0;
  hours_of whose = hours_of::person;
  bool operator==(const chosen_hour&) const = default;
};
/// The person's own hour where enough is known, else the group's, else the shop's; nullopt: of
/// nobody enough is known. nullptr: nothing is known of these.
[[nodiscard]] std::optional<chosen_hour> choose_hour(const active_hours* person,
                                                     const active_hours* group,
                                                     const active_hours* shop,
                                                     const open_hours& open);

/// When the hour of the day begins next, at or after `at`. Errors: unknown_zone.
[[nodiscard]] result<instant> next_full_hour(instant at, int hour, std::string_view zone);

} // namespace sojourn::reports
