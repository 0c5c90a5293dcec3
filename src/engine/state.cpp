#include "engine/state.hpp"

#include "base/json_writer.hpp"

#include <array>

namespace sojourn::engine {

namespace {

constexpr auto status_names = std::to_array<std::string_view>(
    {"running", "waiting", "paused", "held", "completed", "converted", "cancelled", "failed"});
constexpr auto waiting_names = std::to_array<std::string_view>(
    {"nothing", "timer", "event", "effect_result", "operator_decision", "campaign_resume",
     "quiet_hours", "rate_limit", "receipt"});
static_assert(waiting_names.size() == waiting_fors);
constexpr auto effect_names =
    std::to_array<std::string_view>({"send", "http", "voucher", "count", "points", "tier"});
static_assert(effect_names.size() == effect_kinds);

/// A stored number as one of the first `count` values of an enumeration.
template <class Enum>
Enum read_enum(const json& value, std::size_t count) {
  const auto stored = value.get<std::size_t>();
  if (stored >= count)
    throw std::out_of_range("no value has the number " + std::to_string(stored));
  return static_cast<Enum>(stored);
}

std::string encode(const pending_effect& effect) {
  return json_object_writer{}
      .member("s", effect.step)
      .member("v", effect.visit)
      .member("a", effect.attempt)
      .member_if("k", static_cast<int>(effect.kind))
      .member_if("p", effect.pool)
      .member_if("b", effect.booking)
      .finish();
}

pending_effect decode_effect(const json& value) {
  return {.step = value.at("s").get<std::string>(),
          .visit = value.at("v").get<std::uint32_t>(),
          .attempt = value.at("a").get<std::uint32_t>(),
          .kind = read_enum<effect_kind>(value.value("k", json(0u)), effect_names.size()),
          .pool = value.value("p", std::string{}),
          .booking = value.value("b", json{})};
}

std::uint32_t number(std::uint32_t count) { return count; }
std::int64_t number(instant at) { return to_unix_ms(at); }

/// Numbers by step id. Ids are text from outside and are escaped.
template <class T>
std::string encode(const std::map<std::string, T>& by_step) {
  std::string out{"{"};
  for (const auto& [step, value] : by_step) {
    if (out.size() > 1)
      out += ',';
    append_json_string(out, step);
    out += ':' + std::to_string(number(value));
  }
  return out + '}';
}

json encode(const placement& put) {
  json out{{"slot", put.slot}};
  if (put.from)
    out["from"] = to_unix_ms(*put.from);
  if (put.until)
    out["until"] = to_unix_ms(*put.until);
  return out;
}

placement decode_placement(const json& value) {
  const auto at = [&](const char* name) {
    const auto found = value.find(name);
    return found == value.end() ? std::nullopt
                                : std::optional{from_unix_ms(found->get<std::int64_t>())};
  };
  return {.slot = value.at("slot").get<std::string>(), .from = at("from"), .until = at("until")};
}

} // namespace

std::string_view to_text(instance_status status) {
  return status_names[static_cast<std::size_t>(status)];
}

std::string_view to_text(waiting_for waiting) {
  return waiting_names[static_cast<std::size_t>(waiting)];
}

std::string_view to_text(effect_kind kind) { return effect_names[static_cast<std::size_t>(kind)]; }

std::optional<instance_status> parse_status(std::string_view text) {
  for (std::size_t i = 0; i < status_names.size(); ++i) {
    if (status_names[i] == text)
      return static_cast<instance_status>(i);
  }
  return std::nullopt;
}

std::optional<waiting_for> parse_waiting_for(std::string_view text) {
  for (std::size_t i = 0; i < waiting_names.size(); ++i) {
    if (waiting_names[i] == text)
      return static_cast<waiting_for>(i);
  }
  return std::nullopt;
}

std::string encode_state(const instance_state& state) {
  json_object_writer out;
  out.member_if("visit", state.visit)
      .member_if("attempt", state.attempt)
      .member_if("forgiven", state.attempts_forgiven)
      .member("started", state.started_at)
      .member("settled", state.settled_at);
  if (state.effect)
    out.raw("effect", encode(*state.effect));
  if (state.revoked)
    out.raw("revoked", encode(*state.revoked));
  if (state.paused_while)
    out.member("paused_while", static_cast<int>(*state.paused_while));
  out.member_if("paused_due", state.paused_due)
      .member_if("timer_set", state.timer_set_at)
      .member_if("heard", state.heard_at);
  if (state.trigger != json::object())
    out.member("trigger", state.trigger);
  out.member_if("vars", state.vars).member_if("outcomes", state.outcomes);
  if (!state.visits.empty())
    out.raw("visits", encode(state.visits));
  if (!state.anchors.empty())
    out.raw("anchors", encode(state.anchors));
  if (!state.placements.empty()) {
    json placements = json::object();
    for (const auto& [step, put] : state.placements)
      placements[step] = encode(put);
    out.member("placements", placements);
  }
  if (!state.deferred.empty())
    out.member("deferred", json(state.deferred));
  out.member_if("reason", state.reason).member_if("code", state.code);
  return out.finish();
}

result<void> decode_state(std::string_view text, instance_state& state) {
  try {
    const auto from = json::parse(text);
    const auto at = [](const json& value) { return from_unix_ms(value.get<std::int64_t>()); };
    state.visit = from.value("visit", 0u);
    state.attempt = from.value("attempt", 0u);
    state.attempts_forgiven = from.value("forgiven", 0u);
    state.started_at = at(from.at("started"));
    state.settled_at = at(from.at("settled"));
    state.effect.reset();
    state.revoked.reset();
    state.paused_while.reset();
    state.paused_due.reset();
    state.timer_set_at.reset();
    state.heard_at.reset();
    state.trigger = from.value("trigger", json::object());
    state.vars = from.value("vars", json::object());
    state.outcomes = from.value("outcomes", json::object());
    state.visits = from.value("visits", std::map<std::string, std::uint32_t>{});
    state.anchors.clear();
    state.placements.clear();
    if (const auto found = from.find("placements"); found != from.end()) {
      for (const auto& [step, put] : found->items())
        state.placements.emplace(step, decode_placement(put));
    }
    state.deferred = from.value("deferred", std::vector<json>{});
    state.reason = from.value("reason", std::string{});
    state.code = from.value("code", std::string{});
    if (const auto found = from.find("effect"); found != from.end())
      state.effect = decode_effect(*found);
    if (const auto found = from.find("revoked"); found != from.end())
      state.revoked = decode_effect(*found);
    if (const auto found = from.find("paused_while"); found != from.end())
      state.paused_while = read_enum<waiting_for>(*found, waiting_names.size());
    if (const auto found = from.find("paused_due"); found != from.end())
      state.paused_due = at(*found);
    if (const auto found = from.find("timer_set"); found != from.end())
      state.timer_set_at = at(*found);
    if (const auto found = from.find("heard"); found != from.end())
      state.heard_at = at(*found);
    if (const auto found = from.find("anchors"); found != from.end()) {
      for (const auto& [step, settled] : found->items())
        state.anchors.emplace(step, at(settled));
    }
    return {};
  } catch (const std::exception& failure) {
    return fail(error_code::data_corrupt,
                "the state of " + to_text(state.id) + " cannot be read: " + failure.what());
  }
}

} // namespace sojourn::engine
