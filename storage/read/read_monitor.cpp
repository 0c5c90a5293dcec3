// Reading what messages brought.
#include "calendar/day_number.hpp"
#include "storage/monitor.hpp"
#include "storage/read/area_readers.hpp"
#include "storage/read/monitor_scan.hpp"
#include "storage/sqlite/reader_pool.hpp"

#include <algorithm>

namespace sojourn::storage {

namespace {

/// Days by zone and quarter of an hour, which is of one day in every zone.
class day_cache {
public:
  std::int64_t day_of(const std::string& zone, instant at) {
    const auto quarter =
        std::chrono::floor<std::chrono::minutes>(at).time_since_epoch().count() / 15;
    auto& days = zones_[zone];
    const auto found = days.find(quarter);
    if (found != days.end())
      return found->second;
    return days.emplace(quarter, calendar::day_number(at, zone)).first->second;
  }

private:
  std::map<std::string, std::unordered_map<std::int64_t, std::int64_t>> zones_{};
};

/// Counts the messages that are meant, and the orders that are owed to them.
class monitor_counting {
public:
  monitor_counting(table_set& tables, const monitor_query& what)
      : tables_{tables}, what_{what}, counts_{what.by} {}

  /// False: it was stopped.
  bool run(const std::stop_token& stop) {
    if (!scan_sends(tables_, what_.campaigns, persons_, stop,
                    [this](const scanned_send& send) { take(send); }))
      return false;
    touched_.resize(persons_.size());
    return scan_orders(tables_, persons_, touched_, what_.window, stop,
                       [this](std::uint32_t person, std::int64_t send, const auto& paid) {
                         if (const auto row = row_of_.find(send); row != row_of_.end())
                           counts_.add_order(row->second, person, paid);
                       });
  }
  [[nodiscard]] const reports::monitor_counts& counts() const { return counts_; }
  [[nodiscard]] const person_numbers& persons() const { return persons_; }

private:
  void take(const scanned_send& send) {
    const auto day = days_.day_of(send.campaign->zone, send.at);
    if (!is_meant(send, day))
      return;
    const auto row = row_at(send, day);
    if (send.left)
      counts_.add_message(row, send.person,
                          {.delivered = send.delivered_at.has_value(),
                           .read = send.read_at.has_value(),
                           .clicked = send.clicked_at.has_value()});
    if (!send.read_at && !send.clicked_at)
      return;
    row_of_.emplace(send.number, row);
    if (touched_.size() <= send.person)
      touched_.resize(std::max<std::size_t>(persons_.size(), touched_.size() * 2));
    touched_[send.person] = true;
  }
  [[nodiscard]] bool is_meant(const scanned_send& send, std::int64_t day) const {
    return (!what_.from || send.at >= *what_.from) && (!what_.to || send.at < *what_.to) &&
           (what_.step.empty() || send.step == what_.step) &&
           (what_.channel.empty() || send.channel == what_.channel) &&
           (!what_.day || day == *what_.day);
  }
  /// Mostly that of the message before.
  std::uint32_t row_at(const scanned_send& send, std::int64_t day) {
    if (!place_ || campaign_ != send.campaign || place_->step != send.step ||
        place_->channel != send.channel || place_->day != day) {
      campaign_ = send.campaign;
      place_ = reports::send_place{.phase = campaign_->phase,
                                   .group = campaign_->group,
                                   .campaign = campaign_->id,
                                   .step = std::string{send.step},
                                   .channel = std::string{send.channel},
                                   .day = day};
      row_ = counts_.row_of(*place_);
    }
    return row_;
  }

