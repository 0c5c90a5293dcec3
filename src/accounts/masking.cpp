#include "accounts/masking.hpp"

#include "base/ascii.hpp"

namespace sojourn::accounts {

namespace {

bool is_of_word(char c) { return is_ascii_letter(c) || is_ascii_digit(c) || c == '_'; }

/// What may stand in the part of an address before the "@"; bytes of other scripts, too.
bool is_of_local_part(char c) {
  return is_of_word(c) || static_cast<unsigned char>(c) >= 0x80 ||
         std::string_view{".+-%'!#$&*/=?^`{|}~"}.find(c) != std::string_view::npos;
}

bool is_of_domain(char c) {
  return is_ascii_letter(c) || is_ascii_digit(c) || c == '-' || c == '.' ||
         static_cast<unsigned char>(c) >= 0x80;
}

/// Where the e-mail address with its "@" at `at` begins and ends; nothing: it is none.
std::pair<std::size_t, std::size_t> address_around(std::string_view text, std::size_t at) {
  auto from = at;
  while (from > 0 && is_of_local_part(text[from - 1]))
    --from;
  auto to = at + 1;
  while (to < text.size() && is_of_domain(text[to]))
    ++to;
  return from == at || to == at + 1 ? std::pair{at, at} : std::pair{from, to};
}

std::string mask_addresses(std::string_view text) {
  std::string made;
  std::size_t done = 0;
  for (auto at = text.find('@'); at != std::string_view::npos; at = text.find('@', at + 1)) {
    const auto [from, to] = address_around(text, at);
    if (from == to || from < done)
      continue;
    made.append(text.substr(done, from - done)).append(masked_text);
    done = to;
  }
  return made.append(text.substr(done));
}

/// Where the phone number that begins at `from` ends; `from`: none begins there.
std::size_t phone_end(std::string_view text, std::size_t from) {
  const bool is_international = text[from] == '+';
  if (!is_international && text[from] != '0')
    return from;
  std::size_t digits = 0;
  auto end = from;
  for (auto at = from + (is_international ? 1 : 0); at < text.size(); ++at) {
    if (is_ascii_digit(text[at])) {
      ++digits;
      end = at + 1;
    } else if (std::string_view{" -.()"}.find(text[at]) == std::string_view::npos || digits == 0) {
      break;
    }
  }
  const bool is_within_word = end < text.size() && is_of_word(text[end]);
  const bool has_length = is_international ? digits >= 8 && digits <= 15 : digits == 10;
  return has_length && !is_within_word ? end : from;
}

std::string mask_phones(std::string_view text) {
  std::string made;
  for (std::size_t at = 0; at < text.size();) {
    const bool may_begin = at == 0 || !is_of_word(text[at - 1]);
    const auto end = may_begin ? phone_end(text, at) : at;
    if (end == at) {
      made += text[at++];
      continue;
    }
    made += masked_text;
    at = end;
  }
  return made;
}

/// `object` with masked names; two that become one keep the later value.
void mask_names(json& object) {
  for (const auto& [name, value] : object.items()) {
    if (mask_contacts(name) == name)
      continue;
    auto renamed = json::object();
    for (auto& [old, inner] : object.items())
      renamed[mask_contacts(old)] = std::move(inner);
    object = std::move(renamed);
    return;
  }
}

} // namespace

std::string mask_contacts(std::string_view text) { return mask_phones(mask_addresses(text)); }

void mask_contacts(json& value) {
  if (value.is_string()) {
    const auto& text = value.get_ref<const std::string&>();
    if (auto masked = mask_contacts(text); masked != text)
      value = std::move(masked);
  } else if (value.is_structured()) {
    if (value.is_object())
      mask_names(value);
    for (auto& inner : value)
      mask_contacts(inner);
  }
}

void mask_all(json& value) {
  if (value.is_string()) {
    if (!value.get_ref<const std::string&>().empty())
      value = masked_text;
  } else if (value.is_structured()) {
    if (value.is_object())
      mask_names(value);
    for (auto& inner : value)
      mask_all(inner);
  } else {
    value = nullptr;
  }
}

} // namespace sojourn::accounts
