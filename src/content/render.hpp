// A message as one person gets it over one channel: what is delivered, and what a preview shows.
#pragma once

#include "campaign/definition.hpp"

#include <optional>

namespace sojourn::content {

/// What a rendering needs besides the message.
struct occasion {
  const json& data;    ///< what texts see
  std::string channel; ///< "email", "webhook:crm"
  std::string zone;    ///< IANA, in which dates are shown
  /// The language that is wanted; empty: the message's fallback.
  std::string language{};
  bool wants_notes = false;
  /// What this and other renderings may take together; nullptr: text::max_render_units for it.
  work_budget* work = nullptr;
  std::string links_base{}; ///< as text::render_options::links_base
};

struct rendered_message {
  std::string language;
  bool in_fallback_language = false; ///< another was wanted
  std::string subject;
  std::string text;
  std::string html;
  std::vector<messages::picture_ptr> pictures{}; ///< those that the HTML shows, each once
  /// What the message holds for the channel alone: an object, or null.
  json fields{};
  /// There is something for the channel alone, and a raw value ({{{x}}}) made it no JSON.
  bool fields_broken = false;
  text::render_notes notes{}; ///< only where they were wanted
  /// The budget did not suffice, so that texts are cut off: nothing to send.
  bool too_expensive = false;
};

/// nullopt: the message has no texts in either language.
[[nodiscard]] std::optional<rendered_message> render(const campaign::message& message,
                                                     const occasion& when);

/// The language of a customer's record; empty where it names none.
[[nodiscard]] std::string language_of(const json& customer);

/// The name under which a message holds parts for a channel: "webhook:crm" has those of
/// "webhook", unless there are some of its own. nullptr: none.
[[nodiscard]] const text::message_template* parts_for_channel(const campaign::message_parts& parts,
                                                              std::string_view channel);

} // namespace sojourn::content
