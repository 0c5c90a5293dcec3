#include "actors/audience.hpp"

namespace sojourn::actors {

audience::audience(running_version_ptr version, instant at) : version_{std::move(version)} {
  nobody_.version = version_->version;
  nobody_.subject.type = records::customer_type;
  environment_.now = at;
  environment_.zone = version_->definition->timezone;
}

result<bool> audience::holds(const storage::seen_customer& customer) {
  const auto& definition = *version_->definition;
  nobody_.subject.id = customer.id;
  known_.record = customer.record;
  known_.traits = customer.traits;
  return definition.audience.test(
      engine::condition_data(definition, nobody_, known_, definition.audience), environment_);
}

} // namespace sojourn::actors
