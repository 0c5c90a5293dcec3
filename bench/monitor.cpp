// How long it takes to tell what the messages of a large sales event brought, while others write.
#include "storage/monitor.hpp"

#include "figures.hpp"
#include "medians.hpp"
#include "storage/record_changes.hpp"
#include "storage/records.hpp"
#include "storage/sends.hpp"
#include "storage/store.hpp"
#include "storage/write/bulk.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <future>
#include <stdexcept>
#include <thread>

namespace sojourn::bench {

namespace {

// A booster of four phases and ten groups, each of which has one message to its members.
constexpr std::array<const char*, 4> phases{"before", "teasing", "day", "after"};
constexpr std::int64_t groups = 10;
constexpr std::int64_t cards = static_cast<std::int64_t>(phases.size()) * groups;
constexpr auto zone = "Asia/Ho_Chi_Minh";

std::string card_campaign(std::int64_t card) { return "9-9." + std::to_string(card); }

/// Three of ten messages are read, one of ten is clicked, six of a hundred bring an order.
class event {
public:
  event(std::int64_t messages, instant begin) : messages_{messages}, begin_{begin} {}

  [[nodiscard]] storage::seeded_message message(std::int64_t number) const {
    const auto at = begin_ + std::chrono::milliseconds{number * 1'200 * 1'000'000 / messages_};
    storage::seeded_message made{.campaign = card_campaign(number * cards / messages_),
                                 .step = "tell",
                                 .channel = number % 3 == 0 ? "zns" : "email",
                                 .subject = {"customer", customer(number)},
                                 .at = at};
    if (number % 10 < 3)
      made.read_at = at + std::chrono::hours{2};
    if (number % 10 == 0)
      made.clicked_at = at + std::chrono::hours{3};
    return made;
  }
  [[nodiscard]] std::vector<std::pair<subject_ref, json>> order(std::int64_t number) const {
    const auto of = number * 10; // a message that was clicked
    const auto paid = message(of).at + std::chrono::hours{20 + number % 100};
    return {{{"order", "o" + std::to_string(number)},
             {{"customer_id", customer(of)},
              {"status", number % 20 == 0 ? "refunded" : "paid"},
              {"paid_at", to_text(paid)},
              {"amount", 100'000 + number % 900 * 1'000},
              {"currency", "VND"}}}};
  }
  [[nodiscard]] std::int64_t orders() const { return messages_ * 6 / 100; }

private:
  /// Everybody gets about one message of each phase.
  [[nodiscard]] std::string customer(std::int64_t number) const {
    return storage::seed_subject_id(number * 7'919 % (messages_ / 4));
  }

  std::int64_t messages_;
  instant begin_;
};

storage::monitor_query asked_of(std::vector<reports::dimension> by) {
  storage::monitor_query what;
  for (std::int64_t card = 0; card < cards; ++card)
    what.campaigns.push_back({.id = card_campaign(card),
                              .phase = phases[static_cast<std::size_t>(card / groups)],
                              .group = "g" + std::to_string(card % groups),
                              .zone = zone});
  what.by = std::move(by);
  what.window = std::chrono::days{7};
  return what;
}

/// Receipts and records, one commit after the other, until it is destroyed.
class busy_writer {
public:
  busy_writer(storage::store& data, std::int64_t messages, instant now)
      : data_{data}, messages_{messages}, now_{now}, thread_{[this] { run(); }} {}
  ~busy_writer() {
    stops_ = true;
    thread_.join();
  }
  busy_writer(const busy_writer&) = delete;
  busy_writer& operator=(const busy_writer&) = delete;
  [[nodiscard]] std::int64_t commits() const { return commits_; }

private:
  void run() {
    while (!stops_) {
      std::promise<void> written;
      auto is_written = written.get_future();
      data_.writer().submit<bool>([this](storage::transaction& tx) { return apply(tx); },
                                  [&written](const result<bool>&) { written.set_value(); });
      is_written.wait();
      ++commits_;
    }
  }
  result<bool> apply(storage::transaction& tx) {
    const auto number = commits_ * 7'907;
    messages::receipt heard;
    heard.kind = messages::receipt_kind::delivered;
    heard.channel = "email";
    heard.key =
        storage::tracking_of({{static_cast<std::uint64_t>(number % messages_) + 1}, "tell", 1});
    heard.at = now_;
    if (auto told = storage::write_receipt(tx, heard, {}, now_); !told)
      return fail(told.error());
    const auto record = storage::write_record(
        tx, storage::record_write_kind::put, {"customer", "w" + std::to_string(number % 100'000)},
        {{"name", "Customer " + std::to_string(number)}}, {}, {}, now_);
    return record ? result<bool>{true} : fail(record.error());
  }

  storage::store& data_;
  std::int64_t messages_;
  instant now_;
  std::atomic<bool> stops_ = false;
  std::atomic<std::int64_t> commits_ = 0;
  std::thread thread_;
};

void measure_tables(storage::monitor_reader& reader, std::int64_t messages, figures& out) {
  using reports::dimension;
  double slowest = 0;
  for (const auto by :
       {dimension::phase, dimension::group, dimension::step, dimension::channel, dimension::day}) {
    const auto what = asked_of({by});
    std::optional<reports::monitor_table> table;
    const auto ms = median_ms([&] { table = reader.figures(what, {}); });
    if (!table || table->totals.messages != messages || table->totals.bought.orders == 0)
      throw std::runtime_error("the monitor has not counted all messages and orders");
    std::fprintf(stderr, "monitor by %s: %.1f ms\n", std::string{to_text(by)}.c_str(), ms);
    slowest = std::max(slowest, ms);
    out["monitor_orders"] = static_cast<double>(table->totals.bought.orders);
  }
  out["monitor_1m_ms"] = slowest;
}

void measure_others(storage::monitor_reader& reader, instant begin, figures& out) {
  const auto what = asked_of({});
  out["monitor_customers_ms"] =
      median_ms([&] { (void)reader.customers(what, reports::person_figure::buyers, 0, 100, {}); });
  out["monitor_series_ms"] = median_ms([&] {
    auto series = reports::series::between(begin, begin + std::chrono::days{30},
                                           reports::series_unit::hour, zone)
                      .value();
    (void)reader.fill(series, what, {});
  });
}

} // namespace

void measure_monitor(const plan& how, figures& out) {
  const auto begin = parse_instant("2026-08-27T00:00:00Z").value();
  const auto messages = how.scaled(1'000'000);
  const event sold{messages, begin};
  storage::store_options options;
  options.directory = how.directory + "/monitor";
  std::filesystem::remove_all(options.directory);
  const auto seeded = storage::seed_messages(
      options, {messages, [&](std::int64_t number) { return sold.message(number); }});
  const auto paid = storage::seed_records(
      options, {sold.orders(), [&](std::int64_t number) { return sold.order(number); }}, begin);
  if (!seeded || !paid)
    throw std::runtime_error((seeded ? paid : seeded).error().message);
  auto opened = storage::store::open(options);
  if (!opened)
    throw std::runtime_error(opened.error().message);
  auto& data = **opened;
  {
    const busy_writer others{data, messages, begin + std::chrono::days{30}};
    const auto before = others.commits();
    measure_tables(data.reader().monitor(), messages, out);
    measure_others(data.reader().monitor(), begin, out);
    if (others.commits() == before)
      throw std::runtime_error("nobody wrote beside the monitor");
  }
  opened->reset();
  std::filesystem::remove_all(options.directory);
}

} // namespace sojourn::bench
