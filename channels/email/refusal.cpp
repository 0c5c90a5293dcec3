#include "channels/email/refusal.hpp"

#include "base/ascii.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace sojourn::channels {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// As servers in use word that nobody is there.
constexpr auto words_of_nobody = std::to_array<std::string_view>(
    {"user unknown",        "unknown user",        "user is unknown",
     "no such user",        "no such recipient",   "no such mailbox",
     "no such address",     "no such person",      "no such domain",
     "unknown recipient",   "recipient unknown",   "recipient is unknown",
     "unknown address",     "unknown local",       "unknown mailbox",
     "user not found",      "recipient not found", "mailbox not found",
     "address not found",   "domain not found",    "host not found",
     "not exist",           "n't exist",           "n't have a",
     "no mailbox",          "mailbox unavailable", "mailbox is unavailable",
     "invalid recipient",   "invalid mailbox",     "not a valid mailbox",
     "unrouteable",         "unroutable",          "account disabled",
     "account is disabled", "mailbox disabled",    "mailbox is disabled",
     "account inactive",    "inactive user",       "user is inactive",
     "account closed",      "mailbox closed",      "no longer available",
     "no longer valid",     "no longer exists"});

/// As they word that they refuse for another reason.
constexpr auto words_of_other_reasons = std::to_array<std::string_view>(
    {"rbl",         "dnsbl",       "black list", "blacklist",    "block list",
     "blocklist",   "blocked",     "block ",     "listed ",      "spam",
     "reputation",  "policy",      "policies",   "dmarc",        "dkim",
     "spf",         "relay",       "rate limit", "at a rate",    "too many",
     "too fast",    "throttl",     "greylist",   "graylist",     "virus",
     "banned",      "timeout",     "timed out",  "time limit",   "retry",
     "temporar",    "try again",   "quota",      "mailbox full", "mailbox is full",
     "authenticat", "client host", "sender",     "smtputf8",     "not secure",
     "tls",         "too large",   "too big",    "size limit",   "content"});

template <std::size_t Count>
bool has_any(std::string_view text, const std::array<std::string_view, Count>& words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
    return text.find(word) != std::string_view::npos;
  });
}

/// In lower case, without addresses, names of hosts and URLs, which may hold any word.
std::string words_in(std::string_view diagnostic) {
  std::string words;
  for (std::size_t at = 0; at < diagnostic.size();) {
    const auto end = std::min(diagnostic.find_first_of(" \t\r\n", at), diagnostic.size());
    const auto word = diagnostic.substr(at, end - at);
    const auto dot = word.find('.');
    const bool is_name = word.find('@') != std::string_view::npos ||
                         (dot != std::string_view::npos && dot + 1 < word.size());
    if (!word.empty() && !is_name)
      words += lower_ascii(word) + " ";
    at = end + 1;
  }
  return words;
}

} // namespace

std::string_view enhanced_status_at(std::string_view text) {
  std::size_t end = 0;
  int dots = 0;
  for (; end < text.size() && (is_digit(text[end]) || text[end] == '.'); ++end)
    dots += text[end] == '.' ? 1 : 0;
  return dots == 2 ? text.substr(0, end) : std::string_view{};
}

mail_fault fault_of(std::string_view status, std::string_view diagnostic) {
  // What the last server said is more precise than what the report makes of it.
  const auto code = diagnostic.substr(0, 3);
  const bool has_code = code.size() == 3 && std::all_of(code.begin(), code.end(), is_digit);
  if (has_code && code.front() != '5')
    return mail_fault::none;
  if (has_code && diagnostic.size() > 4) {
    if (const auto own = enhanced_status_at(diagnostic.substr(4)); !own.empty())
      status = own;
  }
  if (!status.empty() && !status.starts_with("5."))
    return mail_fault::none;
  const auto is_one_of = [&](auto... one) { return ((status == one) || ...); };
  if (is_one_of("5.1.3", "5.1.4", "5.6.7"))
    return mail_fault::address_unusable;
  const auto words = words_in(diagnostic);
  if (has_any(words, words_of_other_reasons))
    return mail_fault::none;
  if (is_one_of("5.1.1", "5.1.2", "5.1.6", "5.1.10", "5.2.1"))
    return mail_fault::address_dead;
  const bool is_vague = is_one_of("", "5.0.0", "5.1.0", "5.4.4", "5.5.0");
  const bool is_about_mailbox = !has_code || code == "550" || code == "551" || code == "553" ||
                                code == "554" || code == "556";
  return is_vague && is_about_mailbox && has_any(words, words_of_nobody) ? mail_fault::address_dead
                                                                         : mail_fault::none;
}

} // namespace sojourn::channels
