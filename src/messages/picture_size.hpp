// How large a picture is, read from the beginning of its file.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sojourn::messages {

struct picture_size {
  std::uint32_t width = 0; ///< in pixels
  std::uint32_t height = 0;
  bool operator==(const picture_size&) const = default;
};

/// The size of a PNG, JPEG, GIF or WebP file; nullopt: it is none, or cut off before it says so.
[[nodiscard]] std::optional<picture_size> size_of_picture(std::string_view bytes);

/// The bytes of a picture that is written in place, "data:image/png;base64,…"; nullopt: it is no
/// such address, or none of the four types.
[[nodiscard]] std::optional<std::string> picture_in_place(std::string_view address);

} // namespace sojourn::messages
