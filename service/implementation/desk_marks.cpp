// What the staff did at the desk: marks, their undoing, and redeemed codes.
#include "service/implementation/desk_service.hpp"
#include "service/implementation/receivers.hpp"
#include "service/implementation/with_idempotency_key.hpp"
#include "storage/audit.hpp"
#include "storage/vouchers.hpp"

namespace sojourn::service {

namespace {

constexpr std::size_t most_note_bytes = 2'000;

/// What a unit of the writer gives: the answer, and who is to hear of it.
struct told_mark {
  keyed_answer answer;
  std::vector<storage::inbox_entry> inbox_entries{};
};

json task_names_of(const std::vector<std::int64_t>& tasks) {
  auto names = json::array();
  for (const auto task : tasks)
    names.push_back(storage::task_name(task));
  return names;
}

tl::unexpected<error> wrong_mark(const char* pointer, const char* message) {
  return fail(error_code::invalid_request, "this cannot be marked", {{pointer, message}});
}

/// What is asked for, read. Errors: invalid_request.
result<storage::mark_request> read_mark(const desk_mark_request& from) {
  const auto kind = storage::parse_mark_kind(from.mark);
  if (!kind)
    return wrong_mark("/mark", "is \"greeted\", \"gift_given\", \"note\" or \"task_done\"");
  storage::mark_request made{
      .customer = from.customer, .kind = *kind, .note = from.note, .who = from.by.who};
  if (*kind == storage::mark_kind::note && from.note.empty())
    return wrong_mark("/note", "is what the note says; it is needed");
  if (from.note.size() > most_note_bytes)
    return wrong_mark("/note", "is longer than 2000 bytes");
  if (*kind == storage::mark_kind::task_done) {
    const auto task = storage::parse_task_name(from.task);
    if (!task)
      return wrong_mark("/task", "is the id of the task that is done, such as \"task_12\"");
    made.task = *task;
  } else if (!from.task.empty()) {
    return wrong_mark("/task", "is told with the mark \"task_done\" alone");
  }
  return made;
}

} // namespace

json desk_service::show_mark(const storage::desk_mark& mark) const {
  json shown{{"id", storage::mark_name(mark.number)},
             {"mark", storage::to_text(mark.kind)},
             {"at", to_text(mark.at)},
             {"by", mark.who},
             {"tasks_done", task_names_of(mark.tasks)},
             {"undo_until", to_text(mark.at + services_.options.desk_undo_within)}};
  if (!mark.note.empty())
    shown["note"] = mark.note;
  if (mark.undone_at) {
    shown["undone_at"] = to_text(*mark.undone_at);
    shown["undone_by"] = mark.undone_by;
  }
  return shown;
}

void desk_service::mark(desk_mark_request request, completion<written> done) {
  auto what = read_mark(request);
  if (!what)
    return done(fail(std::move(what.error())));
  const auto at = now();
  commit<told_mark>(
      std::move(done),
      [=, this, what = std::move(*what)](storage::transaction& tx) -> result<told_mark> {
        told_mark told;
        auto made = with_idempotency_key(tx, request.idem, at, [&]() -> result<json> {
          auto marked = storage::write_mark(tx, what, *services_.catalogue.listeners(), at);
          if (!marked)
            return fail(std::move(marked.error()));
          storage::write_audit(tx, at,
                               {.who = request.by.who,
                                .action = "desk." + request.mark,
                                .target = marked->mark.subject});
          auto shown = show_mark(marked->mark);
          shown["heard_by"] = marked->mark.heard.at("instances");
          shown["triggered"] = marked->mark.heard.at("campaigns");
          told.inbox_entries = std::move(marked->inbox_entries);
          return shown;
        });
        if (!made)
          return fail(std::move(made.error()));
        told.answer = std::move(*made);
        return told;
      },
      [this](told_mark told) -> result<written> {
        services_.directory.bring(std::move(told.inbox_entries));
        return written{std::move(told.answer.body), true, told.answer.replayed, 0};
      });
}

void desk_service::undo(std::string customer, std::string mark, caller by, completion<json> done) {
  const auto number = storage::parse_mark_name(mark);
  if (!number)
    return done(fail(error_code::not_found, "there is no mark \"" + mark + "\""));
  const auto at = now();
  commit<storage::mark_written>(
      std::move(done),
      [=, this](storage::transaction& tx) {
        auto undone =
            storage::undo_mark(tx, customer, *number, by.who, services_.options.desk_undo_within,
                               *services_.catalogue.listeners(), at);
        if (undone && undone->mark.undone_at == at && undone->mark.undone_by == by.who)
          storage::write_audit(
              tx, at, {.who = by.who, .action = "desk.undo", .target = undone->mark.subject});
        return undone;
      },
      [this](storage::mark_written undone) -> result<json> {
        auto shown = show_mark(undone.mark);
        shown["heard_by"] = instances_of(undone.inbox_entries);
        shown["triggered"] = campaigns_of(undone.inbox_entries);
        // They went on when they heard the mark, and do not go back.
        shown["mark_heard_by"] = undone.mark.heard.at("instances");
        shown["mark_triggered"] = undone.mark.heard.at("campaigns");
        services_.directory.bring(std::move(undone.inbox_entries));
        return shown;
      });
}

void desk_service::redeem(desk_redemption request, completion<written> done) {
  const auto at = now();
  commit<told_mark>(
      std::move(done),
      [=, this](storage::transaction& tx) -> result<told_mark> {
        told_mark told;
        auto made = with_idempotency_key(tx, request.idem, at, [&]() -> result<json> {
          auto redeemed = storage::redeem_of(tx,
                                             {.customer = request.customer,
                                              .code = request.code,
                                              .pool = request.pool,
                                              .who = request.by.who,
                                              .same_within = services_.options.desk_undo_within},
                                             *services_.catalogue.listeners(), at);
          if (!redeemed)
            return fail(std::move(redeemed.error()));
          auto shown = std::move(redeemed->voucher);
          shown["heard_by"] = instances_of(redeemed->inbox_entries);
          told.inbox_entries = std::move(redeemed->inbox_entries);
          return shown;
        });
        if (!made)
          return fail(std::move(made.error()));
        told.answer = std::move(*made);
        return told;
      },
      [this](told_mark told) -> result<written> {
        services_.directory.bring(std::move(told.inbox_entries));
        return written{std::move(told.answer.body), false, told.answer.replayed, 0};
      });
}

} // namespace sojourn::service
