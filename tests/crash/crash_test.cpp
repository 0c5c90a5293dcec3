// The daemon under load, killed again and again, restarted on the same directory.
#include "tests/crash/audit.hpp"
#include "tests/crash/lives.hpp"

#include <cstdlib>
#include <gtest/gtest.h>
#include <iostream>
#include <random>
#include <sys/wait.h>

namespace sojourn::crash {

namespace {

constexpr int lives = 60;        ///< each ends by SIGKILL
constexpr int longest_life = 60; ///< in moments of the kind that ends it

std::uint64_t chosen_seed() {
  if (const auto* text = std::getenv("SOJOURN_SEED"))
    return std::strtoull(text, nullptr, 10);
  return std::random_device{}();
}

/// A new directory, removed at the end unless the test has failed.
class fresh_place {
public:
  fresh_place() {
    auto pattern = (std::filesystem::temp_directory_path() / "sojourn-crash-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr)
      throw std::runtime_error{"cannot make a directory like " + pattern};
    where_.root = pattern;
  }
  ~fresh_place() {
    if (::testing::Test::HasFailure())
      std::cout << "what is left is in " << where_.root << std::endl;
    else
      std::filesystem::remove_all(where_.root);
  }
  [[nodiscard]] const place& where() const { return where_; }

private:
  place where_;
};

/// Lets a process come to its end by itself.
void expect_to_end_well(process& child, ledger& clients) {
  while (const auto line = child.next_line())
    clients.take(*line);
  EXPECT_EQ(child.wait(), 0);
}

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
  const auto status = daemon.wait();
  EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) << "in life " << life;
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
            << clients.changes.size() << " changes, " << clients.heard.size() << " events, "
            << found.instances << " instances, " << found.entries << " journal entries, "
            << found.effects << " effects (" << found.repeated << " repeated, " << found.unknown
            << " unknown), " << found.vouchers << " vouchers; SOJOURN_SEED=" << seed << std::endl;
}

} // namespace
} // namespace sojourn::crash
