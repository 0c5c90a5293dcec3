// Campaigns as values, in few words: what the tests of the engine run.
#pragma once

#include "campaign/definition.hpp"
#include "engine/input.hpp"
#include "tests/support/instants.hpp"

#include <stdexcept>
#include <utility>

namespace sojourn::engine::testing {

using tests::at;

using campaign::step_kind;
using step_list = std::vector<std::pair<std::string, step_kind>>;

/// The value, or a stop of the test that says why there is none.
template <class T>
T sure(result<T> outcome) {
  if (!outcome)
    throw std::runtime_error(outcome.error().message);
  return std::move(*outcome);
}

inline calendar::duration lasting(std::string_view text) {
  return sure(calendar::parse_duration(text));
}
inline rules::rule rule(const json& source) { return sure(rules::rule::parse(source)); }
inline rules::rule var(const std::string& path) { return rule({{"var", path}}); }
inline rules::rule equal(const std::string& path, const json& value) {
  return rule({{"==", json::array({json{{"var", path}}, value})}});
}
/// A rule that can always be parsed and never be evaluated.
inline rules::rule broken() { return rule({{"in_segment", "nobody-can-tell"}}); }

/// A campaign of these steps that starts with the first.
inline campaign::definition campaign_of(const step_list& steps) {
  campaign::definition made;
  made.id = "welcome";
  made.name = "Welcome";
  made.trigger = campaign::manual_trigger{};
  made.reentry.key = var("subject.id");
  made.start = steps.front().first;
  for (const auto& [id, kind] : steps)
    made.steps.emplace(id, campaign::step{id, kind});
  return made;
}

/// What tells an instance that a code was reserved for its voucher step, or that there was none.
inline effect_settled voucher_settled(const pending_effect& effect,
                                      const std::optional<std::string>& code,
                                      std::optional<instant> expires_at = {}) {
  std::optional<reserved_code> reserved;
  if (code)
    reserved = reserved_code{.code = *code, .expires_at = expires_at};
  return booking_settled(effect, voucher_outcome(reserved));
}

// One function a step type; what it does not take keeps its default.

inline campaign::send_step send(std::string next, campaign::effect_rules rules = {},
                                std::string on_unreachable = {}) {
  campaign::send_step made;
  made.message = "hello";
  made.via = {"email"};
  made.next = std::move(next);
  made.effect = std::move(rules);
  made.on_unreachable = std::move(on_unreachable);
  return made;
}

inline campaign::http_step http(std::string next, std::string as = {},
                                campaign::effect_rules rules = {}) {
  campaign::http_step made;
  made.method = "POST";
  made.as = std::move(as);
  made.next = std::move(next);
  made.effect = std::move(rules);
  return made;
}

inline campaign::voucher_step voucher(std::string pool, std::string as, std::string next,
                                      std::string on_exhausted = {}, std::string on_failure = {}) {
  campaign::voucher_step made;
  made.pool = std::move(pool);
  made.as = std::move(as);
  made.next = std::move(next);
  made.on_exhausted = std::move(on_exhausted);
  made.effect.on_failure = std::move(on_failure);
  return made;
}

template <class Until>
campaign::delay_step delay(Until until, std::string next, std::string from = {}) {
  campaign::delay_step made;
  made.until = std::move(until);
  made.next = std::move(next);
  made.from = std::move(from);
  return made;
}
inline campaign::delay_step delay(const char* length, std::string next, std::string from = {}) {
  return delay(lasting(length), std::move(next), std::move(from));
}

inline campaign::awaited_event on(std::string event, std::string next, rules::rule match = {},
                                  std::string as = {}) {
  return {std::move(event), std::move(match), std::move(next), std::move(as)};
}
inline campaign::wait_step wait(std::vector<campaign::awaited_event> events) {
  campaign::wait_step made;
  made.events = std::move(events);
  return made;
}
inline campaign::wait_step wait(std::vector<campaign::awaited_event> events, const char* timeout,
                                std::string on_timeout) {
  auto made = wait(std::move(events));
  made.timeout = lasting(timeout);
  made.on_timeout = std::move(on_timeout);
  return made;
}

inline campaign::branch_step branch(std::vector<campaign::branch_case> cases,
                                    std::string otherwise) {
  return {std::move(cases), std::move(otherwise)};
}
inline campaign::split_step split(std::vector<campaign::split_share> shares) {
  return {std::move(shares)};
}
inline campaign::update_step update(std::map<std::string, rules::rule> set, std::string next) {
  return {std::move(set), std::move(next)};
}
template <class Until = std::monostate>
campaign::show_step show(std::string slot, std::string next, Until until = {}) {
  campaign::show_step made;
  made.slot = std::move(slot);
  made.until = until;
  made.next = std::move(next);
  return made;
}
inline campaign::end_step stop(std::string reason) { return {std::move(reason)}; }

inline campaign::effect_rules on_failure(std::string target) {
  campaign::effect_rules made;
  made.on_failure = std::move(target);
  return made;
}
/// Exact delays: 10 s, 20 s, 40 s, … up to a minute.
inline campaign::effect_rules tried(std::uint32_t max_attempts, std::string target = {}) {
  auto made = on_failure(std::move(target));
  made.retry = {max_attempts, milliseconds{10'000}, 2.0, milliseconds{60'000}, 0.0};
  return made;
}

} // namespace sojourn::engine::testing
