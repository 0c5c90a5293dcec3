// Documents that are saved by name, with all their versions: segments, messages of the library.
#pragma once

#include "base/instant.hpp"
#include "base/json.hpp"
#include "base/preconditions.hpp"

#include <optional>
#include <string>

namespace sojourn::storage {

/// One version of a saved document; the newest where nothing else is said.
struct stored_document {
  std::string id;
  std::int64_t version = 0;
  json source; ///< as its reader takes it
  instant created_at{};
  instant updated_at{};
  std::string updated_by;
};

struct document_written {
  stored_document document;
  bool created = false;
  bool changed = false; ///< false: the same was put again
};

/// How a document is to be written.
struct document_write {
  std::string id;
  json source;
  bool must_be_new = false;
  preconditions only_if{};
  std::string who;
};

} // namespace sojourn::storage
