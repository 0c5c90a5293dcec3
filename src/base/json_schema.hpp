// JSON Schema at work: what a schema refuses in a value, in words for people.
#pragma once

#include "base/json.hpp"
#include "base/mistakes.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace sojourn {

/// A schema of draft 7, ready to check values. May be used from several threads.
///
/// Where it offers a choice (oneOf, anyOf) it takes any value: whoever reads that knows
/// which choice was meant and checks it alone, so a mistake is told once and not once for
/// every choice. References lead to the "definitions" of the document. Of the formats it
/// knows "date-time", an instant of ours.
class json_schema {
public:
  /// The whole of `document`. Throws std::exception when that is no schema.
  explicit json_schema(std::shared_ptr<const json> document);
  /// One of its definitions.
  json_schema(std::shared_ptr<const json> document, std::string_view definition);
  json_schema(json_schema&&) noexcept;
  ~json_schema();

  enum class problem {
    missing,     ///< the object at the spot lacks the member `name`
    not_allowed, ///< the member at the spot is one that its object may not have
    refused,     ///< the value at the spot
  };

  /// Where a problem is, in the value and in the schema.
  struct finding {
    problem what;
    std::string pointer;
    const json* value;
    const json* schema; ///< nullptr for a member that the schema does not know
    const json* parent; ///< schema of the object or list around the value
    std::string name;   ///< the last token of the pointer; of what is missing, its name
    std::size_t depth;  ///< tokens below the checked value
  };

  /// All problems of `value`, which stands at `pointer`.
  [[nodiscard]] std::vector<finding> check(const json& value, const std::string& pointer) const;

  /// The same, told to `mistakes`.
  void check(const json& value, const std::string& pointer, mistake_list& mistakes) const;

private:
  struct compiled;
  std::unique_ptr<const compiled> compiled_;
};

/// Tells one problem to `mistakes`; what is missing at the pointer that it should have. `where`
/// says what does not read an unknown member: " in \"send\" steps".
void tell(const json_schema::finding& problem, mistake_list& mistakes, std::string_view where = {});

/// The schema of the member or element `token` of what `schema` describes; nullptr where it
/// knows no such member. References are followed in `document`.
[[nodiscard]] const json* schema_below(const json& document, const json& schema,
                                       const std::string& token);

/// What a schema takes, to be read after "expected": its description, or else its type.
[[nodiscard]] std::string expectation(const json& schema);

} // namespace sojourn
