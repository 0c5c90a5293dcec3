// Operation of the daemon: health, figures, verification, backup.
#pragma once

#include "service/common.hpp"

#include <string>

namespace sojourn::service {

class operation_api {
public:
  virtual ~operation_api() = default;

  virtual void ready(completion<json> done) = 0;
  /// Prometheus text.
  virtual void metrics(completion<std::string> done) = 0;
  virtual void storage_status(completion<json> done) = 0;
  /// Checks every invariant of the data; the answer lists those that do not hold.
  virtual void verify(completion<json> done) = 0;
  /// Writes a backup now, after one that is being written.
  virtual void backup(caller by, completion<json> done) = 0;
  /// Writes everything that can be carried to another daemon into a file.
  virtual void export_everything(caller by, completion<json> done) = 0;
  /// The backups that are there, the newest first. How they are made by themselves is part of
  /// storage_status.
  virtual void backups(completion<page> done) = 0;
};

} // namespace sojourn::service
