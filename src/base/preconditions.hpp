// The preconditions of a request: If-Match and If-None-Match (RFC 9110, section 13).
//
// The tag of what has versions is its number, "3". A representation that holds more than the
// version does, such as a campaign with its state, has the number and a digest, "3.5f1c0a…", and a
// compressed one has "-gzip" behind it. A write compares the number alone, so each of the three
// names the version that it was read from.
#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sojourn {

struct entity_tag {
  std::string text; ///< between the quotation marks
  bool is_weak = false;
  bool operator==(const entity_tag&) const = default;
};

/// What one of the headers lists.
struct entity_tags {
  bool any = false; ///< "*": whatever is there
  std::vector<entity_tag> listed{};
  bool operator==(const entity_tags&) const = default;
};

struct preconditions {
  std::optional<entity_tags> match{};      ///< If-Match
  std::optional<entity_tags> none_match{}; ///< If-None-Match

  [[nodiscard]] bool empty() const { return !match && !none_match; }
  bool operator==(const preconditions&) const = default;
};

/// Reads the value of If-Match or If-None-Match; lines of the same name are joined by commas
/// first. Errors: invalid_request, with what the value must be.
[[nodiscard]] result<entity_tags> parse_entity_tags(std::string_view value);

/// Which precondition does not hold.
enum class unmet { nothing, match, none_match };

/// Asks `asked` of a resource whose tag is `current`; nullopt: there is none. If-Match compares
/// strongly, so that a weak tag never fits, If-None-Match weakly; If-Match goes first
/// (RFC 9110, sections 8.8.3.2 and 13.2.2).
[[nodiscard]] unmet evaluate(const preconditions& asked, const std::optional<std::string>& current);

/// The text of the tag of a version.
[[nodiscard]] std::string version_tag(std::int64_t version);

/// Whether `what` (`the segment "vip"`), which is at `version`, may be written; nullopt: it is not
/// there. To be asked in the transaction that writes. Errors: version_mismatch.
[[nodiscard]] result<void> require(const preconditions& asked, std::string_view what,
                                   std::optional<std::int64_t> version);

} // namespace sojourn
