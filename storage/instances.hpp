// Instances as they are stored.
#pragma once

#include "engine/advance.hpp"
#include "storage/campaigns.hpp"
#include "storage/journal.hpp"

#include <optional>
#include <string>
#include <vector>

namespace sojourn::storage {

/// An instance with where its journal ends. `head` guards against stale copies: a turn
/// that names another head than the file's is refused as version_mismatch.
struct stored_instance {
  engine::instance_state state;
  version_key version;
  journal_position head = 0;
  instant updated_at{};
};

struct instance_query {
  std::string campaign{};
  std::optional<engine::instance_status> status{};
  std::string step{};
  std::string subject{};     ///< "customer:42"
  std::uint32_t version = 0; ///< of `campaign`; 0: any
  std::optional<engine::waiting_for> waiting{};
  std::string code{}; ///< of those that are held, or whose message has an unknown outcome
  std::uint32_t limit = 100;
  std::uint64_t after = 0; ///< instance id; pages go from new to old, 0 begins
};

/// Instances that an operator should look at, for the same reason at the same step.
struct instance_group {
  std::string campaign;
  bool is_held = true; ///< false: the outcome of a message is unknown
  std::string step;
  std::string code;
  std::int64_t count = 0;
  instant oldest{}; ///< since when the first of them has been there
  instant newest{};
  instance_id example;
};
struct group_query {
  std::string campaign{};
  instant unknown_before{}; ///< outcomes that became unknown later may yet clear up
  std::size_t limit = 100;
};

/// Reads instances; see reader for what holds of all of them.
class instance_reader {
public:
  virtual ~instance_reader() = default;

  /// Errors: not_found.
  [[nodiscard]] virtual result<stored_instance> load(instance_id id) = 0;
  /// From new to old.
  [[nodiscard]] virtual std::vector<stored_instance> find(const instance_query& what) = 0;
  /// The groups to which something came last first.
  [[nodiscard]] virtual std::vector<instance_group> groups(const group_query& what) = 0;
  /// The newest one's; 0: there is none.
  [[nodiscard]] virtual instance_id last_id() = 0;
};

} // namespace sojourn::storage
