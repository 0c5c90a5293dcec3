// Makes links to hosted pages the links of one person, when what holds them is about to leave.
#pragma once

#include "actors/dispatch/link_tracker.hpp"

#include <string_view>

namespace sojourn::actors {

/// Puts a signed token in the place of the id of each form and each request for a consent that is
/// linked to, wherever it stands. What is kept of a send has the ids, so that nobody who reads it
/// can answer for the person. Without an address of the daemon there are no such links.
void make_links_personal(const link_tracker& tracker, channels::send_attempt& attempt);

/// `domains`, where links may lead, with the host of the daemon's own pages; none where there are
/// none, which lets links lead anywhere.
[[nodiscard]] std::vector<std::string> with_own_host(std::vector<std::string> domains,
                                                     const link_tracker& tracker);

/// Whether a URL leads to a hosted page of the daemon, which tells by itself that it was opened.
[[nodiscard]] bool is_hosted_page(const link_tracker& tracker, std::string_view url);

} // namespace sojourn::actors
