// The command line with everything around it put in by the test.
#pragma once

#include "cli/command_line.hpp"
#include "tests/support/temporary_directory.hpp"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>

namespace sojourn::cli {

class command_line : public testing::Test {
protected:
  command_line() {
    around.send = [this](const client::endpoint& to, const client::request& what,
                         const client::patience&) {
      asked_at.push_back(to);
      asked.push_back(what);
      if (answers.empty())
        return tl::expected<client::response, client::unanswered>{client::response{200, "", "{}"}};
      auto answer = answers.front();
      answers.erase(answers.begin());
      return answer;
    };
    around.serve = [this](const config::settings& settings, const config::reread_settings&) {
      served = settings;
      return 0;
    };
    around.rest = [this](milliseconds) { ++pauses; };
    around.now = [] { return parse_instant("2026-03-01T09:00:00Z").value(); };
  }
  int run(const std::vector<std::string>& arguments) { return cli::run(arguments, around); }

  void answer(int status, const std::string& body) {
    answers.push_back(client::response{status, "application/json", body});
  }
  void answer_with(client::unanswered why) { answers.push_back(tl::unexpected{std::move(why)}); }

  /// A file with this text; gives its path.
  std::string file(const std::string& name, const std::string& text) {
    std::ofstream{folder / name, std::ios::binary} << text;
    return folder / name;
  }

  tests::temporary_directory own_folder;
  std::filesystem::path folder = own_folder.path();
  std::istringstream in;
  std::ostringstream out;
  std::ostringstream err;
  surroundings around{.in = in, .out = out, .err = err};
  std::vector<tl::expected<client::response, client::unanswered>> answers;
  std::vector<client::endpoint> asked_at;
  std::vector<client::request> asked;
  std::optional<config::settings> served;
  int pauses = 0;
};

} // namespace sojourn::cli
