#include "actors/dispatch/handover_gate.hpp"

namespace sojourn::actors {

bool handover_gate::claim(instance_id id, const handover& what) {
  const std::lock_guard lock{mutex_};
  const auto found = marks_.find(id);
  if (found != marks_.end() && found->second.what == what && found->second.revoked) {
    marks_.erase(found);
    return false;
  }
  marks_[id] = {what, true, false};
  return true;
}

bool handover_gate::revoke(instance_id id, const handover& what) {
  const std::lock_guard lock{mutex_};
  auto& mark = marks_[id];
  if (mark.what != what)
    mark = {what, false, false};
  mark.revoked = true;
  return !mark.claimed;
}

bool handover_gate::release(instance_id id, const handover& what) {
  const std::lock_guard lock{mutex_};
  const auto found = marks_.find(id);
  if (found == marks_.end() || found->second.what != what)
    return true;
  const bool revoked = found->second.revoked;
  marks_.erase(found);
  return !revoked;
}

void handover_gate::settled(instance_id id, const handover& what) {
  const std::lock_guard lock{mutex_};
  const auto found = marks_.find(id);
  if (found != marks_.end() && found->second.what == what)
    marks_.erase(found);
}

void handover_gate::forget_revoked() {
  const std::lock_guard lock{mutex_};
  std::erase_if(marks_, [](const auto& entry) { return !entry.second.claimed; });
}

} // namespace sojourn::actors
