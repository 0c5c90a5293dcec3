#include "forms/link.hpp"

#include "base/ids.hpp"
#include "base/percent.hpp"
#include "signing/base64.hpp"
#include "signing/digest.hpp"

#include <array>

namespace sojourn::forms {

namespace {

constexpr std::size_t tracking_bytes = 16;
constexpr std::size_t page_bytes = 12;
constexpr std::size_t number_bytes = 8;
constexpr std::size_t signature_bytes = 12;

// What is signed begins with what it is for, so that no token passes for one of another kind.
constexpr std::string_view personal_kind = "sojourn form link";
constexpr std::string_view draft_kind = "sojourn form draft";
constexpr std::string_view confirmation_kind = "sojourn confirmation";
constexpr std::string_view page_kind = "sojourn form page";

std::string signature_of(std::string_view kind, std::string_view payload, std::string_view key) {
  std::string said{kind};
  said += '\0';
  said += payload;
  return signing::hmac_sha256(key, said).substr(0, signature_bytes);
}

std::string sealed(std::string_view kind, const std::string& payload, std::string_view key,
                   std::string_view bound_to = {}) {
  return signing::base64url_encode(payload +
                                   signature_of(kind, payload + std::string{bound_to}, key));
}

std::optional<std::string> opened(std::string_view kind, std::string_view token,
                                  std::string_view key, std::string_view bound_to = {}) {
  const auto bytes = signing::base64url_decode(token);
  if (!bytes || bytes->size() <= signature_bytes)
    return std::nullopt;
  auto payload = bytes->substr(0, bytes->size() - signature_bytes);
  if (!signing::constant_time_equal(std::string_view{*bytes}.substr(payload.size()),
                                    signature_of(kind, payload + std::string{bound_to}, key)))
    return std::nullopt;
  return payload;
}

std::string bytes_of(std::int64_t number) {
  std::string made;
  for (std::size_t i = number_bytes; i-- > 0;)
    made += static_cast<char>((static_cast<std::uint64_t>(number) >> (8 * i)) & 0xFFU);
  return made;
}

std::int64_t number_in(std::string_view bytes) {
  std::uint64_t number = 0;
  for (const char c : bytes.substr(0, number_bytes))
    number = number << 8U | static_cast<unsigned char>(c);
  return static_cast<std::int64_t>(number);
}

/// The bytes of hexadecimal digits, or zeros where they are none.
std::string bytes_of(std::string_view digits, std::size_t count) {
  auto bytes = signing::hex_decode(digits).value_or("");
  bytes.resize(count, '\0');
  return bytes;
}

bool is_of_id(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_';
}

std::string replace_at(std::string_view text, std::string_view prefix, const token_for& replace) {
  std::string made;
  while (true) {
    const auto found = text.find(prefix);
    if (found == std::string_view::npos)
      return made.append(text);
    made.append(text.substr(0, found + prefix.size()));
    text.remove_prefix(found + prefix.size());
    std::size_t end = 0;
    while (end < text.size() && is_of_id(text[end]))
      ++end;
    auto id = text.substr(0, end);
    while (!id.empty() && (id.back() == '-' || id.back() == '_'))
      id.remove_suffix(1); // of the sentence around it
    const auto token = is_form_id(id) ? replace(id) : std::nullopt;
    made.append(token ? std::string_view{*token} : id);
    text.remove_prefix(id.size());
  }
}

} // namespace

std::string seal(const personal_link& link, std::string_view key) {
  auto payload = bytes_of(link.tracking, tracking_bytes);
  payload += static_cast<char>(link.form.size());
  return sealed(personal_kind, payload + link.form + link.subject, key);
}

std::optional<personal_link> open_personal(std::string_view token, std::string_view key) {
  const auto payload = opened(personal_kind, token, key);
  if (!payload || payload->size() <= tracking_bytes)
    return std::nullopt;
  const auto length = static_cast<unsigned char>((*payload)[tracking_bytes]);
  const auto rest = payload->substr(tracking_bytes + 1);
  if (rest.size() < length)
    return std::nullopt;
  return personal_link{.form = rest.substr(0, length),
                       .tracking = signing::hex_encode(payload->substr(0, tracking_bytes)),
                       .subject = rest.substr(length)};
}

std::string seal(const draft_link& link, std::string_view key) {
  return sealed(draft_kind, bytes_of(link.draft, tracking_bytes) + link.form, key);
}

std::optional<draft_link> open_draft(std::string_view token, std::string_view key) {
  const auto payload = opened(draft_kind, token, key);
  if (!payload || payload->size() <= tracking_bytes)
    return std::nullopt;
  return draft_link{.form = payload->substr(tracking_bytes),
                    .draft = signing::hex_encode(payload->substr(0, tracking_bytes))};
}

std::string seal(const confirmation_link& link, std::string_view key) {
  return sealed(confirmation_kind, bytes_of(link.request) + link.subject, key);
}

std::optional<confirmation_link> open_confirmation(std::string_view token, std::string_view key) {
  const auto payload = opened(confirmation_kind, token, key);
  if (!payload || payload->size() < number_bytes)
    return std::nullopt;
  return confirmation_link{.request = number_in(*payload),
                           .subject = payload->substr(number_bytes)};
}

std::string seal(const page_token& token, std::string_view bound_to, std::string_view key) {
  auto payload = bytes_of(to_unix_ms(token.shown_at));
  payload += static_cast<char>(token.code_given);
  return sealed(page_kind, payload + bytes_of(token.page, page_bytes), key, bound_to);
}

std::optional<page_token> open_page(std::string_view text, std::string_view bound_to,
                                    std::string_view key) {
  const auto payload = opened(page_kind, text, key, bound_to);
  if (!payload || payload->size() != number_bytes + 1 + page_bytes)
    return std::nullopt;
  return page_token{.page = signing::hex_encode(payload->substr(number_bytes + 1)),
                    .shown_at = from_unix_ms(number_in(*payload)),
                    .code_given = (*payload)[number_bytes] != 0};
}

std::string replace_ids(std::string_view text, std::string_view prefix, const token_for& replace) {
  auto made = replace_at(text, prefix, replace);
  const auto encoded = percent_encode(prefix);
  return encoded == prefix ? made : replace_at(made, encoded, replace);
}

} // namespace sojourn::forms
