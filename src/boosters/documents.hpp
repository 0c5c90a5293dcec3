// What the readers of the documents of boosters share.
#pragma once

#include "base/json.hpp"
#include "base/mistakes.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace sojourn::boosters {

/// Tells what a definition of boosters.schema.json refuses in a document.
void check_shape(const json& source, std::string_view definition, mistake_list& mistakes);

/// "the booster has errors", with all of them.
[[nodiscard]] tl::unexpected<error> refused(std::string_view what, const mistake_list& mistakes);

/// Titles and strategies: a text of up to 2000 characters, or an object of "vi" and "en".
void check_words(const json& value, const std::string& pointer, mistake_list& mistakes);

/// The texts of a list; none where there is no list.
[[nodiscard]] std::vector<std::string> texts_of(const json& source, const char* member);

/// Whether every element has an id of its own; of the others it is told. Elements are objects.
void check_ids(const json& list, const std::string& pointer, std::string_view what,
               mistake_list& mistakes);

/// A group has a segment or a condition of its own, and not both.
void check_groups(const json& groups, mistake_list& mistakes);

} // namespace sojourn::boosters
