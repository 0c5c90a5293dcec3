// One thing wrong: the ways in which a part of a document can differ from what is expected.
#pragma once

#include "base/json.hpp"

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace sojourn::tests {

/// The pointers of all parts at `below` and below it, each after what holds it.
[[nodiscard]] std::vector<std::string> places_in(const json& sound, const std::string& below = {});

/// How many ways there are to be wrong.
[[nodiscard]] std::size_t count_of_wrongs();

/// `sound` with way `number` of being wrong at `pointer`: without the part, with another type in
/// its place, null, empty, too long, too many, too deep, nested in itself, with a member more.
/// Some ways need a list or an object there, and change nothing elsewhere.
[[nodiscard]] json with_wrong(json sound, const std::string& pointer, std::size_t number);

/// Whether there is a part at `pointer`, or an object or list that could hold it.
[[nodiscard]] bool is_place_in(const json& document, const std::string& pointer);

} // namespace sojourn::tests
