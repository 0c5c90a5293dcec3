#include "daemon/small_file.hpp"

#include <fstream>

namespace sojourn::daemon {

result<std::string> read_small_file(const std::string& path) {
  std::ifstream file{path, std::ios::binary};
  std::string content(max_small_file_bytes + 1, '\0');
  file.read(content.data(), static_cast<std::streamsize>(content.size()));
  if (file.bad() || (file.fail() && !file.eof()))
    return fail(error_code::invalid_settings, "the file \"" + path + "\" cannot be read");
  content.resize(static_cast<std::size_t>(file.gcount()));
  if (content.size() > max_small_file_bytes)
    return fail(error_code::invalid_settings, "the file \"" + path + "\" is longer than 1 MiB");
  return content;
}

std::string without_blanks_around(const std::string& text) {
  constexpr auto blanks = " \t\r\n";
  const auto first = text.find_first_not_of(blanks);
  return first == std::string::npos ? ""
                                    : text.substr(first, text.find_last_not_of(blanks) + 1 - first);
}

} // namespace sojourn::daemon
