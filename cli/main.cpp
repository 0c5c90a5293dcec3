// Puts the world into the command line: streams, environment, clock, network, daemon.
#include "cli/command_line.hpp"
#include "daemon/check.hpp"
#include "daemon/daemon.hpp"
#include "daemon/examine.hpp"
#include "service/virtual_clock.hpp"

#include <exception>
#include <iostream>
#include <thread>
#include <unistd.h>

namespace {

std::map<std::string, std::string> environment() {
  std::map<std::string, std::string> variables;
  for (char** one = environ; *one != nullptr; ++one) {
    const std::string text{*one};
    const auto equals = text.find('=');
    if (equals != std::string::npos)
      variables[text.substr(0, equals)] = text.substr(equals + 1);
  }
  return variables;
}

sojourn::cli::machine_findings examine(const sojourn::config::settings& settings, bool reaches_out,
                                       bool every_page) {
  auto told = sojourn::daemon::examine(settings, {.reaches_out = reaches_out,
                                                  .every_page = every_page,
                                                  .now = sojourn::service::system_clock{}.now()});
  return {std::move(told.found), told.holds_directory};
}

} // namespace

int main(int count, char** arguments) {
  try {
    std::ios::sync_with_stdio(false);
    sojourn::cli::surroundings around{.in = std::cin,
                                      .out = std::cout,
                                      .err = std::cerr,
                                      .err_is_terminal = isatty(STDERR_FILENO) == 1,
                                      .environment = environment(),
                                      .now = [] { return sojourn::service::system_clock{}.now(); },
                                      .rest = [](auto time) { std::this_thread::sleep_for(time); },
                                      .send = sojourn::client::send,
                                      .check = sojourn::daemon::check,
                                      .examine = examine,
                                      .serve = sojourn::daemon::serve};
    return sojourn::cli::run({arguments + 1, arguments + count}, around);
  } catch (const std::exception& failure) {
    std::cerr << "sojourn: " << failure.what() << '\n';
    return sojourn::cli::exit_code::refused;
  }
}
