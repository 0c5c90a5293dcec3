// Erasures, a portion at a time.
#include "records/identity.hpp"
#include "storage/audit.hpp"
#include "storage/erasures.hpp"
#include "storage/identities.hpp"
#include "storage/inbox.hpp"
#include "storage/mailbox.hpp"
#include "storage/record_changes.hpp"
#include "storage/sqlite/transaction.hpp"
#include "storage/write/erase_instance.hpp"
#include "storage/write/forget_counts.hpp"
#include "storage/write/own_turns.hpp"
#include "storage/write/update_traits.hpp"
#include "storage/write/write_inbox.hpp"

#include <algorithm>

namespace sojourn::storage {

namespace {

constexpr std::string_view cancelled_by = "erasure";
constexpr std::size_t listed_at_once = 256;

/// In this order the data of each subject goes: instances first, so that none goes on without its
/// subject. Values are stored; never renumber them.
enum class part : std::uint8_t { instances = 0, records = 1, events = 2, sends = 3, all_gone = 4 };

subject_ref subject_of(const std::string& text) {
  const auto colon = text.find(':');
  if (colon == std::string::npos)
    throw corrupt_row{"\"" + text + "\" on the list of an erasure is no subject"};
  return {text.substr(0, colon), text.substr(colon + 1)};
}

/// Does a portion of one erasure.
class eraser {
public:
  eraser(transaction& tx, stored_erasure what, instant now, std::size_t portion)
      : tx_{tx}, what_{std::move(what)}, now_{now}, left_{portion},
        marker_{to_text(subject_ref{std::string{erased_type}, std::to_string(what_.id.value)})},
        turns_{tx, now} {}

  result<erasure_written> run() {
    while (left_ > 0) {
      const auto listed =
          tx_.tables.erasures.pending(what_.id, static_cast<int>(part::all_gone), listed_at_once);
      if (listed.empty()) {
        erase_in_whole_tables();
        break;
      }
      for (const auto& one : listed) {
        if (auto went_on = go_on_with(one); !went_on)
          return fail(std::move(went_on.error()));
        if (left_ == 0)
          break;
      }
    }
    tx_.tables.erasures.update(what_);
    return erasure_written{
        .erasure = std::move(what_), .inbox_entries = {}, .revoked = std::move(turns_.revoked)};
  }

private:
  void count(const char* what, std::int64_t how_many) {
    what_.removed[what] = what_.removed.value(what, std::int64_t{0}) + how_many;
  }
  /// Counts rows that went against the portion, too.
  void spend(const char* what, std::size_t how_many) {
    count(what, static_cast<std::int64_t>(how_many));
    left_ -= std::min(left_, std::max<std::size_t>(how_many, 1));
  }

  void list(const std::string& subject, part next) {
    tx_.tables.erasures.add(what_.id, subject, static_cast<int>(next));
  }

  /// Does what comes next of one subject, until that is done or the portion is used up.
  result<void> go_on_with(const erasure_table::listed& one) {
    auto next = static_cast<part>(one.next);
    while (next != part::all_gone && left_ > 0) {
      const auto done = erase(next, one.subject);
      if (!done)
        return fail(done.error());
      if (*done)
        next = static_cast<part>(static_cast<int>(next) + 1);
    }
    tx_.tables.erasures.set_next(what_.id, one.subject, static_cast<int>(next));
    return {};
  }

  /// True when none of this part are left.
  result<bool> erase(part which, const std::string& subject) {
    auto& personal = tx_.tables.personal;
    const auto limit = left_;
    switch (which) {
    case part::records:
      return erase_records(subject_of(subject));
    case part::instances:
      return erase_instances(subject);
    case part::events: {
      const auto events = static_cast<std::size_t>(personal.remove_events(subject, limit));
      const auto calls = static_cast<std::size_t>(personal.remove_hook_messages(subject, limit));
      const auto answers = static_cast<std::size_t>(personal.remove_form_answers(subject, limit));
      spend("events", events);
      spend("hook_calls", calls);
      if (answers > 0)
        spend("form_answers", answers);
      return events < limit && calls < limit && answers < limit;
    }
    case part::sends: {
      const auto mail = static_cast<std::size_t>(personal.remove_mail(subject, limit));
      const auto sends = static_cast<std::size_t>(personal.blank_sends(subject, marker_, limit));
      spend("mail", mail);
      spend("sends", sends);
      if (sends < limit) // all that count for them have the marker by now
        count("recipients", tx_.tables.recipients.rename(subject, marker_) ? 1 : 0);
      count("consents", personal.remove_consents(subject));
      count("form_drafts", personal.remove_form_drafts(subject));
      count("desk", personal.remove_desk_rows(subject));
      if (const auto who = subject_of(subject); is_customer(who))
        count("consent_requests", personal.remove_consent_requests(who.id));
      count("touches", personal.remove_kept_touches(subject));
      count("keys", personal.remove_kept_keys(subject));
      return mail < limit && sends < limit;
    }
    case part::all_gone:
      break;
    }
    return true;
  }

