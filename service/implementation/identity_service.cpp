// Which customer a visitor is.
#include "service/implementation/identity_service.hpp"

#include "actors/dispatch/revoke_effects.hpp"
#include "storage/identities.hpp"

namespace sojourn::service {

namespace {

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

void identity_service::link(std::string visitor, std::string customer, caller by,
                            completion<written> done) {
  const auto at = now();
  commit<storage::link_written>(
      std::move(done),
      [this, visitor = std::move(visitor), customer = std::move(customer), who = std::move(by.who),
       at](storage::transaction& tx) -> result<storage::link_written> {
        auto linked = storage::link_visitor(tx, visitor, customer, who, at);
        if (linked)
          actors::revoke_effects(tx, services_.gate, linked->revoked, at);
        return linked;
      },
      [this](storage::link_written linked) -> result<written> {
        services_.directory.bring(std::move(linked.inbox_entries));
        if (!linked.link.is_done)
          privacy_.look();
        return written{show(linked.link), linked.created, false, 0};
      });
}

void identity_service::get(std::string visitor, completion<json> done) {
  answer_query(std::move(done), [this, visitor = std::move(visitor)]() -> result<json> {
    const auto link = reader().identities().link_of(visitor);
    if (!link)
      return fail(error_code::not_found, "visitor:" + visitor + " is linked to nobody");
    return show(*link);
  });
}

void identity_service::list(std::string customer, page_request at, completion<page> done) {
  answer_query(std::move(done),
               [this, customer = std::move(customer), at = std::move(at)]() -> result<page> {
                 page found;
                 for (const auto& link :
                      reader().identities().links(customer, at.cursor, at.limit)) {
                   found.items.push_back(show(link));
                   found.next_cursor = link.visitor;
                 }
                 if (found.items.size() < at.limit)
                   found.next_cursor.clear();
                 return found;
               });
}

} // namespace sojourn::service
