#include "records/identity.hpp"

#include "addresses/blanks.hpp"
#include "addresses/email.hpp"
#include "addresses/phone.hpp"
#include "base/ascii.hpp"

#include <algorithm>

namespace sojourn::records {

namespace {

constexpr std::size_t longest = 256;

bool is_digit(char one) { return one >= '0' && one <= '9'; }

/// A number of no plan, such as an extension, is found by its digits.
std::optional<std::string> normal_phone(std::string_view text) {
  if (auto number = addresses::international_number(text))
    return number;
  constexpr std::string_view between = " \t.-/()";
  std::string normal;
  for (const char one : text) {
    if (is_digit(one) || (one == '+' && normal.empty()))
      normal += one;
    else if (between.find(one) == std::string_view::npos)
      return std::nullopt;
  }
  if (normal.starts_with("00"))
    normal.replace(0, 2, "+");
  const auto digits = std::ranges::count_if(normal, is_digit);
  return digits >= 3 && digits <= 20 ? std::optional{std::move(normal)} : std::nullopt;
}

std::optional<std::string> normal_email(std::string_view text) {
  if (auto address = addresses::canonical_email(text))
    return address;
  const auto at = text.find('@');
  if (at == 0 || at + 1 >= text.size() || text.find('@', at + 1) != std::string_view::npos)
    return std::nullopt;
  return lower_ascii(text);
}

} // namespace

std::optional<std::string> normal_identity(std::string_view kind, const json& value) {
  std::string written;
  if (value.is_string())
    written = value.get<std::string>();
  else if (value.is_number_integer())
    written = dump(value);
  const auto text = addresses::without_blanks_around(written);
  if (text.empty() || text.size() > longest)
    return std::nullopt;
  if (kind == "phone")
    return normal_phone(text);
  if (kind == "email")
    return normal_email(text);
  return std::string{text};
}

std::map<std::string, std::string> identities_in(const record_type& type, const json& data) {
  std::map<std::string, std::string> found;
  if (!data.is_object())
    return found;
  for (const auto& [field, kind] : type.identities) {
    const auto at = data.find(field);
    if (at == data.end())
      continue;
    if (auto normal = normal_identity(kind, *at))
      found.emplace(field, std::move(*normal));
  }
  return found;
}

} // namespace sojourn::records
