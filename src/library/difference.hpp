// What a later version of a scenario changes in a campaign that an earlier one made.
#pragma once

#include "base/json.hpp"

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace sojourn::library {

enum class change_kind { added, removed, replaced };
[[nodiscard]] std::string_view to_text(change_kind kind);

/// A place that the later version has otherwise. Lists and texts are one place, objects are as many
/// as they have members.
struct change {
  std::string pointer;
  change_kind kind = change_kind::replaced;
  json from{};  ///< as it was installed; null where it is added
  json to{};    ///< as it is offered; null where it is removed
  json yours{}; ///< as the shop has it now; null where it is gone
  /// The shop changed the same place in another way: who takes the change loses that.
  bool conflicts = false;
};

/// {"pointer", "change", "from", "to", "conflict"}, and "yours" where it conflicts.
[[nodiscard]] json as_json(const change& one);

/// The changes from `installed` to `offered`, in the order of their pointers; without those that
/// `current`, what the shop made of it, has already.
[[nodiscard]] std::vector<change> difference(const json& installed, const json& offered,
                                             const json& current);

/// `current` with the changes that do not conflict, and with those whose pointers `also` names.
[[nodiscard]] json with_changes(json current, const std::vector<change>& changes,
                                const std::set<std::string>& also);

} // namespace sojourn::library
