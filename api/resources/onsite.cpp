// /v1/onsite: what the shop's pages ask, without a token and for one visitor at a time.
#include "api/page_gate.hpp"
#include "api/resources/answers.hpp"
#include "service/events.hpp"
#include "service/forms.hpp"
#include "service/placements.hpp"
#include "service/records.hpp"
#include "signing/base64.hpp"
#include "signing/digest.hpp"
#include "signing/random.hpp"

namespace sojourn::api {

extern const std::string_view onsite_script_text; // onsite/onsite.js
extern const std::string_view push_worker_text;   // onsite/push-worker.js

namespace onsite_resource {
namespace {

using service::written;

constexpr std::size_t most_form_fields = 32;
constexpr std::size_t longest_form_value_bytes = 2000;
constexpr std::size_t longest_word_bytes = 128;
constexpr std::size_t longest_endpoint_bytes = 2048;
constexpr std::size_t longest_agent_bytes = 300;
/// A stream that says nothing for longer is taken for dead by proxies.
constexpr milliseconds longest_silence{15'000};
constexpr std::string_view event_source = "onsite";
/// Answers of scripts change with the daemon's version alone.
constexpr auto script_cache = "public, max-age=600";

response script(std::string_view text) {
  return {.body = std::string{text},
          .content_type = "text/javascript; charset=utf-8",
          .headers = {{"Cache-Control", script_cache}}};
}

template <const std::string_view& Text>
void get_script(const request&, handler_context& context, reply answer) {
  if (context.pages.options().enabled)
    answer(script(Text));
  else
    answer(fail(error_code::not_found, "nothing is served to pages: onsite.enabled is false"));
}

/// What a browser asks before it lets a page send JSON.
void preflight(const request&, handler_context&, reply answer) {
  answer(response{.status = 204,
                  .headers = {{"Access-Control-Allow-Methods", "POST"},
                              {"Access-Control-Allow-Headers", "Content-Type"},
                              {"Access-Control-Max-Age", "86400"}}});
}

void get_settings(const request&, handler_context& context, reply answer) {
  answer(json_response(200, {{"push_public_key", context.pages.options().push_public_key}}));
}

subject_ref subject_of(const std::string& visitor) { return {"visitor", visitor}; }

/// The parts of a placement that a page needs; whose it is, it knows.
json for_page(const json& found) { return {{"items", found.at("items")}}; }

void get_placements(const request& ask, handler_context& context, reply answer) {
  const auto visitor = ask.parameter("visitor");
  if (auto refused = context.pages.admit(visitor))
    return answer(fail(std::move(*refused)));
  context.services.placements.list(
      subject_of(visitor), ask.parameter("slot"),
      answer.through<json>([](const json& found) { return json_response(200, for_page(found)); }));
}

/// Looks for a visitor's placements when they have changed, and now and then, and tells what is
/// other than before.
class watch : public std::enable_shared_from_this<watch> {
public:
  watch(service::placement_api& placements, std::string visitor, std::string slot,
        std::shared_ptr<void> place, milliseconds interval)
      : placements_{placements}, visitor_{std::move(visitor)}, slot_{std::move(slot)},
        place_{std::move(place)}, interval_{interval}, watched_{placements.watch(
                                                           subject_of(visitor_), ring())} {}

  void look(const reply& answer) {
    placements_.list(subject_of(visitor_), slot_,
                     answer.through<json>([self = shared_from_this()](const json& found) {
                       self->follow(found.value("subject", std::string{}));
                       return self->news(dump(for_page(found)));
                     }));
  }

private:
  [[nodiscard]] std::function<void()> ring() const {
    return [rung = rung_] { *rung = true; };
  }

  /// Whoever turns out to be a customer is shown what the customer is.
  void follow(const std::string& subject) {
    if (subject == subject_)
      return;
    subject_ = subject;
    const auto shown_to = parse_subject(subject);
    also_watched_ = shown_to && *shown_to != subject_of(visitor_)
                        ? placements_.watch(*shown_to, ring())
                        : nullptr;
  }

  response news(std::string now) {
    response told{.content_type = "text/event-stream"};
    told.again = [self = shared_from_this()](const reply& next) { self->look(next); };
    told.again_after = interval_;
    told.rung = rung_;
    if (now != last_) {
      told.body = "event: placements\ndata: " + now + "\n\n";
      last_ = std::move(now);
      silence_ = milliseconds{0};
    } else if ((silence_ += interval_) >= longest_silence) {
      told.body = ":\n\n";
      silence_ = milliseconds{0};
    }
    return told;
  }

  service::placement_api& placements_;
  const std::string visitor_;
  const std::string slot_;
  const std::shared_ptr<void> place_;
  const milliseconds interval_;
  const std::shared_ptr<std::atomic<bool>> rung_ = std::make_shared<std::atomic<bool>>(false);
  const std::shared_ptr<void> watched_; ///< after rung_, which it calls
  std::shared_ptr<void> also_watched_;
  std::string subject_; ///< whom the placements were of, the last time
  std::string last_;
  milliseconds silence_{0};
};

void stream(const request& ask, handler_context& context, reply answer) {
  const auto visitor = ask.parameter("visitor");
  if (auto refused = context.pages.admit(visitor))
    return answer(fail(std::move(*refused)));
  auto place = context.pages.open_stream(ask.client);
  if (!place)
    return answer(fail(std::move(place.error())));
  std::make_shared<watch>(context.services.placements, visitor, ask.parameter("slot"),
                          std::move(*place), context.pages.options().stream_interval)
      ->look(answer);
}

/// An id that the daemon makes of what a page says: a page cannot name what is another visitor's.
std::string own_id(std::string_view prefix, std::string_view visitor, std::string_view of) {
  constexpr std::size_t characters = 32;
  const auto digest = signing::sha256(std::string{visitor} + "/" + std::string{of});
  return std::string{prefix} + signing::base64url_encode(digest).substr(0, characters);
}

/// campaign, step and instance of the placement that was shown, as far as they are given.
result<json> placement_of(const request& ask) {
  auto shown = json::object();
  for (const auto* name : {"campaign", "step", "instance"}) {
    auto word = ask.text(name);
    if (word.size() > longest_word_bytes)
      return fail(error_code::invalid_request, "a name is too long",
                  {{"/" + std::string{name}, "has at most 128 bytes"}});
    if (!word.empty())
      shown[name] = std::move(word);
  }
  return shown;
}

service::caller page_caller() { return {.who = "page", .why = {}}; }

/// Answers 201 with the id once the event of it is stored.
void publish(service::event_api& events, std::string id, std::string type,
             const std::string& visitor, json data, const reply& answer) {
  events.publish({.source = std::string{event_source},
                  .id = id,
                  .type = std::move(type),
                  .subject = subject_of(visitor),
                  .data = std::move(data),
                  .by = page_caller()},
                 answer.through<written>([id](const written&) {
                   return json_response(201, {{"id", id}});
                 }));
}

/// The fields of a form. Errors: invalid_request, with what is wrong at its place.
result<json> form_fields(const request& ask) {
  auto fields = ask.object("fields");
  std::vector<error_detail> wrong;
  if (fields.size() > most_form_fields)
    wrong.push_back({"/fields", "has at most 32 members"});
  for (const auto& [name, value] : fields.items()) {
    if (name.empty() || name.size() > longest_word_bytes)
      wrong.push_back({pointer_to("/fields", name), "has a name of 1 to 128 bytes"});
    else if (!value.is_string() ||
             value.get_ref<const std::string&>().size() > longest_form_value_bytes)
      wrong.push_back({pointer_to("/fields", name), "must be text of at most 2000 bytes"});
  }
  if (!wrong.empty())
    return fail(error_code::invalid_request, "the form cannot be stored", std::move(wrong));
  return fields;
}

/// A lead: what of it is known everywhere stands at the top, so that rules and the linking of
/// people find it, the rest under "fields".
json lead_of(const std::string& visitor, const json& shown, const json& fields, instant now) {
  json lead{
      {"visitor_id", visitor}, {"submitted_at", sojourn::to_text(now)}, {"fields", json::object()}};
  lead.update(shown);
  for (const auto& [name, value] : fields.items()) {
    const bool is_known = name == "name" || name == "email" || name == "phone";
    (is_known ? lead[name] : lead["fields"][name]) = value;
  }
  return lead;
}

/// Whether every address that the form names may still start something today.
bool may_start(const request& ask, page_gate& pages, const json& fields) {
  bool may = true;
  for (const auto* name : {"email", "phone"}) {
    if (const auto found = fields.find(name); found != fields.end())
      may = pages.may_start(ask.client, found->get_ref<const std::string&>()) && may;
  }
  return may;
}

void post_form(const request& ask, handler_context& context, reply answer) {
  const auto visitor = ask.text("visitor");
  if (auto refused = context.pages.admit_to_store(ask, visitor))
    return answer(fail(std::move(*refused)));
  if (!is_page_id(ask.text("id"), "l-"))
    return answer(fail(error_code::invalid_request, "the form needs an id of its own",
                       {{"/id", "must be \"l-\" and 24 characters of base 64 for URLs"}}));
  auto shown = placement_of(ask);
  if (!shown)
    return answer(fail(std::move(shown.error())));
  auto fields = form_fields(ask);
  if (!fields)
    return answer(fail(std::move(fields.error())));
  const auto id = own_id("lead-", visitor, ask.text("id"));
  context.services.forms.submit({.visitor = visitor,
                                 .lead = id,
                                 .data = lead_of(visitor, *shown, *fields, context.pages.now()),
                                 .campaign = ask.text("campaign"),
                                 .step = ask.text("step"),
                                 .instance = ask.text("instance"),
                                 .starts = may_start(ask, context.pages, *fields),
                                 .by = page_caller()},
                                answer.through<written>([id](const written&) {
                                  return json_response(201, {{"id", id}});
                                }));
}

void post_event(const request& ask, handler_context& context, reply answer) {
  const auto visitor = ask.text("visitor");
  if (auto refused = context.pages.admit_to_store(ask, visitor))
    return answer(fail(std::move(*refused)));
  auto shown = placement_of(ask);
  if (!shown)
    return answer(fail(std::move(shown.error())));
  publish(context.services.events, "page-" + signing::base64url_encode(signing::random_bytes(18)),
          "onsite." + ask.text("what"), visitor, std::move(*shown), answer);
}

/// The subscription that a page sends, as its record. Errors: invalid_request.
result<json> subscription_of(const request& ask) {
  const auto given = ask.object("subscription");
  const auto text = [](const json& of, const char* name) {
    const auto found = of.find(name);
    return found != of.end() && found->is_string() ? found->get<std::string>() : std::string{};
  };
  const auto keys = given.value("keys", json::object());
  const auto endpoint = text(given, "endpoint");
  const auto p256dh = keys.is_object() ? text(keys, "p256dh") : "";
  const auto auth = keys.is_object() ? text(keys, "auth") : "";
  const auto bytes = [](const std::string& key) {
    const auto decoded = signing::base64url_decode(key);
    return decoded ? decoded->size() : 0;
  };
  if (!endpoint.starts_with("https://") || endpoint.size() > longest_endpoint_bytes)
    return fail(error_code::invalid_request, "that is no push subscription",
                {{"/subscription/endpoint", "must be an https URL of at most 2048 bytes"}});
  if (bytes(p256dh) != 65 || bytes(auth) != 16)
    return fail(error_code::invalid_request, "that is no push subscription",
                {{"/subscription/keys", "must have p256dh (65 bytes) and auth (16 bytes), in base "
                                        "64 for URLs"}});
  return json{{"endpoint", endpoint}, {"keys", {{"p256dh", p256dh}, {"auth", auth}}}};
}

void post_subscription(const request& ask, handler_context& context, reply answer) {
  const auto visitor = ask.text("visitor");
  if (auto refused = context.pages.admit_to_store(ask, visitor))
    return answer(fail(std::move(*refused)));
  auto record = subscription_of(ask);
  if (!record)
    return answer(fail(std::move(record.error())));
  const auto* agent = find_header(ask.headers, "User-Agent");
  auto agent_text = std::string{agent == nullptr ? std::string_view{} : agent->value};
  if (agent_text.size() > longest_agent_bytes || !is_utf8(agent_text))
    agent_text.clear();
  (*record)["visitor_id"] = visitor;
  (*record)["user_agent"] = agent_text;
  (*record)["created_at"] = sojourn::to_text(context.pages.now());
  const auto id = own_id("push-", visitor, record->at("endpoint").get<std::string>());
  context.services.records.write({.how = service::record_write::put,
                                  .type = "push_subscription",
                                  .id = id,
                                  .data = std::move(*record),
                                  .by = page_caller()},
                                 answer.through<written>([id](const written&) {
                                   return json_response(201, {{"id", id}});
                                 }));
}

constexpr field visitor_parameter{"visitor", kind::record, "the visitor, as the script names it",
                                  true};
constexpr std::array placement_parameters{visitor_parameter,
                                          field{"slot", kind::name, "only of this slot"}};
constexpr field visitor_field{"visitor", kind::text, "the visitor, as the script names it", true};
constexpr field campaign_field{"campaign", kind::text, "whose placement it was"};
constexpr field step_field{"step", kind::text, "of the placement"};
constexpr field instance_field{"instance", kind::text, "of the placement, where it has one"};

constexpr std::array form_body_fields{
    visitor_field,
    campaign_field,
    step_field,
    instance_field,
    field{"id", kind::text, "of this form on this page; the same again stores nothing more", true},
    field{"fields", kind::object, "at most 32 texts; name, email and phone are known", true}};
constexpr std::array<std::string_view, 3> happenings{"shown", "clicked", "closed"};
constexpr std::array event_body_fields{
    visitor_field, campaign_field, step_field, instance_field,
    field{"what", kind::choice, "what happened", true, happenings}};
constexpr std::array subscription_body_fields{
    visitor_field,
    field{"subscription", kind::object, "what PushManager.subscribe gave: {endpoint, keys}", true}};

constexpr std::string_view page_note = "For pages of onsite.origins alone.";

constexpr route preflight_of(std::string_view pattern) {
  return {.method = "OPTIONS",
          .pattern = pattern,
          .is_open = true,
          .summary = "Let a browser ask whether a page may send this",
          .handle = preflight,
          .answer = {.status = 204, .description = "It may."},
          .for_pages = true,
          .local = true};
}

constexpr std::array table{
    route{.method = "GET",
          .pattern = "/v1/onsite.js",
          .is_open = true,
          .summary = "Get the script of the shop's pages",
          .handle = get_script<onsite_script_text>,
          .answer = {.is = shape::text, .description = "JavaScript."},
          .local = true},
    route{.method = "GET",
          .pattern = "/v1/push-worker.js",
          .is_open = true,
          .summary = "Get the service worker that shows pushes",
          .handle = get_script<push_worker_text>,
          .answer = {.is = shape::text, .description = "JavaScript, for importScripts."},
          .local = true},
    route{.method = "GET",
          .pattern = "/v1/onsite/settings",
          .is_open = true,
          .summary = "Get what pages need to subscribe to pushes",
          .handle = get_settings,
          .description = page_note,
          .answer = {.description = "The public VAPID key; empty where there is none."},
          .for_pages = true,
          .local = true},
    route{.method = "GET",
          .pattern = "/v1/onsite/placements",
          .is_open = true,
          .summary = "Get what a page shows to its visitor now",
          .handle = get_placements,
          .description = page_note,
          .query = placement_parameters,
          .answer = {.description = "The placements, as in GET /v1/placements."},
          .for_pages = true},
    route{
        .method = "GET",
        .pattern = "/v1/onsite/stream",
        .is_open = true,
        .summary = "Hear what a page shows to its visitor, as it changes",
        .handle = stream,
        .description = "Server-sent events \"placements\", each with all there is to show; the "
                       "first comes at once. For pages of onsite.origins alone.",
        .query = placement_parameters,
        .answer = {.is = shape::text, .description = "text/event-stream, until one side ends it."},
        .for_pages = true,
        .streams = true},
    route{.method = "POST",
          .pattern = "/v1/onsite/forms",
          .is_open = true,
          .summary = "Store what a visitor wrote into a form",
          .handle = post_form,
          .description =
              "A record \"lead\" and the event \"form.submitted\" of the visitor; where "
              "the form identifies customers, also \"form.identified\" of the customer, "
              "which the answer does not tell. 422 names the fields that the form requires "
              "and that are missing, and those that are too long or of several lines. For "
              "pages of onsite.origins alone.",
          .body = {.is = body_kind::fields, .required = true, .fields = form_body_fields},
          .answer = {.status = 201, .description = "The id of the lead."},
          .for_pages = true},
    route{.method = "POST",
          .pattern = "/v1/onsite/events",
          .is_open = true,
          .summary = "Tell what became of a placement on a page",
          .handle = post_event,
          .description = "The event \"onsite.shown\", \"onsite.clicked\" or \"onsite.closed\" of "
                         "the visitor. For pages of onsite.origins alone.",
          .body = {.is = body_kind::fields, .required = true, .fields = event_body_fields},
          .answer = {.status = 201, .description = "The id of the event."},
          .for_pages = true},
    route{.method = "POST",
          .pattern = "/v1/onsite/subscriptions",
          .is_open = true,
          .summary = "Store a browser that takes pushes",
          .handle = post_subscription,
          .description = "A record \"push_subscription\" of the visitor. For pages of "
                         "onsite.origins alone.",
          .body = {.is = body_kind::fields, .required = true, .fields = subscription_body_fields},
          .answer = {.status = 201, .description = "The id of the record."},
          .for_pages = true},
    preflight_of("/v1/onsite/forms"),
    preflight_of("/v1/onsite/events"),
    preflight_of("/v1/onsite/subscriptions"),
};

} // namespace
} // namespace onsite_resource

std::span<const route> onsite_routes() { return onsite_resource::table; }

} // namespace sojourn::api
