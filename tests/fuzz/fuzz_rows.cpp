// Files of records: the pieces in which they come change nothing, and every row is mapped.
#include "records/import_row.hpp"

#include <cstdlib>

namespace {

using namespace sojourn::records;

std::vector<text_row> rows_of(file_format format, std::string_view text, std::size_t piece) {
  std::vector<text_row> rows;
  const auto take = [&](text_row&& row) { rows.push_back(std::move(row)); };
  row_reader reader{format, {}};
  for (std::size_t at = 0; at < text.size(); at += piece)
    reader.read(text.substr(at, piece), take);
  reader.finish(take);
  return rows;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2)
    return 0;
  const auto format = data[0] % 2 == 0 ? file_format::csv : file_format::ndjson;
  const std::string_view text{reinterpret_cast<const char*>(data) + 2, size - 2};
  const auto whole = rows_of(format, text, text.size() + 1);
  const auto pieced = rows_of(format, text, data[1] % 16 + 1);
  if (whole.size() != pieced.size())
    std::abort();
  for (std::size_t i = 0; i < whole.size(); ++i) {
    if (whole[i].cells != pieced[i].cells || whole[i].mistake != pieced[i].mistake ||
        whole[i].next != pieced[i].next)
      std::abort();
  }
  if (whole.empty())
    return 0;
  const auto mapper = row_mapper::make(find_shipped("order"), "id",
                                       format == file_format::csv ? &whole.front() : nullptr, true);
  if (!mapper)
    return 0;
  for (auto& row : whole) {
    const auto made = mapper->map(row);
    if (made.mistake.empty() == made.as_new.empty())
      std::abort();
  }
  return 0;
}
