// What each error of Zalo means for a message: one table, one policy a class.
#pragma once

#include "channels/channel.hpp"
#include "channels/zalo/settings.hpp"

#include <span>

namespace sojourn::channels::zalo {

enum class error_class {
  token,             ///< renew it once and try once more, then close
  configuration,     ///< the app, the account or the template set-up; a person must mend it
  balance,           ///< nothing goes out until money is there
  account_quota,     ///< nothing goes out until the next day
  template_quota,    ///< this template alone, until the next day
  promotional_quota, ///< promotional messages alone, until the next month
  timing,            ///< not at this hour: tried again from the opening on
  person,            ///< this person cannot get it this way: the next channel is taken
  content,           ///< the template or its values are wrong
  transient,
  other, ///< in no table: refused, and shown
};

struct known_error {
  int code = 0;
  error_class what = error_class::other;
  std::string_view meaning;
};

/// Every code that has a policy of its own.
[[nodiscard]] std::span<const known_error> error_table();
[[nodiscard]] error_class class_of(int code);
/// The class as it stands in front of a code: "person".
[[nodiscard]] std::string_view to_text(error_class what);
/// Short and stable: "person_-118".
[[nodiscard]] std::string outcome_code(int code);

/// Which messages a refusal concerns beyond the one that met it.
enum class closed_scope { none, account, one_template, promotional };

/// What is not sent until an instant.
struct closure {
  closed_scope scope = closed_scope::none;
  instant until{};
  std::string code;
  std::string detail;
};

/// A message that Zalo refused.
struct refusal {
  int code = 0;
  std::string message; ///< of Zalo
  std::string key;     ///< of the effect: spreads what is tried again at one opening
  instant at{};
};

struct error_policy {
  attempt_result reported;
  closure closes{}; ///< scope none: nothing
};

/// What becomes of the message, and what is closed for others. Repeatable: the spread is drawn from
/// the key. Of a token, this is what holds after the second refusal.
[[nodiscard]] error_policy judge(const refusal& refused, const settings& configured);

/// What a message gets that is not even tried while something is closed.
[[nodiscard]] attempt_result held_back(const closure& by, const std::string& key, instant at,
                                       const settings& configured);

/// The next midnight, and the next first of a month at midnight, after `at`.
[[nodiscard]] instant next_day(instant at, const std::string& zone);
[[nodiscard]] instant next_month(instant at, const std::string& zone);

/// How long an account is closed whose new tokens are refused too, or which has none.
inline constexpr milliseconds token_pause{900'000};

} // namespace sojourn::channels::zalo
