// Feeds bytes to hooks: documents, and calls with signatures in every scheme.
#include "hooks/hook.hpp"

#include <array>
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

const std::array documents{
    R"({})",
    R"({"signature": {"scheme": "hmac_sha256", "header": "s", "encoding": "hex", "prefix": "v1=",
        "timestamp_header": "s", "timestamp_prefix": "t="},
        "when": {"var": "body.a"}, "dedupe_key": {"var": "body.id"},
        "mapping": {"event": {"var": "body.type"}, "data": {"x": {"var": "headers.s"}}}})",
    R"({"signature": {"scheme": "hmac_sha256", "header": "s", "encoding": "base64"},
        "ping": {"form_field": "p"},
        "mapping": {"each": [{"var": "body.a"}, {"var": "item.b"}],
          "let": {"x": {"or": [{"var": "item.x"}, {"var": "outer.x"}]}},
          "find_by": [{"field": "phone", "value": {"from": {"var": "let.x"}, "as": "phone"}}],
          "records": [{"type": "order", "id": {"var": "item.id"}, "each": {"var": "body.c"},
            "fields": {"a": {"from": {"var": "item.a"}, "as": "money",
                             "minor_units_of": {"var": "item.u"}},
                       "b": {"from": {"var": "item.b"}, "as": "instant"},
                       "c": {"from": {"var": "item.c"}, "as": "date"},
                       "d": {"each": {"var": "item.d"}, "fields": {
                               "e": {"from": {"var": "item.e"}, "as": "whole"}}},
                       "f": {"from": {"var": "item.f"}, "values": {"1": "x"}}}}]}})"};

/// The text is "HEADER\nBODY".
void calls_are_refused_or_whole(std::string_view text) {
  static const auto hooks_read = [] {
    std::vector<hooks::definition_ptr> read;
    for (const auto* document : documents)
      read.push_back(hooks::read_document(json::parse(document)).value().hook);
    return read;
  }();
  const auto line_end = text.find('\n');
  const std::string value{text.substr(0, line_end)};
  const std::string body{line_end == std::string_view::npos ? text : text.substr(line_end + 1)};
  const std::map<std::string, std::string> headers{{"s", value},
                                                   {"webhook-id", value},
                                                   {"webhook-timestamp", "1767225600"},
                                                   {"webhook-signature", value}};
  const std::vector<std::string> secrets{"whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="};
  const auto now = from_unix_ms(1767225600000);
  for (const auto& hook : hooks_read) {
    (void)hooks::is_ping(*hook, {headers, body});
    const auto checked =
        hooks::verify(hook->signature, secrets, {headers, body}, now, milliseconds{300'000});
    require(!checked); // nobody guesses a digest
    const auto message = hooks::read_call(*hook, {headers, body}, now);
    if (!message)
      continue;
    require(message->id.size() <= hooks::longest_key_bytes);
    require(message->parts.size() <= hooks::most_parts);
    std::size_t records = 0;
    for (const auto& part : message->parts) {
      require(part.event.empty() || is_event_type(part.event));
      require(!part.subject || is_record_id(part.subject->id));
      for (const auto& record : part.records) {
        require(!record.id || is_record_id(*record.id));
        require(record.fields.is_object());
      }
      records += part.records.size();
    }
    require(records <= hooks::most_records);
  }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  calls_are_refused_or_whole(text);
  if (const auto document = parse_json(text); document && document->is_object()) {
    const auto read = hooks::read_document(*document);
    require(read || !read.error().details.empty());
  }
  return 0;
}
