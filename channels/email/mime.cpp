#include "channels/email/mime.hpp"

#include "addresses/email.hpp"
#include "base/ascii.hpp"
#include "base/ids.hpp"
#include "channels/one_line.hpp"
#include "signing/base64.hpp"
#include "signing/digest.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>

namespace sojourn::channels {

namespace {

constexpr std::size_t line_columns = 76;

bool is_printable_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

/// The largest size up to `limit` at which `text` can be cut between two code points.
std::size_t whole_code_points(std::string_view text, std::size_t limit) {
  if (limit >= text.size())
    return text.size();
  while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xc0) == 0x80)
    --limit;
  return limit;
}

/// Every kind of line end as CRLF, and one at the end.
std::string with_crlf(std::string_view text) {
  std::string lines;
  lines.reserve(text.size() + text.size() / 16 + 2);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\r' && text[i] != '\n') {
      lines += text[i];
      continue;
    }
    lines += "\r\n";
    if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n')
      ++i;
  }
  if (!lines.empty() && !lines.ends_with("\r\n"))
    lines += "\r\n";
  return lines;
}

std::string base64_lines(std::string_view bytes) {
  constexpr std::size_t bytes_per_line = line_columns / 4 * 3;
  std::string lines;
  for (; !bytes.empty(); bytes.remove_prefix(std::min(bytes_per_line, bytes.size())))
    lines += signing::base64_encode(bytes.substr(0, bytes_per_line)) + "\r\n";
  return lines;
}

/// One text part with its headers, in whichever encoding is shorter: quoted-printable stays
/// readable for mostly ASCII text, base 64 wins for other scripts.
std::string text_part(std::string_view subtype, std::string_view content) {
  auto body = quoted_printable(content);
  std::string_view encoding = "quoted-printable";
  if (auto shorter = base64_lines(with_crlf(content)); shorter.size() < body.size()) {
    body = std::move(shorter);
    encoding = "base64";
  }
  std::string part = "Content-Type: text/";
  part.append(subtype).append("; charset=utf-8\r\nContent-Transfer-Encoding: ");
  return part.append(encoding).append("\r\n\r\n").append(body);
}

/// A boundary of this mail. "=_" can stand in no encoding, so no line of a part looks like it.
std::string boundary_of(const mail& what, std::string_view use) {
  return "=_" + signing::sha256_hex(std::string{use} + what.message_id).substr(0, 32);
}

/// Parts of a multipart, each with its headers, whose type is written before the boundary.
std::string multipart(std::string_view type, const std::string& boundary,
                      const std::vector<std::string>& parts) {
  std::string body = "Content-Type: ";
  body.append(type).append(";\r\n boundary=\"").append(boundary).append("\"\r\n");
  for (const auto& part : parts)
    body.append("\r\n--").append(boundary).append("\r\n").append(part);
  return body.append("\r\n--").append(boundary).append("--\r\n");
}

/// The Content-ID of a picture, without the angle brackets.
std::string content_id(const mail& what, std::string_view picture) {
  return std::string{picture} + "." + what.message_id;
}

/// The HTML with the Content-IDs of this mail's pictures in the place of their names.
std::string with_content_ids(const mail& what) {
  std::string html;
  std::size_t taken = 0;
  for (const auto& place : messages::picture_places(what.html)) {
    const bool is_here =
        std::any_of(what.pictures.begin(), what.pictures.end(),
                    [&](const auto& picture) { return picture->name == place.name; });
    if (!is_here)
      continue;
    html.append(what.html, taken, place.at - taken).append(content_id(what, place.name));
    taken = place.at + place.name.size();
  }
  return html.append(what.html, taken);
}

std::string picture_part(const mail& what, const messages::picture& picture) {
  const auto extension = picture.content_type.substr(picture.content_type.find('/') + 1);
  return "Content-Type: " + picture.content_type + "\r\nContent-Transfer-Encoding: base64" +
         "\r\nContent-ID: <" + content_id(what, picture.name) + ">" +
         "\r\nContent-Disposition: inline;\r\n filename=\"" + picture.name + "." + extension +
         "\"\r\n\r\n" + base64_lines(picture.bytes);
}

/// The HTML, together with the pictures that it shows.
std::string html_body(const mail& what) {
  if (what.pictures.empty())
    return text_part("html", what.html);
  std::vector<std::string> parts{text_part("html", with_content_ids(what))};
  for (const auto& picture : what.pictures)
    parts.push_back(picture_part(what, *picture));
  return multipart("multipart/related; type=\"text/html\"", boundary_of(what, "related"), parts);
}

std::string mime_body(const mail& what) {
  if (what.html.empty())
    return text_part("plain", what.text);
  if (what.text.empty())
    return html_body(what);
  return multipart("multipart/alternative", boundary_of(what, ""),
                   {text_part("plain", what.text), html_body(what)});
}

/// A display name: words as they are, a quoted string, or encoded words.
std::string display_name(std::string_view written, std::size_t used) {
  const auto name = on_one_line(written);
  auto encoded = encode_header_text(name, used);
  if (encoded != name || name.find_first_of("()<>[]:;@\\,.\"") == std::string::npos)
    return encoded;
  std::string quoted = "\"";
  for (const char c : name) {
    if (c == '"' || c == '\\')
      quoted += '\\';
    quoted += c;
  }
  return quoted + "\"";
}

