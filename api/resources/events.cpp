// /v1/events: what happened to a subject, as CloudEvents.
#include "service/events.hpp"

#include "api/cloudevents.hpp"
#include "api/resources/answers.hpp"

#include <mutex>

namespace sojourn::api {

namespace events_resource {
namespace {

using service::written;

/// Gathers the answers of a batch, which may come on several threads, and answers once.
class batch_answer {
public:
  batch_answer(std::size_t count, completion<json> done)
      : items_(count), waiting_for_{count}, done_{std::move(done)} {}

  void set(std::size_t index, result<written> answer) {
    const std::lock_guard lock{mutex_};
    if (answer) {
      items_[index] = std::move(answer->body);
    } else {
      if (!failed_)
        failed_ = error{answer.error().code, {}};
      failed_->details.push_back({pointer_to("", index), answer.error().message});
    }
    if (--waiting_for_ == 0)
      finish();
  }

private:
  void finish() {
    if (!failed_)
      return done_(json{{"items", std::move(items_)}});
    failed_->message = std::to_string(failed_->details.size()) + " of " +
                       std::to_string(items_.size()) +
                       " events were not taken; send the batch again, those that were taken are "
                       "known by source and id";
    done_(fail(std::move(*failed_)));
  }

  std::mutex mutex_;
  std::vector<json> items_;
  std::size_t waiting_for_;
  std::optional<error> failed_;
  completion<json> done_;
};

void publish(const request& ask, handler_context& context, reply answer) {
  auto events = decode_events(ask.headers, ask.body);
  if (!events)
    return answer(fail(std::move(events.error())));
  for (auto& event : *events)
    event.by = ask.caller();

  const auto* type = find_header(ask.headers, "Content-Type");
  if (type == nullptr || media_type_of(type->value) != event_batch)
    return context.services.events.publish(std::move(events->front()), as_accepted(answer));

  auto done = answer.through<json>([](const json& body) { return json_response(202, body); });
  if (events->empty())
    return done(json{{"items", json::array()}});
  // In order, but not one after the other's commit: the writer can take them as a group.
  const auto gathered = std::make_shared<batch_answer>(events->size(), std::move(done));
  for (std::size_t i = 0; i < events->size(); ++i)
    context.services.events.publish(std::move((*events)[i]),
                                    completion<written>{[gathered, i](result<written> one) {
                                      gathered->set(i, std::move(one));
                                    }});
}

void list(const request& ask, handler_context& context, reply answer) {
  context.services.events.list({.subject = ask.parameter("subject"),
                                .type = ask.parameter("type"),
                                .source = ask.parameter("source"),
                                .text = ask.parameter("q"),
                                .from = instant_in(ask, "from"),
                                .to = instant_in(ask, "to")},
                               ask.page, as_page(ask, answer));
}

constexpr std::array list_parameters{
    field{"subject", kind::subject, "only about this subject"},
    field{"type", kind::event, "only of this type"},
    field{"source", kind::text, "only from this source"},
    field{.name = "q",
          .description = "only whose data hold this text, as JSON writes it",
          .is_personal = true},
    field{"from", kind::instant, "only at this instant or later"},
    field{"to", kind::instant, "only before this instant"},
    limit_parameter,
    cursor_parameter};

constexpr std::array table{
    route{.method = "GET",
          .pattern = "/v1/events",
          .summary = "List events",
          .handle = list,
          .description = "From new to old, in the order in which they were stored; those of the "
                         "daemon itself have the source \"sojourn\". A page may hold fewer than "
                         "asked for and still have a next one: only so many are looked at.",
          .query = list_parameters,
          .answer = {.is = shape::page, .description = "The events."}},
    route{.method = "POST",
          .pattern = "/v1/events",
          .needs = permission::data,
          .summary = "Publish CloudEvents",
          .handle = publish,
          .description = "CloudEvents 1.0: structured, batch (all are checked before the first "
                         "is published), or binary with ce- headers and JSON data. The "
                         "subject is a record, as in \"customer:42\". Source and id together "
                         "name an event; a second one with the same changes nothing.",
          .body = {.is = body_kind::raw,
                   .required = true,
                   .description = "a CloudEvent or a batch",
                   .media_types = {}},
          .answer = {.status = 202, .description = "The event is on disk."}},
};

} // namespace
} // namespace events_resource

std::span<const route> event_routes() { return events_resource::table; }

} // namespace sojourn::api
