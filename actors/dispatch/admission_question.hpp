// What the file decides about an effect in the transaction that writes down that it leaves.
#pragma once

#include "actors/dispatch/handover_gate.hpp"
#include "messages/send_rules.hpp"
#include "storage/mailbox.hpp"
#include "storage/sends.hpp"
#include "storage/write/calls.hpp"

#include <memory>
#include <variant>

namespace sojourn::actors {

struct admission_question {
  std::variant<storage::send_request, storage::call_request> what;
  std::shared_ptr<const messages::send_rules> rules;
  /// A message to the mailbox, which is in the same file: it is there once it may leave.
  std::optional<storage::mail> mail{};

  [[nodiscard]] const std::string& campaign() const;
  [[nodiscard]] result<storage::admission> ask(storage::transaction& tx) const;
  /// Call it inside the unit when nothing of it can fail any more: what is in the mailbox has been
  /// handed over, and cannot be taken back.
  void claim(handover_gate& gate, const storage::admission& decided) const;
};

} // namespace sojourn::actors