  table_set& tables_;
  const monitor_query& what_;
  reports::monitor_counts counts_;
  person_numbers persons_{};
  std::vector<bool> touched_{};
  std::unordered_map<std::int64_t, std::uint32_t> row_of_{}; ///< sends that were read or clicked
  day_cache days_{};
  std::optional<reports::send_place> place_{};
  const monitored_campaign* campaign_ = nullptr;
  std::uint32_t row_ = 0;
};

std::vector<monitored_customer> customers_of(const monitor_counting& counted,
                                             reports::person_figure of, const std::string& after,
                                             std::size_t limit) {
  std::vector<std::pair<std::string, std::uint32_t>> found;
  for (const auto person : counted.counts().persons(of)) {
    if (const auto& subject = counted.persons().subject(person); subject > after)
      found.emplace_back(subject, person);
  }
  const auto end = found.begin() + static_cast<std::ptrdiff_t>(std::min(limit, found.size()));
  std::partial_sort(found.begin(), end, found.end());
  std::vector<monitored_customer> shown;
  for (auto one = found.begin(); one != end; ++one)
    shown.push_back({one->first, counted.counts().bought_by(one->second)});
  return shown;
}

bool fill_series(table_set& tables, reports::series& into, const monitor_query& what,
                 const std::stop_token& stop) {
  using reports::series_kind;
  person_numbers persons;
  std::vector<bool> touched;
  std::unordered_map<std::int64_t, bool> sends;
  const bool is_whole =
      scan_sends(tables, what.campaigns, persons, stop, [&](const scanned_send& send) {
        if (send.left)
          into.add(series_kind::sends, send.at);
        if (send.read_at)
          into.add(series_kind::reads, *send.read_at);
        if (send.clicked_at)
          into.add(series_kind::clicks, *send.clicked_at);
        if (!send.read_at && !send.clicked_at)
          return;
        sends.emplace(send.number, true);
        touched.resize(std::max<std::size_t>(touched.size(), send.person + std::size_t{1}));
        touched[send.person] = true;
      });
  if (!is_whole)
    return false;
  for (const auto& campaign : what.campaigns) {
    auto rows = tables.monitor.starts(campaign.id);
    while (rows.next())
      into.add(series_kind::starts, rows.at(0));
  }
  return scan_orders(tables, persons, touched, what.window, stop,
                     [&](std::uint32_t, std::int64_t send, const records::payment& paid) {
                       if (sends.contains(send))
                         into.add(series_kind::orders, paid.at);
                     });
}

class pooled_monitor_reader final : public monitor_reader {
public:
  explicit pooled_monitor_reader(reader_pool& pool) : pool_{pool} {}

  std::optional<reports::monitor_table> figures(const monitor_query& what,
                                                const std::stop_token& stop) override {
    return pool_.in_snapshot([&](table_set& tables) -> std::optional<reports::monitor_table> {
      monitor_counting counting{tables, what};
      return counting.run(stop) ? std::optional{counting.counts().table()} : std::nullopt;
    });
  }
  std::optional<std::vector<monitored_customer>>
  customers(const monitor_query& what, reports::person_figure of, const std::string& after,
            std::size_t limit, const std::stop_token& stop) override {
    return pool_.in_snapshot(
        [&](table_set& tables) -> std::optional<std::vector<monitored_customer>> {
          monitor_counting counting{tables, what};
          if (!counting.run(stop))
            return std::nullopt;
          return customers_of(counting, of, after, limit);
        });
  }
  bool fill(reports::series& into, const monitor_query& what,
            const std::stop_token& stop) override {
    return pool_.in_snapshot(
        [&](table_set& tables) { return fill_series(tables, into, what, stop); });
  }
  std::int64_t forgotten(const std::vector<monitored_campaign>& of) override {
    return pool_.with_tables([&](table_set& tables) {
      std::int64_t persons = 0;
      for (const auto& campaign : of)
        persons += tables.monitor.forgotten(campaign.id);
      return persons;
    });
  }

private:
  reader_pool& pool_;
};

} // namespace

std::unique_ptr<monitor_reader> make_monitor_reader(reader_pool& pool) {
  return std::make_unique<pooled_monitor_reader>(pool);
}

} // namespace sojourn::storage