  /// The subject's own record and all that belong to it, each of which is a subject, too: events
  /// and instances may be about an order. Then the visitors that a customer was: until their
  /// records are gone, whose those are follows from the links.
  bool erase_records(const subject_ref& subject) {
    auto& tables = tx_.tables;
    if (const auto own = tables.records.find(subject)) {
      erase_suppressions(subject, own->data);
      blank_payment(subject, own->owner, own->data);
      remove_record(tx_, subject, own->owner, own->data);
      spend("records", 1);
    }
    const auto limit = left_;
    const auto owned = tables.records.owned_by(to_text(subject), limit);
    for (const auto& [record, data] : owned)
      remove_owned(subject, record, data);
    if (!owned.empty()) {
      if (is_customer(subject))
        tables.traits.put(subject.id, compute_traits(tables, subject.id));
      spend("records", owned.size());
    }
    return limit > 0 && owned.size() < limit && (!is_customer(subject) || erase_links(subject.id));
  }

  /// Addresses that take nothing more are known by the values that the record has for its
  /// identities, too.
  void erase_suppressions(const subject_ref& subject, const json& data) {
    const auto type = tx_.tables.record_types.find(subject.type);
    if (!type)
      return;
    for (const auto& [field, kind] : type->identities) {
      if (const auto value = data.find(field); value != data.end() && value->is_string())
        count("suppressions",
              tx_.tables.personal.remove_suppressions(value->get_ref<const std::string&>()));
    }
    for (const auto& [field, value] : records::identities_in(*type, data))
      count("suppressions", tx_.tables.personal.remove_suppressions(value));
  }

  /// What an order brought stays as a figure of the messages that it is owed to.
  void blank_payment(const subject_ref& record, const std::optional<std::string>& owner,
                     const json& data) {
    const auto paid = owner && record.type == "order" ? records::payment_of(data) : std::nullopt;
    if (paid)
      tx_.tables.payments.blank(*owner, paid->at, record.id, marker_);
  }

  /// The traits of the owner are computed once for all of them.
  void remove_owned(const subject_ref& owner, const subject_ref& record, const json& data) {
    auto& tables = tx_.tables;
    blank_payment(record, to_text(owner), data);
    tables.records.remove(record);
    tx_.count(counter::records, -1);
    if (const auto type = tables.record_types.find(record.type))
      update_identities(tables, *type, record.id, &data, nullptr);
    if (is_customer(owner) && record.type == "order")
      tables.paid_orders.remove(owner.id, record.id);
    list(to_text(record), part::instances);
  }

  bool erase_links(const std::string& customer) {
    const auto limit = left_;
    const auto links = tx_.tables.aliases.of(customer, {}, limit);
    for (const auto& link : links) {
      tx_.tables.aliases.remove(link.visitor);
      list(to_text(subject_ref{std::string{records::visitor_type}, link.visitor}), part::instances);
    }
    if (!links.empty())
      spend("visitors", links.size());
    return limit > 0 && links.size() < limit;
  }

  result<bool> erase_instances(const std::string& subject) {
    const auto limit = left_;
    std::size_t seen = 0;
    for (const auto id : tx_.tables.personal.instances(subject, limit)) {
      if (left_ == 0)
        return false;
      ++seen;
      if (auto erased = erase_one(id); !erased)
        return fail(std::move(erased.error()));
    }
    return seen < limit;
  }

  result<void> erase_one(instance_id id) {
    auto instance = tx_.tables.instances.find(id);
    if (!engine::is_ended(instance->state.status)) {
      auto ended = turns_.give(*instance, {.kind = engine::command_kind::cancel,
                                           .who = std::string{cancelled_by},
                                           .why = to_text(what_.id)});
      if (!ended)
        return ended;
      count("cancelled", 1);
      instance = tx_.tables.instances.find(id);
    }
    forget_counts(tx_, turns_, *instance);
    const auto entries = erase_instance(tx_, *instance, marker_, what_.id, now_);
    list(to_text(id), part::all_gone);
    count("journal_entries", entries);
    spend("instances", 1);
    left_ -= std::min(left_, static_cast<std::size_t>(entries));
    return {};
  }

