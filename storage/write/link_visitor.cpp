// A visitor turned out to be a customer: what was the visitor's becomes the customer's.
#include "records/identity.hpp"
#include "storage/erasures.hpp"
#include "storage/figures.hpp"
#include "storage/identities.hpp"
#include "storage/instances.hpp"
#include "storage/jobs.hpp"
#include "storage/sqlite/transaction.hpp"
#include "storage/write/count_messages.hpp"
#include "storage/write/own_turns.hpp"
#include "storage/write/update_traits.hpp"

#include <algorithm>
#include <limits>

namespace sojourn::storage {

namespace {

constexpr std::string_view mover_name = "identity";

/// Moves what is left of a link, a portion at a time.
class move {
public:
  move(transaction& tx, visitor_link link, instant now, std::size_t portion)
      : tx_{tx}, link_{std::move(link)}, now_{now}, left_{portion}, turns_{tx, now},
        from_{std::string{records::visitor_type}, link_.visitor}, to_{records::customer(
                                                                      link_.customer)} {}

  result<link_written> run() {
    move_records();
    if (link_.trust == link_trust::claimed)
      return done();
    if (auto moved = move_instances(); !moved)
      return fail(std::move(moved.error()));
    count("deliveries", tx_.tables.aliases.move_inbox(from_, to_));
    count("consents", tx_.tables.aliases.move_consents(from_, to_));
    tx_.tables.aliases.move_kept(from_, to_);
    const auto sends = static_cast<std::size_t>(tx_.tables.aliases.move_sends(from_, to_, left_));
    count("sends", static_cast<std::int64_t>(sends));
    left_ -= sends;
    move_recipient(tx_.tables, to_text(from_), to_text(to_));
    const auto events = static_cast<std::size_t>(tx_.tables.aliases.move_events(from_, to_, left_));
    count("events", static_cast<std::int64_t>(events));
    left_ -= events;
    return done();
  }

private:
  link_written done() {
    link_.is_done = left_ > 0;
    tx_.tables.aliases.put(link_);
    return link_written{.link = std::move(link_),
                        .created = false,
                        .inbox_entries = std::move(turns_.inbox_entries),
                        .revoked = std::move(turns_.revoked)};
  }

  void count(const char* what, std::int64_t how_many) {
    link_.moved[what] = link_.moved.value(what, std::int64_t{0}) + how_many;
  }

  /// The data stays as it is; whose it is follows from the link.
  void move_records() {
    const auto old_owner = to_text(from_);
    const auto owner = to_text(to_);
    const auto stays = link_.trust == link_trust::claimed ? stays_with_visitor : std::string_view{};
    const auto rows = tx_.tables.records.owned_by(old_owner, left_, stays);
    for (const auto& [record, data] : rows) {
      tx_.tables.records.set_owner(record, owner);
      update_traits(tx_.tables, record, {old_owner, &data}, {owner, &data});
    }
    count("records", static_cast<std::int64_t>(rows.size()));
    left_ -= rows.size();
  }

  result<void> move_instances() {
    const job_filter open{.subject = to_text(from_)};
    for (const auto id : tx_.tables.jobs.about(open, {}, left_)) {
      const auto instance = tx_.tables.instances.find(id);
      if (!instance)
        throw corrupt_row{to_text(id) + " is in an index and not there"};
      if (auto moved = move_instance(*instance); !moved)
        return moved;
      --left_;
    }
    return {};
  }

  result<void> move_instance(const stored_instance& instance) {
    const auto key = key_for(instance);
    if (!key)
      return fail(key.error());
    if (const auto holder = holder_of(instance, *key)) {
      count("cancelled", 1);
      return turns_.give(instance, {.kind = engine::command_kind::cancel,
                                    .who = std::string{mover_name},
                                    .why = to_text(to_) + " has " + to_text(*holder) +
                                           " of this campaign already"});
    }
    count("instances", 1);
    return turns_.give(instance, {.kind = engine::command_kind::link,
                                  .who = link_.linked_by,
                                  .why = to_text(from_) + " is " + to_text(to_),
                                  .becomes = engine::identity{to_, *key}});
  }

  /// The re-entry key that the instance has as one about the customer. Where the rule gives none,
  /// it keeps its own.
  result<std::string> key_for(const stored_instance& instance) {
    const auto definition = turns_.definition_of(instance.version);
    if (!definition)
      return fail(definition.error());
    const auto& state = instance.state;
    if ((*definition)->reentry.policy == campaign::reentry_policy::parallel)
      return state.reentry_key;
    engine::facts known;
    if (auto record = tx_.tables.records.find(to_))
      known.record = std::move(record->data);
    if (engine::needs_of(**definition).traits_in_key)
      known.traits = figures(tx_.tables, to_.id);
    const auto key = engine::reentry_key(**definition, to_, state.trigger, known, now_);
    return key ? *key : state.reentry_key;
  }

