// Files of text in the encodings that spreadsheets write, read as UTF-8.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sojourn {

enum class text_encoding : std::uint8_t { utf8, utf16_little_endian, utf16_big_endian };

/// Bytes at the beginning of a file that tell its encoding.
inline constexpr std::size_t encoding_bytes = 2;

/// The encoding of a file that begins so: UTF-16 where a byte order mark says it, or where one of
/// the first two bytes is zero, which no text in UTF-8 is; UTF-8 else.
[[nodiscard]] text_encoding encoding_of(std::string_view beginning);

/// Makes UTF-8 of a file that comes in pieces. Half a surrogate pair becomes bytes that are not
/// UTF-8, so that what reads the text refuses it where it stands.
class to_utf8 {
public:
  explicit to_utf8(text_encoding from) : from_{from} {}

  [[nodiscard]] std::string convert(std::string_view piece);
  /// What is left at the end of the file: of a file that ends inside of a character.
  [[nodiscard]] std::string finish();

private:
  void take(char16_t unit, std::string& out);

  text_encoding from_;
  int odd_byte_ = -1;      ///< the first byte of a unit whose second is in the next piece
  char16_t high_half_ = 0; ///< of a pair whose other half is in the next piece
};

} // namespace sojourn
