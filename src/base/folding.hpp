// Text as people search for it: without case, accents and the bar of đ.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sojourn {

/// "Nguyễn Đức" gives "nguyen duc". Compatibility forms are taken apart, marks are dropped, case is
/// folded; whatever is neither letter nor digit becomes one space, none at the ends. Bytes that are
/// no UTF-8 give the text as it is.
[[nodiscard]] std::string folded(std::string_view text);

/// The words of folded text.
[[nodiscard]] std::vector<std::string> folded_words(std::string_view text);

} // namespace sojourn
