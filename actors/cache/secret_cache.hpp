// The secrets that campaigns name, in memory.
#pragma once

#include "actors/cache/atomic_snapshot.hpp"
#include "storage/named_secrets.hpp"
#include "storage/reader.hpp"

#include <map>
#include <string>

namespace sojourn::actors {

/// By name. What is put and removed is in the file first.
class secret_cache : public atomic_snapshot<std::map<std::string, std::string>> {
public:
  using values = std::map<std::string, std::string>;
  secret_cache() : atomic_snapshot{std::make_shared<const values>()} {}

  /// Errors: data_corrupt, when one does not open.
  [[nodiscard]] result<void> load(storage::reader& reader) {
    return storage::as_result([&]() -> result<void> {
      values all;
      for (auto& [name, one] : storage::read_named_secrets(reader))
        all.insert_or_assign(name, std::move(one.value));
      put(std::make_shared<const values>(std::move(all)));
      return {};
    });
  }
  /// Call it from one thread only, the writer's.
  void set(const std::string& name, std::string value) {
    auto changed = *now();
    changed.insert_or_assign(name, std::move(value));
    put(std::make_shared<const values>(std::move(changed)));
  }
  /// As `set`.
  void remove(const std::string& name) {
    auto changed = *now();
    changed.erase(name);
    put(std::make_shared<const values>(std::move(changed)));
  }
};

} // namespace sojourn::actors
