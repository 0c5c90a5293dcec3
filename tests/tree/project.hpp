// The sources of the project, as the tests of its order read them.
#pragma once

#include <string>
#include <vector>

namespace sojourn::tests {

using lines_of_file = std::vector<std::string>;

struct source_file {
  std::string path; ///< below the root of the project
  lines_of_file lines;
};

/// Every .cpp and .hpp of the project, sorted by path. Read once.
[[nodiscard]] const std::vector<source_file>& source_files();

} // namespace sojourn::tests
