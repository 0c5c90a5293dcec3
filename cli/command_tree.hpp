// The commands of `sojourn` as values, and what is generated of them: completion and manual page.
#pragma once

#include <string>
#include <vector>

namespace sojourn::cli {

struct command_option {
  std::vector<std::string> names{}; ///< "--limit"; of "-h,--help" both
  std::string about{};
  bool takes_value = false;
};

struct command_node {
  std::string name; ///< "sojourn" for the whole
  std::string about{};
  std::vector<std::string> arguments{}; ///< those without a name, in order
  std::vector<command_option> options{};
  std::vector<command_node> commands{};
};

/// Scripts that complete the commands and options of `root` in a shell.
[[nodiscard]] std::string bash_completion(const command_node& root);
[[nodiscard]] std::string zsh_completion(const command_node& root);
[[nodiscard]] std::string fish_completion(const command_node& root);

/// The manual page of `root` for section 1, in the macros of man(7).
[[nodiscard]] std::string manual_page(const command_node& root, const std::string& version);

} // namespace sojourn::cli
