// Record writes: what changed, and the starts that it causes.
#include "base/decimal.hpp"
#include "records/push_keys.hpp"
#include "storage/erasures.hpp"
#include "storage/identities.hpp"
#include "storage/inbox.hpp"
#include "storage/listeners.hpp"
#include "storage/record_changes.hpp"
#include "storage/records.hpp"
#include "storage/sqlite/transaction.hpp"
#include "storage/write/record_events.hpp"
#include "storage/write/update_customer.hpp"
#include "storage/write/update_traits.hpp"
#include "storage/write/write_inbox.hpp"

#include <algorithm>

namespace sojourn::storage {

namespace {

const json nothing;

const json& value_at(const json& data, const std::string& field) {
  const auto* found = find_path(data, field);
  return found ? *found : nothing;
}

/// The place at a dotted path in `root`, made as needed.
json& place_at(json& root, std::string_view dotted_path) {
  json* at = &root;
  while (true) {
    const auto dot = dotted_path.find('.');
    at = &(*at)[std::string{dotted_path.substr(0, dot)}];
    if (dot == std::string_view::npos)
      return *at;
    dotted_path.remove_prefix(dot + 1);
  }
}

/// A value's place in the order of a trigger, or without an order the number that it is, which is
/// compared in decimals: whole numbers beyond 2^53 are not the same as doubles. nullopt: neither.
std::optional<decimal> rank(const campaign::record_trigger& watches, const json& value) {
  if (watches.order.empty())
    return decimal::of(value);
  const auto found = std::ranges::find(watches.order, value);
  if (found == watches.order.end())
    return std::nullopt;
  return decimal{found - watches.order.begin()};
}

/// Whether a field that changes so goes the way that the trigger wants. What has no place in
/// the order goes neither up nor down; what was not there before is below all.
bool goes(const campaign::record_trigger& watches, const json& from, const json& to) {
  if (watches.towards == campaign::direction::any)
    return true;
  const bool upwards = watches.towards == campaign::direction::up;
  const auto low = rank(watches, from);
  const auto high = rank(watches, to);
  if (from.is_null() || to.is_null())
    return from.is_null() ? upwards && high : !upwards && low;
  if (!low || !high)
    return false;
  return upwards ? *high > *low : *high < *low;
}

/// Names of the outermost fields that are not the same.
std::vector<std::string_view> changed_fields(const json& before, const json& after) {
  std::vector<std::string_view> changed;
  for (auto field = after.begin(); field != after.end(); ++field) {
    const auto old = before.find(field.key());
    if (old == before.end() || *old != *field)
      changed.emplace_back(field.key());
  }
  for (auto field = before.begin(); before.is_object() && field != before.end(); ++field) {
    if (!after.contains(field.key()))
      changed.emplace_back(field.key());
  }
  return changed;
}

/// Whether one of these outermost fields is watched, or holds one that is: for most of many
/// campaigns none is, and no value need be looked up.
bool may_concern(const campaign::record_trigger& watches,
                 const std::vector<std::string_view>& changed) {
  return std::ranges::any_of(watches.fields, [&](const std::string& field) {
    const auto outermost = std::string_view{field}.substr(0, field.find('.'));
    return std::ranges::find(changed, outermost) != changed.end();
  });
}

std::vector<inbox_entry> starts_of(transaction& tx, const record_step& step,
                                   const listener_set& listeners, instant now) {
  const auto& [record, owner, before, after, version] = step;
  std::vector<inbox_entry> starts;
  const auto customer = record.type == records::customer_type ? std::optional{record.id}
                        : owner                               ? customer_of(*owner)
                                                              : std::nullopt;
  if (!customer || listeners.records.empty())
    return starts;
  const auto changed = changed_fields(before, after);
  for (const auto& listener : listeners.records) {
    if (listener.trigger.record != record.type || !may_concern(listener.trigger, changed))
      continue;
    auto change = watched_changes(before, after, listener.trigger);
    if (change.is_null())
      continue;
    json trigger{{"type", campaign::to_text(listener.trigger.on)},
                 {"record", record.type},
                 {"change", std::move(change)}};
    if (record.type != records::customer_type) {
      trigger["id"] = record.id;
      trigger["data"] = after;
    }
    ask_for_start(tx, starts,
                  {.at = now,
                   .campaign = listener.campaign,
                   .subject = records::customer(*customer),
                   .payload = std::move(trigger)},
                  listeners);
  }
  return starts;
}

/// The events that the write causes, and behind them the starts, which do not hear them: they are
/// what caused these.
std::vector<inbox_entry> consequences_of(transaction& tx, const record_step& step,
                                         const listener_set& listeners, instant now) {
  auto inbox_entries = write_record_events(tx, step, listeners, now);
  auto starts = starts_of(tx, step, listeners, now);
  insert_inbox_entries(tx, starts);
  std::ranges::move(starts, std::back_inserter(inbox_entries));
  return inbox_entries;
}

/// Pages that show the record, or whose it is, hear of it.
void touch_record(transaction& tx, const subject_ref& record,
                  const std::optional<std::string>& owner) {
  if (!tx.is_watched())
    return;
  tx.touch(topic::records);
  const auto customer = record.type == records::customer_type ? result<subject_ref>{record}
                        : owner                               ? parse_subject(*owner)
                                                              : fail(error_code::not_found, "");
  if (customer && customer->type == records::customer_type)
    tx.touch(topic::customer, customer->id);
}

/// What follows from a record that was just put in.
record_change insert_created(transaction& tx, const subject_ref& record, std::int64_t version,
                             json data, const std::optional<std::string>& owner,
                             const listener_set& listeners, instant now) {
  tx.count(counter::records, 1);
  touch_record(tx, record, owner);
  update_traits(tx.tables, record, {}, {owner, &data});
  if (const auto type = tx.tables.record_types.find(record.type))
    update_identities(tx.tables, *type, record.id, nullptr, &data);
  update_customer_names(tx.tables, record, nullptr, &data);
  record_change created{.version = version,
                        .created = true,
                        .changed = true,
                        .before = {},
                        .after = std::move(data),
                        .inbox_entries = {}};
  created.inbox_entries =
      consequences_of(tx, {record, owner, nothing, created.after, version}, listeners, now);
  return created;
}

/// Writes `after` over what is there, where its type takes it; the traits of the owners
/// before and after follow.
result<record_change> store_value(transaction& tx, const subject_ref& record,
                                  std::optional<record_table::row> before, json after,
                                  const listener_set& listeners, instant now) {
  const auto type = tx.tables.record_types.find(record.type);
  if (record.type == records::push_subscription_type)
    after = records::with_normal_push_keys(std::move(after));
  if (type) {
    if (auto checked = records::check_record(*type, record, after); !checked)
      return fail(std::move(checked.error()));
  }
  const auto owner = owner_column(tx.tables, type.get(), after);
  if (auto free = refuse_while_erased(tx, record, owner); !free)
    return fail(std::move(free.error()));
  if (!before) {
    const auto version = tx.tables.records.insert(record, after, owner, now);
    return insert_created(tx, record, version, std::move(after), owner, listeners, now);
  }
  record_change change{.version = before->version,
                       .before = std::move(before->data),
                       .after = std::move(after),
                       .inbox_entries = {}};
  if (change.before == change.after)
    return change;
  change.changed = true;
  touch_record(tx, record, owner);
  tx.tables.records.update(record, ++change.version, change.after, owner, now);
  update_traits(tx.tables, record, {before->owner, &change.before}, {owner, &change.after});
  if (type)
    update_identities(tx.tables, *type, record.id, &change.before, &change.after);
  update_customer_names(tx.tables, record, &change.before, &change.after);
  log_customer_change(tx, record, change.before, change.after, now);
  change.inbox_entries = consequences_of(
      tx, {record, owner, change.before, change.after, change.version}, listeners, now);
  return change;
}

tl::unexpected<error> not_an_object(const subject_ref& record) {
  return fail(error_code::invalid_request,
              "the data of \"" + to_text(record) + "\" must be a JSON object");
}

} // namespace

json watched_changes(const json& before, const json& after,
                     const campaign::record_trigger& watches) {
  const bool is_new = before.is_null();
  if (is_new && watches.on == campaign::record_moment::changed)
    return {};
  json changes;
  for (const auto& field : watches.fields) {
    const auto& from = is_new ? nothing : value_at(before, field);
    const auto& to = value_at(after, field);
    if (from == to || (watches.on == campaign::record_moment::created && !from.is_null()) ||
        !goes(watches, from, to))
      continue;
    auto& place = place_at(changes, field);
    place["from"] = from;
    place["to"] = to;
  }
  return changes;
}

void remove_record(transaction& tx, const subject_ref& record,
                   const std::optional<std::string>& owner, const json& data) {
  tx.tables.records.remove(record);
  tx.count(counter::records, -1);
  touch_record(tx, record, owner);
  update_traits(tx.tables, record, {owner, &data}, {});
  if (const auto type = tx.tables.record_types.find(record.type))
    update_identities(tx.tables, *type, record.id, &data, nullptr);
  update_customer_names(tx.tables, record, &data, nullptr);
}

std::optional<record_change> add_record(transaction& tx, const subject_ref& record, json data,
                                        const std::string& as_text,
                                        const std::optional<std::string>& owner,
                                        const listener_set& listeners, instant now) {
  const auto version = tx.tables.records.insert_new(record, as_text, owner, now);
  if (!version)
    return std::nullopt;
  return insert_created(tx, record, *version, std::move(data), owner, listeners, now);
}

result<record_change> apply_patch(transaction& tx, const engine::record_patch& patch,
                                  const listeners_ptr& listeners, instant now) {
  static const listener_set nobody;
  if (!patch.patch.is_object())
    return not_an_object(patch.subject);
  auto before = tx.tables.records.find(patch.subject);
  auto after = merge_patched(before ? before->data : json::object(), patch.patch);
  for (const auto& [field, change] : patch.tags) {
    auto& list = after[field];
    if (!list.is_array() && !list.is_null())
      return fail(error_code::version_mismatch,
                  "\"" + field + "\" of " + to_text(patch.subject) + " has become no list");
    list = records::with_tags(std::move(list), change);
  }
  return store_value(tx, patch.subject, std::move(before), std::move(after),
                     listeners ? *listeners : nobody, now);
}

result<record_change> write_record(transaction& tx, record_write_kind how,
                                   const subject_ref& record, const json& data,
                                   const preconditions& only_if, const listener_set& listeners,
                                   instant now) {
  auto before = tx.tables.records.find(record);
  if (!before && how != record_write_kind::put)
    return fail(error_code::not_found, "there is no record \"" + to_text(record) + "\"");
  if (auto holds = require(only_if, "\"" + to_text(record) + "\"",
                           before ? std::optional{before->version} : std::nullopt);
      !holds)
    return fail(std::move(holds.error()));
  if (how == record_write_kind::remove) {
    remove_record(tx, record, before->owner, before->data);
    return record_change{
        .changed = true, .before = std::move(before->data), .after = {}, .inbox_entries = {}};
  }
  if (!data.is_object())
    return not_an_object(record);
  auto after = how == record_write_kind::patch ? merge_patched(before->data, data) : data;
  return store_value(tx, record, std::move(before), std::move(after), listeners, now);
}

} // namespace sojourn::storage
