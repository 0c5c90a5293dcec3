// Whom the audience of a campaign holds.
#pragma once

#include "actors/services.hpp"
#include "storage/segments.hpp"

namespace sojourn::service {

/// The audience of one version at one instant. SQL finds whom it can; the others are asked.
class audience {
public:
  /// Errors: invalid_request when it names a segment that cannot be asked.
  [[nodiscard]] static result<audience> make(actors::services& services,
                                             actors::running_version_ptr version, instant at);

  /// Calls `visit` with the id of every customer whom it holds, in order of ids unless
  /// `only_counts`, until that gives false. Errors: invalid_rule, of the first customer for
  /// whom it cannot be told.
  [[nodiscard]] result<storage::selected> each_member(const storage::member_visitor& visit,
                                                      bool only_counts, std::stop_token stop);

private:
  audience(actors::services& services, actors::running_version_ptr version, instant at);
  [[nodiscard]] result<bool> holds(const json& view, work_budget& work);

  actors::services* services_;
  actors::running_version_ptr version_;
  segments::predicate_ptr asked_;
  engine::instance_state nobody_;
  engine::facts known_;
  rules::environment environment_;
  std::set<std::string> lists_; ///< of a customer's records, which the condition itself reads
};

} // namespace sojourn::service
