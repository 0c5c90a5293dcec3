// The rules around sends in memory.
#pragma once

#include "actors/cache/atomic_snapshot.hpp"
#include "messages/send_rules.hpp"
#include "storage/reader.hpp"
#include "storage/sends.hpp"

namespace sojourn::actors {

/// Starts without rules.
class send_rules_cache : public atomic_snapshot<messages::send_rules> {
public:
  send_rules_cache() : atomic_snapshot{std::make_shared<const messages::send_rules>()} {}

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
};

} // namespace sojourn::actors
