// The daemon under load, killed again and again, restarted on the same directory.
#include "tests/crash/audit.hpp"
#include "tests/crash/fresh_place.hpp"
#include "tests/crash/lives.hpp"

namespace sojourn::crash {

namespace {

constexpr int lives = 60;        ///< each ends by SIGKILL
constexpr int longest_life = 60; ///< in moments of the kind that ends it

/// A life that ends when `when` has come for the `count`th time.
void live_and_die(const place& where, int life, moment when, int count, ledger& clients) {
  process daemon{[&](const reporter& report) {
    fate own{when, count};
    serve_under_load(where, life, own, clients, report);
  }};
  int answers = 0;
  while (const auto line = daemon.next_line()) {
    // Lines sent before the kill are still read after it.
    if (clients.take(*line) && ++answers == count && when == moment::answered)
      daemon.kill();
  }
  expect_killed(daemon.wait(), life);
}

TEST(a_killed_daemon, loses_nothing_it_acknowledged_and_does_nothing_twice) {
  const auto seed = chosen_seed();
  std::cout << "SOJOURN_SEED=" << seed << std::endl;
  std::mt19937_64 draws{seed};
  const fresh_place fresh;
  const auto& where = fresh.where();
  ledger clients;

  process first{[&](const reporter&) { prepare(where); }};
  expect_to_end_well(first, clients);
  for (int life = 0; life < lives && !HasFailure() && clients.failures.empty(); ++life) {
    const auto when = moments[static_cast<std::size_t>(life) % moments.size()];
    const auto count = 1 + static_cast<int>(draws() % longest_life);
    live_and_die(where, life, when, count, clients);
  }
  ASSERT_FALSE(HasFailure());
  const auto acknowledged = clients.acknowledged_starts();
  process last{[&](const reporter& report) { finish(where, clients, report); }};
  expect_to_end_well(last, clients);
  ASSERT_EQ(clients.failures, std::vector<std::string>{});

  const auto found = audit(where, clients);
  // A kill inside a hand-over leaves its trace; without any, nothing was proved.
  constexpr auto kills_of_a_kind = lives / static_cast<int>(moments.size());
  EXPECT_GE(found.repeated, kills_of_a_kind);
  EXPECT_GE(found.unknown, kills_of_a_kind);
  std::cout << lives << " kills; checked " << acknowledged << " acknowledged starts, "
            << clients.changes.size() << " changes, " << clients.carts.size() << " carts ("
            << found.heard_at_start << " bought before their first turn), " << clients.heard.size()
            << " events, " << found.instances << " instances, " << found.entries
            << " journal entries, " << found.effects << " effects (" << found.repeated
            << " repeated, " << found.unknown << " unknown), " << found.vouchers
            << " vouchers; SOJOURN_SEED=" << seed << std::endl;
}

} // namespace
} // namespace sojourn::crash
