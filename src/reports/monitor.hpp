// What the messages of an event, or of campaigns, brought; told apart by phase, group and more.
#pragma once

#include "reports/purchases.hpp"
#include "reports/rate.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace sojourn::reports {

/// By what figures are told apart.
enum class dimension { phase, group, campaign, step, channel, day };
inline constexpr std::array<std::string_view, 6> dimension_names{"phase", "group",   "campaign",
                                                                 "step",  "channel", "day"};
[[nodiscard]] constexpr std::string_view to_text(dimension by) {
  return dimension_names.at(static_cast<std::size_t>(by));
}

/// Figures that count persons.
enum class person_figure { sent, delivered, read, clicked, buyers, refunded };
inline constexpr std::array<std::string_view, 6> person_figure_names{
    "sent", "delivered", "read", "clicked", "buyers", "refunded"};

/// Where a message counts.
struct send_place {
  std::string phase{};
  std::string group{};
  std::string campaign{};
  std::string step{};
  std::string channel{};
  std::int64_t day = 0; ///< calendar::day_number
};

/// What is known of a message that left.
struct reaction {
  bool delivered = false;
  bool read = false;
  bool clicked = false;
  bool is_forgotten = false; ///< by the retention: only reports know of it
};

/// `sent` to `buyers` are persons, each once, whatever they got and did more often.
struct monitor_figures {
  std::int64_t messages = 0;
  std::int64_t sent = 0;
  std::int64_t delivered = 0;
  std::int64_t read = 0;
  std::int64_t clicked = 0;
  std::int64_t buyers = 0;
  std::int64_t forgotten = 0; ///< of the messages
  purchases bought{};

  [[nodiscard]] rate read_rate() const { return {read, sent}; }
  [[nodiscard]] rate click_rate() const { return {clicked, sent}; }
  [[nodiscard]] rate click_rate_of_read() const { return {clicked, read}; }
  [[nodiscard]] rate conversion() const { return {buyers, sent}; }
  bool operator==(const monitor_figures&) const = default;
};
[[nodiscard]] json as_json(const monitor_figures& figures);

/// By how much of those of an earlier event figures have changed, by their names; null where there
/// is nothing to compare with.
[[nodiscard]] json relative_changes(const monitor_figures& now, const monitor_figures& before);

struct monitor_row {
  std::vector<std::string> key; ///< one for each of monitor_table::by
  monitor_figures figures{};
};

/// Orders and money of the totals are the sums of the rows. Persons are not: whoever is in two rows
/// counts once in the totals.
struct monitor_table {
  std::vector<dimension> by;
  monitor_figures totals{};
  std::vector<monitor_row> rows; ///< by key

  /// nullptr: there is no such row.
  [[nodiscard]] const monitor_row* find(const std::vector<std::string>& key) const;
};

/// Puts rows of phases and groups into the order of these lists.
void sort_rows(monitor_table& table, const std::vector<std::string>& phases,
               const std::vector<std::string>& groups);

/// A line of titles, one a row, and one of the totals whose first cell is "total". Money has two
/// columns for each currency.
[[nodiscard]] std::string to_csv(const monitor_table& table);

/// Counts messages and orders in whatever order they come.
class monitor_counts {
public:
  using row_number = std::uint32_t;
  using person_number = std::uint32_t; ///< from 1, without large gaps

  explicit monitor_counts(std::vector<dimension> by) : by_{std::move(by)} {}

  /// The row that messages at this place count in.
  [[nodiscard]] row_number row_of(const send_place& place);
  void add_message(row_number row, person_number person, const reaction& heard);
  /// An order that is owed to a message of this row.
  void add_order(row_number row, person_number person, const records::payment& paid);

  [[nodiscard]] monitor_table table() const;
  /// Whom a figure of the totals counts, each once, by number: the first ones above `after`.
  [[nodiscard]] std::vector<person_number> persons(person_figure of, person_number after,
                                                   std::size_t limit) const;
  /// What the orders of some brought; nobody's who has none.
  [[nodiscard]] std::unordered_map<person_number, purchases>
  bought_by(const std::vector<person_number>& persons) const;

private:
  /// One person did something: a bit for each person_figure.
  struct deed {
    person_number person = 0;
    std::uint8_t figures = 0;
  };
  struct row {
    std::vector<std::string> key;
    std::int64_t messages = 0;
    std::int64_t forgotten = 0;
    std::vector<deed> deeds;
    purchases bought;
  };
  struct order {
    person_number person = 0;
    records::payment paid;
  };
  class distinct;

  std::vector<dimension> by_;
  std::map<std::vector<std::string>, row_number> numbers_{};
  std::vector<row> rows_{};
  std::vector<order> orders_{};
  person_number persons_ = 0; ///< one more than the largest number
};

/// How a group did in past events.
struct group_standing {
  std::string group;
  monitor_figures figures{};
};
/// The group with the largest share of buyers first; of two that are alike, that with more buyers,
/// else the one whose id comes first. Groups that nothing was sent to come last.
void rank(std::vector<group_standing>& groups);

} // namespace sojourn::reports
