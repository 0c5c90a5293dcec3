// Imports: files of records.
#pragma once

#include "service/common.hpp"

#include <string>

namespace sojourn::service {

/// A file of records that has arrived.
struct import_request {
  std::string type;
  std::string format;    ///< "csv" or "ndjson"
  bool replaces = false; ///< a row replaces its record; else it changes the fields that it has
  bool fires = true;     ///< whether campaigns react to what changes
  std::string key;       ///< the field that holds the record's id
  std::string path; ///< in the import directory; the callee takes it over, whatever comes of it
  caller by;
};

class import_api {
public:
  virtual ~import_api() = default;

  /// Takes over a file of records. It is imported after the answer, and goes on after a restart.
  virtual void begin(import_request request, completion<written> done) = 0;
  virtual void list(page_request at, completion<page> done) = 0;
  virtual void get(std::string id, completion<json> done) = 0;
  virtual void cancel(std::string id, caller by, completion<json> done) = 0;
};

} // namespace sojourn::service
