// What a page can be told of: that something of a kind, or one thing, is other than before.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sojourn {

/// Kinds of things that change. The last three are said of one thing, by its id.
enum class topic : std::uint8_t {
  access, ///< users, roles, tokens and sessions
  audit,
  boosters, ///< with their cards, and what the shop shows for its gate
  budget,
  campaigns, ///< the list: states and figures of any campaign
  channels,
  clock, ///< somebody moved it
  forms,
  held, ///< somebody began or ceased to be held
  hooks,
  imports,
  jobs,
  messages,
  records, ///< any record, consent or identity
  segments,
  settings, ///< send rules, retention, record types, secrets, restored data
  suggestions,
  vouchers,
  campaign, ///< its state, versions, people and figures
  customer, ///< their record, their instances and what is heard of their sends
  instance,
};
inline constexpr std::size_t topic_count = 21;

[[nodiscard]] std::string_view to_text(topic what);
/// Whether it is said of one thing: "campaign:tier-upgrade".
[[nodiscard]] constexpr bool has_id(topic what) { return what >= topic::campaign; }

/// A topic as it is asked for and told: "jobs", "campaign:tier-upgrade".
[[nodiscard]] std::string topic_text(topic what, std::string_view id = {});

/// The kind of a topic's text; nullopt: it is none, or its id is not there or too much.
[[nodiscard]] std::optional<topic> parse_topic(std::string_view text);

} // namespace sojourn
