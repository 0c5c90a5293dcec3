#include "api/cloudevents.hpp"

#include "api/check.hpp"
#include "base/ascii.hpp"
#include "base/percent.hpp"
#include "base/uri_reference.hpp"
#include "service/events.hpp"
#include "signing/base64.hpp"

#include <algorithm>
#include <array>

namespace sojourn::api {

namespace {

using service::event_request;

constexpr std::size_t max_attribute_bytes = 1024;

/// What the specification names; other names are extensions.
constexpr std::array<std::string_view, 10> attributes{
    "specversion",     "id",         "source", "type",       "subject", "time",
    "datacontenttype", "dataschema", "data",   "data_base64"};

bool is_attribute_name(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  });
}

/// Reads the attributes in `context`, an object of strings. A mistake's pointer is
/// `place` with the attribute's name behind it.
event_request read_attributes(const json& context, const std::string& place, mistakes& wrong) {
  const auto text = [&](std::string_view name, bool required) -> std::string {
    const auto found = context.find(name);
    // In JSON null means the same as to leave it out (CloudEvents JSON format, section 2.2).
    if (found == context.end() || found->is_null()) {
      if (required)
        wrong.add(place + std::string{name}, "is missing");
      return {};
    }
    if (!found->is_string() || found->get_ref<const std::string&>().empty()) {
      wrong.add(place + std::string{name}, expectation(kind::text));
      return {};
    }
    const auto& value = found->get_ref<const std::string&>();
    if (value.size() > max_attribute_bytes) {
      wrong.add(place + std::string{name},
                "must be at most " + std::to_string(max_attribute_bytes) + " bytes");
      return {};
    }
    return value;
  };

  event_request event;
  if (const auto version = text("specversion", true); !version.empty() && version != "1.0")
    wrong.add(place + "specversion", "must be \"1.0\"");
  event.id = text("id", true);
  event.source = text("source", true);
  if (!event.source.empty() && !is_uri_reference(event.source))
    wrong.add(place + "source", "must be a URI-reference (RFC 3986), like \"/shop\" or "
                                "\"https://shop.example/orders\"; percent-encode what is not "
                                "ASCII");
  event.type = text("type", true);
  if (!event.type.empty() && !is_event_type(event.type))
    wrong.add(place + "type", expectation(kind::event));
  if (const auto subject = text("subject", true); !subject.empty()) {
    if (auto parsed = parse_subject(subject))
      event.subject = std::move(*parsed);
    else
      wrong.add(place + "subject", expectation(kind::subject));
  }
  if (const auto time = text("time", false); !time.empty()) {
    if (const auto parsed = parse_instant(time))
      event.at = *parsed;
    else
      wrong.add(place + "time", expectation(kind::instant));
  }
  text("dataschema", false);
  return event;
}

/// The value of a header of binary mode: quotation marks and their backslashes first, then one
/// round of percent-decoding (CloudEvents, HTTP binding 1.0.2, section 3.1.3.2). nullopt: it is
/// neither.
std::optional<std::string> decode_header(std::string_view value) {
  std::string plain{value};
  if (value.size() >= 2 && value.front() == '"' && value.back() == '"') {
    plain.clear();
    const auto inside = value.substr(1, value.size() - 2);
    for (std::size_t i = 0; i < inside.size(); ++i) {
      if (inside[i] == '"')
        return std::nullopt; // it ends before the end
      if (inside[i] == '\\' && ++i == inside.size())
        return std::nullopt; // the last quotation mark is escaped
      plain += inside[i];
    }
  }
  auto decoded = percent_decode(plain);
  return decoded && is_utf8(*decoded) ? std::move(decoded) : std::nullopt;
}

bool is_json_type(std::string_view media_type) {
  return media_type == "application/json" || media_type.ends_with("+json");
}

/// The data of an event in JSON: as it is, or as JSON in base 64. A null data_base64 is none.
json read_data(const json& envelope, const std::string& place, mistakes& wrong) {
  const auto data = envelope.find("data");
  const auto packed = envelope.find("data_base64");
  if (packed == envelope.end() || packed->is_null())
    return data == envelope.end() ? json::object() : *data;
  const auto pointer = pointer_to(place, "data_base64");
  const auto refuse = [&](const char* why) {
    wrong.add(pointer, why);
    return json{};
  };
  if (data != envelope.end() && !data->is_null())
    return refuse("cannot stand beside \"data\"");
  const auto bytes = packed->is_string()
                         ? signing::base64_decode(packed->get_ref<const std::string&>())
                         : std::nullopt;
  if (!bytes)
    return refuse("must be base 64 with its padding");
  auto parsed = parse_json(*bytes);
  return parsed ? std::move(*parsed) : refuse("must hold JSON: other data is not taken");
}

