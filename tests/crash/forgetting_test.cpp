// The daemon killed while it forgets finished data, and while it carries out what is answered about
// restored data.
#include "service/operation.hpp"
#include "service/restore.hpp"
#include "service/sends.hpp"
#include "storage/instances.hpp"
#include "storage/journal.hpp"
#include "storage/mailbox.hpp"
#include "storage/restore.hpp"
#include "storage/retention.hpp"
#include "tests/crash/daemon_in_time.hpp"
#include "tests/crash/fresh_place.hpp"

#include <gmock/gmock.h>
#include <limits>

namespace sojourn::crash {

namespace {

namespace fs = std::filesystem;

constexpr int customers = 300;
constexpr int most_lives = 60;

/// A letter after ten days.
const auto* const letters = R"({
  "id": "letters", "name": "Letters", "trigger": {"type": "manual"},
  "reentry": {"policy": "parallel"}, "start": "rest",
  "steps": {
    "rest": {"type": "delay", "for": "P10D", "next": "tell"},
    "tell": {"type": "send", "message": "hello", "via": ["mailbox"], "next": "end"}
  },
  "messages": {"hello": {"purpose": "service", "fallback": "en",
                         "languages": {"en": {"subject": "Hello", "text": "Hello"}}}}
})";

json results_of(daemon_in_time& daemon) {
  return answer_to<json>(
      [&](auto done) { daemon.ask().sends.results("letters", {}, std::move(done)); });
}

} // namespace

TEST(a_daemon_killed_while_it_forgets, has_forgotten_each_instance_whole_or_not_at_all) {
  const auto seed = chosen_seed();
  std::cout << "SOJOURN_SEED=" << seed << std::endl;
  std::mt19937_64 draws{seed};
  const fresh_place fresh;
  const auto& where = fresh.where();
  std::vector<std::string> told;
  ASSERT_FALSE(is_killed(
      [&](const reporter& report) {
        daemon_in_time daemon{where, "2026-03-01T00:00:00Z", nullptr};
        put_and_activate(daemon.ask(), letters);
        for (int i = 0; i < customers; ++i)
          daemon.start("letters", "c" + std::to_string(i));
        daemon.pass("P20D");
        daemon.start("letters", "last");
        daemon.pass("P20D");
        report(dump(results_of(daemon)));
      },
      told));
  const auto results = told.back();

  int kills = 0;
  bool goes_on = true;
  for (int life = 0; goes_on && life < most_lives; ++life) {
    const auto count = 1 + static_cast<int>(draws() % static_cast<unsigned>(4 + life));
    goes_on = is_killed(
        [&](const reporter&) {
          fate own{boundary_of(life), count};
          daemon_in_time daemon{where, "2027-05-01T00:00:00Z", &own};
          daemon.pass("PT1S");
        },
        told);
    kills += goes_on;
    ASSERT_THAT(violations(where), ::testing::IsEmpty()) << "after life " << life;
    ASSERT_FALSE(::testing::Test::HasFailure());
  }

  ASSERT_FALSE(goes_on) << "it never came to its end";
  EXPECT_GE(kills, 3);
  ASSERT_FALSE(is_killed(
      [&](const reporter& report) {
        daemon_in_time daemon{where, "2027-05-01T00:00:00Z", nullptr};
        report(std::to_string(
            daemon.reader().retention().totals().at("instances").get<std::int64_t>()));
        report(dump(results_of(daemon)));
      },
      told));
  EXPECT_EQ(told.at(told.size() - 2), std::to_string(customers));
  EXPECT_EQ(told.back(), results) << "the figures are those of before";
}

// Kept whole: one story in its order, over many lives.
TEST(a_daemon_killed_while_it_carries_out_an_answer, settles_each_message_once) {
  const auto seed = chosen_seed();
  std::cout << "SOJOURN_SEED=" << seed << std::endl;
  std::mt19937_64 draws{seed};
  const fresh_place fresh;
  const auto& where = fresh.where();
  std::vector<std::string> told;
  ASSERT_FALSE(is_killed(
      [&](const reporter& report) {
        daemon_in_time daemon{where, "2026-03-01T00:00:00Z", nullptr};
        put_and_activate(daemon.ask(), letters);
        for (int i = 0; i < customers; ++i)
          daemon.start("letters", "c" + std::to_string(i));
        report(answer_to<json>([&](auto done) {
                 daemon.ask().operation.backup(by, std::move(done));
               }).at("path"));
      },
      told));
  for (const auto* name : {"sojourn.db-wal", "sojourn.db-shm"})
    fs::remove(fs::path{where.data()} / name);
  fs::copy_file(told.back(), fs::path{where.data()} / "sojourn.db",
                fs::copy_options::overwrite_existing);

  int kills = 0;
  bool goes_on = true;
  for (int life = 0; goes_on && life < most_lives; ++life) {
    const auto count = 1 + static_cast<int>(draws() % 60);
    goes_on = is_killed(
        [&](const reporter&) {
          fate own{boundary_of(life), count};
          daemon_in_time daemon{where, "2026-03-21T00:00:00Z", &own};
          for (const auto& one : daemon.reader().restore().campaigns()) {
            if (one.is_asked && !one.answer)
              (void)answer_to<json>([&](auto done) {
                daemon.ask().restore.decide("letters", "sent", {"an", "we looked"},
                                            std::move(done));
              });
          }
          daemon.pass("PT0S");
        },
        told);
    kills += goes_on;
    ASSERT_THAT(violations(where), ::testing::IsEmpty()) << "after life " << life;
    ASSERT_FALSE(::testing::Test::HasFailure());
  }

  ASSERT_FALSE(goes_on) << "it never came to its end";
  EXPECT_GE(kills, 3);
  ASSERT_FALSE(is_killed(
      [&](const reporter& report) {
        daemon_in_time daemon{where, "2026-03-21T00:00:00Z", nullptr};
        int once = 0;
        storage::instance_query all;
        all.limit = 2 * customers;
        for (const auto& instance : daemon.reader().instances().find(all)) {
          int settled = 0;
          const auto entries = daemon.reader().journal().entries(instance.state.id, 0, 100);
          for (const auto& entry : entries.value())
            settled += entry.payload.find("assumed_sent") != std::string::npos;
          once += settled == 1 && engine::is_ended(instance.state.status);
        }
        report(daemon.reader().restore().open() ? "it is asked still" : "it goes on");
        report(std::to_string(once));
        report(std::to_string(daemon.reader()
                                  .mailbox()
                                  .list({}, std::numeric_limits<std::int64_t>::max(), 10)
                                  .size()));
      },
      told));
  EXPECT_EQ(told.at(told.size() - 3), "it goes on");
  EXPECT_EQ(told.at(told.size() - 2), std::to_string(customers));
  EXPECT_EQ(told.back(), "0") << "nothing was sent";
}

} // namespace sojourn::crash
