// Reading what messages brought.
#include "storage/monitor.hpp"
#include "storage/read/area_readers.hpp"
#include "storage/read/monitor_counting.hpp"
#include "storage/read/monitor_scan.hpp"
#include "storage/sqlite/reader_pool.hpp"

namespace sojourn::storage {

namespace {

std::vector<monitored_customer> customers_of(table_set& tables, const monitor_counting& counted,
                                             reports::person_figure of, std::uint32_t after,
                                             std::size_t limit) {
  const auto numbers = counted.counts().persons(of, after, limit);
  const auto bought = counted.counts().bought_by(numbers);
  std::vector<monitored_customer> shown;
  for (const auto number : numbers) {
    const auto found = bought.find(number);
    shown.push_back({.number = number,
                     .subject = tables.recipients.subject_of(number),
                     .bought = found == bought.end() ? reports::purchases{} : found->second});
  }
  return shown;
}

/// The series of what became of messages. False: it was stopped.
bool fill_messages(table_set& tables, reports::series& into, const monitor_query& what,
                   const recipient_aliases& aliases, const std::stop_token& stop) {
  using reports::series_kind;
  const auto places = busy_places_of(tables, what, into.from(), into.to());
  return scan_messages(tables, places, aliases, stop,
                       [&](const scanned_place&, const message_entry& message) {
                         if (message.counts)
                           into.add(series_kind::sends, message.sent_at);
                         if (message.read_at)
                           into.add(series_kind::reads, *message.read_at);
                         if (message.clicked_at)
                           into.add(series_kind::clicks, *message.clicked_at);
                       });
}

void fill_starts(table_set& tables, reports::series& into, const monitor_query& what) {
  for (const auto& campaign : what.campaigns) {
    tables.start_counts.each(campaign.id, quarter_of(into.from()), quarter_of(into.to()),
                             [&](std::int64_t quarter, std::int64_t count) {
                               into.add(reports::series_kind::starts, begin_of_quarter(quarter),
                                        count);
                             });
  }
}

bool fill_series(table_set& tables, reports::series& into, const monitor_query& what,
                 const std::stop_token& stop) {
  const recipient_aliases aliases{tables};
  if (!fill_messages(tables, into, what, aliases, stop))
    return false;
  fill_starts(tables, into, what);
  const auto places = places_of(tables, what);
  return scan_orders(tables, places, aliases, what.window, into.from(), into.to(), stop,
                     [&](const scanned_place&, const payment_table::counted& order) {
                       into.add(reports::series_kind::orders, order.paid.at);
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
  std::optional<std::vector<monitored_customer>> customers(const monitor_query& what,
                                                           reports::person_figure of,
                                                           std::uint32_t after, std::size_t limit,
                                                           const std::stop_token& stop) override {
    return pool_.in_snapshot(
        [&](table_set& tables) -> std::optional<std::vector<monitored_customer>> {
          monitor_counting counting{tables, what};
          if (!counting.run(stop))
            return std::nullopt;
          return customers_of(tables, counting, of, after, limit);
        });
  }
  bool fill(reports::series& into, const monitor_query& what,
            const std::stop_token& stop) override {
    return pool_.in_snapshot(
        [&](table_set& tables) { return fill_series(tables, into, what, stop); });
  }

private:
  reader_pool& pool_;
};

} // namespace

std::unique_ptr<monitor_reader> make_monitor_reader(reader_pool& pool) {
  return std::make_unique<pooled_monitor_reader>(pool);
}

} // namespace sojourn::storage
