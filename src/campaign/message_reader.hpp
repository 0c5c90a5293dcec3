// Reads messages: those of a campaign and those of the library, in one way.
#pragma once

#include "campaign/reader.hpp"
#include "campaign/scope.hpp"

namespace sojourn::campaign {

/// Reads the message at `place`, which the schema has checked, and complains about the rest.
[[nodiscard]] message read_message(const node& place, const data_scope& scope);

/// Reads the messages that the steps at `steps` take from the library, with what the campaign's
/// data gives them, into `into.messages` and `into.library`.
void read_taken_messages(const node& steps, const surroundings& around, const data_scope& scope,
                         definition& into);

/// Why a document is refused unread: it nests too deep, or is not UTF-8.
[[nodiscard]] std::optional<error_detail> hostile_shape(const json& source);

/// A message of the library.
struct library_message {
  std::string id;
  std::string name;
  std::string description;
  json source; ///< what campaigns pin: as "message" in the schema
  message parts;
};

/// What a campaign pins of a message as it is saved: without id, name and description.
[[nodiscard]] json pinned_source(json saved);

/// Bytes that a message of the library may have as text.
inline constexpr std::size_t max_library_message_bytes = 256 * 1024;

/// Reads {"id", "name", "description"} and the members of a campaign's message. It may speak of
/// whatever some campaign could give it.
/// Errors: invalid_request, with every mistake by its pointer.
[[nodiscard]] result<library_message> read_library_message(const std::string& id,
                                                           const json& source);

/// What a message of the library (`pinned` as "message" in the schema) would read that this
/// definition does not give it, by pointers into the message.
[[nodiscard]] std::vector<error_detail> mistakes_within(const json& definition, const json& pinned);

} // namespace sojourn::campaign
