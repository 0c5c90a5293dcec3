#include "api/cursor.hpp"

#include "base/ascii.hpp"
#include "base/percent.hpp"

#include <cstdint>

namespace sojourn::api {

namespace {

constexpr std::size_t seal_bytes = 4;

// FNV-1a. It finds mix-ups, not forgeries: a forged position reads nothing more than a
// request for that page could.
std::string seal_of(std::string_view listing, std::string_view position) {
  std::uint32_t hash = 2166136261u;
  const auto mix = [&hash](std::string_view text) {
    for (const char c : text)
      hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
    hash = (hash ^ 0xFFu) * 16777619u;
  };
  mix(listing);
  mix(position);
  std::string seal;
  for (std::size_t i = 0; i < seal_bytes; ++i)
    seal += static_cast<char>(hash >> (8 * i));
  return seal;
}

} // namespace

std::string wrap_cursor(std::string_view listing, std::string_view position) {
  constexpr std::string_view digits = "0123456789abcdef";
  const auto bytes = seal_of(listing, position) + std::string{position};
  std::string cursor;
  for (const char c : bytes) {
    cursor += digits[static_cast<unsigned char>(c) >> 4];
    cursor += digits[static_cast<unsigned char>(c) & 15u];
  }
  return cursor;
}

result<std::string> unwrap_cursor(std::string_view listing, std::string_view cursor) {
  const auto refuse = [] {
    return fail(error_code::invalid_cursor,
                "the cursor is not one that this listing gave; take next_cursor of a page of the "
                "same path and filters, or leave it out to begin anew");
  };
  std::string bytes;
  for (std::size_t i = 0; i < cursor.size(); i += 2) {
    const int high = hex_digit(cursor[i]);
    const int low = i + 1 < cursor.size() ? hex_digit(cursor[i + 1]) : -1;
    if (high < 0 || low < 0)
      return refuse();
    bytes += static_cast<char>(high << 4 | low);
  }
  if (bytes.size() <= seal_bytes)
    return refuse();
  auto position = bytes.substr(seal_bytes);
  if (bytes.compare(0, seal_bytes, seal_of(listing, position)) != 0)
    return refuse();
  return position;
}

} // namespace sojourn::api
