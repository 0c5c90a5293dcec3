// Files of records as they arrive, piece by piece: rows of CSV (RFC 4180) or of NDJSON.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace sojourn::records {

enum class file_format : std::uint8_t { csv = 0, ndjson = 1 };
[[nodiscard]] std::string_view to_text(file_format format);

/// A row that is longer is left out; a value that nobody closes with a quotation mark costs no
/// more of the file than this.
inline constexpr std::size_t max_row_bytes = 1024 * 1024;

/// Where a row begins: bytes before it, and the number of its line, from 1.
struct file_position {
  std::int64_t offset = 0;
  std::int64_t line = 1;
  bool operator==(const file_position&) const = default;
};

/// A row as it stands in the file.
struct text_row {
  std::int64_t line = 0;
  std::vector<std::string> cells; ///< of NDJSON the one line
  std::string mistake;            ///< why it cannot be read; empty when it can
  file_position next;             ///< where the row after it begins
};

/// What stands between the values of a CSV file: the one of comma, semicolon and tab that is most
/// frequent in its first line, outside of quotation marks; a comma where there is none.
/// `beginning` is the file's, in UTF-8.
[[nodiscard]] char separator_of(std::string_view beginning);

/// Takes a file in pieces that may end anywhere and gives its rows. Lines end in LF, CRLF or CR; a
/// byte order mark at the beginning and empty lines are passed over. What is broken is told in
/// its row and ends with its line. Holds no more than one row.
class row_reader {
public:
  using taker = std::function<void(text_row&&)>;

  /// `from` is the beginning of the file or of a row; `separator` stands between values of CSV.
  row_reader(file_format format, file_position from, char separator = ',');

  /// Reads on; `take` gets each row that ends in this piece.
  void read(std::string_view piece, const taker& take);
  /// The file ends here; a last line needs no end.
  void finish(const taker& take);
  /// The end of the last row that was taken, or of what was passed over after it.
  [[nodiscard]] file_position position() const { return done_; }

private:
  enum class place {
    mark,
    line,
    cell_start,
    in_cell,
    in_quotes,
    after_quote,
    after_return,
    skipping
  };

  [[nodiscard]] place row_start() const;
  std::size_t step(std::string_view piece, std::size_t at, const taker& take);
  void append(std::string_view bytes);
  bool count(std::size_t bytes);
  void refuse(std::string_view why);
  void end_cell();
  void end_row(std::size_t piece_bytes, const taker& take);

  file_format format_;
  std::string cell_ends_; ///< what may end a cell; the separator first
  place place_;
  std::size_t mark_bytes_ = 0;   ///< of a byte order mark, so far
  std::int64_t piece_begin_ = 0; ///< offset of the piece that is read
  std::int64_t line_;            ///< of the next byte
  file_position done_;
  std::string cell_;
  bool closed_ = false; ///< the cell stood in quotation marks, which are closed
  bool quoted_ = false; ///< some cell of the row stands in quotation marks
  std::size_t row_bytes_ = 0;
  text_row row_;
};

} // namespace sojourn::records
