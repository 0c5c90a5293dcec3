// Jobs: one action on many instances, whose list is frozen once and worked off for as long
// as it takes.
#pragma once

#include "base/ids.hpp"
#include "base/instant.hpp"
#include "base/json.hpp"
#include "base/result.hpp"
#include "engine/state.hpp"
#include "storage/journal.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sojourn::storage {

class transaction;

/// Names a job; "job_12" as text.
struct job_id {
  std::int64_t value = 0;
  auto operator<=>(const job_id&) const = default;
};
using sojourn::to_text; // instants are of std, where no lookup by argument finds it
[[nodiscard]] std::string to_text(job_id id);
/// Errors: invalid_id.
[[nodiscard]] result<job_id> parse_job_id(std::string_view text);

/// Values are stored; never renumber them.
enum class job_state : std::uint8_t {
  freezing = 0, ///< its list is being written down
  running = 1,
  paused = 2,
  done = 3,
  cancelled = 4, ///< what was done stays done
};
[[nodiscard]] std::string_view to_text(job_state state);

/// Values are stored; never renumber them.
enum class job_action : std::uint8_t {
  cancel = 0,
  pause = 1,
  resume = 2,
  retry = 3,
  skip = 4,
  signal = 5,
  migrate = 6,
  undo = 7, ///< takes back what another job migrated
  continue_from = 8,
  edit = 9,
};
[[nodiscard]] std::string_view to_text(job_action action);
[[nodiscard]] std::optional<job_action> parse_job_action(std::string_view text);

/// Which instances are meant. Those that have ended never are.
struct job_filter {
  std::string campaign{}; ///< empty: any, as below
  std::optional<engine::instance_status> status{};
  std::string step{};
  std::string subject{}; ///< "customer:42"
  std::uint32_t version = 0;
  std::uint32_t version_not = 0; ///< 0: any
  std::optional<engine::waiting_for> waiting{};
  std::string code{}; ///< of those that are held, or whose message has an unknown outcome
};

struct new_job {
  job_action action = job_action::cancel;
  job_filter filter;
  json details = json::object(); ///< what the action needs to know
  std::string who;
  std::string why;
  std::uint32_t per_second = 0;
};

struct stored_job {
  job_id id;
  job_state state = job_state::freezing;
  new_job what;
  instant created_at{};
  std::optional<instant> ended_at{};
  std::int64_t total = 0; ///< done + skipped + failed + those still on the list
  std::int64_t done = 0;
  std::int64_t skipped = 0; ///< the instance was in no state for it
  std::int64_t failed = 0;
};

/// Jobs that may be unfinished at a time.
inline constexpr std::int64_t most_open_jobs = 32;

/// A new job, which is freezing. Errors: wrong_state (too many are unfinished).
[[nodiscard]] result<stored_job> begin_job(transaction& tx, const new_job& what, instant now);
/// Forgets the list of a job whose freezing was interrupted.
void clear_job_list(transaction& tx, job_id id);
void add_to_job_list(transaction& tx, job_id id, const std::vector<instance_id>& instances);
/// Lists what another job moved to another version, after the number `after` of its list; gives
/// the last number it came to, or nullopt when that was all.
[[nodiscard]] std::optional<std::int64_t> list_moved(transaction& tx, job_id id, job_id moved_by,
                                                     std::int64_t after, std::size_t limit);
/// From now on the list is worked off. Repeating it is harmless.
void finish_job_list(transaction& tx, job_id id, instant now);

/// An instance of a job on which nothing was done, and why.
struct job_error {
  std::int64_t number = 0;
  instance_id instance;
  bool skipped = true; ///< false: failed
  std::string code;    ///< "SJ0303"
  std::string message;
};
/// Takes them off the list. Those that are not on it are left alone.
void insert_job_errors(transaction& tx, job_id id, const std::vector<job_error>& errors,
                       instant now);

/// running→paused, paused→running, anything unfinished→cancelled.
/// Errors: not_found; wrong_state.
[[nodiscard]] result<stored_job> change_job(transaction& tx, job_id id, job_state to,
                                            const std::string& who, const std::string& why,
                                            instant now);

struct job_member {
  std::int64_t number = 0;
  instance_id instance;
  /// Of an undo: what takes the move back, and the head that the instance must still have.
  std::string undo{};
  journal_position head = 0;
};

/// How many instances stand where.
struct job_count {
  std::uint32_t version = 0;
  std::string campaign;
  engine::instance_status status = engine::instance_status::running;
  std::string step;
  std::int64_t instances = 0;
  std::int64_t in_effect = 0; ///< of them, those whose effect has no outcome yet
};

/// What can be read of jobs. Thread-safe, as storage::reader.
class job_reader {
public:
  virtual ~job_reader() = default;
  [[nodiscard]] virtual std::optional<stored_job> job(job_id id) = 0;
  /// From new to old, before `before`.
  [[nodiscard]] virtual std::vector<stored_job> list(job_id before, std::size_t limit) = 0;
  /// Those that are freezing or running, oldest first.
  [[nodiscard]] virtual std::vector<stored_job> under_way() = 0;
  /// The first of the list that are still to be done.
  [[nodiscard]] virtual std::vector<job_member> members(job_id id, std::size_t limit) = 0;
  /// In the order of the list, after the number `after`.
  [[nodiscard]] virtual std::vector<job_error> errors(job_id id, std::int64_t after,
                                                      std::size_t limit) = 0;
  /// Every instance that the filter means, as of one moment, a page at a time, until `visit`
  /// gives false.
  virtual void visit_meant(const job_filter& filter,
                           const std::function<bool(const std::vector<instance_id>&)>& visit) = 0;
  /// How many the filter means, exactly, by where they stand.
  [[nodiscard]] virtual std::vector<job_count> count_meant(const job_filter& filter) = 0;
};

} // namespace sojourn::storage
