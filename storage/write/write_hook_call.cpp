// Calls of hooks: whom they are about, what they bring and what they start, each taken once and
// logged.
#include "records/identity.hpp"
#include "signing/digest.hpp"
#include "storage/erasures.hpp"
#include "storage/events.hpp"
#include "storage/hooks.hpp"
#include "storage/identities.hpp"
#include "storage/inbox.hpp"
#include "storage/listeners.hpp"
#include "storage/records.hpp"
#include "storage/sqlite/transaction.hpp"
#include "storage/write/write_inbox.hpp"

#include <algorithm>
#include <set>

namespace sojourn::storage {

namespace {

constexpr int status_of_taken = 202;

// Why a call was not accepted, beside the codes of errors.
constexpr std::string_view code_of_condition = "condition";
constexpr std::string_view code_of_nothing = "nothing";
constexpr std::string_view code_of_duplicate = "duplicate";
constexpr std::string_view code_of_unknown = "unknown_subject";
constexpr std::string_view code_of_unnamed = "no_subject";

std::string why_left(std::string_view code) {
  if (code == code_of_condition)
    return "the hook's condition \"when\" does not hold";
  if (code == code_of_nothing)
    return "the hook's \"each\" finds nothing in the call";
  if (code == code_of_duplicate)
    return "a call with this id was taken before";
  if (code == code_of_unknown)
    return "nobody is known whom the call names";
  return "the call names nobody";
}

json member_of(const json& data, const std::string& field) {
  const auto found = data.is_object() ? data.find(field) : data.end();
  return found == data.end() ? json{} : *found;
}

/// The outermost fields in which they differ.
std::vector<std::string> differing_fields(const json& before, const json& after) {
  std::vector<std::string> fields;
  for (const auto* one : {&before, &after}) {
    if (!one->is_object())
      continue;
    for (const auto& [field, value] : one->items()) {
      if (member_of(before, field) != member_of(after, field) &&
          std::ranges::find(fields, field) == fields.end())
        fields.push_back(field);
    }
  }
  std::ranges::sort(fields);
  return fields;
}

/// Whether what is there is newer than what the call says, by a field of both.
bool is_stale(const json& before, const json& said, const std::string& as_of) {
  const auto there = member_of(before, as_of);
  const auto here = member_of(said, as_of);
  if (!there.is_string() || !here.is_string())
    return false;
  const auto stored = parse_instant(there.get_ref<const std::string&>());
  const auto sent = parse_instant(here.get_ref<const std::string&>());
  return stored && sent && *stored > *sent;
}

/// Writes one part of a call.
class part_writer {
public:
  part_writer(transaction& tx, const checked_hook_call& call, std::size_t number,
              const listener_set& listeners, instant now)
      : tx_{tx}, call_{call}, number_{number}, part_{call.parts[number]},
        listeners_{listeners}, now_{now} {}

  /// What it caused is appended to `written`.
  result<void> run(hook_written& written) {
    if (auto found = find_subject(); !found)
      return found;
    if (report_.is_ignored) {
      written.parts.push_back(std::move(report_));
      return {};
    }
    // The event first, so that the campaigns that it starts are told apart from those that the
    // records start; who is new has no record yet, and needs none to be spoken of.
    if (auto published = publish(written); !published)
      return published;
    if (auto stored = write_records(); !stored)
      return stored;
    if (auto asked = ask_for_starts(); !asked)
      return asked;
    std::ranges::move(entries_, std::back_inserter(written.inbox_entries));
    written.parts.push_back(std::move(report_));
    return {};
  }

private:
  // ---- whom it is about -----------------------------------------------------------------------

  result<void> find_subject() {
    const auto& said = part_.said;
    if (said.subject) {
      const auto known = known_as(tx_, *said.subject);
      if (tx_.tables.records.find(known))
        return take_subject(known, "id");
    }
    if (auto found = find_by_identity())
      return take_subject(subject_ref{call_.subject_type, std::move(found->first)}, found->second);
    if (!said.names_somebody())
      return take_nobody();
    switch (call_.unknown) {
    case hooks::unknown_policy::accept:
      return said.subject ? take_subject(known_as(tx_, *said.subject), "") : take_nobody();
    case hooks::unknown_policy::create:
      report_.is_new = true;
      return take_subject(said.subject ? *said.subject : subject_ref{call_.subject_type, made_id()},
                          "");
    case hooks::unknown_policy::ignore:
      return ignore(code_of_unknown);
    case hooks::unknown_policy::refuse:
      break;
    }
    return refuse(code_of_unknown,
                  "the hook knows no " + call_.subject_type + " whom the call names",
                  "put their record first, or let the hook \"create\" or \"ignore\" whom nobody "
                  "knows (\"unknown\")");
  }

