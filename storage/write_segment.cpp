// Saving and forgetting segments.
#include "storage/segments.hpp"
#include "storage/transaction.hpp"

namespace sojourn::storage {

namespace {

std::optional<error> differs(const std::string& id, std::int64_t version,
                             std::optional<std::int64_t> if_version) {
  if (!if_version || *if_version == version)
    return std::nullopt;
  return error{error_code::version_mismatch, "the segment \"" + id + "\" is at version " +
                                                 std::to_string(version) + ", not " +
                                                 std::to_string(*if_version)};
}

} // namespace

result<segment_written> write_segment(transaction& tx, const std::string& id, const json& source,
                                      bool must_be_new, std::optional<std::int64_t> if_version,
                                      const std::string& who, instant now) {
  auto& table = tx.tables.segments;
  auto before = table.find(id);
  if (before && must_be_new)
    return fail(error_code::already_exists, "there is a segment \"" + id + "\" already");
  if (auto mismatch = differs(id, before ? before->version : 0, if_version))
    return fail(std::move(*mismatch));
  if (before && before->source == source)
    return segment_written{std::move(*before), false, false};
  if (!before && table.count() >= max_segments)
    return fail(error_code::wrong_state, "there are " + std::to_string(max_segments) +
                                             " segments already, which is the most");
  stored_segment after{.id = id,
                       .version = before ? before->version + 1 : 1,
                       .source = source,
                       .created_at = before ? before->created_at : now,
                       .updated_at = now,
                       .updated_by = who};
  table.put(after);
  write_audit(tx, now, who, "segment.put", id, "version " + std::to_string(after.version));
  return segment_written{std::move(after), !before, true};
}

std::vector<stored_segment> saved_segments(transaction& tx) { return tx.tables.segments.all(); }

result<stored_segment> remove_segment(transaction& tx, const std::string& id,
                                      std::optional<std::int64_t> if_version,
                                      const std::string& who, const std::string& why, instant now) {
  auto before = tx.tables.segments.find(id);
  if (!before)
    return fail(error_code::not_found, "there is no saved segment \"" + id + "\"");
  if (auto mismatch = differs(id, before->version, if_version))
    return fail(std::move(*mismatch));
  tx.tables.segments.remove(id);
  write_audit(tx, now, who, "segment.delete", id, why);
  return std::move(*before);
}

} // namespace sojourn::storage
