#include "channels/described/receipts.hpp"

#include "base/ascii.hpp"
#include "channels/described/answers.hpp"
#include "signing/digest.hpp"

#include <algorithm>
#include <chrono>

namespace sojourn::channels {

namespace {

using namespace std::chrono_literals;

/// For calls whose file names no other tolerance.
constexpr milliseconds usual_tolerance = 5min;
/// Numbers beyond it are milliseconds: as seconds they would lie in the year 5138.
constexpr double most_seconds = 1e11;

/// The hooks' own signatures, read by their reader.
hooks::signature read_signature(const json& source, const std::string& pointer,
                                mistake_list& mistakes) {
  const auto read = hooks::read_document({{"signature", source}});
  if (read)
    return read->hook->signature;
  for (const auto& detail : read.error().details)
    mistakes.add(pointer + detail.pointer, detail.message);
  return {};
}

std::string form_decoded(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_escape = text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 &&
                           hex_digit(text[i + 2]) >= 0;
    if (is_escape) {
      decoded += static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
      i += 2;
    } else {
      decoded += text[i] == '+' ? ' ' : text[i];
    }
  }
  return decoded;
}

result<json> fields_of(const receipt_reader& how, const std::string& bytes) {
  if (!how.is_form)
    return parse_json(bytes);
  auto fields = json::object();
  std::string_view rest = bytes;
  while (!rest.empty()) {
    const auto field = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(field.size() + 1, rest.size()));
    const auto name = form_decoded(field.substr(0, field.find('=')));
    const auto value = field.find('=') == std::string_view::npos
                           ? ""
                           : form_decoded(field.substr(field.find('=') + 1));
    if (!is_utf8(name) || !is_utf8(value))
      return fail(error_code::invalid_request, "the form is not UTF-8");
    fields[name] = value;
  }
  return fields;
}

result<void> check_token(const header_token& how, const std::vector<std::string>& secrets,
                         const provider_call& call) {
  const auto given = call.headers.find(how.header);
  const auto value = given == call.headers.end() ? std::string{} : given->second;
  bool found = false;
  // All of them, whatever matches first: the time must tell nothing.
  for (const auto& secret : secrets) {
    found |= signing::constant_time_equal(secret, value);
    found |= signing::constant_time_equal("Bearer " + secret, value);
  }
  if (!found)
    return fail(error_code::bad_signature,
                "the header " + how.header + " does not hold the provider's token");
  return {};
}

result<void> check_call(const receipt_reader& how, const std::vector<std::string>& secrets,
                        const provider_call& call) {
  if (const auto* token = std::get_if<header_token>(&how.signature))
    return check_token(*token, secrets, call);
  const auto checked = hooks::verify(std::get<hooks::signature>(how.signature), secrets,
                                     {call.headers, call.body}, call.at, usual_tolerance);
  return checked ? result<void>{} : fail(checked.error());
}

/// RFC 3339, or seconds or milliseconds since 1970; `otherwise` for all else.
instant instant_of(const std::optional<rules::rule>& asked, const json& data, instant otherwise) {
  if (!asked)
    return otherwise;
  const auto value = asked->evaluate(data, {.now = otherwise});
  if (!value)
    return otherwise;
  if (value->is_string())
    return parse_instant(value->get<std::string>()).value_or(otherwise);
  const auto number = value->is_number() ? value->get<double>() : -1.0;
  if (!(number > 0 && number < most_seconds * 1000))
    return otherwise;
  return from_unix_ms(static_cast<std::int64_t>(number < most_seconds ? number * 1000 : number));
}

} // namespace

