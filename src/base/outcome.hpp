// What became of an effect, or of one attempt of it.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace sojourn {

/// Values are stored; never renumber them. A channel reports accepted, rejected, transient, unknown
/// or unreachable; the rest is said by the engine and the storage.
enum class outcome : std::uint8_t {
  handed_over = 0, ///< under way: no answer yet
  accepted = 1,    ///< the provider took it
  rejected = 2,    ///< permanent: the same request will never be accepted
  transient = 3,   ///< not taken, worth another attempt
  unknown = 4,     ///< it may or may not have been taken
  unreachable = 5, ///< the channel has no address of this person
  revoked = 6,     ///< taken back before it left
  skipped = 7,     ///< a rule around sends forbids it: consent, suppression, a cap
  put_off = 8,     ///< not now (quiet hours, a cap that asks to wait, a budget that cannot pay)
};

inline constexpr std::array<std::string_view, 9> outcome_names{
    "handed_over", "accepted", "rejected", "transient", "unknown",
    "unreachable", "revoked",  "skipped",  "put_off"};

[[nodiscard]] constexpr std::string_view to_text(outcome what) {
  return outcome_names.at(static_cast<std::size_t>(what));
}

/// Whether such a message counts as sent: it left, as far as anybody knows.
[[nodiscard]] constexpr bool counts_as_sent(outcome what) {
  return what == outcome::handed_over || what == outcome::accepted || what == outcome::unknown;
}

/// Whether there was an attempt at all; one that was skipped or put off had none.
[[nodiscard]] constexpr bool had_attempt(outcome what) {
  return what != outcome::skipped && what != outcome::put_off;
}

} // namespace sojourn
