// How often somebody may try to log in: by address, and by account.
#pragma once

#include "hooks/keyed_buckets.hpp"

#include <optional>
#include <string>

namespace sojourn::accounts {

struct login_attempt {
  std::string login;
  std::string network;      ///< where it comes from, as client_network() writes it
  bool is_familiar = false; ///< this user logged in from there before
};

/// Three limits, each in bounded memory:
///
/// - an address may try 20 times at once and then once in 30 seconds, whomever it tries to be;
/// - an account may be tried 5 times at once from one address and then once a minute;
/// - from addresses where its user never logged in, an account may be tried 30 times at once, of
/// all
///   such addresses together, and then once in 20 seconds.
///
/// So whoever floods an account from everywhere keeps its user from logging in at a new place for
/// as long as the flood lasts and 20 seconds more, and at a familiar one not at all.
///
/// A clock that stands gives no new attempts. Not thread-safe.
class login_limits {
public:
  /// nullopt: it may be tried. Otherwise it may be after this long.
  [[nodiscard]] std::optional<milliseconds> admit(const login_attempt& attempt, instant now);

private:
  static constexpr std::size_t most_kept = 10'000;
  hooks::keyed_buckets by_network_{{.per_second = 1.0 / 30, .burst = 20}, most_kept};
  hooks::keyed_buckets by_both_{{.per_second = 1.0 / 60, .burst = 5}, most_kept};
  hooks::keyed_buckets by_login_{{.per_second = 1.0 / 20, .burst = 30}, most_kept};
};

} // namespace sojourn::accounts
