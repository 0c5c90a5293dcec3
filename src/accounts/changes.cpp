#include "accounts/changes.hpp"

#include "accounts/masking.hpp"

#include <algorithm>
#include <array>

namespace sojourn::accounts {

namespace {

constexpr std::array<std::string_view, 6> untold{"secret", "secrets", "password",
                                                 "token",  "digest",  "sha256"};

bool is_untold(const std::string& name) {
  return std::find(untold.begin(), untold.end(), name) != untold.end();
}

/// Takes the values of secrets out of a value that is told as a whole.
void hide_secrets(json& value) {
  if (!value.is_structured())
    return;
  for (auto item = value.begin(); item != value.end(); ++item) {
    if (value.is_object() && is_untold(item.key()))
      *item = masked_text;
    else
      hide_secrets(*item);
  }
}

json told(json value) {
  hide_secrets(value);
  mask_contacts(value);
  const auto text = dump(value);
  if (text.size() <= longest_change_bytes)
    return value;
  return "(" + std::to_string(text.size()) + " bytes)";
}

class comparison {
public:
  void compare(const std::string& pointer, const json* before, const json* after) {
    if (before != nullptr && after != nullptr) {
      if (*before == *after)
        return;
      if (before->is_object() && after->is_object())
        return compare_members(pointer, *before, *after);
    }
    if (found.size() >= most_changes_told) {
      ++left_out;
      return;
    }
    json one{{"pointer", mask_contacts(std::string_view{pointer})}};
    if (before != nullptr)
      one["before"] = told(*before);
    if (after != nullptr)
      one["after"] = told(*after);
    found.push_back(std::move(one));
  }

  json found = json::array();
  std::size_t left_out = 0;

private:
  void compare_members(const std::string& pointer, const json& before, const json& after) {
    const auto visit = [&](const std::string& name, const json* had, const json* has) {
      static const json secret = masked_text;
      static const json other_secret = std::string{masked_text} + " (another)";
      const auto place = pointer_to(pointer, name);
      if (is_untold(name) && had != nullptr && has != nullptr && *had != *has)
        return compare(place, &secret, &other_secret);
      if (is_untold(name))
        return compare(place, had == nullptr ? nullptr : &secret,
                       has == nullptr ? nullptr : &secret);
      compare(place, had, has);
    };
    for (const auto& [name, value] : before.items()) {
      const auto other = after.find(name);
      visit(name, &value, other == after.end() ? nullptr : &*other);
    }
    for (const auto& [name, value] : after.items()) {
      if (!before.contains(name))
        visit(name, nullptr, &value);
    }
  }
};

} // namespace

json changes_between(const json& before, const json& after) {
  comparison compared;
  compared.compare("", before.is_null() ? nullptr : &before, after.is_null() ? nullptr : &after);
  if (compared.left_out > 0)
    compared.found.push_back({{"left_out", compared.left_out}});
  return std::move(compared.found);
}

} // namespace sojourn::accounts