  /// The oldest record that has one of the identities, and which.
  std::optional<std::pair<std::string, std::string>> find_by_identity() {
    const auto type = tx_.tables.record_types.find(call_.subject_type);
    if (!type)
      return std::nullopt;
    for (const auto& [field, value] : part_.said.identities) {
      const auto kind = type->identities.find(field);
      const auto normal = kind == type->identities.end()
                              ? std::nullopt
                              : records::normal_identity(kind->second, value);
      if (!normal)
        continue;
      auto found = tx_.tables.identities.find(type->name, field, *normal, 1);
      if (!found.empty())
        return std::pair{std::move(found.front()), field};
    }
    return std::nullopt;
  }

  /// The same whenever the call comes, so that nothing depends on how often it was tried.
  [[nodiscard]] std::string made_id() const {
    constexpr std::size_t digits = 20;
    const auto known_by = call_.hook + "\n" + call_.message + "\n" + std::to_string(number_);
    return "made-" + signing::sha256_hex(known_by).substr(0, digits);
  }

  result<void> take_subject(subject_ref subject, std::string found_by) {
    if (auto free = refuse_while_erased(tx_, subject); !free)
      return free;
    report_.subject = std::move(subject);
    report_.found_by = std::move(found_by);
    return {};
  }

  result<void> take_nobody() {
    const auto is_needed = [&](const subject_ref& of) { return of.type.empty(); };
    const bool needs_one = (part_.event && is_needed(part_.event->subject)) ||
                           std::ranges::any_of(part_.starts, is_needed, &inbox_entry::subject);
    switch (call_.unnamed) {
    case hooks::unnamed_policy::write:
      return {};
    case hooks::unnamed_policy::ignore:
      return ignore(code_of_unnamed);
    case hooks::unnamed_policy::as_needed:
      if (!needs_one)
        return {};
      break;
    case hooks::unnamed_policy::refuse:
      break;
    }
    return refuse(code_of_unnamed,
                  "the hook finds no id of a " + call_.subject_type + " in the call",
                  "send the id where it looks for it");
  }

  result<void> ignore(std::string_view code) {
    report_.is_ignored = true;
    report_.code = code;
    return {};
  }

  static tl::unexpected<error> refuse(std::string_view code, std::string message,
                                      std::string what_to_do) {
    return fail(error_code::invalid_request, std::move(message),
                {{.pointer = "",
                  .message = std::move(what_to_do),
                  .code = std::string{code},
                  .facts = {}}});
  }

  // ---- what it brings -------------------------------------------------------------------------

  result<void> publish(hook_written& written) {
    if (!part_.event)
      return {};
    auto event = *part_.event;
    if (event.subject.type.empty()) {
      if (!report_.subject)
        return {};
      event.subject = *report_.subject;
    }
    report_.event = event.type;
    auto published = write_event(tx_, event, listeners_, now_);
    if (!published)
      return fail(std::move(published.error()));
    report_.is_event_known = published->duplicate;
    take(published->inbox_entries);
    std::ranges::move(published->heard_at_start, std::back_inserter(written.heard_at_start));
    return {};
  }

  result<void> write_records() {
    const auto& wanted = part_.said.records;
    const bool tells_of_subject = std::ranges::any_of(
        wanted, [&](const auto& one) { return !one.id && one.type == call_.subject_type; });
    if (report_.is_new && !tells_of_subject) {
      const hooks::wanted_record only_known_by{.type = call_.subject_type};
      if (auto written = write_one(only_known_by, *report_.subject); !written)
        return written;
    }
    for (const auto& one : wanted) {
      if (!one.id && (!report_.subject || report_.subject->type != one.type))
        continue;
      const auto record = one.id ? subject_ref{one.type, *one.id} : *report_.subject;
      if (auto written = write_one(one, record); !written)
        return refuse_record(one, record, std::move(written.error()));
    }
    return {};
  }

