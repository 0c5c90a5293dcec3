// Imports: rows and how far the file is applied, in one unit.
#include "accounts/changes.hpp"
#include "storage/audit.hpp"
#include "storage/erasures.hpp"
#include "storage/identities.hpp"
#include "storage/imports.hpp"
#include "storage/inbox.hpp"
#include "storage/listeners.hpp"
#include "storage/record_changes.hpp"
#include "storage/records.hpp"
#include "storage/sqlite/transaction.hpp"
#include "storage/write/update_traits.hpp"
#include "storage/writer.hpp"

#include <array>
#include <charconv>

namespace sojourn::storage {

namespace {

constexpr std::array<std::string_view, 5> import_state_names{"waiting", "running", "finished",
                                                             "cancelled", "failed"};
constexpr std::string_view import_prefix = "imp_";
const listener_set nobody;

stored_import existing(transaction& tx, import_id id) {
  auto found = tx.tables.imports.find(id);
  if (!found)
    throw corrupt_row{to_text(id) + " is not there"};
  return std::move(*found);
}

bool has_ended(const stored_import& one) { return one.state >= import_state::finished; }

/// Writes the rows of one chunk; what each comes to is counted in `into`.
class row_writer {
public:
  row_writer(transaction& tx, stored_import& into, const records::record_type_ptr& checked_with,
             const listeners_ptr& listeners, instant now)
      : tx_{tx}, into_{into}, same_type_{tx.tables.record_types.find(into.plan.type) != nullptr &&
                                         tx.tables.record_types.find(into.plan.type)->schema ==
                                             checked_with->schema},
        listeners_{into.plan.fires ? listeners : nullptr}, erased_{tx, into.id}, now_{now} {}

  void write(const records::import_row& row) {
    const subject_ref record{into_.plan.type, row.id};
    if (is_erased(row))
      return leave_out(row.line, {}, "the customer was erased");
    if (row.data.is_null())
      return leave_out(row.line, row.id, row.mistake);
    const bool ready = same_type_ && row.mistake.empty();
    if (ready) {
      const auto owner = owner_column(tx_.tables, into_.plan.type, row.owner);
      if (auto added = add_record(tx_, record, fresh(row), row.as_new, owner,
                                  listeners_ ? *listeners_ : nobody, now_)) {
        ++into_.counts.created;
        return keep(*added);
      }
      // Of what stands there to the byte nothing can change.
      if (tx_.tables.records.holds(record, row.as_new)) {
        ++into_.counts.unchanged;
        return;
      }
    }
    auto change = into_.plan.mode == record_write_kind::put
                      ? write_record(tx_, record_write_kind::put, record, row.data, {},
                                     listeners_ ? *listeners_ : nobody, now_)
                      : apply_patch(tx_, {record, row.data}, listeners_, now_);
    if (!change)
      return leave_out(row.line, row.id, told(change.error()));
    ++(change->created   ? into_.counts.created
       : change->changed ? into_.counts.changed
                         : into_.counts.unchanged);
    keep(*change);
  }

  [[nodiscard]] std::vector<inbox_entry> inbox_entries() && { return std::move(caused_); }

private:
  /// Whether the row is of somebody who was erased after the file had arrived.
  bool is_erased(const records::import_row& row) const {
    return erased_.any() && (erased_.holds({into_.plan.type, row.id}) ||
                             (row.owner && erased_.holds(known_as(tx_, *row.owner))) ||
                             (row.owner && erased_.holds(*row.owner)));
  }

  /// The data of a record that the row makes.
  json fresh(const records::import_row& row) const {
    return into_.plan.mode == record_write_kind::put ? row.data
                                                     : merge_patched(json::object(), row.data);
  }

  static std::string told(const error& why) {
    std::string text;
    for (const auto& one : why.details)
      text += (text.empty() ? "" : "; ") + one.pointer + ": " + one.message;
    return text.empty() ? why.message : text;
  }

