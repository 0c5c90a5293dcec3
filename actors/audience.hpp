// Whom the audience of a campaign holds.
#pragma once

#include "actors/catalogue.hpp"

namespace sojourn::actors {

/// The audience of one version at one instant, asked record by record.
class audience {
public:
  audience(running_version_ptr version, instant at);

  /// Whether the audience holds the customer with this record. Errors: invalid_rule.
  [[nodiscard]] result<bool> holds(const std::string& customer, const json& record);

private:
  running_version_ptr version_;
  engine::instance_state nobody_;
  engine::facts known_;
  rules::environment environment_;
};

} // namespace sojourn::actors
