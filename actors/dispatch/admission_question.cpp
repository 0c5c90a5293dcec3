#include "actors/dispatch/admission_question.hpp"

#include "storage/mailbox.hpp"
#include "storage/sends.hpp"

namespace sojourn::actors {

namespace {

bool may_leave(const storage::admission& decided) {
  return !decided.gone && decided.verdict.what == messages::verdict::kind::send;
}

} // namespace

const std::string& admission_question::campaign() const {
  if (const auto* send = std::get_if<storage::send_request>(&what))
    return send->message.campaign;
  return std::get<storage::call_request>(what).action.campaign;
}

result<storage::admission> admission_question::ask(storage::transaction& tx) const {
  const auto* send = std::get_if<storage::send_request>(&what);
  if (send == nullptr)
    return storage::admit_call(tx, std::get<storage::call_request>(what));
  auto decided = storage::admit_send(tx, *send, *rules);
  if (mail && decided && may_leave(*decided))
    storage::put_mail(tx, *mail);
  return decided;
}

void admission_question::claim(handover_gate& gate, const storage::admission& decided) const {
  if (!mail || !may_leave(decided))
    return;
  const auto& send = std::get<storage::send_request>(what);
  (void)gate.claim(send.key.instance, {send.key.step, send.key.visit, send.attempt});
}

} // namespace sojourn::actors
