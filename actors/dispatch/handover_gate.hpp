// Decides, between a turn that takes an effect back and the dispatcher that hands it
// over, who was first.
#pragma once

#include "engine/attempt_id.hpp"

#include <mutex>
#include <unordered_map>

namespace sojourn::actors {

/// Thread-safe. A purchase that is committed before a send is handed over revokes it: the
/// writer calls revoke() before the commit, the dispatcher claim() before the hand-over,
/// and whichever comes first wins.
class handover_gate {
public:
  /// True: hand it over now. False: it was taken back.
  [[nodiscard]] bool claim(const engine::attempt_id& attempt);
  /// Takes the attempt back unless it is claimed; whether it never leaves.
  bool revoke(const engine::attempt_id& attempt);
  /// The hand-over did not happen (the channel reaches nobody) and another channel may be
  /// tried. False: it was taken back meanwhile.
  [[nodiscard]] bool release(const engine::attempt_id& attempt);
  /// The attempt has settled; forgets it, and not the next one, which may have been claimed
  /// already.
  void settled(const engine::attempt_id& attempt);
  /// Forgets attempts that were taken back and that nobody will claim any more: call
  /// it when the dispatcher holds no effect.
  void forget_revoked();

private:
  struct mark {
    engine::attempt_id attempt;
    bool claimed = false;
    bool revoked = false;
  };
  std::mutex mutex_;
  std::unordered_map<instance_id, mark> marks_; ///< of the newest attempt of each instance
};

} // namespace sojourn::actors
