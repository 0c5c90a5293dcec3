// Cursors that are numbers of rows.
#pragma once

#include "base/result.hpp"

#include <charconv>
#include <string>

namespace sojourn::actors {

/// The number that a cursor holds; 0, where a listing begins, for the empty one.
/// Errors: invalid_cursor.
template <class Number>
[[nodiscard]] result<Number> number_of(const std::string& cursor) {
  Number value{};
  if (cursor.empty())
    return value;
  const auto [end, status] = std::from_chars(cursor.data(), cursor.data() + cursor.size(), value);
  if (status != std::errc{} || end != cursor.data() + cursor.size())
    return fail(error_code::invalid_cursor, "this cursor was not given by this daemon");
  return value;
}

} // namespace sojourn::actors
