// The segments in memory, as the file has them.
#pragma once

#include "campaign/definition.hpp"
#include "rules/expression.hpp"
#include "segments/segment_registry.hpp"
#include "storage/reader.hpp"

#include <mutex>
#include <unordered_map>

namespace sojourn::actors {

/// Thread-safe. Read when it is first asked for, and again after forget().
class segment_catalogue {
public:
  [[nodiscard]] std::shared_ptr<const segments::segment_registry> registry(storage::reader& from);
  /// A segment ready to be asked. Errors: invalid_request.
  [[nodiscard]] result<segments::predicate_ptr> find(storage::reader& from,
                                                     const rules::segment_call& call);
  /// Segments or record types have changed.
  void forget();

private:
  [[nodiscard]] std::shared_ptr<const segments::segment_registry>
  locked_registry(storage::reader& from);

  std::mutex mutex_;
  std::shared_ptr<const segments::segment_registry> registry_;
  std::unordered_map<std::string, segments::predicate_ptr> resolved_; ///< by segment_key
};

/// Reads all segments from the file.
[[nodiscard]] std::shared_ptr<const segments::segment_registry>
read_registry(storage::reader& from);

/// Every segment that a campaign names is there and can be asked, or an error at its place.
/// Errors: invalid_definition.
[[nodiscard]] result<void> check_segments(const segments::segment_registry& known,
                                          const campaign::definition& definition);

/// Segments that a campaign names, and the lists that their conditions read.
struct asked_segments {
  std::map<std::string, segments::predicate_ptr> conditions; ///< by rules::segment_key
  std::set<std::string> lists;
};
/// One that is gone is left out: the step that asks for it is held.
[[nodiscard]] asked_segments
resolve_segments(segment_catalogue& known, storage::reader& from,
                 const std::map<std::string, rules::segment_call>& calls);

/// Whether the customer whom `view` shows is in each of them; nullopt: who is no customer is in
/// none. Who cannot be told is out.
[[nodiscard]] std::map<std::string, bool>
test_segments(const asked_segments& asked, const std::optional<json>& view, instant now);

} // namespace sojourn::actors
