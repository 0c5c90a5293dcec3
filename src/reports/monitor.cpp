#include "reports/monitor.hpp"

#include "calendar/day_number.hpp"

#include <algorithm>
#include <tuple>
#include <unordered_set>

namespace sojourn::reports {

namespace {

constexpr std::uint8_t bit_of(person_figure figure) {
  return static_cast<std::uint8_t>(1U << static_cast<unsigned>(figure));
}

std::string key_part(dimension by, const send_place& place) {
  switch (by) {
  case dimension::phase:
    return place.phase;
  case dimension::group:
    return place.group;
  case dimension::campaign:
    return place.campaign;
  case dimension::step:
    return place.step;
  case dimension::channel:
    return place.channel;
  case dimension::day:
    return calendar::day_text(place.day);
  }
  return {};
}

} // namespace

json as_json(const monitor_figures& figures) {
  json shown{{"messages", figures.messages},
             {"sent", figures.sent},
             {"delivered", figures.delivered},
             {"read", figures.read},
             {"clicked", figures.clicked},
             {"buyers", figures.buyers},
             {"read_rate", as_json(figures.read_rate())},
             {"click_rate", as_json(figures.click_rate())},
             {"click_rate_of_read", as_json(figures.click_rate_of_read())},
             {"conversion", as_json(figures.conversion())}};
  figures.bought.show(shown);
  return shown;
}

json relative_changes(const monitor_figures& now, const monitor_figures& before) {
  return {{"messages", relative_change(now.messages, before.messages)},
          {"sent", relative_change(now.sent, before.sent)},
          {"delivered", relative_change(now.delivered, before.delivered)},
          {"read", relative_change(now.read, before.read)},
          {"clicked", relative_change(now.clicked, before.clicked)},
          {"buyers", relative_change(now.buyers, before.buyers)},
          {"orders", relative_change(now.bought.orders, before.bought.orders)},
          {"read_rate", relative_change(now.read_rate(), before.read_rate())},
          {"click_rate", relative_change(now.click_rate(), before.click_rate())},
          {"click_rate_of_read",
           relative_change(now.click_rate_of_read(), before.click_rate_of_read())},
          {"conversion", relative_change(now.conversion(), before.conversion())}};
}

const monitor_row* monitor_table::find(const std::vector<std::string>& key) const {
  const auto found =
      std::find_if(rows.begin(), rows.end(), [&](const auto& row) { return row.key == key; });
  return found == rows.end() ? nullptr : &*found;
}

void sort_rows(monitor_table& table, const std::vector<std::string>& phases,
               const std::vector<std::string>& groups) {
  const auto place = [](const std::vector<std::string>& in, const std::string& id) {
    return std::find(in.begin(), in.end(), id) - in.begin();
  };
  const auto comes_before = [&](const monitor_row& a, const monitor_row& b) {
    for (std::size_t i = 0; i < table.by.size(); ++i) {
      const std::vector<std::string> none;
      const auto by = table.by[i];
      const auto& order = by == dimension::phase ? phases : by == dimension::group ? groups : none;
      const auto left = std::pair{place(order, a.key[i]), a.key[i]};
      const auto right = std::pair{place(order, b.key[i]), b.key[i]};
      if (left != right)
        return left < right;
    }
    return false;
  };
  std::sort(table.rows.begin(), table.rows.end(), comes_before);
}

// ---- counting -----------------------------------------------------------------------------

/// Counts persons of some deeds, each once a figure. Can be used again and again.
class monitor_counts::distinct {
public:
  explicit distinct(std::size_t persons) : seen_in_(persons, 0), figures_(persons, 0) {}

