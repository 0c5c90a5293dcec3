// Record types: what the records of a type look like, and whose they are.
#pragma once

#include "base/ids.hpp"
#include "base/json.hpp"
#include "base/json_schema.hpp"

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sojourn::records {

inline constexpr std::string_view customer_type = "customer";
inline constexpr std::string_view visitor_type = "visitor";

/// The customer with this id.
[[nodiscard]] inline subject_ref customer(std::string id) {
  return {std::string{customer_type}, std::move(id)};
}

/// A schema with the fields in it that name records of other types.
struct record_type {
  std::string name;
  std::shared_ptr<const json> schema;
  std::map<std::string, std::string, std::less<>> links; ///< field → type of what it names
  /// Field by which a record can be found → how its values are made alike, see identity.hpp.
  std::map<std::string, std::string, std::less<>> identities;
  json_schema checker;
};
using record_type_ptr = std::shared_ptr<const record_type>;

/// Reads the schema of the type `name`: JSON Schema of draft 7 with the keywords of
/// record_type.schema.json, "x-links" and "x-identities". A type that comes with Sojourn may be
/// described anew; its links must stay, for they say whose a record is, and it keeps its
/// identities. Errors: invalid_request, with every mistake by its pointer.
[[nodiscard]] result<record_type_ptr> read_type(const std::string& name, const json& schema);

/// The types that come with Sojourn, by name.
[[nodiscard]] std::span<const record_type_ptr> shipped_types();

/// The one of this name, or nullptr.
[[nodiscard]] record_type_ptr find_shipped(std::string_view name);

/// What is wrong with `data` as a record of this type; empty when nothing is. A link must
/// be null or the id of a record.
[[nodiscard]] std::vector<error_detail> check(const record_type& type, const json& data);

/// check() as an error about this record. Errors: invalid_request.
[[nodiscard]] result<void> check_record(const record_type& type, const subject_ref& record,
                                        const json& data);

/// Whose the record is: of the customer that it names or else of the visitor; nullopt when
/// it names neither. Takes any data.
[[nodiscard]] std::optional<subject_ref> owner_of(const record_type& type, const json& data);

/// The id that a value names: text that can be one, or the digits of a whole number.
[[nodiscard]] std::optional<std::string> id_in(const json& value);

} // namespace sojourn::records
