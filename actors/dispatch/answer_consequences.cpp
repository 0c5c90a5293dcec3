#include "actors/dispatch/answer_consequences.hpp"

#include "storage/budget.hpp"
#include "storage/records.hpp"
#include "storage/sends.hpp"

namespace sojourn::actors {

void remove_gone(services& services, const std::vector<subject_ref>& gone) {
  for (const auto& record : gone)
    services.store.writer().submit<bool>(
        [record, now = services.clock.now()](storage::transaction& tx) -> result<bool> {
          auto removed = storage::write_record(tx, storage::record_write_kind::remove, record, {},
                                               {}, {}, now);
          return removed.has_value(); // somebody else may have removed it
        },
        [](const result<bool>&) {});
}

void suppress_dead_address(services& services, const std::string& channel,
                           const channels::attempt_result& answer) {
  // Before the next channel is asked about: the next message finds it.
  services.store.writer().submit<bool>(
      [bad = storage::stored_suppression{.channel = channel,
                                         .address = answer.dead_address,
                                         .reason =
                                             answer.detail.empty() ? answer.code : answer.detail,
                                         .at = services.clock.now(),
                                         .source = "answer of " + channel}](
          storage::transaction& tx) -> result<bool> {
        storage::put_suppression(tx, bad);
        return true;
      },
      [](const result<bool>&) {});
}

void free_cost(services& services, const outgoing_effect& effect) {
  if (effect.settled.cost.is_null())
    return;
  services.store.writer().submit<bool>(
      [attempt = effect.attempt,
       now = services.clock.now()](storage::transaction& tx) -> result<bool> {
        storage::settle_cost(tx, attempt.effect(), attempt.number, outcome::unreachable, now);
        return true;
      },
      [](const result<bool>&) {});
}

} // namespace sojourn::actors
