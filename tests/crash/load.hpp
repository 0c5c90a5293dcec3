// Clients that load a daemon in this process until it is killed.
#pragma once

#include "tests/crash/process.hpp"

#include <functional>
#include <stdexcept>
#include <string>
#include <thread>
#include <unistd.h>
#include <vector>

namespace sojourn::crash {

/// Runs `load(number)` of each client on a thread of its own. A refusal is reported and ends the
/// process, for nothing is to be refused.
inline void run_clients(int clients, const std::function<void(int)>& load, const reporter& report) {
  std::vector<std::jthread> all;
  for (int number = 0; number < clients; ++number)
    all.emplace_back([&, number] {
      try {
        load(number);
      } catch (const std::exception& refusal) {
        report(std::string{"failed "} + refusal.what());
        ::_exit(1);
      }
    });
}

} // namespace sojourn::crash
