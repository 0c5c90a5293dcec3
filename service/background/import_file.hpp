// The file of an import as the chunks that are written one after the other.
#pragma once

#include "base/text_encoding.hpp"
#include "storage/imports.hpp"

#include <cstdio>
#include <deque>
#include <memory>

namespace sojourn::service {

/// A file of text as UTF-8, whatever its encoding. Positions are bytes of the UTF-8.
class text_file {
public:
  /// Errors: not_found.
  [[nodiscard]] static result<text_file> open(const std::string& path);

  /// The next piece; empty at the end of the file. Errors: storage_failed.
  [[nodiscard]] result<std::string> next();
  /// Goes on from `offset`. Errors: storage_failed.
  [[nodiscard]] result<void> go_to(std::int64_t offset);

private:
  struct closer {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  explicit text_file(std::unique_ptr<std::FILE, closer> file)
      : file_{std::move(file)}, decoder_{text_encoding::utf8} {}

  std::unique_ptr<std::FILE, closer> file_;
  text_encoding encoding_ = text_encoding::utf8;
  to_utf8 decoder_;
  std::string left_; ///< read already, and given next
  bool ended_ = false;
};

/// Reads on from where the import stands. Holds a piece of the file and its chunks.
class import_file {
public:
  /// Errors: not_found (the file), invalid_request (a header that cannot be used).
  [[nodiscard]] static result<import_file>
  open(const std::string& path, const storage::stored_import& from, records::record_type_ptr type);

  /// The next chunk; the last one says so. Errors: storage_failed.
  [[nodiscard]] result<storage::import_chunk> next();

private:
  import_file(text_file file, const storage::stored_import& from, records::record_type_ptr type,
              records::row_mapper mapper, records::file_position begin, char separator);
  /// Reads a piece; false at the end of the file. Throws nothing.
  [[nodiscard]] result<bool> read_piece();
  void add(records::text_row row);
  void begin_chunk();

  text_file file_;
  storage::import_id id_;
  records::record_type_ptr type_;
  records::row_mapper mapper_;
  records::row_reader reader_;
  storage::import_chunk filling_;
  std::deque<storage::import_chunk> full_;
};

} // namespace sojourn::service
