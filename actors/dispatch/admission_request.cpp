#include "actors/dispatch/admission_request.hpp"

namespace sojourn::actors {

namespace {

bool may_leave(const storage::admission_result& decided) {
  return !decided.gone && decided.admission.what == messages::admission::kind::send;
}

result<storage::admission_result> admit_one(storage::transaction& tx,
                                            const admission_request& request) {
  const auto* send = std::get_if<storage::send_request>(&request.what);
  if (send == nullptr)
    return storage::admit_call(tx, std::get<storage::call_request>(request.what));
  auto decided = storage::admit_send(tx, *send, *request.rules);
  if (request.mail && decided && may_leave(*decided))
    storage::put_mail(tx, *request.mail);
  return decided;
}

} // namespace

const std::string& admission_request::campaign() const {
  if (const auto* send = std::get_if<storage::send_request>(&what))
    return send->message.campaign;
  return std::get<storage::call_request>(what).action.campaign;
}

void admission_request::wait_for_budget() {
  if (auto* send = std::get_if<storage::send_request>(&what))
    send->may_go_elsewhere = false;
}

void claim_mail(handover_gate& gate, const admission_request& request,
                const storage::admission_result& decided) {
  if (!request.mail || !may_leave(decided))
    return;
  const auto& send = std::get<storage::send_request>(request.what);
  (void)gate.claim({send.key.instance, send.key.step, send.key.visit, send.attempt});
}

result<std::vector<storage::admission_result>> admit(storage::transaction& tx, handover_gate& gate,
                                                     std::span<const admission_request> requests) {
  std::vector<storage::admission_result> decided;
  decided.reserve(requests.size());
  for (const auto& request : requests) {
    auto one = admit_one(tx, request);
    if (!one)
      return fail(std::move(one.error()));
    decided.push_back(std::move(*one));
  }
  for (std::size_t i = 0; i < requests.size(); ++i)
    claim_mail(gate, requests[i], decided[i]);
  return decided;
}

} // namespace sojourn::actors