/// "From: Name <address>", with the address on a line of its own when one is too short.
std::string address_header(std::string_view field, const mailbox_address& who) {
  std::string header{field};
  header += ": ";
  if (who.name.empty())
    return header + who.address + "\r\n";
  header += display_name(who.name, header.size());
  const auto line = header.size() - (header.rfind('\n') + 1);
  const bool fits = line + who.address.size() + 3 <= line_columns;
  return header + (fits ? " <" : "\r\n <") + who.address + ">\r\n";
}

std::string date_text(instant at) {
  using namespace std::chrono;
  constexpr std::array weekdays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                              "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = floor<days>(at);
  const year_month_day date{day};
  const hh_mm_ss time{floor<seconds>(at - day)};
  char text[64];
  std::snprintf(text, sizeof text, "%s, %02u %s %04d %02d:%02d:%02d +0000",
                weekdays[weekday{day}.c_encoding()], static_cast<unsigned>(date.day()),
                months[static_cast<unsigned>(date.month()) - 1], static_cast<int>(date.year()),
                static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                static_cast<int>(time.seconds().count()));
  return text;
}

result<void> check(const mail& what) {
  const auto refuse = [](std::string message) {
    return fail(error_code::invalid_request, std::move(message));
  };
  for (const auto* who : {&what.from, &what.to})
    if (!addresses::is_email_address(who->address))
      return refuse("the " + std::string{who == &what.from ? "sender" : "recipient"} +
                    " is not an e-mail address");
  if (what.message_id.empty() || !is_printable_ascii(what.message_id) ||
      what.message_id.find_first_of(" <>") != std::string::npos)
    return refuse("the Message-ID holds a character that it cannot hold");
  if (!is_printable_ascii(what.unsubscribe_url) ||
      what.unsubscribe_url.find_first_of(" <>") != std::string::npos)
    return refuse("the address to unsubscribe at holds a character that it cannot hold");
  for (const auto* text : {&what.subject, &what.text, &what.html, &what.from.name, &what.to.name})
    if (!is_utf8(*text))
      return refuse("a text of the message is not UTF-8");
  return {};
}

} // namespace

mailbox_address parse_mailbox(std::string_view text) {
  const auto open = text.rfind('<');
  if (open == std::string_view::npos || !text.ends_with('>'))
    return {.address = std::string{text}, .name = {}};
  auto name = text.substr(0, open);
  while (name.starts_with(' '))
    name.remove_prefix(1);
  while (name.ends_with(' '))
    name.remove_suffix(1);
  if (name.size() >= 2 && name.starts_with('"') && name.ends_with('"'))
    name = name.substr(1, name.size() - 2);
  return {.address = std::string{text.substr(open + 1, text.size() - open - 2)},
          .name = std::string{name}};
}

std::string encode_header_text(std::string_view text, std::size_t used) {
  const bool outer_blank = text.starts_with(' ') || text.ends_with(' ');
  if (is_printable_ascii(text) && !outer_blank && text.find("=?") == std::string_view::npos &&
      used + text.size() <= line_columns)
    return std::string{text};
  constexpr std::string_view opening = "=?UTF-8?B?";
  constexpr std::string_view closing = "?=";
  std::string words;
  while (!text.empty()) {
    // RFC 2047: a word has 75 characters at most, a line that holds one 76.
    const auto columns =
        std::min<std::size_t>(75, line_columns - used) - opening.size() - closing.size();
    const auto size = whole_code_points(text, columns / 4 * 3);
    words += words.empty() ? "" : "\r\n ";
    words.append(opening).append(signing::base64_encode(text.substr(0, size))).append(closing);
    text.remove_prefix(size);
    used = 1;
  }
  return words;
}

std::string quoted_printable(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  const auto lines = with_crlf(text);
  std::string encoded;
  std::size_t column = 0;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto byte = static_cast<unsigned char>(lines[i]);
    if (byte == '\r') { // with_crlf leaves no other
      encoded += "\r\n";
      column = 0;
      ++i;
      continue;
    }
    const bool blank = byte == ' ' || byte == '\t';
    const bool ends_line = lines[i + 1] == '\r';
    const bool plain = (byte > ' ' && byte <= '~' && byte != '=') || (blank && !ends_line);
    // A column stays free for the "=" of a soft line break.
    if (column + (plain ? 1 : 3) > line_columns - 1) {
      encoded += "=\r\n";
      column = 0;
    }
    if (plain) {
      encoded += lines[i];
      ++column;
    } else {
      encoded += '=';
      encoded += digits[byte >> 4];
      encoded += digits[byte & 15];
      column += 3;
    }
  }
  return encoded;
}

result<std::string> build_message(const mail& what) {
  if (auto checked = check(what); !checked)
    return fail(std::move(checked.error()));
  constexpr std::string_view subject_field = "Subject: ";
  std::string message = address_header("From", what.from) + address_header("To", what.to);
  message.append(subject_field)
      .append(encode_header_text(on_one_line(what.subject), subject_field.size()));
  message += "\r\nDate: " + date_text(what.date);
  message += "\r\nMessage-ID: <" + what.message_id + ">\r\nMIME-Version: 1.0\r\n";
  if (!what.unsubscribe_url.empty())
    message += "List-Unsubscribe: <" + what.unsubscribe_url + ">\r\n";
  if (lower_ascii(what.unsubscribe_url.substr(0, 8)) == "https://") // RFC 8058, 3.1 asks for it
    message += "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n";
  return message + mime_body(what);
}

} // namespace sojourn::channels
