// Events that other systems publish.
#include "service/implementation/event_service.hpp"

#include "service/implementation/cursor.hpp"
#include "service/implementation/receivers.hpp"
#include "storage/events.hpp"

namespace sojourn::service {

void event_service::publish(event_request request, completion<written> done) {
  if (request.source == storage::own_event_source) {
    done(fail(error_code::invalid_request, "only the daemon itself publishes as \"sojourn\"",
              {{"/source", "name the system that the event comes from"}}));
    return;
  }
  storage::stored_event event;
  event.source = std::move(request.source);
  event.id = std::move(request.id);
  event.type = std::move(request.type);
  event.subject = std::move(request.subject);
  event.at = request.at.value_or(now());
  event.data = request.data.is_null() ? json::object() : std::move(request.data);
  const auto at = now();
  commit<storage::event_written>(
      std::move(done),
      [this, event, at](storage::transaction& tx) {
        return storage::write_event(tx, event, *services_.catalogue.listeners(), at);
      },
      [this, event](storage::event_written outcome) -> result<written> {
        json body{{"source", event.source},
                  {"id", event.id},
                  {"duplicate", outcome.duplicate},
                  {"heard_by", instances_of(outcome.inbox_entries)},
                  {"heard_at_start", std::move(outcome.heard_at_start)},
                  {"triggered", campaigns_of(outcome.inbox_entries)},
                  {"held", held_of(outcome.inbox_entries)},
                  {"kept_until", to_text(outcome.kept_until)}};
        services_.directory.bring(std::move(outcome.inbox_entries));
        return written{std::move(body), !outcome.duplicate, outcome.duplicate, 0};
      });
}

void event_service::list(event_filter filter, page_request at, completion<page> done) {
  answer_query(std::move(done), [this, filter = std::move(filter), at]() -> result<page> {
    const auto before = number_of<std::int64_t>(at.cursor);
    if (!before)
      return fail(before.error());
    auto found = reader().events().find({.subject = filter.subject,
                                         .type = filter.type,
                                         .source = filter.source,
                                         .text = filter.text,
                                         .from = filter.from,
                                         .to = filter.to,
                                         .before = *before,
                                         .limit = at.limit});
    return page{std::move(found.items), found.next == 0 ? "" : std::to_string(found.next)};
  });
}

} // namespace sojourn::service
