// Placements: what a site or an app shows to a subject now.
#pragma once

#include "service/common.hpp"

#include <functional>
#include <memory>
#include <string>

namespace sojourn::service {

class placement_api {
public:
  virtual ~placement_api() = default;

  /// What is shown to a subject now, in one slot or, where it is empty, in all of them.
  virtual void list(subject_ref subject, std::string slot, completion<json> done) = 0;
  /// Calls `changed` after each commit that may have changed what is shown to the subject, on any
  /// thread, until the returned handle is dropped. `changed` must be quick, and call nothing here.
  /// Changes that a record or the time makes are not reported.
  [[nodiscard]] virtual std::shared_ptr<void> watch(const subject_ref& subject,
                                                    std::function<void()> changed) = 0;
};

} // namespace sojourn::service
