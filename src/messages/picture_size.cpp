#include "messages/picture_size.hpp"

#include "signing/base64.hpp"

#include <algorithm>
#include <array>

namespace sojourn::messages {

namespace {

using namespace std::string_view_literals;

/// Numbers at places of a file; what lies behind its end is 0, and makes it no picture.
class file_bytes {
public:
  explicit file_bytes(std::string_view bytes) : bytes_{bytes} {}

  [[nodiscard]] std::uint32_t at(std::size_t place) const {
    return place < bytes_.size() ? static_cast<unsigned char>(bytes_[place]) : 0;
  }
  /// The highest byte first.
  [[nodiscard]] std::uint32_t big(std::size_t place, std::size_t count) const {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < count; ++i)
      value = value << 8 | at(place + i);
    return value;
  }
  /// The lowest byte first.
  [[nodiscard]] std::uint32_t little(std::size_t place, std::size_t count) const {
    std::uint32_t value = 0;
    for (std::size_t i = count; i > 0; --i)
      value = value << 8 | at(place + i - 1);
    return value;
  }
  [[nodiscard]] bool has(std::size_t place, std::string_view text) const {
    return place <= bytes_.size() && bytes_.substr(place).starts_with(text);
  }
  [[nodiscard]] std::size_t size() const { return bytes_.size(); }

private:
  std::string_view bytes_;
};

std::optional<picture_size> checked(std::uint32_t width, std::uint32_t height) {
  if (width == 0 || height == 0)
    return std::nullopt;
  return picture_size{width, height};
}

/// A JPEG is a row of segments, and the one that begins a frame says how large it is (ITU-T T.81,
/// B.2.2).
std::optional<picture_size> size_of_jpeg(const file_bytes& file) {
  std::size_t place = 2;
  while (place + 9 < file.size() && file.at(place) == 0xff) {
    const auto marker = file.at(place + 1);
    const bool begins_frame =
        marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
    if (begins_frame)
      return checked(file.big(place + 7, 2), file.big(place + 5, 2));
    const bool is_alone = marker == 0xff || marker == 0x01 || (marker >= 0xd0 && marker <= 0xd7);
    place += is_alone ? (marker == 0xff ? 1 : 2) : 2 + std::max(2u, file.big(place + 2, 2));
  }
  return std::nullopt;
}

/// The three forms of WebP (RFC 9649, section 2).
std::optional<picture_size> size_of_webp(const file_bytes& file) {
  if (file.has(12, "VP8X"))
    return checked(file.little(24, 3) + 1, file.little(27, 3) + 1);
  if (file.has(12, "VP8L") && file.at(20) == 0x2f) {
    const auto bits = file.little(21, 4);
    return checked((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1);
  }
  if (file.has(12, "VP8 ") && file.has(23, "\x9d\x01\x2a"sv))
    return checked(file.little(26, 2) & 0x3fff, file.little(28, 2) & 0x3fff);
  return std::nullopt;
}

} // namespace

std::optional<picture_size> size_of_picture(std::string_view bytes) {
  const file_bytes file{bytes};
  if (file.has(0, "\x89PNG\r\n\x1a\n"sv) && file.has(12, "IHDR"))
    return checked(file.big(16, 4), file.big(20, 4));
  if (file.has(0, "GIF8"))
    return checked(file.little(6, 2), file.little(8, 2));
  if (file.has(0, "\xff\xd8\xff"sv))
    return size_of_jpeg(file);
  constexpr std::size_t least_webp = 30; // up to the size in each of its forms
  if (file.has(0, "RIFF") && file.has(8, "WEBP") && file.size() >= least_webp)
    return size_of_webp(file);
  return std::nullopt;
}

std::optional<std::string> picture_in_place(std::string_view address) {
  constexpr std::array beginnings{"data:image/png;base64,"sv, "data:image/jpeg;base64,"sv,
                                  "data:image/gif;base64,"sv, "data:image/webp;base64,"sv};
  for (const auto beginning : beginnings) {
    if (!address.starts_with(beginning))
      continue;
    auto bytes = signing::base64_decode(address.substr(beginning.size()));
    return bytes ? std::optional{std::move(*bytes)} : std::nullopt;
  }
  return std::nullopt;
}

} // namespace sojourn::messages
