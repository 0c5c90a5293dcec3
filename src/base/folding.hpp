// Text as people search for it: without case, accents, the bar of đ and the dots of i.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sojourn {

/// "Nguyễn Đức" gives "nguyen duc", "IŞIK" and "ışık" give "isik", "O’Brien" gives "o brien".
/// Compatibility forms are taken apart, marks are dropped, case is folded; letters that people type
/// as others are those (đ and ð as d, ı as i, ł as l, ø as o, æ as ae, œ as oe, þ as th); whatever
/// is neither letter nor digit becomes one space, none at the ends. Bytes that are no UTF-8 give
/// the text as it is.
[[nodiscard]] std::string folded(std::string_view text);

/// The same with apostrophes of any kind left out, so that a name holds together: "O’Brien" gives
/// "obrien".
[[nodiscard]] std::string folded_without_apostrophes(std::string_view text);

/// The words of text that is folded.
[[nodiscard]] std::vector<std::string> words_in(std::string_view folded);

/// The words of the folded text.
[[nodiscard]] std::vector<std::string> folded_words(std::string_view text);

} // namespace sojourn
