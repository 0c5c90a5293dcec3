// The file of an import as the chunks that are written one after the other.
#pragma once

#include "storage/imports.hpp"

#include <cstdio>
#include <deque>
#include <memory>

namespace sojourn::actors {

/// Reads on from where the import stands. Holds a piece of the file and its chunks.
class import_file {
public:
  /// Errors: not_found (the file), invalid_request (a header that cannot be used).
  [[nodiscard]] static result<import_file>
  open(const std::string& path, const storage::stored_import& from, records::record_type_ptr type);

  /// The next chunk; the last one says so. Errors: storage_failed.
  [[nodiscard]] result<storage::import_chunk> next();

private:
  struct closer {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  import_file(std::unique_ptr<std::FILE, closer> file, const storage::stored_import& from,
              records::record_type_ptr type, records::row_mapper mapper,
              records::file_position begin);
  /// Reads a piece; false at the end of the file. Throws nothing.
  [[nodiscard]] result<bool> read_piece();
  void take(records::text_row row);
  void begin_chunk();

  std::unique_ptr<std::FILE, closer> file_;
  storage::import_id id_;
  records::record_type_ptr type_;
  records::row_mapper mapper_;
  records::row_reader reader_;
  std::string piece_;
  storage::import_chunk filling_;
  std::deque<storage::import_chunk> full_;
};

} // namespace sojourn::actors