  /// Who keeps the instance from having its key: an open instance, or for `once` any.
  std::optional<instance_id> holder_of(const stored_instance& instance, const std::string& key) {
    const auto definition = turns_.definition_of(instance.version);
    const auto policy = (*definition)->reentry.policy;
    if (policy == campaign::reentry_policy::parallel || key == instance.state.reentry_key)
      return std::nullopt;
    const auto* version = tx_.tables.campaigns.info(instance.version);
    const auto holder = tx_.tables.reentry.find(version->campaign_key, key);
    const bool is_in_the_way = holder && (holder->open || policy == campaign::reentry_policy::once);
    return is_in_the_way ? std::optional{holder->instance} : std::nullopt;
  }

  transaction& tx_;
  visitor_link link_;
  instant now_;
  std::size_t left_;
  own_turns turns_;
  subject_ref from_;
  subject_ref to_;
};

} // namespace

namespace {

subject_ref visitor_named(const std::string& id) {
  return {std::string{records::visitor_type}, id};
}

json nothing_moved() {
  return {{"records", 0},  {"events", 0},    {"deliveries", 0}, {"sends", 0},
          {"consents", 0}, {"instances", 0}, {"cancelled", 0}};
}

result<link_written> begin_link(transaction& tx, visitor_link link, std::size_t portion) {
  for (const auto& subject : {visitor_named(link.visitor), records::customer(link.customer)}) {
    if (auto free = refuse_while_erased(tx, to_text(subject)); !free)
      return fail(std::move(free.error()));
  }
  link.is_done = false;
  // Before anything moves, so that what moves finds whose it is.
  tx.tables.aliases.put(link);
  tx.add_changed_placements(
      to_text(visitor_named(link.visitor))); // a proven link shows the customer's
  const auto at = link.linked_at;
  auto moved = move{tx, std::move(link), at, portion}.run();
  if (moved)
    moved->created = true;
  return moved;
}

/// The visitor's records are the visitor's again: what was claimed has turned out otherwise. Goes
/// through all records of that customer, whom a claim has rarely given many.
void give_back(transaction& tx, const visitor_link& claimed) {
  tx.tables.aliases.remove(claimed.visitor);
  const auto visitor = visitor_named(claimed.visitor);
  const auto own = to_text(visitor);
  const auto holder = to_text(records::customer(claimed.customer));
  const auto all = static_cast<std::size_t>(std::numeric_limits<std::int64_t>::max());
  for (const auto& [record, data] : tx.tables.records.owned_by(holder, all)) {
    const auto type = tx.tables.record_types.find(record.type);
    if (!type || records::owner_of(*type, data) != visitor)
      continue;
    tx.tables.records.set_owner(record, own);
    update_traits(tx.tables, record, {holder, &data}, {own, &data});
  }
}

} // namespace

result<link_written> link_visitor(transaction& tx, const std::string& visitor,
                                  const std::string& customer, const std::string& who, instant now,
                                  std::size_t portion) {
  visitor_link link{.visitor = visitor,
                    .customer = customer,
                    .linked_at = now,
                    .linked_by = who,
                    .moved = nothing_moved()};
  if (auto known = tx.tables.aliases.find(visitor)) {
    if (known->trust == link_trust::claimed && known->customer != customer)
      give_back(tx, *known);
    else if (known->trust == link_trust::claimed)
      link.moved = std::move(known->moved);
    else if (known->customer == customer)
      return link_written{.link = std::move(*known), .inbox_entries = {}, .revoked = {}};
    else
      return fail(error_code::already_exists,
                  "visitor:" + visitor + " is customer:" + known->customer + " already",
                  {{.pointer = "/customer", .message = known->customer}});
  }
  return begin_link(tx, std::move(link), portion);
}

result<link_written> claim_visitor(transaction& tx, const std::string& visitor,
                                   const std::string& customer, const std::string& who, instant now,
                                   std::size_t portion) {
  if (auto known = tx.tables.aliases.find(visitor))
    return link_written{.link = std::move(*known), .inbox_entries = {}, .revoked = {}};
  return begin_link(tx,
                    {.visitor = visitor,
                     .customer = customer,
                     .trust = link_trust::claimed,
                     .linked_at = now,
                     .linked_by = who,
                     .moved = nothing_moved()},
                    portion);
}

result<link_written> go_on_linking(transaction& tx, const std::string& visitor, instant now,
                                   std::size_t portion) {
  auto link = tx.tables.aliases.find(visitor);
  if (!link)
    return fail(error_code::not_found, "visitor:" + visitor + " is nobody else");
  if (auto free = refuse_while_erased(tx, records::customer(link->customer)); !free)
    return fail(std::move(free.error()));
  if (link->is_done)
    return link_written{.link = std::move(*link), .inbox_entries = {}, .revoked = {}};
  return move{tx, std::move(*link), now, portion}.run();
}

subject_ref known_as(transaction& tx, const subject_ref& subject) {
  return tx.tables.aliases.customer_behind(subject).value_or(subject);
}

} // namespace sojourn::storage
