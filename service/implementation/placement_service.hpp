// Implements placements.
#pragma once

#include "service/implementation/service_base.hpp"
#include "service/placements.hpp"

namespace sojourn::service {

class placement_service final : public placement_api, private service_base {
public:
  using service_base::service_base;

  void list(subject_ref subject, std::string slot, completion<json> done) override;
  [[nodiscard]] std::shared_ptr<void> watch(const subject_ref& subject,
                                            std::function<void()> changed) override;
};

} // namespace sojourn::service
