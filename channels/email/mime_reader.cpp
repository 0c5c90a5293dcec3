#include "channels/email/mime_reader.hpp"

#include "base/ascii.hpp"
#include "signing/base64.hpp"

#include <algorithm>

namespace sojourn::channels {

namespace {

constexpr std::string_view blanks = " \t\r\n";
/// Headers of a part that are read.
constexpr std::size_t most_headers = 256;

/// Takes the next line off `rest`; it comes without its end.
std::string_view next_line(std::string_view& rest) {
  const auto end = rest.find('\n');
  auto line = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  if (line.ends_with('\r'))
    line.remove_suffix(1);
  return line;
}

std::string quoted_printable_decoded(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '=') {
      decoded += text[i];
      continue;
    }
    const auto rest = text.substr(i + 1);
    if (rest.starts_with("\r\n")) {
      i += 2;
    } else if (rest.starts_with('\n')) {
      i += 1;
    } else if (rest.size() >= 2 && hex_digit(rest[0]) >= 0 && hex_digit(rest[1]) >= 0) {
      decoded += static_cast<char>(hex_digit(rest[0]) * 16 + hex_digit(rest[1]));
      i += 2;
    } else {
      decoded += '=';
    }
  }
  return decoded;
}

} // namespace

std::string_view mime_part::header(std::string_view name) const {
  const auto found = std::find_if(headers.begin(), headers.end(),
                                  [&](const auto& one) { return one.first == name; });
  return found == headers.end() ? std::string_view{} : std::string_view{found->second};
}

mime_part read_mime_part(std::string_view text) {
  mime_part read;
  auto rest = text;
  while (!rest.empty()) {
    const auto line = next_line(rest);
    if (line.empty())
      break;
    if ((line.front() == ' ' || line.front() == '\t') && !read.headers.empty()) {
      read.headers.back().second.append(" ").append(trimmed(line));
      continue;
    }
    const auto colon = line.find(':');
    // "From x@y Thu Jan…" stands before mails in a mailbox's file.
    if (colon == std::string_view::npos || read.headers.size() >= most_headers)
      continue;
    read.headers.emplace_back(lower_ascii(trimmed(line.substr(0, colon))),
                              trimmed(line.substr(colon + 1)));
  }
  read.body = rest;
  return read;
}

std::string media_type(std::string_view content_type) {
  return lower_ascii(trimmed(content_type.substr(0, content_type.find(';'))));
}

std::string parameter_of(std::string_view header, std::string_view name) {
  auto at = header.find(';');
  while (at != std::string_view::npos) {
    header.remove_prefix(at + 1);
    const auto equals = header.find('=');
    if (equals == std::string_view::npos)
      return {};
    const bool is_it = lower_ascii(trimmed(header.substr(0, equals))) == name;
    header.remove_prefix(equals + 1);
    header.remove_prefix(std::min(header.find_first_not_of(blanks), header.size()));
    std::string value;
    if (header.starts_with('"')) {
      std::size_t i = 1;
      for (; i < header.size() && header[i] != '"'; ++i) {
        if (header[i] == '\\' && i + 1 < header.size())
          ++i;
        value += header[i];
      }
      header.remove_prefix(std::min(i, header.size()));
    } else {
      value = trimmed(header.substr(0, header.find(';')));
    }
    if (is_it)
      return value;
    at = header.find(';');
  }
  return {};
}

std::vector<mime_part> parts_of(std::string_view body, std::string_view boundary) {
  std::vector<mime_part> parts;
  if (boundary.empty())
    return parts;
  auto rest = body;
  const char* begin = nullptr; // of the part that is being read
  const auto take = [&](const char* end) {
    if (begin != nullptr && parts.size() < most_mime_parts)
      parts.push_back(read_mime_part({begin, static_cast<std::size_t>(end - begin)}));
  };
  while (!rest.empty()) {
    const auto* const line_begin = rest.data();
    auto line = next_line(rest);
    if (!line.starts_with("--") || !line.substr(2).starts_with(boundary))
      continue;
    const auto after = trimmed(line.substr(2 + boundary.size()));
    if (!after.empty() && after != "--")
      continue; // a longer boundary
    take(line_begin);
    begin = after.empty() ? rest.data() : nullptr;
    if (!after.empty())
      return parts;
  }
  take(body.data() + body.size());
  return parts;
}

std::string decoded_body(const mime_part& part) {
  const auto encoding = lower_ascii(part.header("content-transfer-encoding"));
  if (encoding == "quoted-printable")
    return quoted_printable_decoded(part.body);
  if (encoding == "base64") {
    std::string packed;
    std::copy_if(part.body.begin(), part.body.end(), std::back_inserter(packed),
                 [](char c) { return blanks.find(c) == std::string_view::npos; });
    if (auto decoded = signing::base64_decode(packed))
      return std::move(*decoded);
  }
  return std::string{part.body};
}

} // namespace sojourn::channels
