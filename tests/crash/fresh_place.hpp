// What the tests of killed daemons share: a place, a seed, and how a process is to end.
#pragma once

#include "tests/crash/ledger.hpp"
#include "tests/crash/place.hpp"
#include "tests/crash/process.hpp"

#include <cstdlib>
#include <gtest/gtest.h>
#include <iostream>
#include <random>
#include <sys/wait.h>

namespace sojourn::crash {

inline std::uint64_t chosen_seed() {
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
inline void expect_to_end_well(process& child, ledger& clients) {
  while (const auto line = child.next_line())
    clients.take(*line);
  EXPECT_EQ(child.wait(), 0);
}

inline void expect_killed(int status, int life) {
  EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) << "in life " << life;
}

} // namespace sojourn::crash
