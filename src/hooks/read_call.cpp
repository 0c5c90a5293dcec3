#include "base/ascii.hpp"
#include "base/percent.hpp"
#include "hooks/hook.hpp"
#include "signing/digest.hpp"

#include <algorithm>

namespace sojourn::hooks {

namespace {

tl::unexpected<error> wrong(std::string message, const char* place) {
  return fail(error_code::invalid_request, std::move(message),
              {{place, "the hook's rule gives what cannot be used here"}});
}

/// A text or a whole number as text; empty for all else.
std::string text_of(const json& value) {
  if (value.is_string())
    return value.get<std::string>();
  return value.is_number_integer() ? dump(value) : std::string{};
}

/// What a call is known by. Under Standard Webhooks the id is signed with the body; a header
/// that nobody signed could be changed to play a call again, so all else is known by its body.
result<std::string> id_of(const definition& hook, const call& arrived, const json& data,
                          const rules::environment& around) {
  if (hook.dedupe_key) {
    const auto value = hook.dedupe_key->evaluate(data, around);
    if (!value)
      return wrong("the hook's dedupe_key cannot be computed for this call", "/dedupe_key");
    if (auto text = text_of(*value); !text.empty())
      return text;
    if (!value->is_null())
      return wrong("the hook's dedupe_key gives neither text nor a whole number", "/dedupe_key");
  } else if (std::holds_alternative<standard_webhooks>(hook.signature)) {
    if (const auto id = webhook_header(arrived, "id"); !id.empty())
      return std::string{id};
  }
  return "sha256:" + signing::sha256_hex(arrived.body);
}

bool is_form(const call& arrived) {
  const auto type = arrived.headers.find("content-type");
  return type != arrived.headers.end() &&
         lower_ascii(trimmed(type->second.substr(0, type->second.find(';')))) ==
             "application/x-www-form-urlencoded";
}

/// The fields of a form, a list where one stands several times.
result<json> form_in(std::string_view text) {
  const auto refuse = [](std::string message) {
    return fail(error_code::invalid_request, std::move(message),
                {{"", "send application/x-www-form-urlencoded as forms do, or JSON with its "
                      "Content-Type"}});
  };
  json fields = json::object();
  for (std::size_t count = 0; !text.empty();) {
    const auto end = std::min(text.find('&'), text.size());
    const auto pair = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (pair.empty())
      continue;
    if (++count > most_form_fields)
      return refuse("the form has more than " + std::to_string(most_form_fields) + " fields");
    const auto equals = std::min(pair.find('='), pair.size());
    auto name = percent_decode(pair.substr(0, equals), true);
    auto value = percent_decode(pair.substr(std::min(equals + 1, pair.size())), true);
    if (!name || !value || !is_utf8(*name) || !is_utf8(*value))
      return refuse("the form is not percent-encoded UTF-8");
    auto& field = fields[*name];
    if (field.is_null())
      field = std::move(*value);
    else if (field.is_array())
      field.push_back(std::move(*value));
    else
      field = json::array({std::move(field), std::move(*value)});
  }
  return fields;
}

result<json> body_of(const definition& hook, const call& arrived) {
  if (!is_form(arrived))
    return parse_json(arrived.body);
  auto form = form_in(arrived.body);
  if (!form || hook.form_field.empty())
    return form;
  const auto field = form->find(hook.form_field);
  if (field == form->end() || !field->is_string())
    return wrong("the form has no field \"" + hook.form_field +
                     "\" once, where the hook looks for "
                     "the JSON",
                 "/form_field");
  return parse_json(field->get_ref<const std::string&>());
}

} // namespace

std::optional<std::string> id_in(const result<json>& value) {
  if (!value)
    return std::nullopt;
  auto id = text_of(*value);
  return is_record_id(id) ? std::optional{std::move(id)} : std::nullopt;
}

result<message> read_call(const definition& hook, const call& arrived, instant now) {
  auto body = body_of(hook, arrived);
  if (!body)
    return fail(std::move(body.error()));
  json data{{"body", std::move(*body)}, {"headers", arrived.headers}};
  rules::environment around;
  around.now = now;

  message read;
  auto id = id_of(hook, arrived, data, around);
  if (!id)
    return fail(std::move(id.error()));
  read.id = id->size() <= longest_key_bytes ? std::move(*id) : "sha256:" + signing::sha256_hex(*id);
  if (hook.when) {
    const auto holds = hook.when->test(data, around);
    if (!holds)
      return wrong("the hook's condition cannot be asked of this call", "/when");
    read.is_wanted = *holds;
  }
  if (read.is_wanted) {
    auto parts = apply(hook.mapping, data, around);
    if (!parts)
      return fail(std::move(parts.error()));
    read.parts = std::move(*parts);
  }
  read.body = std::move(data["body"]);
  return read;
}

bool is_ping(const definition& hook, const call& arrived) {
  constexpr std::size_t longest = 100; // NAME=VALUE; nobody signed it, so it is not read further
  if (hook.ping_field.empty() || arrived.body.size() > longest ||
      !arrived.body.starts_with(hook.ping_field + "=") ||
      arrived.body.find('&') != std::string::npos)
    return false;
  const auto* digest = std::get_if<keyed_digest>(&hook.signature);
  return digest == nullptr ? webhook_header(arrived, "signature").empty()
                           : !arrived.headers.contains(digest->header);
}

} // namespace sojourn::hooks