  static tl::unexpected<error> refuse_record(const hooks::wanted_record& wanted,
                                             const subject_ref& record, error why) {
    if (why.code != error_code::invalid_request)
      return fail(std::move(why));
    const auto place = pointer_to("/mapping/records", wanted.rule) + "/fields";
    for (auto& detail : why.details)
      detail.pointer = place + detail.pointer;
    why.message = "the record \"" + record.type +
                  "\" that the hook makes of the call is not what "
                  "its type says";
    return fail(std::move(why));
  }

  result<void> write_one(const hooks::wanted_record& wanted, const subject_ref& record) {
    if (!knows_record_type(tx_, record.type))
      return fail(error_code::invalid_request, "there is no record type \"" + record.type + "\"");
    const auto before = tx_.tables.records.find(record);
    record_report report{.record = record};
    if (wanted.mode == hooks::record_mode::remove) {
      report.effect = before ? record_effect::removed : record_effect::missing;
      if (before)
        report.before = before->data;
    } else if (before && !wanted.as_of.empty() &&
               is_stale(before->data, wanted.fields, wanted.as_of)) {
      report.effect = record_effect::stale;
      report.before = report.after = before->data;
    }
    if (report.effect == record_effect::stale || report.effect == record_effect::missing) {
      report_.records.push_back(std::move(report));
      return {};
    }
    auto change = write_record(tx_, kind_of(wanted, before.has_value()), record,
                               fields_of(wanted, record, before ? &before->data : nullptr), {},
                               listeners_, now_);
    if (!change)
      return fail(std::move(change.error()));
    if (wanted.mode != hooks::record_mode::remove) {
      report.effect = change->created   ? record_effect::created
                      : change->changed ? record_effect::changed
                                        : record_effect::same;
      report.before = std::move(change->before);
      report.after = std::move(change->after);
    }
    report.changed = differing_fields(report.before, report.after);
    take(change->inbox_entries);
    report_.records.push_back(std::move(report));
    return {};
  }

  static record_write_kind kind_of(const hooks::wanted_record& wanted, bool is_there) {
    if (wanted.mode == hooks::record_mode::remove)
      return record_write_kind::remove;
    return wanted.mode == hooks::record_mode::merge && is_there ? record_write_kind::patch
                                                                : record_write_kind::put;
  }

  /// What is written: with whose the record is, with what the subject was looked for by if they are
  /// new, and without what stays as it is.
  json fields_of(const hooks::wanted_record& wanted, const subject_ref& record,
                 const json* before) {
    auto fields = wanted.fields;
    for (const auto& field : wanted.once) {
      if (const auto there = before != nullptr ? member_of(*before, field) : json{};
          !there.is_null())
        fields[field] = there;
    }
    if (report_.subject && record == *report_.subject) {
      for (const auto& [field, value] : part_.said.identities) {
        if (report_.is_new && !fields.contains(field))
          fields[field] = value;
      }
    } else if (const auto type = tx_.tables.record_types.find(record.type);
               type && report_.subject) {
      for (const auto& [field, target] : type->links) {
        if (target == report_.subject->type && !fields.contains(field))
          fields[field] = report_.subject->id;
      }
    }
    return fields;
  }

  result<void> ask_for_starts() {
    std::vector<inbox_entry> starts;
    for (auto start : part_.starts) {
      if (start.subject.type.empty()) {
        if (!report_.subject)
          continue;
        start.subject = *report_.subject;
      }
      if (auto free = refuse_while_erased(tx_, start.subject); !free)
        return free;
      start.subject = known_as(tx_, start.subject);
      report_.starts.push_back(start.campaign);
      ask_for_start(tx_, starts, std::move(start), listeners_);
    }
    insert_inbox_entries(tx_, starts);
    take(starts);
    return {};
  }

  void take(std::vector<inbox_entry>& inbox_entries) {
    std::ranges::move(inbox_entries, std::back_inserter(entries_));
  }

