// Whom the audience of a campaign holds.
#pragma once

#include "actors/catalogue.hpp"

namespace sojourn::actors {

/// The audience of one version at one instant, asked record by record.
class audience {
public:
  audience(running_version_ptr version, instant at);

  /// Whether holds() looks at traits.
  [[nodiscard]] bool needs_traits() const { return version_->needs.traits; }
  /// Whether the audience holds the customer. Errors: invalid_rule.
  [[nodiscard]] result<bool> holds(const storage::seen_customer& customer);

private:
  running_version_ptr version_;
  engine::instance_state nobody_;
  engine::facts known_;
  rules::environment environment_;
};

} // namespace sojourn::actors