  void leave_out(std::int64_t line, const std::string& record, const std::string& why) {
    if (into_.counts.failed++ < static_cast<std::int64_t>(max_import_errors))
      tx_.tables.imports.add_error(into_.id, {line, record, why});
  }

  void keep(record_change& change) {
    std::ranges::move(change.inbox_entries, std::back_inserter(caused_));
  }

  transaction& tx_;
  stored_import& into_;
  bool same_type_;
  listeners_ptr listeners_;
  erased_since erased_;
  instant now_;
  std::vector<inbox_entry> caused_;
};

} // namespace

std::string_view to_text(import_state state) {
  return import_state_names[static_cast<std::size_t>(state)];
}

std::string to_text(import_id id) { return std::string{import_prefix} + std::to_string(id.value); }

result<import_id> parse_import_id(std::string_view text) {
  import_id id;
  const auto digits = text.substr(std::min(text.size(), import_prefix.size()));
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), id.value);
  if (!text.starts_with(import_prefix) || read.ec != std::errc{} ||
      read.ptr != digits.data() + digits.size() || id.value <= 0)
    return fail(error_code::invalid_id, "\"" + std::string{text} +
                                            "\" is not the id of an import; it looks like "
                                            "\"imp_12\"");
  return id;
}

stored_import begin_import(transaction& tx, const import_plan& plan, const std::string& who,
                           instant now) {
  const auto id = tx.tables.imports.insert(plan, who, now);
  write_audit(tx, now,
              {.who = who,
               .action = "import.start",
               .target = to_text(id),
               .why = plan.type,
               .changes = accounts::changes_between(
                   json{}, {{"type", plan.type},
                            {"mode", plan.mode == record_write_kind::put ? "put" : "patch"},
                            {"silent", !plan.fires},
                            {"bytes", plan.bytes}})});
  return existing(tx, id);
}

result<chunk_written> write_import_chunk(transaction& tx, const import_chunk& chunk,
                                         const listeners_ptr& listeners, instant now) {
  auto into = existing(tx, chunk.id);
  if (has_ended(into))
    return chunk_written{.state = into.state, .inbox_entries = {}};
  if (into.at != chunk.from)
    return fail(error_code::wrong_state, to_text(chunk.id) + " is applied up to byte " +
                                             std::to_string(into.at.offset) + ", not " +
                                             std::to_string(chunk.from.offset));
  row_writer writer{tx, into, chunk.type, listeners, now};
  for (const auto& row : chunk.rows)
    writer.write(row);
  into.state = chunk.last ? import_state::finished : import_state::running;
  if (chunk.last)
    into.ended_at = now;
  into.at = chunk.to;
  into.worked += chunk.worked;
  tx.tables.imports.update(into);
  tx.touch(topic::imports);
  return chunk_written{.state = into.state, .inbox_entries = std::move(writer).inbox_entries()};
}

stored_import fail_import(transaction& tx, import_id id, const std::string& why, instant now) {
  auto failed = existing(tx, id);
  if (has_ended(failed))
    return failed;
  failed.state = import_state::failed;
  failed.ended_at = now;
  failed.reason = why;
  tx.tables.imports.update(failed);
  tx.touch(topic::imports);
  return failed;
}

result<stored_import> cancel_import(transaction& tx, import_id id, const std::string& who,
                                    const std::string& why, instant now) {
  auto found = tx.tables.imports.find(id);
  if (!found)
    return fail(error_code::not_found, "there is no import " + to_text(id));
  if (has_ended(*found))
    return fail(error_code::wrong_state, to_text(id) + " is " + std::string{to_text(found->state)} +
                                             "; only one that waits or runs can be cancelled");
  const auto before = to_text(found->state);
  found->state = import_state::cancelled;
  found->ended_at = now;
  found->reason = why;
  tx.tables.imports.update(*found);
  tx.touch(topic::imports);
  write_audit_of_state(tx, now,
                       {.who = who, .action = "import.cancel", .target = to_text(id), .why = why},
                       before, to_text(found->state));
  return std::move(*found);
}

} // namespace sojourn::storage