receipt_reader read_receipt_reader(const json& source, const std::string& pointer,
                                   mistake_list& mistakes) {
  receipt_reader read;
  const auto& signature = source.at("signature");
  if (signature.value("scheme", json{}) == "token") {
    const auto header = signature.find("header");
    if (header == signature.end() || !header->is_string() || *header == "")
      mistakes.add(pointer + "/signature", "the scheme \"token\" needs a \"header\"");
    else
      read.signature = header_token{lower_ascii(header->get<std::string>())};
  } else {
    read.signature = read_signature(signature, pointer, mistakes);
  }
  read.secret_names = source.at("secrets").get<std::vector<std::string>>();
  read.is_form = source.value("format", "json") == "form";
  read.each = read_rule_at(source, pointer, "each", mistakes);
  const auto& fields = source.at("read");
  const auto place = pointer + "/read";
  read.kind = read_rule_at(fields, place, "kind", mistakes).value_or(rules::rule{});
  for (const auto& [name, member] :
       std::initializer_list<std::pair<const char*, std::optional<rules::rule> receipt_reader::*>>{
           {"key", &receipt_reader::key},
           {"provider_id", &receipt_reader::provider_id},
           {"address", &receipt_reader::address},
           {"at", &receipt_reader::at},
           {"id", &receipt_reader::id},
           {"code", &receipt_reader::code},
           {"detail", &receipt_reader::detail},
           {"text", &receipt_reader::text}})
    read.*member = read_rule_at(fields, place, name, mistakes);
  if (!read.key && !read.provider_id && !read.address)
    mistakes.add(place, "names no send: it needs \"key\", \"provider_id\" or \"address\"");
  return read;
}

std::optional<std::string> unusable_secret(const receipt_reader& how,
                                           const std::map<std::string, std::string>& secrets) {
  for (const auto& name : how.secret_names) {
    const auto& secret = secrets.at(name);
    if (secret.empty())
      return "the secret \"" + name + "\" is empty";
    const auto* signature = std::get_if<hooks::signature>(&how.signature);
    if (signature == nullptr)
      continue;
    if (const auto fits = hooks::check_secret(*signature, secret, name); !fits)
      return "the secret \"" + name + "\": " + fits.error().details.front().message;
  }
  return std::nullopt;
}

result<messages::provider_news> read_receipts(const receipt_reader& how,
                                              const std::map<std::string, std::string>& secrets,
                                              const std::string& channel,
                                              const provider_call& call) {
  std::vector<std::string> proofs;
  for (const auto& name : how.secret_names)
    proofs.push_back(secrets.at(name));
  if (auto known = check_call(how, proofs, call); !known)
    return fail(std::move(known.error()));
  auto body = fields_of(how, call.body);
  if (!body)
    return fail(error_code::invalid_request, body.error().message);
  json data{{"body", std::move(*body)}, {"headers", call.headers}};
  auto items = json::array({data.at("body")});
  if (how.each) {
    auto list = how.each->evaluate(data, {.now = call.at});
    if (!list || !list->is_array())
      return fail(error_code::invalid_request, "the call has no list where \"each\" looks for it");
    items = std::move(*list);
  }
  messages::provider_news news;
  for (const auto& item : items) {
    if (news.receipts.size() >= most_receipts)
      break;
    data["item"] = item;
    const auto text = [&](const std::optional<rules::rule>& asked) {
      return text_of(asked, data, call.at);
    };
    const auto word = text(how.kind);
    if (word.empty())
      continue; // a step on the way of which nobody waits to hear
    const auto kind = messages::parse_receipt_kind(word);
    if (!kind)
      return fail(error_code::invalid_request, "\"" + word + "\" is no kind of receipt");
    messages::receipt receipt;
    receipt.kind = *kind;
    receipt.channel = channel;
    receipt.key = text(how.key);
    receipt.provider_id = text(how.provider_id);
    receipt.address = text(how.address);
    receipt.at = instant_of(how.at, data, call.at);
    receipt.id = text(how.id);
    receipt.code = text(how.code);
    receipt.detail = text(how.detail);
    if (const auto reply = text(how.text); !reply.empty())
      receipt.data = {{"text", reply}};
    if (receipt.key.empty() && receipt.provider_id.empty() && receipt.address.empty())
      continue; // of nothing that was sent
    news.receipts.push_back(std::move(receipt));
  }
  return news;
}

} // namespace sojourn::channels
