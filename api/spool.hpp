// Bodies that may be large: they go to a file as they arrive.
#pragma once

#include "base/result.hpp"

#include <memory>
#include <string>

namespace sojourn::api {

/// A file that a body was written to. Removes it unless somebody takes it over.
class spooled_file {
public:
  struct opened;
  /// A new file in `directory`. Errors: storage_full, storage_failed.
  [[nodiscard]] static result<opened> create(const std::string& directory);

  explicit spooled_file(std::string path) : path_{std::move(path)} {}
  ~spooled_file();
  spooled_file(const spooled_file&) = delete;
  spooled_file& operator=(const spooled_file&) = delete;

  /// The path, for whom the file is from now on.
  [[nodiscard]] std::string hand_over();

private:
  std::string path_; ///< empty once handed over
};

struct spooled_file::opened {
  std::shared_ptr<spooled_file> file;
  int descriptor = -1; ///< to write to; the caller closes it
};

} // namespace sojourn::api
