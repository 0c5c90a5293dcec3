// The budget in memory.
#pragma once

#include "actors/cache/atomic_snapshot.hpp"
#include "storage/budget.hpp"
#include "storage/reader.hpp"

namespace sojourn::actors {

/// nullptr: there is no budget, and nothing costs anything. The store reserves by the one in the
/// file; this one tells beforehand what has a price.
class budget_cache : public atomic_snapshot<budget::plan> {
public:
  /// Errors: data_corrupt, when the file holds a budget that cannot be read.
  [[nodiscard]] result<void> load(storage::reader& reader) {
    return storage::as_result([&]() -> result<void> {
      const auto stored = reader.budget().newest();
      if (stored.document.is_null())
        return {};
      auto plan = budget::read_plan(stored.document);
      if (!plan)
        return fail(error_code::data_corrupt,
                    "the budget in the data file cannot be read: " + plan.error().message);
      put(std::move(*plan));
      return {};
    });
  }
  [[nodiscard]] bool has_price_for(std::string_view action) const {
    const auto plan = now();
    return plan != nullptr && !budget::price_of(*plan, action).is_free();
  }
};

} // namespace sojourn::actors
