// The rules around sends in memory.
#pragma once

#include "messages/send_rules.hpp"
#include "storage/sends.hpp"

#include <mutex>

namespace sojourn::actors {

/// Thread-safe. Starts without rules.
class send_rules_book {
public:
  /// Errors: data_corrupt, when the file holds rules that cannot be read.
  [[nodiscard]] result<void> load(storage::reader& reader) {
    return storage::as_result([&]() -> result<void> {
      auto rules = messages::read_send_rules(reader.sends().rules().document);
      if (!rules)
        return fail(error_code::data_corrupt, "the rules around sends in the data file cannot be "
                                              "read: " +
                                                  rules.error().message);
      put(std::move(*rules));
      return {};
    });
  }
  void put(messages::send_rules_ptr rules) {
    const std::lock_guard lock{mutex_};
    rules_ = std::move(rules);
  }
  [[nodiscard]] messages::send_rules_ptr now() const {
    const std::lock_guard lock{mutex_};
    return rules_;
  }

private:
  mutable std::mutex mutex_;
  messages::send_rules_ptr rules_ = std::make_shared<const messages::send_rules>();
};

} // namespace sojourn::actors
