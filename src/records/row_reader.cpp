#include "records/row_reader.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace sojourn::records {

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

} // namespace

std::string_view to_text(file_format format) {
  return format == file_format::csv ? "csv" : "ndjson";
}

char separator_of(std::string_view beginning) {
  constexpr std::string_view separators = ",;\t";
  std::array<std::size_t, separators.size()> counts{};
  bool is_quoted = false;
  bool is_blank = true; // a blank line is none
  for (const char c : beginning) {
    if (c == '"')
      is_quoted = !is_quoted;
    if (is_quoted)
      continue;
    if ((c == '\n' || c == '\r') && !is_blank)
      break;
    is_blank = is_blank && (c == '\n' || c == '\r');
    if (const auto at = separators.find(c); at != std::string_view::npos)
      ++counts[at];
  }
  return separators[static_cast<std::size_t>(std::ranges::max_element(counts) - counts.begin())];
}

row_reader::row_reader(file_format format, file_position from, char separator)
    : format_{format}, cell_ends_{separator, '\r', '\n', '"'}, place_{place::mark},
      piece_begin_{from.offset}, line_{from.line}, done_{from} {
  if (from.offset != 0)
    place_ = row_start();
  row_.line = line_;
}

row_reader::place row_reader::row_start() const {
  return format_ == file_format::csv ? place::cell_start : place::line;
}

void row_reader::read(std::string_view piece, const taker& take) {
  std::size_t at = 0;
  while (at < piece.size())
    at = step(piece, at, take);
  piece_begin_ += static_cast<std::int64_t>(piece.size());
}

/// Reads from `at` to where something else begins; gives that place.
// Kept whole: the states of one machine, each with what leads out of it.
std::size_t row_reader::step(std::string_view piece, std::size_t at, const taker& take) {
  const auto until = [&](std::string_view ends) {
    return std::min(piece.find_first_of(ends, at), piece.size());
  };
  switch (place_) {
  case place::mark:
    if (piece[at] == byte_order_mark[mark_bytes_]) {
      if (++mark_bytes_ == byte_order_mark.size())
        place_ = row_start();
      return at + 1;
    }
    place_ = row_start();
    if (mark_bytes_ > 0) {
      place_ = format_ == file_format::csv ? place::in_cell : place::line;
      append(byte_order_mark.substr(0, mark_bytes_));
    }
    return at;
  case place::line: {
    const auto end = until("\r\n");
    append(piece.substr(at, end - at));
    if (end == piece.size() || place_ == place::skipping)
      return end;
    if (piece[end] == '\r')
      place_ = place::after_return;
    else
      end_row(end + 1, take);
    return end + 1;
  }
  case place::cell_start:
    place_ = piece[at] == '"' ? place::in_quotes : place::in_cell;
    quoted_ |= place_ == place::in_quotes;
    return at + (place_ == place::in_quotes);
  case place::in_cell: {
    const auto end = until(cell_ends_);
    append(piece.substr(at, end - at));
    if (end == piece.size() || place_ == place::skipping)
      return end;
    if (piece[end] == cell_ends_.front())
      end_cell();
    else if (piece[end] == '\r')
      place_ = place::after_return;
    else if (piece[end] == '\n')
      end_row(end + 1, take);
    else
      refuse("a quotation mark stands inside a value; put the value in quotation marks and write "
             "those inside it twice");
    return end + 1;
  }
  case place::in_quotes: {
    const auto end = until("\"");
    const auto text = piece.substr(at, end - at);
    append(text);
    if (place_ == place::skipping)
      return at; // the line ends in this text, or not
    line_ += std::ranges::count(text, '\n');
    if (end == piece.size())
      return end;
    place_ = place::after_quote;
    return end + 1;
  }
  case place::after_quote:
    if (piece[at] == '"') {
      append("\"");
      if (place_ != place::skipping)
        place_ = place::in_quotes;
      return at + 1;
    }
    closed_ = true;
    place_ = place::in_cell;
    return at;
  case place::after_return: {
    const auto end = at + (piece[at] == '\n' ? 1 : 0);
    end_row(end, take);
    return end;
  }
  case place::skipping: {
    const auto end = until("\r\n");
    if (end == piece.size())
      return end;
    if (piece[end] == '\r')
      place_ = place::after_return;
    else
      end_row(end + 1, take);
    return end + 1;
  }
  }
  return piece.size();
}

void row_reader::finish(const taker& take) {
  if (place_ == place::mark && mark_bytes_ > 0) {
    place_ = row_start();
    append(byte_order_mark.substr(0, mark_bytes_));
  }
  if (place_ == place::in_quotes)
    refuse("a value begins with a quotation mark that nothing closes");
  end_row(0, take);
}

void row_reader::append(std::string_view bytes) {
  if (bytes.empty())
    return;
  if (closed_)
    refuse("something stands between the quotation mark that closes a value and the next one");
  if (count(bytes.size()))
    cell_ += bytes;
}

/// False when the row is too long, whose rest is then passed over.
bool row_reader::count(std::size_t bytes) {
  row_bytes_ += bytes;
  if (row_bytes_ <= max_row_bytes)
    return true;
  row_.mistake = "the row has more than " + std::to_string(max_row_bytes) +
                 " bytes; perhaps a quotation mark is not closed";
  cell_.clear();
  row_.cells.clear();
  place_ = place::skipping;
  return false;
}

void row_reader::refuse(std::string_view why) {
  if (row_.mistake.empty())
    row_.mistake = why;
}

void row_reader::end_cell() {
  row_.cells.push_back(std::move(cell_));
  cell_.clear();
  closed_ = false;
  place_ = place::cell_start;
  (void)count(1); // a row of commas has its limit, too
}

/// The row ends, `piece_bytes` after the beginning of the piece.
void row_reader::end_row(std::size_t piece_bytes, const taker& take) {
  const bool blank = row_.cells.empty() && cell_.empty() && !quoted_ && row_.mistake.empty();
  row_.cells.push_back(std::move(cell_));
  done_ = {piece_begin_ + static_cast<std::int64_t>(piece_bytes), ++line_};
  row_.next = done_;
  auto row = std::exchange(row_, {});
  row_.line = line_;
  cell_.clear();
  closed_ = false;
  quoted_ = false;
  row_bytes_ = 0;
  place_ = row_start();
  if (!blank)
    take(std::move(row));
}

} // namespace sojourn::records
