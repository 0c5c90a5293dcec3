// A look at the data of a directory from outside, for whoever asks whether they are fine.
#pragma once

#include "base/instant.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace sojourn::storage {

struct store_options;

struct data_look {
  bool exists = false;
  bool is_in_use = false;      ///< a daemon has the directory open: the file was not looked into
  int version = 0;             ///< of the schema
  int known_version = 0;       ///< of this program
  bool is_key_missing = false; ///< there is something sealed, and no key
  std::string failure{};       ///< it cannot be opened
  std::optional<std::string> damage{}; ///< of a look at every page; empty: none was found
  std::int64_t bytes = 0;              ///< of the file and its log
  std::optional<instant> written{};    ///< when either was written last
};

/// Changes nothing. Where no daemon has the directory open it keeps one out while it looks, which
/// for every page takes as long as reading the file.
[[nodiscard]] data_look look_at_data(const store_options& options, bool every_page);

} // namespace sojourn::storage
