#include "service/background/import_file.hpp"

#include "storage/records.hpp"

#include <algorithm>
#include <utility>

namespace sojourn::service {

namespace {

constexpr std::size_t piece_bytes = 128 * 1024;
/// What one write unit applies, at most: others wait for no longer than that takes.
constexpr std::size_t rows_a_chunk = 500;
constexpr std::int64_t bytes_a_chunk = 1024 * 1024;

tl::unexpected<error> unreadable() {
  return fail(error_code::storage_failed, "the file of the import cannot be read");
}

/// The header of a CSV file, which stands before the rows wherever those are read on.
struct csv_header {
  records::text_row names;
  char separator = ',';
};

result<csv_header> read_header(text_file& file) {
  csv_header read;
  std::optional<records::row_reader> reader;
  bool found = false;
  const auto take = [&](records::text_row&& row) {
    if (!std::exchange(found, true))
      read.names = std::move(row);
  };
  while (!found) {
    const auto piece = file.next();
    if (!piece)
      return fail(piece.error());
    if (!reader) {
      read.separator = records::separator_of(*piece);
      reader.emplace(records::file_format::csv, records::file_position{}, read.separator);
    }
    if (piece->empty()) {
      reader->finish(take);
      break;
    }
    reader->read(*piece, take);
  }
  if (!found)
    return fail(error_code::invalid_request, "the file is empty; its first line names the columns");
  return read;
}

} // namespace

result<text_file> text_file::open(const std::string& path) {
  text_file opened{std::unique_ptr<std::FILE, closer>{std::fopen(path.c_str(), "rbe")}};
  if (!opened.file_)
    return fail(error_code::not_found, "the file of the import is gone; send it again");
  std::string beginning(encoding_bytes, '\0');
  beginning.resize(std::fread(beginning.data(), 1, beginning.size(), opened.file_.get()));
  opened.encoding_ = encoding_of(beginning);
  if (auto begun = opened.go_to(0); !begun)
    return fail(std::move(begun.error()));
  return opened;
}

result<std::string> text_file::next() {
  if (!left_.empty())
    return std::exchange(left_, {});
  std::string piece(piece_bytes, '\0');
  while (!ended_) {
    piece.resize(piece_bytes);
    piece.resize(std::fread(piece.data(), 1, piece.size(), file_.get()));
    if (std::ferror(file_.get()) != 0)
      return unreadable();
    ended_ = piece.empty();
    auto text = ended_ ? decoder_.finish() : decoder_.convert(piece);
    if (!text.empty())
      return text;
  }
  return std::string{};
}

result<void> text_file::go_to(std::int64_t offset) {
  const bool seeks = encoding_ == text_encoding::utf8;
  if (std::fseek(file_.get(), seeks ? offset : 0, SEEK_SET) != 0)
    return unreadable();
  decoder_ = to_utf8{encoding_};
  left_.clear();
  ended_ = false;
  // How long another encoding is as UTF-8 is known by reading it.
  for (auto before = seeks ? 0 : offset; before > 0;) {
    auto piece = next();
    if (!piece)
      return fail(std::move(piece.error()));
    if (piece->empty())
      return unreadable();
    const auto passed = std::min(before, static_cast<std::int64_t>(piece->size()));
    before -= passed;
    left_ = piece->substr(static_cast<std::size_t>(passed));
  }
  return {};
}

result<import_file> import_file::open(const std::string& path, const storage::stored_import& from,
                                      records::record_type_ptr type) {
  auto file = text_file::open(path);
  if (!file)
    return fail(std::move(file.error()));
  const auto& plan = from.plan;
  std::optional<csv_header> header;
  if (plan.format == records::file_format::csv) {
    auto read = read_header(*file);
    if (!read)
      return fail(std::move(read.error()));
    header = std::move(*read);
  }
  auto mapper = records::row_mapper::make(type, plan.key, header ? &header->names : nullptr,
                                          plan.mode == storage::record_write_kind::patch);
  if (!mapper)
    return fail(std::move(mapper.error()));
  const auto begin = from.at.offset == 0 && header ? header->names.next : from.at;
  if (auto there = file->go_to(begin.offset); !there)
    return fail(std::move(there.error()));
  return import_file{std::move(*file),   from,  std::move(type),
                     std::move(*mapper), begin, header ? header->separator : ','};
}

import_file::import_file(text_file file, const storage::stored_import& from,
                         records::record_type_ptr type, records::row_mapper mapper,
                         records::file_position begin, char separator)
    : file_{std::move(file)}, id_{from.id}, type_{std::move(type)}, mapper_{std::move(mapper)},
      reader_{from.plan.format, begin, separator} {
  filling_.to = from.at; // the header belongs to the first chunk
  begin_chunk();
}

result<storage::import_chunk> import_file::next() {
  while (full_.empty()) {
    const auto more = read_piece();
    if (!more)
      return fail(more.error());
    if (*more)
      continue;
    reader_.finish([this](records::text_row&& row) { add(std::move(row)); });
    filling_.to = reader_.position();
    filling_.last = true;
    full_.push_back(std::move(filling_));
  }
  auto chunk = std::move(full_.front());
  full_.pop_front();
  return chunk;
}

result<bool> import_file::read_piece() {
  const auto piece = file_.next();
  if (!piece)
    return fail(piece.error());
  reader_.read(*piece, [this](records::text_row&& row) { add(std::move(row)); });
  return !piece->empty();
}

void import_file::add(records::text_row row) {
  filling_.to = row.next;
  filling_.rows.push_back(mapper_.map(std::move(row)));
  if (filling_.rows.size() < rows_a_chunk &&
      filling_.to.offset - filling_.from.offset < bytes_a_chunk)
    return;
  full_.push_back(std::move(filling_));
  filling_ = {};
  filling_.to = full_.back().to;
  begin_chunk();
}

void import_file::begin_chunk() {
  filling_.id = id_;
  filling_.from = filling_.to;
  filling_.type = type_;
  filling_.rows.reserve(rows_a_chunk);
}

} // namespace sojourn::service
