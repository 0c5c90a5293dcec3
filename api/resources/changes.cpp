// /v1/changes: hints of what is other than before, for pages that then ask again.
#include "service/changes.hpp"

#include "api/hints.hpp"
#include "api/resources/answers.hpp"
#include "api/stream_places.hpp"
#include "base/topic.hpp"

#include <algorithm>

namespace sojourn::api {

namespace changes_resource {
namespace {

using std::chrono::steady_clock;

/// Of one topic. People do not read faster, and what they see costs a question.
constexpr milliseconds topic_interval{1'000};
/// A stream that says nothing for longer is taken for dead by proxies.
constexpr milliseconds longest_silence{15'000};
/// Then the stream ends and is asked for anew, by whoever still may.
constexpr milliseconds longest_stream{600'000};

/// What somebody must be allowed to be told of it, beside what the route needs.
accounts::permission_set needed_for(topic what) {
  switch (what) {
  case topic::access:
    return permission::administer;
  case topic::audit:
    return permission::operate;
  case topic::hooks:
    return permission::developer;
  case topic::imports:
    return permission::data;
  default:
    return permission::view;
  }
}

/// The topics of the question. Errors: invalid_request, forbidden.
result<std::vector<std::string>> topics_in(const request& ask) {
  const auto text = ask.parameter("topics");
  std::vector<std::string> topics;
  for (std::string_view left = text; !left.empty();) {
    const auto end = std::min(left.find(','), left.size());
    const std::string one{left.substr(0, end)};
    left.remove_prefix(std::min(end + 1, left.size()));
    const auto what = parse_topic(one);
    if (!what)
      return fail(error_code::invalid_request, "that is nothing that can be watched",
                  {{"/query/topics", "\"" + one + "\" is no topic"}});
    if (const auto lacking = accounts::lacking(ask.may, needed_for(*what)); !lacking.empty())
      return fail(error_code::forbidden, "\"" + ask.who +
                                             "\" lacks a permission that the topic \"" + one +
                                             "\" needs: " + accounts::to_text(lacking));
    if (std::ranges::find(topics, one) == topics.end())
      topics.push_back(one);
  }
  if (topics.empty() || topics.size() > hints::most_topics)
    return fail(error_code::invalid_request, "a stream watches 1 to 64 topics",
                {{"/query/topics", "has " + std::to_string(topics.size())}});
  return topics;
}

/// One stream: gathers what it hears, and tells it when it is asked for more.
class watched_changes : public std::enable_shared_from_this<watched_changes> {
public:
  watched_changes(std::vector<std::string> topics, std::shared_ptr<void> place)
      : topics_{std::move(topics)}, place_{std::move(place)} {}

  void begin(service::change_api& changes, const reply& answer) {
    watched_ = changes.watch(topics_, [heard = heard_, rung = rung_](std::size_t which) {
      heard->add(which);
      *rung = true;
    });
    // What was asked before the stream was there is asked again by whoever hears that it is.
    answer(make("event: open\ndata: {}\n\n"));
  }

private:
  response make(std::string body) {
    response told{.body = std::move(body), .content_type = "text/event-stream"};
    told.again = [self = shared_from_this()](const reply& next) { self->look(next); };
    told.again_after = topic_interval;
    told.rung = rung_;
    return told;
  }

  void look(const reply& answer) {
    const auto now = steady_clock::now();
    std::string body;
    for (const auto which : heard_->take(now))
      body += "data: " + dump(json{{"topic", topics_[which]}}) + "\n\n";
    const bool ends = now - began_ >= longest_stream;
    if (ends)
      body += "event: end\ndata: {}\n\n";
    else if (body.empty() && now - told_at_ >= longest_silence)
      body = ":\n\n";
    if (!body.empty())
      told_at_ = now;
    response told{.body = std::move(body), .content_type = "text/event-stream"};
    told.is_last = ends;
    answer(std::move(told));
  }

  const std::vector<std::string> topics_;
  const std::shared_ptr<void> place_;
  const std::shared_ptr<hints> heard_ = std::make_shared<hints>(topic_interval);
  const std::shared_ptr<std::atomic<bool>> rung_ = std::make_shared<std::atomic<bool>>(false);
  std::shared_ptr<void> watched_;
  const steady_clock::time_point began_ = steady_clock::now();
  steady_clock::time_point told_at_ = began_;
};

/// Who holds the places of a stream: a user or a token, or where there are none an address.
std::string holder_of(const request& ask) { return ask.who == "loopback" ? ask.client : ask.who; }

void watch_changes(const request& ask, handler_context& context, reply answer) {
  auto topics = topics_in(ask);
  if (!topics)
    return answer(fail(std::move(topics.error())));
  auto lack = stream_places::lack::none;
  auto place = context.change_streams.take(holder_of(ask), lack);
  if (lack == stream_places::lack::of_one) {
    error refused{error_code::rate_limited, "\"" + ask.who + "\" watches in too many browsers"};
    refused.retry_after_s = 30;
    return answer(fail(std::move(refused)));
  }
  if (!place)
    return answer(fail(error_code::overloaded, "too many browsers watch"));
  std::make_shared<watched_changes>(std::move(*topics), std::move(place))
      ->begin(context.services.changes, answer);
}

constexpr std::array changes_parameters{
    field{"topics", kind::text, "1 to 64, with commas between them", true}};

constexpr std::array table{
    route{
        .method = "GET",
        .pattern = "/v1/changes",
        .summary = "Hear that something has changed",
        .handle = watch_changes,
        .description =
            "Server-sent events that say what is other than before and not what it is: ask for "
            "it again. The first, \"open\", says that the stream is there; each later one has "
            "{\"topic\"}, and the same topic comes once a second at most. Topics are boosters, "
            "budget, campaigns, channels, clock, forms, held, jobs, messages, records, segments, "
            "settings, suggestions, vouchers, campaign:ID, customer:ID and instance:ID, and with "
            "the permission that their pages need access, audit, hooks and imports. What the "
            "time alone changes is not told. The event \"end\" comes after ten minutes; ask "
            "again then.",
        .query = changes_parameters,
        .answer = {.is = shape::text, .description = "text/event-stream, until one side ends it."},
        .streams = true},
};

} // namespace
} // namespace changes_resource

std::span<const route> change_routes() { return changes_resource::table; }

} // namespace sojourn::api
