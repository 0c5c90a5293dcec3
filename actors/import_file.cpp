#include "actors/import_file.hpp"

namespace sojourn::actors {

namespace {

constexpr std::size_t piece_bytes = 128 * 1024;
/// What one write unit applies, at most: others wait for no longer than that takes.
constexpr std::size_t rows_a_chunk = 500;
constexpr std::int64_t bytes_a_chunk = 1024 * 1024;

tl::unexpected<error> unreadable() {
  return fail(error_code::storage_failed, "the file of the import cannot be read");
}

/// The header of a CSV file, which stands before the rows wherever those are read on.
result<records::text_row> read_header(std::FILE* file) {
  std::optional<records::text_row> header;
  records::row_reader reader{records::file_format::csv, {}};
  const auto take = [&](records::text_row&& row) {
    if (!header)
      header = std::move(row);
  };
  std::string piece(piece_bytes, '\0');
  while (!header) {
    const auto count = std::fread(piece.data(), 1, piece.size(), file);
    if (count == 0) {
      reader.finish(take);
      break;
    }
    reader.read(std::string_view{piece}.substr(0, count), take);
  }
  if (std::ferror(file) != 0)
    return unreadable();
  if (!header)
    return fail(error_code::invalid_request, "the file is empty; its first line names the columns");
  return std::move(*header);
}

} // namespace

result<import_file> import_file::open(const std::string& path, const storage::stored_import& from,
                                      records::record_type_ptr type) {
  std::unique_ptr<std::FILE, closer> file{std::fopen(path.c_str(), "rbe")};
  if (!file)
    return fail(error_code::not_found, "the file of the import is gone; send it again");
  const auto& plan = from.plan;
  std::optional<records::text_row> header;
  if (plan.format == records::file_format::csv) {
    auto read = read_header(file.get());
    if (!read)
      return fail(std::move(read.error()));
    header = std::move(*read);
  }
  auto mapper = records::row_mapper::make(type, plan.key, header ? &*header : nullptr,
                                          plan.mode == storage::record_write_kind::patch);
  if (!mapper)
    return fail(std::move(mapper.error()));
  const auto begin = from.at.offset == 0 && header ? header->next : from.at;
  if (std::fseek(file.get(), begin.offset, SEEK_SET) != 0)
    return unreadable();
  return import_file{std::move(file), from, std::move(type), std::move(*mapper), begin};
}

import_file::import_file(std::unique_ptr<std::FILE, closer> file,
                         const storage::stored_import& from, records::record_type_ptr type,
                         records::row_mapper mapper, records::file_position begin)
    : file_{std::move(file)}, id_{from.id}, type_{std::move(type)}, mapper_{std::move(mapper)},
      reader_{from.plan.format, begin}, piece_(piece_bytes, '\0') {
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
    reader_.finish([this](records::text_row&& row) { take(std::move(row)); });
    filling_.to = reader_.position();
    filling_.last = true;
    full_.push_back(std::move(filling_));
  }
  auto chunk = std::move(full_.front());
  full_.pop_front();
  return chunk;
}

result<bool> import_file::read_piece() {
  const auto count = std::fread(piece_.data(), 1, piece_.size(), file_.get());
  if (std::ferror(file_.get()) != 0)
    return unreadable();
  reader_.read(std::string_view{piece_}.substr(0, count),
               [this](records::text_row&& row) { take(std::move(row)); });
  return count > 0;
}

void import_file::take(records::text_row row) {
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

} // namespace sojourn::actors
