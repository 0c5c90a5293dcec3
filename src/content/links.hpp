// The links in a text, and where they lead.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sojourn::content {

/// The hosts that a text links to, each once, in lower case: of addresses with "http:", "https:",
/// "//" after a quote, or "www.". As browsers read them: without a user name and a port, and
/// whatever slashes follow the scheme. A host that is filled in later keeps its "{{".
[[nodiscard]] std::vector<std::string> linked_hosts(std::string_view text);

} // namespace sojourn::content
