#include "engine/entry.hpp"

#include "engine/entry_members.hpp"

#include <array>

namespace sojourn::engine {

namespace {

constexpr std::array<std::string_view, std::variant_size_v<entry>> type_names{
    "started",        "timer_due",       "event_arrived",    "effect_settled",   "commanded",
    "facts_read",     "delayed",         "wait_began",       "transition_taken", "effect_requested",
    "effect_revoked", "retry_scheduled", "voucher_issued",   "subject_updated",  "held",
    "parked",         "ended",           "start_requested",  "campaign_paused",  "placed",
    "event_dropped",  "erased",          "voucher_returned", "subject_tagged",   "task_made"};
static_assert(!type_names.back().empty());

constexpr auto command_names =
    std::to_array<std::string_view>({"cancel", "pause", "resume", "retry", "skip", "restarted",
                                     "campaign_resumed", "migrate", "link", "continue", "edit"});

template <class Enum, std::size_t N>
Enum by_name(const std::array<std::string_view, N>& names, const std::string& text) {
  for (std::size_t i = 0; i < N; ++i) {
    if (names[i] == text)
      return static_cast<Enum>(i);
  }
  throw std::out_of_range("no such name: " + text);
}

using members::at;
using members::count_of;
using members::member_if_any;
using members::text;
using members::text_if;

// One pair of functions a type: write the members, read them back.

std::string write(const event_arrived& e) {
  json_object_writer out;
  out.member("type", e.type).member_if("id", e.id);
  member_if_any(out, "data", e.data);
  return out.finish();
}
void read(const json& from, event_arrived& e) {
  e.type = text(from, "type");
  e.id = text_if(from, "id");
  e.data = from.value("data", json::object());
}

std::string write(const started& e) {
  json_object_writer out;
  out.member("instance", to_text(e.id))
      .member("campaign", e.campaign)
      .member("version", e.version)
      .member("subject", to_text(e.subject))
      .member_if("key", e.reentry_key);
  member_if_any(out, "trigger", e.trigger);
  out.member_if("who", e.who);
  if (!e.heard.empty()) {
    json heard = json::array();
    for (const auto& event : e.heard)
      heard.push_back(json::parse(write(event)));
    out.member("heard", heard);
  }
  return out.finish();
}
void read(const json& from, started& e) {
  e.id = parse_instance_id(text(from, "instance")).value();
  e.campaign = text(from, "campaign");
  e.version = count_of(from, "version");
  e.subject = parse_subject(text(from, "subject")).value();
  e.reentry_key = text_if(from, "key");
  e.trigger = from.value("trigger", json::object());
  e.who = text_if(from, "who");
  for (const auto& one : from.value("heard", json::array()))
    read(one, e.heard.emplace_back());
}

std::string write(const timer_due& e) {
  return json_object_writer{}.member("due_ms", e.due).finish();
}
void read(const json& from, timer_due& e) { e.due = at(from, "due_ms"); }

std::string write(const effect_settled& e) {
  json_object_writer out;
  out.member("step", e.step)
      .member("visit", e.visit)
      .member("attempt", e.attempt)
      .member("outcome", to_text(e.how))
      .member_if("channel", e.channel)
      .member_if("code", e.code)
      .member_if("detail", e.detail)
      .member_if("provider_id", e.provider_id)
      .member_if("content_sha256", e.content_hash);
  if (!e.tried.empty()) {
    json tried = json::array();
    for (const auto& channel : e.tried)
      tried.push_back({{"channel", channel.channel}, {"why", channel.why}});
    out.member("passed_over", tried);
  }
  if (e.retry_after)
    out.member("retry_after_ms", e.retry_after->count());
  if (e.receipt_within)
    out.member("receipt_within_ms", e.receipt_within->count());
  if (!e.response.is_null())
    out.member("response", e.response);
  if (!e.cost.is_null())
    out.member("cost", e.cost);
  return out.finish();
}
void read(const json& from, effect_settled& e) {
  e.step = text(from, "step");
  e.visit = count_of(from, "visit");
  e.attempt = count_of(from, "attempt");
  e.how = by_name<outcome>(outcome_names, text(from, "outcome"));
  e.channel = text_if(from, "channel");
  e.code = text_if(from, "code");
  e.detail = text_if(from, "detail");
  e.provider_id = text_if(from, "provider_id");
  e.content_hash = text_if(from, "content_sha256");
  for (const auto& channel : from.value("passed_over", json::array()))
    e.tried.push_back({text(channel, "channel"), text(channel, "why")});
  if (from.contains("retry_after_ms"))
    e.retry_after = milliseconds{from.at("retry_after_ms").get<std::int64_t>()};
  if (from.contains("receipt_within_ms"))
    e.receipt_within = milliseconds{from.at("receipt_within_ms").get<std::int64_t>()};
  if (from.contains("response"))
    e.response = from.at("response");
  if (from.contains("cost")) {
    e.cost = from.at("cost");
    if (!e.cost.is_object())
      throw std::out_of_range("the cost is no object");
  }
}

std::string write(const migration& e) {
  return json_object_writer{}
      .member("to", e.to)
      .member("step", e.step)
      .member_if("re_time", e.re_time ? json(true) : json())
      .member_if("back", e.back ? json(true) : json())
      .member_if("due_ms", e.due)
      .member_if("timer_set_ms", e.timer_set_at)
      .finish();
}
void read(const json& from, migration& e) {
  e.to = count_of(from, "to");
  e.step = text(from, "step");
  e.re_time = from.value("re_time", false);
  e.back = from.value("back", false);
  if (from.contains("due_ms"))
    e.due = at(from, "due_ms");
  if (from.contains("timer_set_ms"))
    e.timer_set_at = at(from, "timer_set_ms");
}

std::string write(const identity& e) {
  return json_object_writer{}
      .member("subject", to_text(e.subject))
      .member_if("key", e.reentry_key)
      .finish();
}
void read(const json& from, identity& e) {
  e.subject = parse_subject(text(from, "subject")).value();
  e.reentry_key = text_if(from, "key");
}

std::string write(const commanded& e) {
  json_object_writer out;
  out.member("command", to_text(e.kind)).member_if("who", e.who).member_if("why", e.why);
  if (e.move)
    out.raw("move", write(*e.move));
  if (e.becomes)
    out.raw("becomes", write(*e.becomes));
  out.member_if("step", e.step);
  if (!e.vars.is_null())
    out.member("vars", e.vars);
  return out.finish();
}
void read(const json& from, commanded& e) {
  e.kind = by_name<command_kind>(command_names, text(from, "command"));
  e.who = text_if(from, "who");
  e.why = text_if(from, "why");
  if ((e.kind == command_kind::migrate) != from.contains("move"))
    throw std::invalid_argument("a migration says where to, and nothing else does");
  if (from.contains("move"))
    read(from.at("move"), e.move.emplace());
  if ((e.kind == command_kind::link) != from.contains("becomes"))
    throw std::invalid_argument("a link says whom the instance is about, and nothing else does");
  if (from.contains("becomes"))
    read(from.at("becomes"), e.becomes.emplace());
  if ((e.kind == command_kind::continue_from) != from.contains("step"))
    throw std::invalid_argument("who goes on says from where, and nobody else does");
  e.step = text_if(from, "step");
  if ((e.kind == command_kind::edit) != from.contains("vars"))
    throw std::invalid_argument("an edit says what, and nothing else does");
  e.vars = from.value("vars", json());
}

std::string write(const facts_read& e) { return dump(e.values); }
void read(const json& from, facts_read& e) { e.values = from; }

std::string write(const delayed& e) {
  return json_object_writer{}
      .member("step", e.step)
      .member("visit", e.visit)
      .member("until_ms", e.until)
      .finish();
}
void read(const json& from, delayed& e) {
  e.step = text(from, "step");
  e.visit = count_of(from, "visit");
  e.until = at(from, "until_ms");
}

std::string write(const wait_began& e) {
  return json_object_writer{}
      .member("step", e.step)
      .member("visit", e.visit)
      .member_if("until_ms", e.until)
      .finish();
}
void read(const json& from, wait_began& e) {
  e.step = text(from, "step");
  e.visit = count_of(from, "visit");
  if (from.contains("until_ms"))
    e.until = at(from, "until_ms");
}

std::string write(const transition_taken& e) {
  return json_object_writer{}
      .member("step", e.step)
      .member("visit", e.visit)
      .member("transition", e.transition)
      .member("to", e.to)
      .finish();
}
void read(const json& from, transition_taken& e) {
  e.step = text(from, "step");
  e.visit = count_of(from, "visit");
  e.transition = text(from, "transition");
  e.to = text(from, "to");
}

std::string write(const effect_requested& e) {
  return json_object_writer{}
      .member("step", e.step)
      .member("visit", e.visit)
      .member("attempt", e.attempt)
      .member("kind", to_text(e.kind))
      .finish();
}
void read(const json& from, effect_requested& e) {
  e.step = text(from, "step");
  e.visit = count_of(from, "visit");
  e.attempt = count_of(from, "attempt");
  static const auto names = [] {
    std::array<std::string_view, effect_kinds> all;
    for (std::size_t i = 0; i < all.size(); ++i)
      all[i] = to_text(static_cast<effect_kind>(i));
    return all;
  }();
  e.kind = by_name<effect_kind>(names, text(from, "kind"));
}

std::string write(const effect_revoked& e) {
  return json_object_writer{}.member("step", e.step).member("visit", e.visit).finish();
}
void read(const json& from, effect_revoked& e) {
  e.step = text(from, "step");
  e.visit = count_of(from, "visit");
}

std::string write(const retry_scheduled& e) {
  return json_object_writer{}
      .member("step", e.step)
      .member("visit", e.visit)
      .member("attempt", e.attempt)
      .member("until_ms", e.until)
      .finish();
}
void read(const json& from, retry_scheduled& e) {
  e.step = text(from, "step");
  e.visit = count_of(from, "visit");
  e.attempt = count_of(from, "attempt");
  e.until = at(from, "until_ms");
}

std::string write(const voucher_issued& e) {
  return json_object_writer{}
      .member("step", e.step)
      .member("pool", e.pool)
      .member("code", e.code)
      .member_if("valid_until_ms", e.valid_until)
      .finish();
}
void read(const json& from, voucher_issued& e) {
  e.step = text(from, "step");
  e.pool = text(from, "pool");
  e.code = text(from, "code");
  if (from.contains("valid_until_ms"))
    e.valid_until = at(from, "valid_until_ms");
}

std::string write(const voucher_returned& e) {
  return json_object_writer{}
      .member("pool", e.pool)
      .member("code", e.code)
      .member("why", e.why)
      .finish();
}
void read(const json& from, voucher_returned& e) {
  e.pool = text(from, "pool");
  e.code = text(from, "code");
  e.why = text(from, "why");
}

std::string write(const subject_tagged& e) {
  return json_object_writer{}
      .member("step", e.step)
      .member("field", e.field)
      .member("add", json(e.add))
      .member("remove", json(e.remove))
      .finish();
}
void read(const json& from, subject_tagged& e) {
  e.step = text(from, "step");
  e.field = text(from, "field");
  e.add = from.at("add").get<std::vector<std::string>>();
  e.remove = from.at("remove").get<std::vector<std::string>>();
}

std::string write(const task_made& e) { return write_task(e); }
void read(const json& from, task_made& e) { read_task(from, e); }

std::string write(const subject_updated& e) {
  return json_object_writer{}.member("step", e.step).member("set", e.set).finish();
}
void read(const json& from, subject_updated& e) {
  e.step = text(from, "step");
  e.set = from.at("set");
}

std::string write(const held& e) {
  return json_object_writer{}
      .member("step", e.step)
      .member("reason", e.reason)
      .member_if("code", e.code)
      .finish();
}
void read(const json& from, held& e) {
  e.step = text(from, "step");
  e.reason = text(from, "reason");
  e.code = text_if(from, "code");
}

std::string write(const parked&) { return "{}"; }
void read(const json&, parked&) {}

std::string write(const ended& e) {
  return json_object_writer{}
      .member("status", to_text(e.status))
      .member_if("reason", e.reason)
      .finish();
}
void read(const json& from, ended& e) {
  e.status = parse_status(text(from, "status")).value();
  e.reason = text_if(from, "reason");
}

std::string write(const start_requested& e) {
  json_object_writer out;
  out.member("step", e.step).member("visit", e.visit).member("campaign", e.campaign);
  member_if_any(out, "data", e.data);
  return out.finish();
}
void read(const json& from, start_requested& e) {
  e.step = text(from, "step");
  e.visit = count_of(from, "visit");
  e.campaign = text(from, "campaign");
  e.data = from.value("data", json::object());
}

std::string write(const campaign_paused& e) {
  return json_object_writer{}.member("step", e.step).member_if("reason", e.reason).finish();
}
void read(const json& from, campaign_paused& e) {
  e.step = text(from, "step");
  e.reason = text_if(from, "reason");
}

std::string write(const placed& e) {
  return json_object_writer{}
      .member("step", e.step)
      .member("visit", e.visit)
      .member("slot", e.what.slot)
      .member_if("from_ms", e.what.from)
      .member_if("until_ms", e.what.until)
      .finish();
}
void read(const json& from, placed& e) {
  e.step = text(from, "step");
  e.visit = count_of(from, "visit");
  e.what.slot = text(from, "slot");
  if (from.contains("from_ms"))
    e.what.from = at(from, "from_ms");
  if (from.contains("until_ms"))
    e.what.until = at(from, "until_ms");
}

std::string write(const event_dropped& e) {
  return json_object_writer{}.member("type", e.type).member("kept", e.kept).finish();
}
void read(const json& from, event_dropped& e) {
  e.type = text(from, "type");
  e.kept = count_of(from, "kept");
}

std::string write(const erased& e) {
  return json_object_writer{}.member("erasure", e.erasure).finish();
}
void read(const json& from, erased& e) { e.erasure = text(from, "erasure"); }

template <std::size_t... I>
entry make_entry(std::size_t type, std::index_sequence<I...>) {
  entry made;
  (void)((type == I ? (made.emplace<I>(), true) : false) || ...);
  return made;
}

} // namespace

std::string_view to_text(command_kind kind) {
  return command_names[static_cast<std::size_t>(kind)];
}

std::string encode_migration(const migration& value) { return write(value); }

result<migration> decode_migration(std::string_view text) {
  try {
    migration value;
    read(json::parse(text), value);
    return value;
  } catch (const std::exception& failure) {
    return fail(error_code::data_corrupt,
                std::string{"a migration cannot be read: "} + failure.what());
  }
}

std::string_view entry_type_name(std::size_t type) {
  return type < type_names.size() ? type_names[type] : std::string_view{};
}

std::string encode_entry(const entry& value) {
  return std::visit([](const auto& e) { return write(e); }, value);
}

result<entry> decode_entry(std::size_t type, std::string_view payload) {
  if (type >= type_names.size())
    return fail(error_code::data_corrupt, "no journal entry has the type " + std::to_string(type));
  try {
    const auto from = json::parse(payload);
    if (!from.is_object())
      throw std::invalid_argument("it is no JSON object");
    auto made = make_entry(type, std::make_index_sequence<std::variant_size_v<entry>>{});
    std::visit([&](auto& e) { read(from, e); }, made);
    return made;
  } catch (const std::exception& failure) {
    return fail(error_code::data_corrupt, "a journal entry of type " +
                                              std::string{type_names[type]} +
                                              " cannot be read: " + failure.what());
  }
}

} // namespace sojourn::engine
