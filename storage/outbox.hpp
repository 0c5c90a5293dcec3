// The outbox: effects that are committed and not yet settled.
#pragma once

#include "engine/advance.hpp"

#include <optional>
#include <string>
#include <vector>

namespace sojourn::storage {

class transaction;

struct outbox_row {
  instance_id instance;
  engine::pending_effect effect;
  /// Whether it is of this effect of the instance's state.
  [[nodiscard]] bool is_of(const engine::pending_effect& other) const {
    return effect.step == other.step && effect.visit == other.visit &&
           effect.attempt == other.attempt && effect.kind == other.kind &&
           effect.pool == other.pool;
  }
  instant requested_at{};
  bool handed_over = false;
  bool is_asked_about = false; ///< of restored data: what becomes of it is still to be said
  /// Of vouchers and bookings; `effect.booking` is not read.
  std::optional<engine::booking_outcome> outcome{};
  /// Why the row cannot be read; it has its instance then, and nothing else. Empty: it can.
  std::string damage{};
};

/// How the transaction that asked for an effect has settled it, which is no message.
[[nodiscard]] engine::effect_settled settled_by_store(const outbox_row& row);

/// Marks an effect as about to be handed over to a channel that cannot deduplicate; after
/// a crash its outcome is unknown.
void mark_handed_over(transaction& tx, instance_id id);

/// Reads the outbox; see reader for what holds of all of them.
class outbox_reader {
public:
  virtual ~outbox_reader() = default;

  /// In the order of their instances, after `after`.
  [[nodiscard]] virtual std::vector<outbox_row> list(instance_id after, std::size_t limit) = 0;
  /// The one of an instance; with its `damage`, too. nullopt: it has none.
  [[nodiscard]] virtual std::optional<outbox_row> find(instance_id whose) = 0;
};

} // namespace sojourn::storage
