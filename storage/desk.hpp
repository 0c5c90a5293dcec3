// The desk in the shop: tasks for the staff, and what the staff marked.
#pragma once

#include "base/ids.hpp"
#include "base/json.hpp"
#include "base/result.hpp"
#include "storage/inbox.hpp"
#include "storage/listeners.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sojourn::engine {
struct instance_state;
struct task_made;
} // namespace sojourn::engine

namespace sojourn::storage {

class transaction;

/// Values are stored; never renumber them.
enum class task_state : std::uint8_t {
  open = 0, ///< until its time is over: then it has lapsed
  done = 1,
  withdrawn = 2, ///< its instance was cancelled
};

/// What the staff are asked to do for somebody.
struct desk_task {
  std::int64_t number = 0; ///< "task_12" as text
  std::string subject;
  instance_id instance{};
  std::string campaign;
  std::string step;
  std::uint32_t visit = 0;
  std::map<std::string, std::string> texts{}; ///< by language; "" in every one
  std::vector<std::string> done_by{};         ///< marks that do it, beside task_done
  instant made_at{};
  std::optional<instant> due{};
  instant lasts_until{};
  task_state state = task_state::open;
  instant ends_at{};     ///< when it was done or withdrawn; while it is open, `lasts_until`
  std::int64_t mark = 0; ///< that did it
};

enum class mark_kind : std::uint8_t { greeted = 0, gift_given = 1, note = 2, task_done = 3 };
inline constexpr std::size_t mark_kinds = 4;
using sojourn::to_text; // instants are of std, where no lookup by argument finds it
/// "gift_given", as in events: "desk.gift_given".
[[nodiscard]] std::string_view to_text(mark_kind kind);
[[nodiscard]] std::optional<mark_kind> parse_mark_kind(std::string_view text);

/// What the staff did.
struct desk_mark {
  std::int64_t number = 0; ///< "mark_12" as text
  std::string subject;
  mark_kind kind = mark_kind::note;
  std::string note{};
  std::vector<std::int64_t> tasks{}; ///< that it did
  /// Who heard it: {"instances": [ID], "campaigns": [ID]}; campaigns started by it.
  json heard = json::object();
  std::string who;
  instant at{};
  std::optional<instant> undone_at{};
  std::string undone_by{};
};

/// "task_12", "mark_12", and back; nullopt: it is none.
[[nodiscard]] std::string task_name(std::int64_t number);
[[nodiscard]] std::string mark_name(std::int64_t number);
[[nodiscard]] std::optional<std::int64_t> parse_task_name(std::string_view text);
[[nodiscard]] std::optional<std::int64_t> parse_mark_name(std::string_view text);

/// Asks the staff for what a turn asks them, as part of the turn.
void write_task(transaction& tx, const engine::instance_state& of, const engine::task_made& task,
                instant now);
/// Withdraws what a cancelled instance asked for and nobody did.
void withdraw_tasks(transaction& tx, const engine::instance_state& cancelled, instant now);

struct mark_request {
  std::string customer;
  mark_kind kind = mark_kind::note;
  std::string note{};
  std::int64_t task = 0; ///< of task_done
  std::string who;
};
struct mark_written {
  desk_mark mark;
  std::vector<inbox_entry> inbox_entries;
};
/// Writes down what the staff did, does the tasks that it does, and publishes "desk.KIND" about the
/// customer. Errors: not_found (the customer, or their task); wrong_state (the task is not open, or
/// the customer is being erased).
[[nodiscard]] result<mark_written> write_mark(transaction& tx, const mark_request& what,
                                              const listener_set& listeners, instant now);
/// Takes a mark back: its tasks are open again, and "desk.undone" is published. What instances did
/// when they heard the mark stays. The same again changes nothing. Errors: not_found;
/// undo_too_late, from `within` after the mark on.
[[nodiscard]] result<mark_written> undo_mark(transaction& tx, const std::string& customer,
                                             std::int64_t mark, const std::string& who,
                                             milliseconds within, const listener_set& listeners,
                                             instant now);

/// Where a listing of open tasks stands: they are in the order in which they end.
struct task_place {
  instant ends_at = instant::min();
  std::int64_t number = 0;
};
struct task_query {
  std::string campaign{};             ///< empty: any
  std::optional<instant> due_until{}; ///< due by then
  task_place after{};
  std::size_t limit = 100;
  std::size_t visits = 20'000; ///< rows that are looked at, at most
};
struct tasks_found {
  std::vector<desk_task> tasks;
  std::optional<task_place> next{}; ///< to go on after; nullopt: there are no more
};

/// Reads the desk; see reader for what holds of all of them.
class desk_reader {
public:
  virtual ~desk_reader() = default;

  /// Tasks that are open at `now`, those first that end first.
  [[nodiscard]] virtual tasks_found open_tasks(const task_query& what, instant now) = 0;
  /// Those of a subject.
  [[nodiscard]] virtual std::vector<desk_task> open_tasks_of(const std::string& subject,
                                                             instant now, std::size_t limit) = 0;
  /// The newest first.
  [[nodiscard]] virtual std::vector<desk_mark> marks_of(const std::string& subject,
                                                        std::size_t limit) = 0;
  /// When a field of a customer's record changed last; nullopt: it is not known any more.
  [[nodiscard]] virtual std::optional<instant> changed_at(const std::string& customer,
                                                          const std::string& field) = 0;
};

} // namespace sojourn::storage
