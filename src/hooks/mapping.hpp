// What a hook makes of a call: whom it is about, and the records, events and data that it brings.
#pragma once

#include "base/ids.hpp"
#include "base/json.hpp"
#include "hooks/convert.hpp"
#include "rules/rule.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace sojourn::hooks {

// Bounds of what one call may bring; what is beyond them is refused.
inline constexpr std::size_t most_parts = 200;       ///< that "each" makes of a call
inline constexpr std::size_t most_list_items = 1000; ///< of a list that a value is made of
inline constexpr std::size_t most_records = 500;     ///< that a call writes

struct object_value;
struct list_value;

/// What a rule gives, looked up in a table or converted.
struct rule_value {
  rules::rule rule;
  conversion as = conversion::none;
  conversion_options options{};
  std::optional<rules::rule> minor_units_of{}; ///< gives the currency in whose units it counts
  std::optional<std::map<std::string, json>> table{}; ///< by the value as text
  json otherwise{};                                   ///< of what the table does not have
};

/// A value as a document describes it.
using value_spec = std::variant<rule_value, std::shared_ptr<const object_value>,
                                std::shared_ptr<const list_value>>;
using value_specs = std::map<std::string, value_spec>;

/// {"fields": …}: members that are null are left out.
struct object_value {
  value_specs fields;
};

/// {"each": …}: one value for each element of a list; those that are null are left out.
struct list_value {
  rules::rule each;
  std::optional<rules::rule> when;
  value_spec element;
  std::string place; ///< of the element, below that of the list
};

/// A field of the subject's type by which they may be found.
struct identity_rule {
  std::string field;
  value_spec value;
};

/// What becomes of a call about somebody whom nobody knows.
enum class unknown_policy {
  accept, ///< the id that the call names counts as it is
  create, ///< a record is made for them
  refuse,
  ignore,
};

/// What becomes of a call that names nobody.
enum class unnamed_policy {
  as_needed, ///< refused where an event or a campaign needs somebody
  write,     ///< its records are written; there is no event, and no campaign starts for anybody
  refuse,
  ignore,
};

/// How a record is written.
enum class record_mode {
  merge,   ///< fields that the call does not have stay as they are
  replace, ///< the record is what the call says of it
  remove,
};

/// A record that a call may bring.
struct record_rule {
  std::string type;
  std::optional<rules::rule> id{}; ///< nullopt: of the subject itself
  std::optional<rules::rule> when{};
  std::optional<rules::rule> each{};
  record_mode mode = record_mode::merge;
  value_specs fields{};
  std::string as_of{};             ///< the field that says how new it is; empty: nobody knows
  std::vector<std::string> once{}; ///< fields that stay as they are once they are there
};

/// Rules see `body`, `headers`, `let`, and in a loop `item` and the one around it, `outer`.
struct mapping {
  std::vector<rules::rule> each{}; ///< lists in lists; each innermost element is a part by itself
  std::map<std::string, rules::rule> let{};
  std::optional<rules::rule> subject{};
  std::string subject_type = "customer";
  std::vector<identity_rule> find_by{};
  unknown_policy unknown = unknown_policy::accept;
  unnamed_policy unnamed = unnamed_policy::as_needed;
  std::vector<record_rule> records{};
  std::optional<rules::rule> event{};
  std::optional<value_specs> data{};
};

/// A value by which the subject may be found, not in its normal form yet.
struct named_identity {
  std::string field;
  json value;
};

/// A record that a call brings.
struct wanted_record {
  std::string type;
  std::optional<std::string> id{}; ///< nullopt: of the subject
  record_mode mode = record_mode::merge;
  json fields = json::object(); ///< without what is null
  std::string as_of{};
  std::vector<std::string> once{};
  std::size_t rule = 0; ///< its place in mapping::records
};

/// One thing that a call tells; most calls have one part.
struct part {
  std::optional<subject_ref> subject{};     ///< by its id; nullopt: the call names none
  std::vector<named_identity> identities{}; ///< in the order in which they are tried
  std::vector<wanted_record> records{};
  std::string event{}; ///< type; empty: it is no event
  json data{};         ///< null: the hook maps none
  json payload{};      ///< the element of "each", which campaigns see; null: they see the body

  /// Whether it says whom it is about, in any way.
  [[nodiscard]] bool names_somebody() const { return subject.has_value() || !identities.empty(); }
};

/// The parts of a call. `data` holds its "body" and "headers", and what rules see besides while
/// they are asked. All rules of a call share a budget of work. Errors: invalid_request, with the
/// place in the document; it never repeats what the call says.
[[nodiscard]] result<std::vector<part>> apply(const mapping& how, json& data,
                                              const rules::environment& around);

} // namespace sojourn::hooks
