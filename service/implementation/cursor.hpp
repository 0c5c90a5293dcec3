// Cursors, and the pages that they lead to.
#pragma once

#include "service/common.hpp"

#include <charconv>
#include <string>

namespace sojourn::service {

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

/// A page of what `read` gives one more of than asked, cursor by the member `by`.
template <class Read>
[[nodiscard]] page page_of(std::uint32_t limit, const char* by, Read read) {
  page found;
  found.items = read(limit + 1);
  if (found.items.size() > limit) {
    found.items.pop_back();
    const auto& last = found.items.back().at(by);
    found.next_cursor = last.is_string() ? last.get<std::string>() : dump(last);
  }
  return found;
}

} // namespace sojourn::service
