// The daemon killed while messages leave, are clicked, and orders come: what reports tell counts
// each once, and counting anew tells the same.
#include "service/monitor.hpp"
#include "storage/record_changes.hpp"
#include "storage/records.hpp"
#include "storage/sends.hpp"
#include "storage/sqlite/sqlite.hpp"
#include "tests/crash/daemon_in_time.hpp"
#include "tests/crash/fresh_place.hpp"

#include <gmock/gmock.h>
#include <random>

namespace sojourn::crash {

namespace {

constexpr int customers = 120;
constexpr int most_lives = 40;
constexpr auto began = "2026-03-01T00:00:00Z";
constexpr auto after_the_letters = "2026-03-12T00:00:00Z";

const auto* const news = R"({
  "id": "news", "name": "News", "trigger": {"type": "manual"},
  "reentry": {"policy": "parallel"}, "start": "rest",
  "steps": {
    "rest": {"type": "delay", "for": "P10D", "next": "tell"},
    "tell": {"type": "send", "message": "hello", "via": ["mailbox"], "next": "end"}
  },
  "messages": {"hello": {"purpose": "service", "fallback": "en",
                         "languages": {"en": {"subject": "Hello", "text": "Hello"}}}}
})";

/// Runs `apply` as one unit and waits for its commit.
template <class Value, class Apply>
void commit(storage::store& data, Apply apply) {
  std::promise<bool> written;
  auto is_written = written.get_future();
  data.writer().submit<Value>(std::move(apply),
                              [&](const result<Value>& made) { written.set_value(!!made); });
  if (!is_written.get())
    throw std::runtime_error{"a unit was refused"};
}

/// Every second message is clicked, and every fourth brings an order; of these every second is
/// refunded. The same again changes nothing.
void answer_the_letters(daemon_in_time& daemon) {
  const auto now = parse_instant(after_the_letters).value();
  const auto sends = daemon.reader().sends().find({.campaign = "news", .limit = 2 * customers});
  for (const auto& send : sends.items) {
    const auto subject = send.at("subject").get<std::string>();
    const auto number = std::stoi(subject.substr(subject.find('c', 8) + 1));
    if (number % 4 == 0) // the order is known before the click
      commit<storage::record_change>(daemon.store(), [&](storage::transaction& tx) {
        return storage::write_record(tx, storage::record_write_kind::put,
                                     {"order", "o" + std::to_string(number)},
                                     {{"customer_id", "c" + std::to_string(number)},
                                      {"status", number % 8 == 0 ? "refunded" : "paid"},
                                      {"paid_at", after_the_letters},
                                      {"amount", 100},
                                      {"currency", "VND"}},
                                     {}, {}, now);
      });
    if (number % 2 == 0)
      commit<storage::receipt_written>(daemon.store(), [&](storage::transaction& tx) {
        messages::receipt heard;
        heard.kind = messages::receipt_kind::clicked;
        heard.channel = "mailbox";
        heard.key = send.at("tracking").get<std::string>();
        heard.at = now - std::chrono::hours{1};
        return storage::write_receipt(tx, heard, {}, now);
      });
  }
}

std::string told(daemon_in_time& daemon) {
  const auto figures = answer_to<json>([&](auto done) {
    daemon.ask().monitor.figures({.of = {.campaign = "news"}, .by = "step,channel,day"},
                                 std::move(done));
  });
  const auto series = answer_to<json>([&](auto done) {
    daemon.ask().monitor.series({.of = {.campaign = "news"},
                                 .from = parse_instant(began).value(),
                                 .to = parse_instant("2026-04-01T00:00:00Z").value(),
                                 .unit = "hour"},
                                std::move(done));
  });
  return dump(json{{"figures", figures}, {"series", series}});
}

} // namespace

// Kept whole: one story in its order, over many lives.
TEST(a_daemon_killed_while_messages_are_counted, counts_each_once_and_the_same_when_counted_anew) {
  const auto seed = chosen_seed();
  std::cout << "SOJOURN_SEED=" << seed << std::endl;
  std::mt19937_64 draws{seed};
  const fresh_place fresh;
  const auto& where = fresh.where();
  std::vector<std::string> lines;
  ASSERT_FALSE(is_killed(
      [&](const reporter&) {
        daemon_in_time daemon{where, began, nullptr};
        put_and_activate(daemon.ask(), news);
        for (int i = 0; i < customers; ++i)
          daemon.start("news", "c" + std::to_string(i));
      },
      lines));

  int kills = 0;
  bool goes_on = true;
  for (int life = 0; goes_on && life < most_lives; ++life) {
    const auto count = 1 + static_cast<int>(draws() % static_cast<unsigned>(10 + 10 * life));
    goes_on = is_killed(
        [&](const reporter&) {
          fate own{boundary_of(life), count};
          daemon_in_time daemon{where, after_the_letters, &own};
          daemon.pass("PT1S");
          answer_the_letters(daemon);
        },
        lines);
    kills += goes_on;
    ASSERT_THAT(violations(where), ::testing::IsEmpty()) << "after life " << life;
    ASSERT_FALSE(::testing::Test::HasFailure());
  }

  ASSERT_FALSE(goes_on) << "it never came to its end";
  EXPECT_GE(kills, 3);
  const auto ask = [&] {
    EXPECT_FALSE(is_killed(
        [&](const reporter& report) {
          daemon_in_time daemon{where, after_the_letters, nullptr};
          report(told(daemon));
        },
        lines));
    return json::parse(lines.back());
  };
  const auto before = ask();
  const auto& totals = before.at("figures").at("totals").at("figures");
  EXPECT_EQ(totals.at("sent"), customers);
  EXPECT_EQ(totals.at("clicked"), customers / 2);
  EXPECT_EQ(totals.at("orders"), customers / 4);
  EXPECT_EQ(totals.at("refunded_orders"), customers / 8);

  {
    storage::connection raw{where.data() + "/sojourn.db", storage::access::read_write};
    raw.execute("UPDATE payment SET clicked_place = NULL");
    raw.execute("INSERT INTO rebuild VALUES ('messages')");
  }
  EXPECT_EQ(ask(), before);
  EXPECT_THAT(violations(where), ::testing::IsEmpty());
}

} // namespace sojourn::crash
