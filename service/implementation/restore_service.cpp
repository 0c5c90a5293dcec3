// What is asked about a restored backup, and the answers.
#include "service/implementation/restore_service.hpp"

#include "storage/reader.hpp"
#include "storage/restore.hpp"

namespace sojourn::service {

namespace {

json show(const storage::restored_campaign& one) {
  json shown{{"campaign", one.campaign},
             {"messages", one.messages},
             {"timers", one.timers},
             {"starts", one.starts},
             {"has_schedule", one.has_schedule},
             {"done", one.done},
             {"is_settled", one.is_settled},
             {"answer", nullptr}};
  if (!one.answer)
    return shown;
  shown["answer"] = storage::to_text(*one.answer);
  shown["answered_by"] = one.who;
  shown["answered_at"] = to_text(one.answered_at);
  shown["why"] = one.why;
  return shown;
}

json show(const storage::overdue_instance& one) {
  return {{"instance", to_text(one.instance)},
          {"subject", one.subject},
          {"step", one.step},
          {"what", one.is_effect ? "message" : "timer"},
          {"at", to_text(one.at)}};
}

} // namespace

json restore_service::describe() {
  json shown{{"stands_still", services_.standstill->is_held()}, {"campaigns", json::array()}};
  const auto open = reader().restore().open();
  if (!open)
    return shown;
  shown["restored_at"] = to_text(open->restored_at);
  shown["copied_at"] = to_text(open->copied_at);
  if (open->since != instant{})
    shown["since"] = to_text(open->since);
  for (const auto& one : reader().restore().campaigns()) {
    if (one.is_asked)
      shown["campaigns"].push_back(show(one));
  }
  return shown;
}

void restore_service::get(completion<json> done) {
  answer_query(std::move(done), [this]() -> result<json> { return describe(); });
}

void restore_service::overdue(std::string campaign, page_request at, completion<page> done) {
  answer_query(std::move(done),
               [this, campaign = std::move(campaign), at = std::move(at)]() -> result<page> {
                 instance_id after;
                 if (!at.cursor.empty()) {
                   const auto last = parse_instance_id(at.cursor);
                   if (!last)
                     return fail(last.error());
                   after = *last;
                 }
                 const auto found = reader().restore().overdue(campaign, after, at.limit);
                 page made;
                 for (const auto& one : found)
                   made.items.push_back(show(one));
                 if (found.size() == at.limit)
                   made.next_cursor = to_text(found.back().instance);
                 return made;
               });
}

void restore_service::decide(std::string campaign, std::string answer, caller by,
                             completion<json> done) {
  const auto parsed = storage::parse_restore_answer(answer);
  if (!parsed)
    return done(fail(error_code::invalid_request, "an answer is \"send\", \"sent\" or \"drop\"",
                     {{"/answer", "write \"send\", \"sent\" or \"drop\""}}));
  const auto at = now();
  commit<std::int64_t>(
      std::move(done),
      [campaign = std::move(campaign), answer = *parsed, by, at](storage::transaction& tx) {
        return storage::answer_restore(tx, campaign, answer, by.who, by.why, at);
      },
      [this](std::int64_t answered) -> result<json> {
        worker_.look();
        auto shown = describe();
        shown["answered"] = answered;
        return shown;
      });
}

} // namespace sojourn::service