event_request read_structured(const json& envelope, const std::string& place, mistakes& wrong) {
  if (!envelope.is_object()) {
    wrong.add(place, "an event must be a JSON object");
    return {};
  }
  const std::vector<std::string_view> known{attributes.begin(), attributes.end()};
  for (const auto& [name, value] : envelope.items()) {
    if (name == "data_base64")
      continue;
    if (!is_attribute_name(name))
      wrong.add_unknown(pointer_to(place, name), name, known);
    else if (value.is_structured() && name != "data")
      wrong.add(pointer_to(place, name), "an attribute must be a string, a number or a boolean");
  }
  auto event = read_attributes(envelope, place + "/", wrong);
  if (const auto type = envelope.find("datacontenttype");
      type != envelope.end() && !type->is_null() &&
      (!type->is_string() || !is_json_type(media_type_of(type->get_ref<const std::string&>()))))
    wrong.add(pointer_to(place, "datacontenttype"), "must be a JSON media type");
  event.data = read_data(envelope, place, wrong);
  return event;
}

result<event_request> read_binary(std::span<const header> headers, std::string_view media_type,
                                  std::string_view body) {
  constexpr std::string_view prefix = "ce-";
  json context = json::object();
  mistakes wrong;
  for (const auto& [header_name, encoded] : headers) {
    const auto name = lower_ascii(header_name);
    if (!name.starts_with(prefix))
      continue;
    auto value = decode_header(encoded);
    const bool decoded = value.has_value();
    if (!decoded)
      wrong.add(pointer_to("/header", name), "is not percent-encoded UTF-8, in quotation marks or "
                                             "without");
    if (context.contains(name.substr(prefix.size())))
      wrong.add(pointer_to("/header", name), "stands twice");
    context[name.substr(prefix.size())] = decoded ? std::move(*value) : std::string{encoded};
  }
  if (!body.empty() && !is_json_type(media_type))
    return fail(error_code::unsupported_media_type,
                "the data of an event in binary mode must be JSON: send Content-Type: "
                "application/json");
  auto event = read_attributes(context, "/header/ce-", wrong);
  if (!wrong.empty())
    return fail(std::move(wrong).as_error());
  event.data = json::object();
  if (!body.empty()) {
    auto data = parse_json(body);
    if (!data)
      return fail(std::move(data.error()));
    event.data = std::move(*data);
  }
  return event;
}

} // namespace

result<std::vector<event_request>> decode_events(std::span<const header> headers,
                                                 std::string_view body) {
  const auto* content_type = find_header(headers, "Content-Type");
  const auto media_type =
      content_type == nullptr ? std::string{} : media_type_of(content_type->value);
  const bool is_batch = media_type == event_batch;
  if (!is_batch && media_type != structured_event) {
    if (find_header(headers, "ce-specversion") == nullptr)
      return fail(error_code::unsupported_media_type,
                  "send a CloudEvent: Content-Type " + std::string{structured_event} + " or " +
                      std::string{event_batch} + ", or ce-specversion and the other ce- headers");
    return read_binary(headers, media_type, body).map([](event_request event) {
      return std::vector{std::move(event)};
    });
  }

  const auto parsed = parse_json(body);
  if (!parsed)
    return fail(parsed.error());
  std::vector<event_request> events;
  mistakes wrong;
  if (!is_batch) {
    events.push_back(read_structured(*parsed, "", wrong));
  } else if (!parsed->is_array()) {
    wrong.add("", "a batch must be a JSON array of events");
  } else if (parsed->size() > max_batch_events) {
    wrong.add("", "a batch may have at most " + std::to_string(max_batch_events) + " events");
  } else {
    for (std::size_t i = 0; i < parsed->size(); ++i)
      events.push_back(read_structured((*parsed)[i], pointer_to("", i), wrong));
  }
  if (!wrong.empty())
    return fail(std::move(wrong).as_error());
  return events;
}

} // namespace sojourn::api
