// What can be asked about who is who, and about erasures.
#include "actors/dispatch/revoke_effects.hpp"
#include "service/cursor.hpp"
#include "service/daemon_orchestrator.hpp"
#include "storage/erasures.hpp"
#include "storage/identities.hpp"
#include "storage/records.hpp"

#include <algorithm>
#include <limits>

namespace sojourn::actors {

namespace {

/// Records that are found by one identity, at most.
constexpr std::size_t most_found = 100;

json show(const storage::stored_erasure& one) {
  json shown{{"id", to_text(one.id)},
             {"state", to_text(one.state)},
             {"type", one.type},
             {"subject_hmac_sha256", one.digest},
             {"who", one.who},
             {"why", one.why},
             {"begun_at", to_text(one.begun_at)},
             {"removed", one.removed}};
  if (one.erased_at)
    shown["erased_at"] = to_text(*one.erased_at);
  return shown;
}

json show(const storage::visitor_link& link) {
  return {{"visitor", link.visitor},
          {"customer", link.customer},
          {"state", link.is_done ? "linked" : "moving"},
          {"proven", link.trust == storage::link_trust::proven},
          {"linked_at", to_text(link.linked_at)},
          {"linked_by", link.linked_by},
          {"moved", link.moved}};
}

} // namespace

void daemon_orchestrator::erase(sojourn::orchestrator::erase_request request,
                                completion<written> done) {
  const auto at = now();
  commit<storage::erasure_written>(
      std::move(done),
      [this, request = std::move(request),
       at](storage::transaction& tx) -> result<storage::erasure_written> {
        auto erased = storage::erase_subject(tx, request.subject, request.only_if, request.by.who,
                                             request.by.why, at);
        if (erased)
          revoke_effects(tx, with_.gate, erased->revoked, at);
        return erased;
      },
      [this](storage::erasure_written erased) -> result<written> {
        with_.directory.bring(std::move(erased.caused));
        privacy_.look();
        return written{show(erased.erasure), false, false, 0};
      });
}

void daemon_orchestrator::get_erasure(std::string id, completion<json> done) {
  ask(std::move(done), [this, id = std::move(id)]() -> result<json> {
    const auto named = storage::parse_erasure_id(id);
    if (!named)
      return fail(named.error());
    const auto found = reader().erasures().find(*named);
    if (!found)
      return fail(error_code::not_found, "there is no erasure " + id);
    return show(*found);
  });
}

void daemon_orchestrator::list_erasures(std::string subject, page_request at,
                                        completion<page> done) {
  ask(std::move(done), [this, subject = std::move(subject), at = std::move(at)]() -> result<page> {
    const auto before = number_of<std::int64_t>(at.cursor);
    if (!before)
      return fail(before.error());
    const auto below = *before == 0 ? std::numeric_limits<std::int64_t>::max() : *before;
    page found;
    for (const auto& one : reader().erasures().list(subject, {below}, at.limit)) {
      found.items.push_back(show(one));
      found.next_cursor = std::to_string(one.id.value);
    }
    if (found.items.size() < at.limit)
      found.next_cursor.clear();
    return found;
  });
}

void daemon_orchestrator::link_visitor(std::string visitor, std::string customer, caller by,
                                       completion<written> done) {
  const auto at = now();
  commit<storage::link_written>(
      std::move(done),
      [this, visitor = std::move(visitor), customer = std::move(customer), who = std::move(by.who),
       at](storage::transaction& tx) -> result<storage::link_written> {
        auto linked = storage::link_visitor(tx, visitor, customer, who, at);
        if (linked)
          revoke_effects(tx, with_.gate, linked->revoked, at);
        return linked;
      },
      [this](storage::link_written linked) -> result<written> {
        with_.directory.bring(std::move(linked.caused));
        if (!linked.link.is_done)
          privacy_.look();
        return written{show(linked.link), linked.created, false, 0};
      });
}

void daemon_orchestrator::get_link(std::string visitor, completion<json> done) {
  ask(std::move(done), [this, visitor = std::move(visitor)]() -> result<json> {
    const auto link = reader().identities().link_of(visitor);
    if (!link)
      return fail(error_code::not_found, "visitor:" + visitor + " is linked to nobody");
    return show(*link);
  });
}

void daemon_orchestrator::list_links(std::string customer, page_request at, completion<page> done) {
  ask(std::move(done),
      [this, customer = std::move(customer), at = std::move(at)]() -> result<page> {
        page found;
        for (const auto& link : reader().identities().links(customer, at.cursor, at.limit)) {
          found.items.push_back(show(link));
          found.next_cursor = link.visitor;
        }
        if (found.items.size() < at.limit)
          found.next_cursor.clear();
        return found;
      });
}

void daemon_orchestrator::find_records(std::string type,
                                       sojourn::orchestrator::record_filter identities,
                                       completion<page> done) {
  ask(std::move(done),
      [this, type = std::move(type), identities = std::move(identities)]() -> result<page> {
        std::optional<std::vector<std::string>> fitting;
        for (const auto& [field, value] : identities) {
          auto found = reader().identities().find(type, field, value, most_found);
          if (!found)
            return fail(std::move(found.error()));
          if (!fitting)
            fitting = std::move(*found);
          else
            std::erase_if(*fitting, [&](const std::string& id) {
              return std::ranges::find(*found, id) == found->end();
            });
        }
        page shown;
        for (const auto& id : fitting.value_or(std::vector<std::string>{})) {
          if (auto record = reader().records().find({type, id}))
            shown.items.push_back(std::move(*record));
        }
        return shown;
      });
}

} // namespace sojourn::actors