  transaction& tx_;
  const checked_hook_call& call_;
  const std::size_t number_;
  const hook_call_part& part_;
  const listener_set& listeners_;
  const instant now_;
  part_report report_;
  std::vector<inbox_entry> entries_;
};

/// All that the call starts hears nothing of what the call itself brought.
void start_after_the_call(transaction& tx, std::vector<inbox_entry>& entries) {
  const auto newest = tx.tables.events.newest();
  for (auto& one : entries) {
    if (one.instance.value != 0 || one.cause == newest)
      continue;
    one.cause = newest;
    tx.tables.inbox.set_cause(one.number, newest);
  }
}

/// Everybody and everything that the parts are about, so that they are found when somebody is
/// erased.
json subjects_of(const std::vector<part_report>& parts) {
  std::set<std::string> subjects;
  for (const auto& part : parts) {
    if (part.subject)
      subjects.insert(to_text(*part.subject));
    for (const auto& one : part.records)
      subjects.insert(to_text(one.record));
  }
  return subjects;
}

class call_writer {
public:
  call_writer(transaction& tx, const checked_hook_call& call, const listener_set& listeners,
              instant now)
      : tx_{tx}, call_{call}, listeners_{listeners}, now_{now} {}

  result<hook_written> run() {
    // Before the id is taken: the same body may come again under a topic that counts.
    if (!call_.is_wanted || call_.parts.empty())
      return leave(call_outcome::ignored, call_.is_wanted ? code_of_nothing : code_of_condition);
    const auto since = now_ - tx_.limits.events;
    tx_.tables.hook_messages.expire(since);
    if (tx_.tables.hook_messages.holds(call_.hook, call_.message, since))
      return leave(call_outcome::duplicate, code_of_duplicate);
    for (std::size_t i = 0; i < call_.parts.size(); ++i) {
      if (auto part = part_writer{tx_, call_, i, listeners_, now_}.run(written_); !part)
        return fail(std::move(part.error()));
    }
    if (std::ranges::all_of(written_.parts, &part_report::is_ignored))
      return leave(call_outcome::ignored, written_.parts.front().code);
    start_after_the_call(tx_, written_.inbox_entries);
    auto line = make_line();
    if (!tx_.tables.hook_messages.insert(call_.hook, call_.message, line.subject, now_, since))
      return fail(error_code::internal, "a call was seen and not seen in one write");
    line.heard = std::ranges::count_if(
        written_.inbox_entries, [](const inbox_entry& one) { return one.instance.value != 0; });
    line.started = static_cast<std::int64_t>(written_.inbox_entries.size()) - line.heard;
    const auto number = log_hook_call(tx_, call_.hook, line);
    if (call_.retry_of != 0)
      tx_.tables.hook_calls.set_retried(tx_.tables.hooks.key_of(call_.hook), call_.retry_of,
                                        number);
    return std::move(written_);
  }

private:
  hook_call make_line() {
    hook_call line{
        .at = now_, .status = status_of_taken, .why = {}, .message = call_.message, .event = {}};
    line.retry_of = call_.retry_of;
    line.details = {{"signature", call_.signature}, {"parts", json::array()}};
    for (const auto& part : written_.parts) {
      line.details["parts"].push_back(as_json(part, false));
      if (line.subject.empty() && part.subject)
        line.subject = to_text(*part.subject);
      if (line.event.empty())
        line.event = part.event;
    }
    if (auto subjects = subjects_of(written_.parts); !subjects.empty())
      line.details["subjects"] = std::move(subjects);
    for (const auto& part : call_.parts) { // of a campaign's own finding
      if (line.subject.empty() && !part.starts.empty() && !part.starts.front().subject.type.empty())
        line.subject = to_text(part.starts.front().subject);
    }
    return line;
  }

  /// Logs that the call meant nothing, but for one that is only tried again.
  result<hook_written> leave(call_outcome outcome, std::string_view code) {
    written_.outcome = outcome;
    written_.code = code;
    if (call_.retry_of != 0)
      return std::move(written_);
    auto line = make_line();
    line.outcome = outcome;
    line.code = code;
    line.why = why_left(code);
    if (outcome == call_outcome::ignored)
      line.arrived = call_.arrived;
    (void)log_hook_call(tx_, call_.hook, line);
    return std::move(written_);
  }

  transaction& tx_;
  const checked_hook_call& call_;
  const listener_set& listeners_;
  const instant now_;
  hook_written written_;
};

} // namespace

result<hook_written> write_hook_call(transaction& tx, const checked_hook_call& call,
                                     const listener_set& listeners, instant now) {
  return call_writer{tx, call, listeners, now}.run();
}

} // namespace sojourn::storage
