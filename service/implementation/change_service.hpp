// Implements changes.
#pragma once

#include "actors/services.hpp"
#include "service/changes.hpp"

namespace sojourn::service {

class change_service final : public change_api {
public:
  explicit change_service(actors::services& services) : services_{services} {}

  [[nodiscard]] std::shared_ptr<void>
  watch(const std::vector<std::string>& topics,
        std::function<void(std::size_t which)> changed) override {
    return services_.changes->watch(topics, std::move(changed));
  }

private:
  actors::services& services_;
};

} // namespace sojourn::service
