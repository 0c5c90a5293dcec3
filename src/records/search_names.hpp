// By what a customer's name is searched for.
#pragma once

#include "base/json.hpp"

#include <string>
#include <vector>

namespace sojourn::records {

/// Words of a name that are searched for; further ones are not.
inline constexpr std::size_t most_name_words = 8;
/// A name is cut after so many bytes of its folded form.
inline constexpr std::size_t max_searched_name_bytes = 200;

/// The folded name of a customer with this data, beginning with each of its words in turn:
/// "Nguyễn Văn An" gives "nguyen van an", "van an nguyen" and "an nguyen van", so that the
/// beginning of any word, and what follows it, is found as a prefix. A name with apostrophes has
/// the forms without them as well: "obrien" beside "o brien". Empty where there is no name.
[[nodiscard]] std::vector<std::string> search_names(const json& data);

} // namespace sojourn::records
