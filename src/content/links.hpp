// The links in a text, and where they lead.
#pragma once

#include "campaign/definition.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sojourn::content {

/// The hosts that a text links to, each once, in lower case: of addresses with "http:", "https:",
/// "//" after a quote, or "www.". As browsers read them: without a user name and a port, and
/// whatever slashes follow the scheme. A host that is filled in later keeps its "{{".
[[nodiscard]] std::vector<std::string> linked_hosts(std::string_view text);

/// The links of HTML, or of the template of one.
struct html_links {
  std::vector<std::string> hosts{};    ///< as linked_hosts gives them
  std::optional<std::string> unsafe{}; ///< what messages::unsafe_address says
  bool is_too_much = false;            ///< it takes too much to be read
};
/// The same of what browsers take for addresses, and of the texts that people see. Tags of
/// sections do not count, so that an attribute in one is found.
[[nodiscard]] html_links links_in_html(std::string_view html);

/// A message as one person is shown it.
struct shown_texts {
  std::string_view subject;
  std::string_view text;
  std::string_view html;
  const json& fields; ///< for the channel alone; may be null
};
/// A host that `shown` links to, that is none of `domains` or below one of them, and that the
/// message as it was written does not name: it came from somebody's data. What was written is the
/// business of the lint. Empty: there is none.
[[nodiscard]] std::string computed_host_outside(const campaign::message_parts& written,
                                                const shown_texts& shown,
                                                const std::vector<std::string>& domains);

} // namespace sojourn::content
