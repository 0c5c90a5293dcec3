// The `sojourn` command: its grammar, and what it does.
#pragma once

#include "cli/session.hpp"

#include <string>
#include <vector>

namespace sojourn::cli {

/// Does what the arguments (without the program's name) ask; gives the exit code.
[[nodiscard]] int run(const std::vector<std::string>& arguments, surroundings& around);

} // namespace sojourn::cli
