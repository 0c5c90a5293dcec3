// Keeps secrets out of what operators, logs and the API see.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace sojourn::channels {

/// `text` with "***" in the place of each of `secrets`, which a provider may have sent back. What
/// is shorter than four bytes is no secret.
template <class Secrets>
[[nodiscard]] std::string with_secrets_hidden(std::string text, const Secrets& secrets) {
  constexpr std::size_t shortest = 4;
  constexpr std::string_view mask = "***";
  for (const std::string_view secret : secrets) {
    if (secret.size() < shortest)
      continue;
    for (auto at = text.find(secret); at != std::string::npos; at = text.find(secret, at))
      text.replace(at, secret.size(), mask);
  }
  return text;
}

[[nodiscard]] inline std::string without_secrets(std::string text,
                                                 std::initializer_list<std::string_view> secrets) {
  return with_secrets_hidden(std::move(text), secrets);
}

[[nodiscard]] inline std::string without_secrets(std::string text,
                                                 const std::vector<std::string>& secrets) {
  return with_secrets_hidden(std::move(text), secrets);
}

} // namespace sojourn::channels
