// What the file decides about an effect in the transaction that writes down that it leaves.
#pragma once

#include "messages/send_rules.hpp"
#include "storage/budget.hpp"
#include "storage/sends.hpp"

#include <memory>
#include <variant>

namespace sojourn::actors {

struct admission_question {
  std::variant<storage::send_request, storage::paid_action> what;
  std::shared_ptr<const messages::send_rules> rules;

  [[nodiscard]] const std::string& campaign() const {
    if (const auto* send = std::get_if<storage::send_request>(&what))
      return send->message.campaign;
    return std::get<storage::paid_action>(what).campaign;
  }
  [[nodiscard]] result<storage::admission> ask(storage::transaction& tx) const {
    if (const auto* send = std::get_if<storage::send_request>(&what))
      return storage::admit_send(tx, *send, *rules);
    return storage::admit_call(tx, std::get<storage::paid_action>(what));
  }
};

} // namespace sojourn::actors
