// Language tags (BCP 47), and which of several texts somebody reads.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace sojourn::text {

/// Whether two tags are the same: letters of either case are equal (RFC 5646, 2.1.1), and "_", as
/// operating systems write it, is "-".
[[nodiscard]] bool is_same_tag(std::string_view a, std::string_view b);

/// Whether `tag` is of the language that `primary` names: "vi-VN" is of "vi".
[[nodiscard]] bool is_of_language(std::string_view tag, std::string_view primary);

/// A range without its last subtag, and without a single letter or digit that would then stand
/// last: "zh-Hant-CN" gives "zh-Hant", "en-a-bbb" gives "en". Empty where nothing is left.
[[nodiscard]] std::string_view shortened(std::string_view range);

/// The entry of a map by language tags that somebody gets who wants `range`: lookup of RFC 4647,
/// 3.4. The range is shortened until an entry has that tag; end where none has.
template <class Map>
[[nodiscard]] auto find_language(const Map& by_tag, std::string_view range) {
  for (; !range.empty(); range = shortened(range)) {
    const auto found = std::find_if(by_tag.begin(), by_tag.end(), [&](const auto& entry) {
      return is_same_tag(entry.first, range);
    });
    if (found != by_tag.end())
      return found;
  }
  return by_tag.end();
}

} // namespace sojourn::text
