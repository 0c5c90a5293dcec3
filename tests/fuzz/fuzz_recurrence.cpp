// A rule, and after a newline its start: it is refused with a sentence, or its occurrences
// ascend and are the same from wherever one asks.
#include "calendar/recurrence.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <functional>

namespace {

using namespace sojourn;

void require(bool holds) {
  if (!holds)
    std::abort();
}

void occurrences_agree(const calendar::recurrence& rule) {
  const auto found = calendar::occurrences(rule, instant{}, 8);
  require(std::adjacent_find(found.begin(), found.end(), std::greater_equal<>{}) == found.end());
  for (std::size_t i = 0; i < found.size(); ++i) {
    require(calendar::previous(rule, found[i]) == found[i]);
    const auto next = calendar::occurrences(rule, found[i], 1);
    require(i + 1 == found.size() || (!next.empty() && next.front() == found[i + 1]));
  }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(bytes), size};
  const auto line_end = text.find('\n');
  const auto start = line_end == std::string_view::npos ? std::string_view{"2026-01-31T09:00:00"}
                                                        : text.substr(line_end + 1);
  for (const auto missing : {calendar::missing_day::skip, calendar::missing_day::last_day}) {
    const auto rule =
        calendar::recurrence::parse(text.substr(0, line_end), start, "Europe/Berlin", missing);
    if (rule)
      occurrences_agree(*rule);
    else
      require(!rule.error().message.empty());
  }
  return 0;
}
