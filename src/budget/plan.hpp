// A budget: what actions cost, and how much there is of tokens and of credits.
#pragma once

#include "base/json.hpp"
#include "base/result.hpp"
#include "calendar/calendar.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace sojourn::budget {

/// Whole prices by action: "send" (by any channel), "send:zns", "http", "voucher", "points",
/// "tier".
using price_list = std::map<std::string, std::int64_t, std::less<>>;

/// How many tokens there are. A pot that is not set is not limited.
struct limits {
  std::optional<std::int64_t> day{};
  std::optional<std::int64_t> month{};
  std::optional<std::int64_t> year{};
};

/// Money for what a provider takes, in the smallest unit of its currency.
struct account {
  std::string currency;
  bool prepaid = true; ///< nothing leaves that the balance cannot pay; false: it is only counted
  price_list prices{};
};

/// What becomes of what is reserved for an outcome that nobody hears of.
struct unheard_rule {
  milliseconds after{std::chrono::days{30}}; ///< it is known that the outcome is unknown
  bool spends = true;                        ///< false: it is free again
};

struct plan {
  std::string zone = "UTC"; ///< whose days, months and years count
  calendar::time_of_day resume_at{};
  price_list tokens{};
  limits of_tokens{};
  unheard_rule unheard{};
  std::map<std::string, account, std::less<>> accounts{};
};
using plan_ptr = std::shared_ptr<const plan>;

/// Reads and checks the document of a budget. Errors: invalid_request, with every mistake by its
/// pointer.
[[nodiscard]] result<plan_ptr> read_plan(const json& source);
/// Its JSON Schema (draft 7).
[[nodiscard]] const json& plan_schema();

/// What one action costs: tokens, and credits of one account.
struct price {
  std::int64_t tokens = 0;
  std::string account{}; ///< empty: no credits
  std::int64_t credits = 0;

  [[nodiscard]] bool is_free() const { return tokens == 0 && credits == 0; }
  bool operator==(const price&) const = default;
};
/// "send:zns".
[[nodiscard]] std::string send_action(std::string_view channel);
/// The price of an action. A send by a channel that has no price of its own costs what "send" does;
/// what has no price is free.
[[nodiscard]] price price_of(const plan& of, std::string_view action);

/// As the journal and the API show it: {"tokens", "credits", "account"}, without what is 0; null
/// when it is free.
[[nodiscard]] json as_json(const price& what);

/// What is taken of a pot.
struct usage {
  std::int64_t reserved = 0; ///< for actions that are under way, or whose outcome is unknown
  std::int64_t spent = 0;

  [[nodiscard]] std::int64_t taken() const { return reserved + spent; }
  bool operator==(const usage&) const = default;
};

/// What is taken of the pots that a price is held against.
struct standing {
  usage day{};   ///< tokens
  usage month{}; ///< tokens
  usage year{};  ///< tokens
  usage account{};
  std::int64_t deposited = 0; ///< into the account
};
/// Why the pots cannot pay it, as a sentence; empty: they can.
[[nodiscard]] std::string shortage(const plan& of, const price& what, const standing& now);

/// What is left of all limits of tokens; nullopt: they are not limited.
[[nodiscard]] std::optional<std::int64_t> tokens_left(const plan& of, const standing& now);

/// The label of the day of `zone` that holds `at`: "2026-03-01". Errors: unknown_zone.
[[nodiscard]] result<std::string> day_of(instant at, const std::string& zone);
/// The labels of the month and the year that hold a day.
[[nodiscard]] std::string month_of(std::string_view day);
[[nodiscard]] std::string year_of(std::string_view day);

/// The first instant after `now` at which campaigns that a budget paused are looked at again:
/// `resume_at` on the wall of the plan's zone. A time that daylight saving skips is the first valid
/// instant after the gap; of one that comes twice the first counts. Errors: unknown_zone.
[[nodiscard]] result<instant> next_resume(const plan& of, instant now);

} // namespace sojourn::budget
