#include "channels/web_push/push_message.hpp"

#include "calendar/calendar.hpp"
#include "channels/web_push/encryption.hpp"
#include "channels/wire_key.hpp"
#include "messages/picture_size.hpp"
#include "messages/web_address.hpp"
#include "signing/base64.hpp"
#include "signing/digest.hpp"
#include "text/text_length.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace sojourn::channels {

namespace {

/// Characters of a topic; a base 64 digit stands for six bits.
constexpr std::size_t topic_characters = 32;

constexpr std::array<std::string_view, 4> urgencies{"very-low", "low", "normal", "high"};
constexpr std::array<std::string_view, 11> known_fields{"title",   "body", "icon",    "image",
                                                        "badge",   "url",  "actions", "tag",
                                                        "urgency", "ttl",  "devices"};
constexpr std::array<std::string_view, 3> picture_fields{"icon", "image", "badge"};

template <std::size_t Size>
bool is_one_of(const std::array<std::string_view, Size>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

tl::unexpected<error> refuse_push(std::string why) {
  return fail(error_code::invalid_request, "the push " + why);
}

std::string_view urgency_of(messages::purpose purpose) {
  switch (purpose) {
  case messages::purpose::transactional:
    return "high";
  case messages::purpose::service:
    return "normal";
  case messages::purpose::promotional:
    return "low";
  }
  return "normal";
}

/// Reads the message's own part, one kind of value after the other.
class push_reader {
public:
  explicit push_reader(const json& fields) : fields_{fields} {}

  /// The text `name`, or `otherwise` where it is missing or null.
  result<std::string> text(std::string_view name, std::string otherwise = "") const {
    const auto* found = find(fields_, name);
    if (found == nullptr)
      return otherwise;
    if (!found->is_string())
      return refuse_push("has a \"" + std::string{name} + "\" that is not a text");
    return found->get<std::string>();
  }

  result<std::string> limited_text(std::string_view name, std::string otherwise,
                                   std::size_t most) const {
    auto value = text(name, std::move(otherwise));
    if (!value)
      return value;
    if (const auto length = text::characters(*value); length > most)
      return refuse_push("has a " + std::string{name} + " of " + std::to_string(length) +
                         " characters; browsers show " + std::to_string(most));
    return value;
  }

  result<std::string> url(std::string_view name) const { return url_in(fields_, name); }

  /// The URL of a picture, or a small one that is written in place.
  result<std::string> picture(std::string_view name) const {
    auto value = text(name);
    return value && messages::picture_in_place(*value) ? value : url(name);
  }

  result<json> actions() const {
    const auto* found = find(fields_, "actions");
    auto all = json::array();
    if (found == nullptr)
      return all;
    if (!found->is_array() || found->size() > most_push_actions)
      return refuse_push("has \"actions\" that are not a list of at most " +
                         std::to_string(most_push_actions));
    for (const auto& given : *found) {
      auto one = action(given, all.size());
      if (!one)
        return fail(std::move(one.error()));
      all.push_back(std::move(*one));
    }
    return all;
  }

  result<std::chrono::seconds> ttl(std::chrono::seconds otherwise) const {
    const auto written = text("ttl");
    if (!written)
      return fail(written.error());
    if (written->empty())
      return otherwise;
    const auto length = calendar::parse_duration(*written);
    if (!length)
      return refuse_push("has a ttl that is none: " + length.error().message);
    if (length->years != 0 || length->months != 0)
      return refuse_push("has a ttl in months; write days, such as \"P28D\"");
    const auto seconds = std::chrono::floor<std::chrono::seconds>(
        length->exact + std::chrono::hours{24} * length->days);
    if (seconds < std::chrono::seconds{0} || seconds > longest_push_ttl)
      return refuse_push("has a ttl of " + *written + "; services keep pushes for 28 days at most");
    return seconds;
  }

private:
  static const json* find(const json& within, std::string_view name) {
    const auto found = within.find(name);
    return found == within.end() || found->is_null() ? nullptr : &*found;
  }

  static result<std::string> url_in(const json& within, std::string_view name) {
    const auto value = push_reader{within}.text(name);
    if (!value || value->empty())
      return value;
    // What a person's data brought into it is encoded, as a browser would.
    const auto address = messages::read_web_address(*value);
    if (!address)
      return refuse_push("has a \"" + std::string{name} + "\" that is no http or https URL");
    return address->url;
  }

  static result<json> action(const json& given, std::size_t index) {
    if (!given.is_object())
      return refuse_push("has an action that is not an object");
    const push_reader from{given};
    const auto title = from.text("title");
    const auto name = from.text("action", "action" + std::to_string(index + 1));
    const auto url = from.url("url");
    const auto icon = from.url("icon");
    for (const auto* part : {&title, &name, &url, &icon})
      if (!*part)
        return fail(part->error());
    if (title->empty())
      return refuse_push("has an action without a \"title\"");
    json made{{"action", *name}, {"title", *title}};
    if (!url->empty())
      made["url"] = *url;
    if (!icon->empty())
      made["icon"] = *icon;
    return made;
  }

  const json& fields_;
};

/// What the browser gets.
result<json> read_payload(const push_reader& from, const send_attempt& request,
                          const push_limits& limits, const std::string& topic) {
  const auto title = from.limited_text("title", request.content.subject, limits.title_characters);
  if (!title)
    return fail(title.error());
  if (title->empty())
    return refuse_push(
        "has no title: the message needs a subject, or a \"title\" for this channel");
  const auto body = from.limited_text("body", request.content.text, limits.body_characters);
  if (!body)
    return fail(body.error());
  // One notification a tag: what is pushed again replaces what is shown.
  const auto tag = from.text("tag", topic);
  if (!tag)
    return fail(tag.error());
  json payload{{"title", *title}, {"body", *body}, {"tag", *tag}};
  const auto url = from.url("url");
  if (!url)
    return fail(url.error());
  if (!url->empty())
    payload["url"] = *url;
  for (const auto name : picture_fields) {
    const auto picture = from.picture(name);
    if (!picture)
      return fail(picture.error());
    if (!picture->empty())
      payload[std::string{name}] = *picture;
  }
  auto actions = from.actions();
  if (!actions)
    return fail(std::move(actions.error()));
  if (!actions->empty())
    payload["actions"] = std::move(*actions);
  return payload;
}

std::string topic_of(const effect_key& key) {
  const auto digest = signing::base64url_encode(signing::sha256(wire_key(key)));
  return digest.substr(0, topic_characters);
}

} // namespace

result<push_message> read_push_message(const send_attempt& request, const push_limits& limits) {
  const auto& given = request.content.fields;
  if (!given.is_null() && !given.is_object())
    return refuse_push("has fields that are not an object");
  const auto fields = given.is_null() ? json::object() : given;
  for (const auto& [name, value] : fields.items())
    if (!is_one_of(known_fields, name)) {
      const auto near = nearest_name(name, known_fields);
      return refuse_push("has no \"" + name + "\"" +
                         (near.empty() ? "" : "; did you mean \"" + std::string{near} + "\"?"));
    }
  const push_reader from{fields};
  push_message message;
  message.topic = topic_of(request.key);
  const auto payload = read_payload(from, request, limits, message.topic);
  if (!payload)
    return fail(payload.error());
  message.payload = dump(*payload);
  if (message.payload.size() > max_push_text_bytes)
    return refuse_push("has " + std::to_string(message.payload.size()) + " bytes; services take " +
                       std::to_string(max_push_text_bytes));
  const auto urgency = from.text("urgency", std::string{urgency_of(request.purpose)});
  if (!urgency)
    return fail(urgency.error());
  if (!is_one_of(urgencies, *urgency))
    return refuse_push("has the urgency \"" + *urgency +
                       "\"; it is \"very-low\", \"low\", \"normal\" or \"high\"");
  message.urgency = *urgency;
  const auto ttl = from.ttl(limits.ttl);
  if (!ttl)
    return fail(ttl.error());
  message.ttl = *ttl;
  const auto devices = from.text("devices", "all");
  if (!devices)
    return fail(devices.error());
  if (*devices != "all" && *devices != "newest")
    return refuse_push("goes to \"all\" devices or to the \"newest\", not to \"" + *devices + "\"");
  message.newest_only = *devices == "newest";
  return message;
}

} // namespace sojourn::channels
