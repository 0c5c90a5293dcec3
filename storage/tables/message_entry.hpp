// A message as reports count it, in 24 bytes: so many that a report reads a million of them.
#pragma once

#include "base/instant.hpp"

#include <compare>
#include <cstdint>
#include <optional>
#include <string_view>

namespace sojourn::storage {

/// Messages that were handed over in one period of four weeks are stored together, so that a report
/// of a month does not read years.
inline constexpr milliseconds message_period{std::int64_t{28} * 24 * 3'600 * 1'000};
[[nodiscard]] std::int64_t period_of(instant at);
/// When it begins.
[[nodiscard]] instant begin_of_period(std::int64_t period);

/// Which message: its number among those of one place, see message_place_table.
struct message_slot {
  std::int64_t place = 0; ///< 0: none
  std::int64_t index = 0;
  auto operator<=>(const message_slot&) const = default;
};
/// As a column holds it, above 0; negated for a message that does not count as sent.
[[nodiscard]] constexpr std::int64_t to_column(message_slot slot) {
  constexpr int index_bits = 32;
  return (slot.place << index_bits) | slot.index;
}
[[nodiscard]] constexpr message_slot slot_from(std::int64_t column) {
  constexpr int index_bits = 32;
  const auto slot = column < 0 ? -column : column;
  return {slot >> index_bits, slot & ((std::int64_t{1} << index_bits) - 1)};
}

struct message_entry {
  std::uint32_t recipient = 0; ///< recipient_table; 0: the slot is empty
  bool counts = false;         ///< as sent: it left, as far as anybody knows
  bool is_delivered = false;
  bool is_forgotten = false; ///< its row of `send` is gone
  instant sent_at{};
  std::optional<instant> read_at{}; ///< the first time
  std::optional<instant> clicked_at{};
  bool operator==(const message_entry&) const = default;
};

inline constexpr std::size_t message_entry_bytes = 24;
/// Reads one of a period from that many bytes.
[[nodiscard]] message_entry read_entry(const char* from, std::int64_t period);
/// Writes it for the period of `sent_at`.
void write_entry(const message_entry& what, char* to);

} // namespace sojourn::storage
