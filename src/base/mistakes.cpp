#include "base/mistakes.hpp"

#include <algorithm>

namespace sojourn {

namespace {

constexpr std::size_t longest_quote = 64;

std::string_view split_token(std::string_view& pointer) {
  const auto end = std::min(pointer.find('/'), pointer.size());
  const auto token = pointer.substr(0, end);
  pointer.remove_prefix(std::min(end + 1, pointer.size()));
  return token;
}

bool is_index(std::string_view token) {
  return !token.empty() &&
         std::all_of(token.begin(), token.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// Token by token, so that /a/b stands before /a-c, and /a/9 before /a/10.
bool stands_before(std::string_view a, std::string_view b) {
  auto rest_a = a;
  auto rest_b = b;
  while (!rest_a.empty() && !rest_b.empty()) {
    const auto left = split_token(rest_a);
    const auto right = split_token(rest_b);
    if (left == right)
      continue;
    if (is_index(left) != is_index(right))
      return is_index(left);
    if (is_index(left) && left.size() != right.size())
      return left.size() < right.size();
    return left < right;
  }
  return a.size() < b.size(); // one leads to the other
}

} // namespace

void mistake_list::add(const std::string& pointer, std::string message) {
  found_.insert({pointer, std::move(message)});
}

void mistake_list::refuse(const std::string& pointer, std::string message) {
  if (refused_.insert(pointer).second)
    add(pointer, std::move(message));
}

bool mistake_list::is_refused(const std::string& pointer) const {
  return refused_.contains(pointer);
}

bool mistake_list::any_below(const std::string& pointer) const {
  // Whatever stands below a pointer follows it directly.
  const auto next = found_.lower_bound({pointer, {}});
  return next != found_.end() &&
         (next->pointer == pointer || next->pointer.starts_with(pointer + "/"));
}

std::vector<error_detail> mistake_list::sorted() const { return {found_.begin(), found_.end()}; }

bool mistake_list::by_pointer::operator()(const error_detail& a, const error_detail& b) const {
  return a.pointer == b.pointer ? a.message < b.message : stands_before(a.pointer, b.pointer);
}

std::string in_quotes(std::string_view text) {
  std::string out{"\""};
  if (text.size() <= longest_quote) {
    out += text;
  } else {
    auto end = longest_quote;
    while (end > 0 && (text[end] & 0xC0) == 0x80) // not inside of a code point
      --end;
    out += text.substr(0, end);
    out += "…";
  }
  return out + '"';
}

std::string shown(const json& value) {
  if (value.is_string())
    return in_quotes(value.get_ref<const std::string&>());
  if (value.is_array())
    return "a list of " + std::to_string(value.size());
  if (value.is_object())
    return value.empty() ? "an empty object" : "an object of " + std::to_string(value.size());
  return dump(value);
}

} // namespace sojourn
