#include "api/check.hpp"

#include "api/cursor.hpp"
#include "base/ascii.hpp"
#include "base/percent.hpp"
#include "signing/digest.hpp"

#include <algorithm>
#include <charconv>

namespace sojourn::api {

namespace {

constexpr std::size_t max_idempotency_key_bytes = 255;

template <class Number>
std::optional<Number> whole_number(std::string_view text) {
  Number number{};
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (status != std::errc{} || end != text.data() + text.size())
    return std::nullopt;
  return number;
}

std::vector<std::string_view> names_of(std::span<const field> fields) {
  std::vector<std::string_view> names;
  for (const auto& one : fields)
    names.push_back(one.name);
  return names;
}

bool is_amount(const json& value) {
  return value.is_number_integer() && value >= json(-max_amount) && value <= json(max_amount);
}

bool fits(kind what, const json& value, std::span<const std::string_view> choices) {
  if (what == kind::object)
    return value.is_object();
  if (what == kind::records)
    return value.is_array() && std::all_of(value.begin(), value.end(), [](const json& one) {
             return fits(kind::record, one, {});
           });
  if (what == kind::flag)
    return value.is_boolean();
  if (what == kind::count)
    return value.is_number_unsigned() && value.get<std::uint64_t>() >= 1 &&
           value.get<std::uint64_t>() <= max_count;
  if (what == kind::amount)
    return is_amount(value);
  if (!value.is_string())
    return false;
  const auto& text = value.get_ref<const std::string&>();
  switch (what) {
  case kind::name:
    return is_name(text);
  case kind::event:
    return is_event_type(text);
  case kind::record:
    return is_record_id(text);
  case kind::instance:
    return parse_instance_id(text).has_value();
  case kind::subject:
    return parse_subject(text).has_value();
  case kind::instant:
    return parse_instant(text).has_value();
  case kind::limit: {
    const auto number = whole_number<std::uint32_t>(text);
    return number && *number >= 1 && *number <= max_page_limit;
  }
  case kind::choice:
    return std::find(choices.begin(), choices.end(), text) != choices.end();
  default:
    return !text.empty();
  }
}

/// A pointer to the first item of an array that does not fit, or to the array itself.
std::string place_of_mistake(const field& declared, const json& value, std::string pointer) {
  if (declared.is == kind::records && value.is_array()) {
    for (std::size_t i = 0; i < value.size(); ++i) {
      if (!fits(kind::record, value[i], {}))
        return pointer_to(pointer, i);
    }
  }
  return pointer;
}

bool is_instant_field(std::span<const field> fields, std::string_view name) {
  const auto* declared = find_field(fields, name);
  return declared != nullptr && declared->is == kind::instant;
}

/// A time that ends before it begins is a mistake, and not one in which nothing happened.
void check_time(std::span<const field> fields, const std::string& from, const std::string& to,
                const std::string& place, mistakes& wrong) {
  if (!is_instant_field(fields, "from") || !is_instant_field(fields, "to"))
    return;
  const auto begins = parse_instant(from);
  const auto ends = parse_instant(to);
  if (!begins || !ends || *begins <= *ends)
    return;
  wrong.add(place + "/from", "is after \"to\", which is " + to + "; write an earlier instant");
  wrong.add(place + "/to", "is before \"from\", which is " + from + "; write a later instant");
}

/// The id of a record may be written as a whole number: 42 is read as "42".
void read_numbered_ids(json& body, std::span<const field> fields) {
  const auto as_id = [](json& value) {
    if (value.is_number_integer())
      value = dump(value);
  };
  for (auto member = body.begin(); member != body.end(); ++member) {
    const auto* declared = find_field(fields, member.key());
    if (declared != nullptr && declared->is == kind::record)
      as_id(*member);
    else if (declared != nullptr && declared->is == kind::records && member->is_array())
      std::for_each(member->begin(), member->end(), as_id);
  }
}

void check_fields(const json& body, const body_spec& spec, mistakes& wrong) {
  for (const auto& [name, value] : body.items()) {
    const auto* declared = find_field(spec.fields, name);
    if (declared == nullptr) {
      wrong.add_unknown(pointer_to("", name), name, names_of(spec.fields));
    } else if (auto what = complaint(declared->is, value, declared->choices)) {
      wrong.add(place_of_mistake(*declared, value, pointer_to("", name)), std::move(*what));
    }
  }
  for (const auto& declared : spec.fields) {
    if (declared.required && !body.contains(declared.name))
      wrong.add(pointer_to("", declared.name),
                "is missing; it " + expectation(declared.is, declared.choices));
  }
  const auto text = [&body](const char* name) {
    const auto found = body.find(name);
    return found != body.end() && found->is_string() ? found->get<std::string>() : std::string{};
  };
  check_time(spec.fields, text("from"), text("to"), "", wrong);
  if (spec.exactly_one_of.empty())
    return;
  const auto given = std::count_if(spec.exactly_one_of.begin(), spec.exactly_one_of.end(),
                                   [&](std::string_view name) { return body.contains(name); });
  if (given != 1) {
    std::string names;
    for (const auto name : spec.exactly_one_of) {
      const auto* declared = find_field(spec.fields, name);
      names += (names.empty() ? "\"" : " or \"") + std::string{name} + "\"" +
               (declared != nullptr ? " (" + std::string{declared->description} + ")" : "");
    }
    wrong.add("", given == 0 ? "needs " + names : "takes " + names + ", and no two of them");
  }
}

std::optional<error> read_body(request& ask, mistakes& wrong) {
  const auto& spec = ask.matched->body;
  if (spec.is == body_kind::raw && spec.media_types.empty())
    return std::nullopt;
  if (spec.is == body_kind::file && ask.file == nullptr && ask.body.empty())
    return error{error_code::invalid_request, "the request needs a body: the file"};
  if (ask.body.empty() && spec.is != body_kind::file) {
    if (spec.required && spec.is != body_kind::raw)
      return error{error_code::invalid_request, "the request needs a body: a JSON object"};
    if (!spec.required && spec.is != body_kind::raw) {
      ask.fields = json::object();
      return std::nullopt;
    }
  }
  const auto* content_type = find_header(ask.headers, "Content-Type");
  const auto media_type =
      content_type == nullptr ? std::string{} : media_type_of(content_type->value);
  if (std::find(spec.media_types.begin(), spec.media_types.end(), media_type) ==
      spec.media_types.end()) {
    std::string wanted;
    for (const auto one : spec.media_types)
      wanted += (wanted.empty() ? "" : " or ") + std::string{one};
    return error{error_code::unsupported_media_type,
                 (content_type == nullptr
                      ? std::string{"the request has no Content-Type"}
                      : "the Content-Type is \"" + std::string{content_type->value} + "\"") +
                     "; send " + wanted + " in UTF-8"};
  }
  if (spec.is == body_kind::file && ask.file == nullptr)
    return error{error_code::invalid_request, "the request needs a body: the file"};
  const bool is_json = media_type == "application/json" || media_type.ends_with("+json");
  if (spec.is == body_kind::raw || spec.is == body_kind::file || !is_json)
    return std::nullopt;
  auto parsed = parse_json(ask.body);
  if (!parsed)
    return parsed.error();
  if (!parsed->is_object()) {
    wrong.add("", "the body must be a JSON object");
    return std::nullopt;
  }
  ask.fields = std::move(*parsed);
  if (spec.is != body_kind::object) {
    read_numbered_ids(ask.fields, spec.fields);
    check_fields(ask.fields, spec, wrong);
  }
  return std::nullopt;
}

/// A parameter as a field of a body would have it: a count is a number there.
json query_value(kind what, const std::string& text) {
  constexpr std::size_t most_digits = 10; // of max_count
  const bool is_whole =
      !text.empty() && text.size() <= most_digits && text.front() != '0' &&
      std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (what == kind::count && is_whole)
    return std::stoull(text);
  return text;
}

void check_query(request& ask, mistakes& wrong) {
  const auto declared = ask.matched->query;
  if (ask.matched->takes_any_query)
    return;
  for (const auto& [name, value] : ask.query) {
    const auto pointer = pointer_to("/query", name);
    const auto* one = find_field(declared, name);
    if (one == nullptr)
      wrong.add_unknown(pointer, name, names_of(declared));
    else if (auto what = complaint(one->is, query_value(one->is, value), one->choices))
      wrong.add(pointer, std::move(*what));
  }
  check_time(declared, ask.parameter("from"), ask.parameter("to"), "/query", wrong);
}

/// To ignore a precondition would be to do what the client asked not to do. If-Modified-Since and
/// If-Range only save bytes, and there is no date that they could name: RFC 9110 has them ignored
/// (sections 13.1.3 and 13.1.5).
void read_preconditions(request& ask, mistakes& wrong) {
  const auto read = [&](std::string_view name, std::optional<entity_tags>& into) {
    const auto value = joined_header(ask.headers, name);
    if (!value)
      return;
    const auto pointer = pointer_to("/header", lower_ascii(name));
    if (!ask.matched->has_etag)
      return wrong.add(pointer, "this route takes no " + std::string{name} +
                                    ", because what it is about has no ETag; leave it out");
    auto tags = parse_entity_tags(*value);
    if (tags)
      into = std::move(*tags);
    else
      wrong.add(pointer, tags.error().message);
  };
  read("If-Match", ask.only_if.match);
  read("If-None-Match", ask.only_if.none_match);
  const bool writes = ask.method != "GET" && ask.method != "HEAD";
  if (writes && find_header(ask.headers, "If-Unmodified-Since") != nullptr)
    wrong.add("/header/if-unmodified-since",
              std::string{"nothing here has a Last-Modified date"} +
                  (ask.matched->has_etag ? "; send If-Match with the ETag" : "; leave it out"));
}

void read_headers(request& ask, mistakes& wrong) {
  if (const auto* key = find_header(ask.headers, "Idempotency-Key");
      key != nullptr && ask.matched->takes_idempotency_key) {
    const bool visible = std::all_of(key->value.begin(), key->value.end(),
                                     [](char c) { return c > 0x20 && c < 0x7f; });
    if (key->value.empty() || key->value.size() > max_idempotency_key_bytes || !visible)
      wrong.add("/header/idempotency-key", "must be 1 to 255 visible ASCII characters");
    std::string fingerprinted{ask.method};
    fingerprinted.append("\n").append(ask.path).append("\n").append(ask.body);
    ask.idempotency = {.key = std::string{key->value},
                       .fingerprint = signing::sha256_hex(fingerprinted)};
  }
  read_preconditions(ask, wrong);
}

/// Path and filters: what a cursor of this request is bound to.
std::string listing_of(const request& ask) {
  std::string listing{ask.path};
  for (const auto& declared : ask.matched->query) {
    if (declared.is != kind::limit && declared.is != kind::cursor && !declared.name.ends_with('*'))
      listing.append("\n").append(ask.parameter(declared.name));
  }
  for (const auto& [name, value] : ask.query) {
    if (find_field(ask.matched->query, name)->name.ends_with('*'))
      listing.append("\n").append(name).append("=").append(value);
  }
  return listing;
}

} // namespace

const field* find_field(std::span<const field> fields, std::string_view name) {
  const auto found = std::find_if(fields.begin(), fields.end(),
                                  [&](const field& one) { return one.name == name; });
  if (found != fields.end())
    return &*found;
  const auto family = std::find_if(fields.begin(), fields.end(), [&](const field& one) {
    return one.name.ends_with('*') && name.size() >= one.name.size() &&
           name.starts_with(one.name.substr(0, one.name.size() - 1));
  });
  return family == fields.end() ? nullptr : &*family;
}

void mistakes::add(std::string pointer, std::string message) {
  only_unknown_ = false;
  found_.push_back({std::move(pointer), std::move(message)});
}

void mistakes::add_unknown(std::string pointer, std::string_view name,
                           const std::vector<std::string_view>& known) {
  std::string message = "nothing reads this";
  if (const auto nearest = nearest_name(name, known); !nearest.empty())
    message += "; did you mean \"" + std::string{nearest} + "\"?";
  else if (known.empty())
    message += "; there are none here";
  found_.push_back({std::move(pointer), std::move(message)});
}

error mistakes::as_error() && {
  const auto count = found_.size();
  return {only_unknown_ ? error_code::unknown_field : error_code::invalid_request,
          count == 1 ? "the request has a mistake"
                     : "the request has " + std::to_string(count) + " mistakes",
          std::move(found_)};
}

std::string expectation(kind what, std::span<const std::string_view> choices) {
  switch (what) {
  case kind::text:
    return "must be a string that is not empty";
  case kind::name:
    return "must be 1 to 64 of a-z, 0-9, '-', '_' and '.', beginning with a letter or digit";
  case kind::event:
    return "must be 1 to 255 bytes of UTF-8 without blanks, control or format characters, like "
           "\"order.paid\"";
  case kind::record:
    return "must be 1 to 128 bytes of UTF-8 without control or format characters";
  case kind::instance:
    return "must be an instance id, like \"ins_01hqz3k8c0000\"";
  case kind::subject:
    return "must be a subject, like \"customer:42\"";
  case kind::object:
    return "must be a JSON object";
  case kind::instant:
    return "must be an instant of RFC 3339, like \"2026-03-01T16:30:00Z\"";
  case kind::records:
    return "must be an array of strings, each 1 to 128 bytes of UTF-8 without control or format "
           "characters";
  case kind::flag:
    return "must be true or false";
  case kind::count:
    return "must be a whole number from 1 to " + std::to_string(max_count);
  case kind::amount:
    return "must be a whole number from -" + std::to_string(max_amount) + " to " +
           std::to_string(max_amount);
  case kind::limit:
    return "must be a whole number from 1 to " + std::to_string(max_page_limit);
  case kind::cursor:
    return "must be the next_cursor of an earlier page";
  case kind::choice:
    break;
  }
  std::string listed;
  for (const auto choice : choices)
    listed += (listed.empty() ? "" : ", ") + std::string{choice};
  return "must be one of " + listed;
}

std::optional<std::string> complaint(kind what, const json& value,
                                     std::span<const std::string_view> choices) {
  if (fits(what, value, choices))
    return std::nullopt;
  return expectation(what, choices);
}

result<std::vector<named_value>> parse_query(std::string_view text) {
  std::vector<named_value> values;
  mistakes wrong;
  while (!text.empty()) {
    const auto end = text.find('&');
    const auto pair = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    if (pair.empty())
      continue;
    const auto equals = pair.find('=');
    auto name = percent_decode(pair.substr(0, equals), true);
    auto value = percent_decode(
        equals == std::string_view::npos ? std::string_view{} : pair.substr(equals + 1), true);
    if (!name || !is_utf8(*name)) {
      wrong.add("/query", "a parameter's name is not percent-encoded UTF-8");
    } else if (!value || !is_utf8(*value)) {
      wrong.add(pointer_to("/query", *name), "is not percent-encoded UTF-8");
    } else if (std::any_of(values.begin(), values.end(),
                           [&](const named_value& one) { return one.name == *name; })) {
      wrong.add(pointer_to("/query", *name), "stands twice");
    } else {
      values.push_back({std::move(*name), std::move(*value)});
    }
  }
  if (!wrong.empty())
    return fail(std::move(wrong).as_error());
  return values;
}

std::optional<error> check_request(request& ask) {
  auto query = parse_query(ask.query_text);
  if (!query)
    return std::move(query.error());
  ask.query = std::move(*query);

  mistakes wrong;
  check_query(ask, wrong);
  read_headers(ask, wrong);
  if (auto refused = read_body(ask, wrong))
    return refused;
  if (!wrong.empty())
    return std::move(wrong).as_error();

  if (ask.matched->query.empty())
    return std::nullopt;
  ask.listing = listing_of(ask);
  if (const auto limit = ask.parameter("limit"); !limit.empty())
    ask.page.limit = *whole_number<std::uint32_t>(limit);
  if (const auto cursor = ask.parameter("cursor"); !cursor.empty()) {
    auto position = unwrap_cursor(ask.listing, cursor);
    if (!position)
      return std::move(position.error());
    ask.page.cursor = std::move(*position);
  }
  return std::nullopt;
}

} // namespace sojourn::api
