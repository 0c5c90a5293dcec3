#include "storage/tables/message_entry.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

namespace sojourn::storage {

namespace {

// 4 bytes recipient, 4 bytes sent_at from the beginning of the period, twice 8 bytes that hold an
// instant in 48 bits, 0 for none; the first of them holds the flags, too.
constexpr int instant_bits = 48;
constexpr std::uint64_t instant_mask = (std::uint64_t{1} << instant_bits) - 1;
constexpr std::uint64_t counts_flag = std::uint64_t{1} << instant_bits;
constexpr std::uint64_t delivered_flag = counts_flag << 1;
constexpr std::uint64_t forgotten_flag = counts_flag << 2;

static_assert(std::endian::native == std::endian::little, "a chunk is little endian");
static_assert(message_period.count() < (std::int64_t{1} << 32));

/// What a provider says was before 1970 counts as then.
std::uint64_t packed(const std::optional<instant>& at) {
  return at ? static_cast<std::uint64_t>(std::max<std::int64_t>(to_unix_ms(*at), 1)) & instant_mask
            : 0;
}

std::optional<instant> unpacked(std::uint64_t word) {
  const auto at = static_cast<std::int64_t>(word & instant_mask);
  return at == 0 ? std::nullopt : std::optional{from_unix_ms(at)};
}

} // namespace

std::int64_t period_of(instant at) {
  const auto ms = to_unix_ms(at);
  const auto length = message_period.count();
  return ms >= 0 ? ms / length : -((-ms + length - 1) / length);
}

instant begin_of_period(std::int64_t period) {
  return from_unix_ms(period * message_period.count());
}

message_entry read_entry(const char* from, std::int64_t period) {
  std::array<std::uint32_t, 2> small{};
  std::array<std::uint64_t, 2> large{};
  std::memcpy(small.data(), from, sizeof small);
  std::memcpy(large.data(), from + sizeof small, sizeof large);
  return {.recipient = small[0],
          .counts = (large[0] & counts_flag) != 0,
          .is_delivered = (large[0] & delivered_flag) != 0,
          .is_forgotten = (large[0] & forgotten_flag) != 0,
          .sent_at = begin_of_period(period) + milliseconds{small[1]},
          .read_at = unpacked(large[0]),
          .clicked_at = unpacked(large[1])};
}

void write_entry(const message_entry& what, char* to) {
  const auto since = what.sent_at - begin_of_period(period_of(what.sent_at));
  const std::array<std::uint32_t, 2> small{what.recipient,
                                           static_cast<std::uint32_t>(since.count())};
  const std::array<std::uint64_t, 2> large{packed(what.read_at) | (what.counts ? counts_flag : 0) |
                                               (what.is_delivered ? delivered_flag : 0) |
                                               (what.is_forgotten ? forgotten_flag : 0),
                                           packed(what.clicked_at)};
  static_assert(sizeof small + sizeof large == message_entry_bytes);
  std::memcpy(to, small.data(), sizeof small);
  std::memcpy(to + sizeof small, large.data(), sizeof large);
}

} // namespace sojourn::storage
