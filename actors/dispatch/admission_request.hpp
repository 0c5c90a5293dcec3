// What has to be decided about an effect in the transaction that writes down that it leaves.
#pragma once

#include "actors/dispatch/handover_gate.hpp"
#include "messages/send_rules.hpp"
#include "storage/mailbox.hpp"
#include "storage/sends.hpp"
#include "storage/write/calls.hpp"

#include <memory>
#include <span>
#include <variant>
#include <vector>

namespace sojourn::actors {

struct admission_request {
  std::variant<storage::send_request, storage::call_request> what;
  std::shared_ptr<const messages::send_rules> rules;
  /// A message to the mailbox, which is in the same data file: it is there once it may leave.
  std::optional<storage::mail> mail{};

  [[nodiscard]] const std::string& campaign() const;
  /// A message that cannot be paid waits from now on, whatever its step says.
  void wait_for_budget();
};

/// Claims a message to the mailbox that may leave: nothing of the unit can fail any more.
void claim_mail(handover_gate& gate, const admission_request& request,
                const storage::admission_result& decided);

/// Decides which of these effects may leave: the one decision, whether it is made with the turn
/// that asks for the effect or later, when a channel has room. What may leave is written down, so
/// that a crash leaves an honest "unknown"; what is in the mailbox is claimed at the gate, since it
/// can no longer be taken back.
///
/// Call it inside a write unit, as the last thing that can fail. Errors: those of admit_send and
/// admit_call; then nothing is claimed, and the unit must fail.
[[nodiscard]] result<std::vector<storage::admission_result>>
admit(storage::transaction& tx, handover_gate& gate, std::span<const admission_request> requests);

} // namespace sojourn::actors
