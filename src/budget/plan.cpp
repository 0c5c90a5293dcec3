// Prices, pots and periods.
#include "budget/plan.hpp"

#include <algorithm>

namespace sojourn::budget {

namespace {

constexpr std::string_view any_send = "send";
constexpr std::string_view send_prefix = "send:";
constexpr std::size_t year_size = 4;  // "2026"
constexpr std::size_t month_size = 7; // "2026-03"
constexpr std::size_t day_size = 10;  // "2026-03-01"

/// The price that stands for an action; nullptr: none does.
const std::int64_t* listed_price(const price_list& prices, std::string_view action) {
  const auto found = prices.find(action);
  return found == prices.end() ? nullptr : &found->second;
}

/// What a list says of an action, where the list may have a price for any send.
std::int64_t tokens_for(const price_list& prices, std::string_view action) {
  if (const auto* own = listed_price(prices, action))
    return *own;
  const auto* any = action.starts_with(send_prefix) ? listed_price(prices, any_send) : nullptr;
  return any != nullptr ? *any : 0;
}

std::string short_of(const std::string& pot, std::int64_t left, std::int64_t needed) {
  return pot + " cannot pay " + std::to_string(needed) + ": " + std::to_string(left) + " left";
}

} // namespace

std::string send_action(std::string_view channel) {
  return std::string{send_prefix} + std::string{channel};
}

price price_of(const plan& of, std::string_view action) {
  price found{.tokens = tokens_for(of.tokens, action)};
  const auto take = [&](std::string_view wanted) {
    for (const auto& [name, account] : of.accounts) {
      if (const auto* credits = listed_price(account.prices, wanted)) {
        if (*credits > 0) {
          found.account = name;
          found.credits = *credits;
        }
        return true;
      }
    }
    return false;
  };
  if (!take(action) && action.starts_with(send_prefix))
    take(any_send);
  return found;
}

json as_json(const price& what) {
  if (what.is_free())
    return {};
  json shown = json::object();
  if (what.tokens > 0)
    shown["tokens"] = what.tokens;
  if (what.credits > 0) {
    shown["credits"] = what.credits;
    shown["account"] = what.account;
  }
  return shown;
}

std::string shortage(const plan& of, const price& what, const standing& now) {
  const auto lacks = [&](const std::optional<std::int64_t>& limit, const usage& used) {
    return what.tokens > 0 && limit && *limit - used.taken() < what.tokens;
  };
  const auto said = [&](const char* period, std::int64_t limit, const usage& used) {
    return short_of(std::string{"the tokens of the "} + period,
                    std::max<std::int64_t>(0, limit - used.taken()), what.tokens);
  };
  if (lacks(of.of_tokens.year, now.year))
    return said("year", *of.of_tokens.year, now.year);
  if (lacks(of.of_tokens.month, now.month))
    return said("month", *of.of_tokens.month, now.month);
  if (lacks(of.of_tokens.day, now.day))
    return said("day", *of.of_tokens.day, now.day);
  if (what.credits == 0)
    return {};
  const auto account = of.accounts.find(what.account);
  const auto left = now.deposited - now.account.taken();
  if (account != of.accounts.end() && account->second.prepaid && left < what.credits)
    return short_of("the credits of \"" + what.account + "\"", left, what.credits);
  return {};
}

std::optional<std::int64_t> tokens_left(const plan& of, const standing& now) {
  std::optional<std::int64_t> left;
  const auto look = [&](const std::optional<std::int64_t>& limit, const usage& used) {
    if (!limit)
      return;
    const auto here = std::max<std::int64_t>(0, *limit - used.taken());
    left = std::min(left.value_or(here), here);
  };
  look(of.of_tokens.year, now.year);
  look(of.of_tokens.month, now.month);
  look(of.of_tokens.day, now.day);
  return left;
}

result<std::string> day_of(instant at, const std::string& zone) {
  auto text = calendar::to_local_text(at, zone);
  if (!text)
    return fail(std::move(text.error()));
  text->resize(day_size);
  return text;
}

std::string month_of(std::string_view day) { return std::string{day.substr(0, month_size)}; }
std::string year_of(std::string_view day) { return std::string{day.substr(0, year_size)}; }

result<instant> next_resume(const plan& of, instant now) {
  const auto at_hour_of = [&](instant day) -> result<instant> {
    const auto label = day_of(day, of.zone);
    if (!label)
      return fail(label.error());
    const auto digits = [](int number) {
      return (number < 10 ? "0" : "") + std::to_string(number);
    };
    return calendar::parse_local(
        *label + "T" + digits(of.resume_at.hour) + ":" + digits(of.resume_at.minute), of.zone);
  };
  auto today = at_hour_of(now);
  if (!today || *today > now)
    return today;
  const auto midnight = calendar::start_of(calendar::period::day, now, of.zone);
  if (!midnight)
    return fail(midnight.error());
  const auto tomorrow =
      calendar::add(*midnight, calendar::length_of(calendar::period::day), of.zone);
  if (!tomorrow)
    return fail(tomorrow.error());
  return at_hour_of(*tomorrow);
}

} // namespace sojourn::budget
