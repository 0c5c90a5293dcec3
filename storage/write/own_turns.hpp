// Turns that the store makes by itself, where whole sets of rows and the instances that hang on
// them must change in one unit.
#pragma once

#include "storage/campaigns.hpp"
#include "storage/identities.hpp"
#include "storage/inbox.hpp"
#include "storage/instances.hpp"

#include <unordered_map>

namespace sojourn::storage {

/// Commands that need no facts but those of codes, given to instances by the writer. An instance
/// that is in memory finds its copy stale with its next turn and reads the row anew.
class own_turns {
public:
  own_turns(transaction& tx, instant now) : tx_{tx}, now_{now} {}

  /// Errors: those of write_turn; data_corrupt when the definition cannot be read.
  [[nodiscard]] result<void> give(const stored_instance& to, const engine::commanded& command);
  /// The definition of a version. Errors: data_corrupt.
  [[nodiscard]] result<campaign::definition_ptr> definition_of(version_key key);

  std::vector<revoked_effect> revoked; ///< effects that the turns took back
  std::vector<inbox_entry> inbox_entries;

private:
  transaction& tx_;
  instant now_;
  std::unordered_map<std::int64_t, campaign::definition_ptr> definitions_;
};

} // namespace sojourn::storage
