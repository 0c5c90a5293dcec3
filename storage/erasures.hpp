// Erasure: the personal data of a customer goes everywhere, the figures stay.
#pragma once

#include "base/ids.hpp"
#include "base/json.hpp"
#include "base/preconditions.hpp"
#include "storage/identities.hpp"
#include "storage/imports.hpp"
#include "storage/inbox.hpp"
#include "storage/runs.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace sojourn::storage {

/// Names an erasure; "era_12" as text.
struct erasure_id {
  std::int64_t value = 0;
  auto operator<=>(const erasure_id&) const = default;
};
using sojourn::to_text; // instants are of std, where no lookup by argument finds it
[[nodiscard]] std::string to_text(erasure_id id);
/// Errors: invalid_id.
[[nodiscard]] result<erasure_id> parse_erasure_id(std::string_view text);

/// The type of the subject that stands for somebody who was erased: "erased:12".
inline constexpr std::string_view erased_type = "erased";

/// Values are stored; never renumber them.
enum class erasure_state : std::uint8_t {
  running = 0, ///< some rows are still there
  erased = 1,  ///< the rows are gone; what they held may still be in the write-ahead log
  done = 2,    ///< the bytes are gone from the data file and its log
};
[[nodiscard]] std::string_view to_text(erasure_state state);

struct stored_erasure {
  erasure_id id;
  erasure_state state = erasure_state::running;
  std::string type;   ///< of the subject
  std::string digest; ///< of the subject, keyed; nothing else is left of who it was
  std::string who;
  std::string why;
  instant begun_at{};
  std::optional<instant> erased_at{};
  json removed = json::object(); ///< kind of row → how many went or were made unreadable
};

struct erasure_written {
  stored_erasure erasure;
  std::vector<inbox_entry> inbox_entries;
  std::vector<revoked_effect> revoked;
};

/// Begins to erase a customer or a visitor, and does a first portion, which for most is all of it.
/// Erased are their record and those that belong to them, the visitors that they were, and whatever
/// is about any of these; docs/privacy.md tells what becomes of each table. Open instances are
/// cancelled first. While it is under way, writes about them are refused (refuse_while_erased).
/// One that is under way already is given as it is, and so is the last one when nothing came after
/// it: a repetition is harmless.
/// Errors: not_found (nothing is known of them, and never was any erased); version_mismatch;
/// wrong_state (a visitor who is a customer by now).
[[nodiscard]] result<erasure_written> erase_subject(transaction& tx, const subject_ref& subject,
                                                    const preconditions& only_if,
                                                    const std::string& who, const std::string& why,
                                                    instant now,
                                                    std::size_t portion = default_portion);
/// Erases a further portion. Harmless when the rows are gone. Errors: not_found.
[[nodiscard]] result<erasure_written> go_on_erasing(transaction& tx, erasure_id id, instant now,
                                                    std::size_t portion = default_portion);
/// The bytes are gone, too. Errors: not_found; wrong_state while rows are there.
[[nodiscard]] result<stored_erasure> finish_erasure(transaction& tx, erasure_id id);

/// After the commit of this unit the writer moves the log into the file and empties it, so that
/// nothing that was overwritten is left there.
void ask_for_empty_log(transaction& tx);
/// Whether that has happened since it was last asked for. A reader that is at work with an older
/// state of the file is in the way of it.
[[nodiscard]] bool is_log_emptied(transaction& tx);

/// Errors: wrong_state when the subject, or the owner of a record, is being erased.
[[nodiscard]] result<void> refuse_while_erased(transaction& tx, const std::string& subject);
[[nodiscard]] result<void> refuse_while_erased(transaction& tx, const subject_ref& subject);
[[nodiscard]] result<void> refuse_while_erased(transaction& tx, const subject_ref& record,
                                               const std::optional<std::string>& owner);

/// Whether the subject was erased at any time.
[[nodiscard]] bool was_erased(transaction& tx, const std::string& subject);
/// By what an erasure of this subject is known: an HMAC-SHA-256 with the key of the data file.
[[nodiscard]] std::string erasure_digest(transaction& tx, const std::string& subject);

/// Who was erased after an import or a run had begun: what that holds of them is left out.
class erased_since {
public:
  erased_since(transaction& tx, import_id began);
  erased_since(transaction& tx, run_id began);
  [[nodiscard]] bool any() const { return !digests_.empty(); }
  [[nodiscard]] bool holds(const subject_ref& subject) const;

private:
  std::string key_;
  std::unordered_set<std::string> digests_;
};

/// From new to old, before `before`; of one subject, or of all where it is empty.
[[nodiscard]] std::vector<stored_erasure>
list_erasures(table_set& tables, const std::string& subject, erasure_id before, std::size_t limit);

/// Reading them; thread-safe as the reader is.
class erasure_reader {
public:
  virtual ~erasure_reader() = default;
  [[nodiscard]] virtual std::optional<stored_erasure> find(erasure_id id) = 0;
  /// From new to old, before `before`; of one subject, or of all where it is empty.
  [[nodiscard]] virtual std::vector<stored_erasure> list(const std::string& subject,
                                                         erasure_id before, std::size_t limit) = 0;
  /// Those that are not done, the oldest first.
  [[nodiscard]] virtual std::vector<stored_erasure> under_way() = 0;
  /// Everything about a customer, for themselves (storage/tables/person_rows.hpp); nullopt: nothing
  /// is known of them.
  [[nodiscard]] virtual std::optional<json> everything_about(const std::string& customer) = 0;
};

} // namespace sojourn::storage