  /// What no index finds, for all who are listed, at the end: nothing comes after any more.
  void erase_in_whole_tables() {
    auto& personal = tx_.tables.personal;
    const auto id = what_.id.value;
    // After the instances, whose ends told those that had started them.
    for (const auto number : personal.inbox_numbers(id)) {
      (void)drop_inbox_entry(tx_, number, now_);
      count("deliveries", 1);
    }
    // An end or a refusal may have told a starter, who is erased, too.
    for (const auto number : personal.inbox_numbers(id))
      (void)drop_inbox_entry(tx_, number, now_);
    count("run_members", personal.rename_run_members(id, marker_));
    count("answers", personal.remove_answers(id));
    count("jobs", personal.blank_jobs(id, marker_));
    count("job_errors", personal.blank_job_errors(marker_));
    count("audit", personal.blank_audit(id, marker_));
    count("import_errors", personal.blank_import_errors(id));
    count("hook_calls", personal.blank_hook_calls(id));
    count("vouchers", personal.remove_holders(id));
    erase_of_customers();
    tx_.tables.erasures.clear(what_.id);
    tx_.tables.erasures.forget();
    what_.state = erasure_state::erased;
    what_.erased_at = now_;
  }

  void erase_of_customers() {
    for (const auto& customer : tx_.tables.erasures.listed_of(what_.id, records::customer_type)) {
      count("points", tx_.tables.personal.rename_points(customer, marker_));
      tx_.tables.personal.remove_traits(customer);
      count("changes", tx_.tables.customer_changes.remove(customer));
    }
  }

  static bool is_customer(const subject_ref& subject) {
    return subject.type == records::customer_type;
  }

  transaction& tx_;
  stored_erasure what_;
  instant now_;
  std::size_t left_;
  std::string marker_;
  own_turns turns_;
};

bool found_anything(const stored_erasure& what) {
  return std::ranges::any_of(what.removed, [](const json& count) { return count > 0; });
}

} // namespace

result<erasure_written> erase_subject(transaction& tx, const subject_ref& subject,
                                      const preconditions& only_if, const std::string& who,
                                      const std::string& why, instant now, std::size_t portion) {
  const auto name = to_text(subject);
  if (const auto running = tx.tables.erasures.of(name))
    return erasure_written{
        .erasure = *tx.tables.erasures.find(*running), .inbox_entries = {}, .revoked = {}};
  const auto record = tx.tables.records.find(subject);
  if (auto holds = require(only_if, "\"" + name + "\"",
                           record ? std::optional{record->version} : std::nullopt);
      !holds)
    return fail(std::move(holds.error()));
  if (const auto customer = tx.tables.aliases.claimed_behind(subject))
    return fail(error_code::wrong_state,
                name + " is " + to_text(*customer) + "; erase the customer, which erases both");
  stored_erasure what{.id = {},
                      .type = subject.type,
                      .digest = erasure_digest(tx, name),
                      .who = who,
                      .why = why,
                      .begun_at = now};
  what.id = tx.tables.erasures.insert(what);
  tx.tables.erasures.add(what.id, name, static_cast<int>(part::instances));
  tx.tables.erasures.forget();
  const auto digest = what.digest;
  auto written = eraser{tx, std::move(what), now, portion}.run();
  if (!written)
    return written;
  if (written->erasure.state == erasure_state::erased && !found_anything(written->erasure)) {
    tx.tables.erasures.remove(written->erasure.id);
    auto earlier = tx.tables.erasures.list(digest, written->erasure.id, 1);
    if (earlier.empty())
      return fail(error_code::not_found, "nothing is known of " + name);
    return erasure_written{
        .erasure = std::move(earlier.front()), .inbox_entries = {}, .revoked = {}};
  }
  write_audit(tx, now, who, subject.type + ".erase",
              to_text(written->erasure.id) + " hmac-sha256:" + digest, why);
  return written;
}

result<erasure_written> go_on_erasing(transaction& tx, erasure_id id, instant now,
                                      std::size_t portion) {
  auto what = tx.tables.erasures.find(id);
  if (!what)
    return fail(error_code::not_found, "there is no erasure " + to_text(id));
  if (what->state != erasure_state::running)
    return erasure_written{.erasure = std::move(*what), .inbox_entries = {}, .revoked = {}};
  return eraser{tx, std::move(*what), now, portion}.run();
}

result<stored_erasure> finish_erasure(transaction& tx, erasure_id id) {
  auto what = tx.tables.erasures.find(id);
  if (!what)
    return fail(error_code::not_found, "there is no erasure " + to_text(id));
  if (what->state == erasure_state::running)
    return fail(error_code::wrong_state, to_text(id) + " is still under way");
  what->state = erasure_state::done;
  tx.tables.erasures.update(*what);
  return std::move(*what);
}

} // namespace sojourn::storage
