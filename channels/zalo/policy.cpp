#include "channels/zalo/policy.hpp"

#include "signing/digest.hpp"

#include <algorithm>
#include <array>

namespace sojourn::channels::zalo {

namespace {

using enum error_class;

constexpr std::array table{
    known_error{-124, token, "the access token is not valid"},
    known_error{-216, token, "the access token is not valid"},
    known_error{-220, token, "the access token has expired"},
    known_error{-1241, token, "the proof of the app's secret is wrong"},
    known_error{-101, configuration, "the application is not valid"},
    known_error{-102, configuration, "the application does not exist"},
    known_error{-103, configuration, "the application is not active"},
    known_error{-104, configuration, "the secret of the application is wrong"},
    known_error{-105, configuration, "the application is not linked to the official account"},
    known_error{-117, configuration, "the official account may not use this template"},
    known_error{-120, configuration, "the official account lacks this right"},
    known_error{-125, configuration, "the id of the official account is wrong"},
    known_error{-135, configuration, "the official account may not send templates"},
    known_error{-1351, configuration, "the official account is blocked from sending templates"},
    known_error{-136, configuration, "the account is not connected to a business account"},
    known_error{-138, configuration, "the application may not use this feature"},
    known_error{-1381, configuration, "the application may not use this feature"},
    known_error{-145, configuration, "the official account may not send this kind of template"},
    known_error{-115, balance, "the balance is used up"},
    known_error{-137, balance, "the charge failed: the balance is used up"},
    known_error{-144, account_quota, "the day's quota of the account is used up"},
    known_error{-147, template_quota, "the day's quota of the template is used up"},
    known_error{-1441, promotional_quota, "the month's quota of promotional messages is used up"},
    known_error{-133, timing, "the template may not be sent at this hour"},
    known_error{-234, timing, "promotional messages may not be sent at this hour"},
    known_error{-108, person, "the phone number is not valid"},
    known_error{-114, person, "the person cannot receive it"},
    known_error{-118, person, "the number has no Zalo account"},
    known_error{-119, person, "the account cannot receive it"},
    known_error{-139, person, "the person refuses this kind of message"},
    known_error{-140, person, "the person is not entitled to promotional messages"},
    known_error{-141, person, "the person refuses messages of this account"},
    known_error{-1471, person, "the person has had as many promotional messages as may be"},
    known_error{-1472, person, "the person has had as many promotional messages as may be"},
    known_error{-230, person, "the person has not interacted within seven days"},
    known_error{-109, content, "the template is not valid"},
    known_error{-111, content, "the template has no data"},
    known_error{-112, content, "the template does not exist"},
    known_error{-1121, content, "a value is too long"},
    known_error{-1122, content, "a value is missing"},
    known_error{-1124, content, "a value has the wrong format"},
    known_error{-113, content, "a button is not valid"},
    known_error{-1131, content, "a button's link is not valid"},
    known_error{-116, content, "the text is not valid"},
    known_error{-130, content, "the text is too long"},
    known_error{-131, content, "the template is not approved"},
    known_error{-132, content, "a value is not valid"},
    known_error{-146, content, "the template is disabled for its quality"},
    known_error{-153, content, "the request's data are not valid"},
    known_error{-100, transient, "Zalo failed"},
    known_error{-32, transient, "too many calls"},
};

const known_error* find(int code) {
  const auto found = std::ranges::find(table, code, &known_error::code);
  return found == table.end() ? nullptr : &*found;
}

/// A time of [0, spread) that is the same for the same key.
milliseconds drawn(const std::string& key, milliseconds spread) {
  if (spread <= milliseconds{0})
    return milliseconds{0};
  constexpr std::size_t digits = 12;
  const auto number = std::stoull(signing::sha256_hex(key).substr(0, digits), nullptr, 16);
  return milliseconds{
      static_cast<std::int64_t>(number % static_cast<unsigned long long>(spread.count()))};
}

/// Midnight of the day on which `at` falls, whose text is cut at `keep`, and a length later.
instant midnight(instant at, const std::string& zone, std::size_t keep, const std::string& rest,
                 const calendar::duration& later) {
  const auto wall = calendar::to_local_text(at, zone);
  if (!wall)
    return at + std::chrono::hours{24};
  const auto begin = calendar::parse_local(wall->substr(0, keep) + rest, zone);
  const auto next = begin ? calendar::add(*begin, later, zone) : begin;
  return next ? *next : at + std::chrono::hours{24};
}

closure closed(closed_scope scope, instant until, const attempt_result& why) {
  return {.scope = scope, .until = until, .code = why.code, .detail = why.detail};
}

} // namespace

std::span<const known_error> error_table() { return table; }

error_class class_of(int code) {
  const auto* found = find(code);
  return found ? found->what : other;
}

std::string_view to_text(error_class what) {
  switch (what) {
  case token:
    return "token";
  case configuration:
    return "configuration";
  case balance:
    return "balance";
  case account_quota:
  case template_quota:
  case promotional_quota:
    return "quota";
  case timing:
    return "timing";
  case person:
    return "person";
  case content:
    return "content";
  case transient:
    return "transient";
  case other:
    return "other";
  }
  return "other";
}

std::string outcome_code(int code) {
  return std::string{to_text(class_of(code))} + "_" + std::to_string(code);
}

instant next_day(instant at, const std::string& zone) {
  return midnight(at, zone, 10, "", {.days = 1});
}

instant next_month(instant at, const std::string& zone) {
  return midnight(at, zone, 7, "-01", {.months = 1});
}

attempt_result held_back(const closure& by, const std::string& key, instant at,
                         const settings& configured) {
  attempt_result held{
      .how = outcome::transient, .code = by.code, .detail = by.detail, .provider_id = {}};
  held.retry_after =
      std::max(by.until - at, milliseconds{0}) + drawn(key, configured.release_spread);
  held.server = server_health::untold; // a rule of Zalo's holds it back, not a failure
  if (by.scope == closed_scope::account)
    held.closed_until = by.until;
  return held;
}

error_policy judge(const refusal& refused, const settings& configured) {
  const auto* known = find(refused.code);
  attempt_result made{.how = outcome::rejected,
                      .code = outcome_code(refused.code),
                      .detail = "Zalo refused it (" + std::to_string(refused.code) +
                                "): " + (known ? std::string{known->meaning} : refused.message),
                      .provider_id = {}};
  if (known && !refused.message.empty())
    made.detail += " (\"" + refused.message + "\")";
  const auto close = [&](closed_scope scope, instant until) {
    const auto closes = closed(scope, until, made);
    return error_policy{held_back(closes, refused.key, refused.at, configured), closes};
  };
  switch (class_of(refused.code)) {
  case token:
    return close(closed_scope::account, refused.at + token_pause);
  case balance:
    return close(closed_scope::account, refused.at + configured.balance_pause);
  case account_quota:
    return close(closed_scope::account, next_day(refused.at, configured.zone));
  case template_quota:
    return close(closed_scope::one_template, next_day(refused.at, configured.zone));
  case promotional_quota:
    return close(closed_scope::promotional, next_month(refused.at, configured.zone));
  case timing: {
    auto opens = calendar::next_opening(refused.at, configured.promotional, configured.zone);
    // Zalo says it is too early where our own window is open already: an hour, and not at once.
    const auto wait =
        opens && *opens > refused.at ? *opens - refused.at : milliseconds{std::chrono::hours{1}};
    made.how = outcome::transient;
    made.server = server_health::works;
    made.retry_after = wait + drawn(refused.key, configured.release_spread);
    return {made, {}};
  }
  case person:
    made.how = outcome::unreachable;
    return {made, {}};
  case transient:
    made.how = outcome::transient;
    return {made, {}};
  case configuration:
  case content:
  case other:
    return {made, {}};
  }
  return {made, {}};
}

} // namespace sojourn::channels::zalo