  void begin() {
    ++round_;
    counts_.fill(0);
  }
  void add(const deed& one) {
    auto& known = figures_[one.person];
    if (seen_in_[one.person] != round_) {
      seen_in_[one.person] = round_;
      known = 0;
    }
    const auto news = static_cast<unsigned>(one.figures) & ~static_cast<unsigned>(known);
    if (news == 0)
      return;
    known = static_cast<std::uint8_t>(known | one.figures);
    for (std::size_t figure = 0; figure < counts_.size(); ++figure)
      counts_[figure] += (news >> figure) & 1U;
  }
  [[nodiscard]] std::int64_t count(person_figure of) const {
    return counts_.at(static_cast<std::size_t>(of));
  }
  [[nodiscard]] bool holds(person_number person, person_figure of) const {
    return seen_in_[person] == round_ && (figures_[person] & bit_of(of)) != 0;
  }
  void show(monitor_figures& into) const {
    into.sent = count(person_figure::sent);
    into.delivered = count(person_figure::delivered);
    into.read = count(person_figure::read);
    into.clicked = count(person_figure::clicked);
    into.buyers = count(person_figure::buyers);
  }

private:
  std::vector<std::uint32_t> seen_in_; ///< the round that the figures are of
  std::vector<std::uint8_t> figures_;
  std::uint32_t round_ = 0;
  std::array<std::int64_t, person_figure_names.size()> counts_{};
};

monitor_counts::row_number monitor_counts::row_of(const send_place& place) {
  std::vector<std::string> key;
  key.reserve(by_.size());
  for (const auto by : by_)
    key.push_back(key_part(by, place));
  const auto [found, is_new] = numbers_.emplace(key, static_cast<row_number>(rows_.size()));
  if (is_new)
    rows_.push_back(
        {.key = std::move(key), .messages = 0, .forgotten = 0, .deeds = {}, .bought = {}});
  return found->second;
}

void monitor_counts::add_message(row_number row, person_number person, const reaction& heard) {
  auto figures = bit_of(person_figure::sent);
  const auto mark = [&figures](bool is_so, person_figure figure) {
    figures = static_cast<std::uint8_t>(figures | (is_so ? bit_of(figure) : 0));
  };
  mark(heard.delivered, person_figure::delivered);
  mark(heard.read, person_figure::read);
  mark(heard.clicked, person_figure::clicked);
  auto& counted = rows_.at(row);
  ++counted.messages;
  counted.forgotten += heard.is_forgotten ? 1 : 0;
  counted.deeds.push_back({person, figures});
  persons_ = std::max(persons_, person + 1);
}

void monitor_counts::add_order(row_number row, person_number person, const records::payment& paid) {
  const auto refunded = paid.called_off ? bit_of(person_figure::refunded) : std::uint8_t{0};
  rows_.at(row).bought.add(paid);
  rows_[row].deeds.push_back(
      {person, static_cast<std::uint8_t>(bit_of(person_figure::buyers) | refunded)});
  orders_.push_back({person, paid});
  persons_ = std::max(persons_, person + 1);
}

monitor_table monitor_counts::table() const {
  monitor_table made{.by = by_, .totals = {}, .rows = {}};
  distinct persons{persons_};
  for (const auto& [key, number] : numbers_) {
    const auto& counted = rows_[number];
    monitor_row shown{.key = key, .figures = {}};
    persons.begin();
    for (const auto& one : counted.deeds)
      persons.add(one);
    persons.show(shown.figures);
    shown.figures.messages = counted.messages;
    shown.figures.forgotten = counted.forgotten;
    shown.figures.bought = counted.bought;
    made.rows.push_back(std::move(shown));
  }
  persons.begin();
  auto& totals = made.totals;
  for (const auto& counted : rows_) {
    for (const auto& one : counted.deeds)
      persons.add(one);
    totals.messages += counted.messages;
    totals.forgotten += counted.forgotten;
    totals.bought.add(counted.bought);
  }
  persons.show(totals);
  return made;
}

std::vector<monitor_counts::person_number>
monitor_counts::persons(person_figure of, person_number after, std::size_t limit) const {
  distinct counted{persons_};
  counted.begin();
  for (const auto& row : rows_) {
    for (const auto& one : row.deeds)
      counted.add(one);
  }
  std::vector<person_number> found;
  for (auto person = after + 1; person < persons_ && found.size() < limit; ++person) {
    if (counted.holds(person, of))
      found.push_back(person);
  }
  return found;
}

std::unordered_map<monitor_counts::person_number, purchases>
monitor_counts::bought_by(const std::vector<person_number>& persons) const {
  const std::unordered_set<person_number> asked{persons.begin(), persons.end()};
  std::unordered_map<person_number, purchases> found;
  for (const auto& one : orders_) {
    if (asked.contains(one.person))
      found[one.person].add(one.paid);
  }
  return found;
}

// ---- ranking ------------------------------------------------------------------------------

void rank(std::vector<group_standing>& groups) {
  std::sort(groups.begin(), groups.end(), [](const group_standing& a, const group_standing& b) {
    const bool a_was_sent = a.figures.sent > 0;
    const bool b_was_sent = b.figures.sent > 0;
    if (a_was_sent != b_was_sent)
      return a_was_sent;
    const auto left = a.figures.buyers * b.figures.sent;
    const auto right = b.figures.buyers * a.figures.sent;
    return std::tuple{-left, -a.figures.buyers, std::string_view{a.group}} <
           std::tuple{-right, -b.figures.buyers, std::string_view{b.group}};
  });
}

} // namespace sojourn::reports
