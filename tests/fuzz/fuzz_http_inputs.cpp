// Feeds bytes to everything that decodes a request: queries, ids, cursors, routes and their
// checks, Host and Origin, and CloudEvents in their three modes.
#include "api/access.hpp"
#include "api/check.hpp"
#include "api/cloudevents.hpp"
#include "api/cursor.hpp"
#include "api/router.hpp"
#include "base/percent.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

namespace {

using namespace sojourn;

/// What must hold of every input; a fuzzer stops where it does not.
void require(bool holds) {
  if (!holds)
    std::abort();
}

void encoded_text_comes_back(std::string_view text) {
  require(percent_decode(percent_encode(text)) == std::string{text});
  (void)percent_decode(text, true);
}

void cursors_are_bound_to_their_listing(std::string_view text) {
  (void)api::unwrap_cursor("/v1/instances", text);
  if (text.empty())
    return;
  const auto cursor = api::wrap_cursor("/v1/instances", text);
  require(api::unwrap_cursor("/v1/instances", cursor).value() == text);
}

void queries_are_utf8_and_free_of_repetition(std::string_view text) {
  const auto values = api::parse_query(text);
  if (!values)
    return require(!values.error().details.empty());
  for (const auto& [name, value] : *values)
    require(is_utf8(name) && is_utf8(value));
}

void events_are_whole(std::string_view content_type, std::string_view text) {
  const auto line_end = text.find('\n');
  const auto value = text.substr(0, line_end);
  const auto body = line_end == std::string_view::npos ? text : text.substr(line_end + 1);
  const std::vector<api::header> headers{
      {"Content-Type", content_type}, {"ce-specversion", "1.0"}, {"ce-id", value},
      {"ce-source", value},           {"ce-type", "order.paid"}, {"ce-subject", value}};
  const auto events = api::decode_events(headers, body);
  if (!events)
    return;
  for (const auto& event : *events)
    require(!event.id.empty() && !event.source.empty() && is_name(event.type) &&
            is_record_id(event.subject.id));
}

/// The text is "METHOD TARGET\nBODY", as a request on the wire begins.
void checked_requests_keep_their_routes_promises(std::string_view text) {
  const auto space = text.find(' ');
  const auto line_end = text.find('\n');
  if (space == std::string_view::npos || line_end == std::string_view::npos || space > line_end)
    return;
  const auto target = text.substr(space + 1, line_end - space - 1);
  const auto question = target.find('?');
  api::request ask;
  ask.method = text.substr(0, space);
  ask.path = target.substr(0, question);
  if (question != std::string_view::npos)
    ask.query_text = target.substr(question + 1);
  ask.headers = {{"Content-Type", "application/json"}, {"Idempotency-Key", "k"}};
  ask.body = text.substr(line_end + 1);
  if (api::find_route(ask) || api::check_request(ask))
    return;
  for (const auto& [name, value] : ask.ids)
    require(!value.empty() && is_utf8(value));
  for (const auto& declared : ask.matched->body.fields)
    require(!declared.required || ask.fields.contains(declared.name));
  require(ask.page.limit >= 1 && ask.page.limit <= api::max_page_limit);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  encoded_text_comes_back(text);
  cursors_are_bound_to_their_listing(text);
  queries_are_utf8_and_free_of_repetition(text);
  for (const auto type :
       {api::structured_event, api::event_batch, std::string_view{"application/json"}})
    events_are_whole(type, text);
  checked_requests_keep_their_routes_promises(text);
  (void)api::is_loopback_host(text);
  (void)api::is_same_origin(text, "localhost");
  (void)api::media_type_of(text);
  return 0;
}
