// Changes: that something is other than before, for whoever shows it.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace sojourn::service {

class change_api {
public:
  virtual ~change_api() = default;

  /// Calls `changed` with the place of a topic in `topics` after each commit that may have changed
  /// what the topic is about, on any thread, until the returned handle is dropped. What the topics
  /// are says base/topic.hpp; what is no topic is never told of. `changed` must be quick, and call
  /// nothing here. What the time alone changes is not reported.
  [[nodiscard]] virtual std::shared_ptr<void>
  watch(const std::vector<std::string>& topics, std::function<void(std::size_t which)> changed) = 0;
};

} // namespace sojourn::service
