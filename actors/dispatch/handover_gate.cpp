#include "actors/dispatch/handover_gate.hpp"

namespace sojourn::actors {

bool handover_gate::claim(const engine::attempt_id& attempt) {
  const std::lock_guard lock{mutex_};
  const auto found = marks_.find(attempt.instance);
  if (found != marks_.end() && found->second.attempt == attempt && found->second.revoked) {
    marks_.erase(found);
    return false;
  }
  marks_[attempt.instance] = {attempt, true, false};
  return true;
}

bool handover_gate::revoke(const engine::attempt_id& attempt) {
  const std::lock_guard lock{mutex_};
  auto& mark = marks_[attempt.instance];
  if (mark.attempt != attempt)
    mark = {attempt, false, false};
  mark.revoked = true;
  return !mark.claimed;
}

bool handover_gate::release(const engine::attempt_id& attempt) {
  const std::lock_guard lock{mutex_};
  const auto found = marks_.find(attempt.instance);
  if (found == marks_.end() || found->second.attempt != attempt)
    return true;
  const bool revoked = found->second.revoked;
  marks_.erase(found);
  return !revoked;
}

void handover_gate::settled(const engine::attempt_id& attempt) {
  const std::lock_guard lock{mutex_};
  const auto found = marks_.find(attempt.instance);
  if (found != marks_.end() && found->second.attempt == attempt)
    marks_.erase(found);
}

void handover_gate::forget_revoked() {
  const std::lock_guard lock{mutex_};
  std::erase_if(marks_, [](const auto& entry) { return !entry.second.claimed; });
}

} // namespace sojourn::actors
