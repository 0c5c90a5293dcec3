// How many streams are open, by whoever holds them.
#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

namespace sojourn::api {

/// Thread-safe. One holder can take no more than `of_one` places, so that the others are left.
class stream_places {
public:
  enum class lack { none, of_one, of_all };

  stream_places(std::size_t in_all, std::size_t of_one);

  /// A place for as long as it is kept; nullptr: `why` says what lacks.
  [[nodiscard]] std::shared_ptr<void> take(const std::string& holder, lack& why);

private:
  struct taken;

  const std::size_t in_all_;
  const std::size_t of_one_;
  /// Shared with the streams, which may end after the server.
  const std::shared_ptr<taken> taken_;
};

} // namespace sojourn::api
