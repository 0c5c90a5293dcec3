// The pages of the documentation, as tests read them.
#pragma once

#include "tests/places.hpp"

#include <filesystem>
#include <set>
#include <string>
#include <vector>

namespace sojourn::tests {

/// The folders of the repository that hold sources or pages.
[[nodiscard]] const std::set<std::string>& folders_of_repository();

/// Every page at the root of the repository and in its folders.
[[nodiscard]] std::vector<std::filesystem::path> pages();

/// The page as it is called from the root.
[[nodiscard]] std::string name_of(const std::filesystem::path& page);

[[nodiscard]] std::string text_of(const std::filesystem::path& file);

/// The lines of a page without its blocks of code.
[[nodiscard]] std::vector<std::string> lines_of(const std::filesystem::path& page);

} // namespace sojourn::tests
