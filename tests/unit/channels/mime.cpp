#include "channels/email/mime.hpp"

#include "base/ids.hpp"
#include "signing/base64.hpp"

#include <algorithm>
#include <cctype>
#include <gtest/gtest.h>
#include <sstream>
#include <vector>

namespace sojourn::channels {
namespace {

const std::string vietnamese =
    "Chúc mừng chị Nguyễn Thị Ánh Tuyết đã lên hạng Kim Cương, nhận ngay ưu đãi 500.000₫ 🎉🎉🎉";

mail some_mail() {
  return {.from = {"shop@example.vn", "Cửa hàng"},
          .to = {"an@example.com", "An Nguyen"},
          .subject = "Hello",
          .text = "plain",
          .html = "",
          .date = *parse_instant("2026-03-01T09:05:07.999Z"),
          .message_id = "ins_x.tell.1@example.vn"};
}

std::vector<std::string> lines_of(const std::string& message) {
  std::vector<std::string> lines;
  std::istringstream in{message};
  for (std::string line; std::getline(in, line);) {
    EXPECT_TRUE(line.ends_with('\r')) << "a bare line feed after: " << line;
    line.pop_back();
    lines.push_back(line);
  }
  return lines;
}

/// The unfolded value of a header.
std::string header_of(const std::string& message, const std::string& name) {
  std::string value;
  bool inside = false;
  for (const auto& line : lines_of(message.substr(0, message.find("\r\n\r\n") + 2))) {
    if (inside && line.starts_with(' ')) {
      value += line;
    } else if ((inside = line.starts_with(name + ": "))) {
      value = line.substr(name.size() + 2);
    }
  }
  return value;
}

/// Decodes encoded words as a mail program does: blanks between two of them do not count.
std::string decode_words(const std::string& value) {
  std::string text;
  std::istringstream words{value};
  for (std::string word; words >> word;) {
    EXPECT_LE(word.size(), 75u);
    EXPECT_TRUE(word.starts_with("=?UTF-8?B?") && word.ends_with("?=")) << word;
    const auto part = signing::base64_decode(word.substr(10, word.size() - 12)).value();
    EXPECT_TRUE(is_utf8(part)) << "a code point was cut in two";
    text += part;
  }
  return text;
}

std::string decode_quoted_printable(const std::string& text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '=') {
      decoded += text[i];
    } else if (text.compare(i, 3, "=\r\n") == 0) {
      i += 2;
    } else {
      decoded += static_cast<char>(std::stoi(text.substr(i + 1, 2), nullptr, 16));
      i += 2;
    }
  }
  return decoded;
}

TEST(mime, a_plain_message_reads_as_rfc_5322_asks) {
  auto what = some_mail();
  what.from.name = "Shop";
  EXPECT_EQ(build_message(what).value(), "From: Shop <shop@example.vn>\r\n"
                                         "To: An Nguyen <an@example.com>\r\n"
                                         "Subject: Hello\r\n"
                                         "Date: Sun, 01 Mar 2026 09:05:07 +0000\r\n"
                                         "Message-ID: <ins_x.tell.1@example.vn>\r\n"
                                         "MIME-Version: 1.0\r\n"
                                         "Content-Type: text/plain; charset=utf-8\r\n"
                                         "Content-Transfer-Encoding: quoted-printable\r\n"
                                         "\r\n"
                                         "plain\r\n");
}

TEST(mime, a_mail_that_can_be_unsubscribed_says_so_as_rfc_8058_asks) {
  auto what = some_mail();
  what.unsubscribe_url = "https://go.shop.example/u/AbC";
  const auto message = build_message(what).value();
  EXPECT_EQ(header_of(message, "List-Unsubscribe"), "<https://go.shop.example/u/AbC>");
  EXPECT_EQ(header_of(message, "List-Unsubscribe-Post"), "List-Unsubscribe=One-Click");
  what.unsubscribe_url = "https://go.shop.example/u/A\r\nBcc: all@example.com";
  EXPECT_FALSE(build_message(what));
}

TEST(mime, one_click_is_offered_over_https_alone) {
  auto what = some_mail();
  what.unsubscribe_url = "http://go.shop.example/u/AbC";
  const auto message = build_message(what).value();
  EXPECT_EQ(header_of(message, "List-Unsubscribe"), "<http://go.shop.example/u/AbC>");
  EXPECT_EQ(message.find("List-Unsubscribe-Post"), std::string::npos) << "RFC 8058, 3.1";
}

TEST(mime, a_vietnamese_subject_comes_back_as_it_was) {
  auto what = some_mail();
  what.subject = vietnamese;
  const auto message = build_message(what).value();
  EXPECT_EQ(decode_words(header_of(message, "Subject")), vietnamese);
  for (const auto& line : lines_of(message))
    EXPECT_LE(line.size(), 76u) << line;
}

TEST(mime, subjects_of_every_length_are_folded_between_code_points) {
  for (const std::string unit : {"a", "é", "₫", "🎉"}) {
    std::string subject = "ữ";
    for (int length = 1; length < 130; ++length) {
      subject += unit;
      auto what = some_mail();
      what.subject = subject;
      EXPECT_EQ(decode_words(header_of(build_message(what).value(), "Subject")), subject);
    }
  }
}

TEST(mime, ascii_that_would_be_misread_is_encoded) {
  for (const std::string subject : {"=?UTF-8?B?eA==?=", " leading", "trailing "}) {
    auto what = some_mail();
    what.subject = subject;
    EXPECT_EQ(decode_words(header_of(build_message(what).value(), "Subject")), subject);
  }
  auto what = some_mail();
  what.subject = std::string(300, 'x');
  EXPECT_EQ(decode_words(header_of(build_message(what).value(), "Subject")), what.subject);
}

TEST(mime, display_names_are_quoted_or_encoded_as_they_need) {
  const auto to_header = [](const std::string& name) {
    auto what = some_mail();
    what.to.name = name;
    return header_of(build_message(what).value(), "To");
  };
  EXPECT_EQ(to_header(""), "an@example.com");
  EXPECT_EQ(to_header("An"), "An <an@example.com>");
  EXPECT_EQ(to_header("Nguyen, An"), "\"Nguyen, An\" <an@example.com>");
  EXPECT_EQ(to_header(R"(An "A" \)"), R"("An \"A\" \\" <an@example.com>)");
  const auto encoded = to_header("Nguyễn Văn An");
  EXPECT_EQ(decode_words(encoded.substr(0, encoded.find(" <"))), "Nguyễn Văn An");
}

TEST(mime, a_line_break_in_a_name_starts_no_header) {
  auto what = some_mail();
  what.to.name = "An\r\nBcc: all@example.com";
  EXPECT_EQ(header_of(build_message(what).value(), "To"),
            "\"An Bcc: all@example.com\" <an@example.com>");
}

TEST(mime, a_control_character_in_the_subject_becomes_a_blank_and_starts_no_header) {
  for (const std::string control :
       {"\r\n", "\n", "\r", "\t", "\x0b", "\x7f", "\u0085", "\u2028", "\u2029"}) {
    auto what = some_mail();
    what.subject = "a" + control + "Bcc: b@example.com";
    const auto message = build_message(what).value();
    EXPECT_EQ(header_of(message, "Subject"), "a Bcc: b@example.com");
    EXPECT_EQ(message.find("\r\nBcc:"), std::string::npos);
  }
}

TEST(mime, a_line_break_in_an_address_is_refused) {
  for (const std::string bad : {"a\r\nBcc: b@example.com", "a\nb", "a\rb"}) {
    auto to = some_mail();
    to.to.address = "an@example.com\r\nBcc: b@example.com";
    auto from = some_mail();
    from.from.address = bad;
    for (const auto& what : {to, from}) {
      const auto built = build_message(what);
      ASSERT_FALSE(built);
      EXPECT_EQ(built.error().code, error_code::invalid_request);
    }
  }
}

TEST(mime, bytes_that_are_not_utf_8_are_refused) {
  auto what = some_mail();
  what.text = "\xff";
  EXPECT_FALSE(build_message(what));
  what = some_mail();
  what.subject = "\xc3";
  EXPECT_FALSE(build_message(what));
}

TEST(mime, text_and_html_become_alternatives_with_a_boundary_of_the_message) {
  auto what = some_mail();
  what.html = "<p>" + vietnamese + "</p>";
  const auto message = build_message(what).value();
  EXPECT_EQ(message, build_message(what).value());

  const auto type = header_of(message, "Content-Type");
  ASSERT_TRUE(type.starts_with("multipart/alternative; boundary=\"")) << type;
  const auto boundary = "--" + type.substr(33, type.size() - 34);
  std::vector<std::size_t> places;
  const auto lines = lines_of(message);
  for (std::size_t i = 0; i < lines.size(); ++i)
    if (lines[i] == boundary || lines[i] == boundary + "--")
      places.push_back(i);
  ASSERT_EQ(places.size(), 3u);
  EXPECT_EQ(lines[places[0] + 1], "Content-Type: text/plain; charset=utf-8");
  EXPECT_EQ(lines[places[1] + 1], "Content-Type: text/html; charset=utf-8");
  EXPECT_EQ(lines[places[2]], boundary + "--");

  what.message_id = "ins_x.tell.2@example.vn";
  EXPECT_NE(header_of(build_message(what).value(), "Content-Type"), type);
}

TEST(mime, a_picture_is_related_to_the_html_and_has_a_content_id_of_this_mail_alone) {
  auto what = some_mail();
  what.html = "<img src=\"cid:logo\">";
  what.pictures = {messages::make_picture("logo", "image/gif", "R0lGODlh").value()};

  const auto lines = lines_of(build_message(what).value());

  const auto has = [&](const std::string& line) {
    return std::find(lines.begin(), lines.end(), line) != lines.end();
  };
  EXPECT_TRUE(has("<img src=3D\"cid:logo.ins_x.tell.1@example.vn\">"));
  EXPECT_TRUE(has("Content-ID: <logo.ins_x.tell.1@example.vn>"));
  EXPECT_TRUE(has("Content-Type: multipart/related; type=\"text/html\";"));
  EXPECT_TRUE(has("R0lGODlh"));
  what.text = "";
  EXPECT_TRUE(header_of(build_message(what).value(), "Content-Type")
                  .starts_with("multipart/related; type=\"text/html\"; boundary="));
}

TEST(mime, a_sender_is_an_address_with_or_without_a_name) {
  const std::tuple<std::string, std::string, std::string> cases[] = {
      {"shop@example.vn", "shop@example.vn", ""},
      {"Cửa hàng <shop@example.vn>", "shop@example.vn", "Cửa hàng"},
      {"\"Shop, the\" <shop@example.vn>", "shop@example.vn", "Shop, the"},
      {"<shop@example.vn>", "shop@example.vn", ""}};
  for (const auto& [text, address, name] : cases) {
    EXPECT_EQ(parse_mailbox(text).address, address);
    EXPECT_EQ(parse_mailbox(text).name, name);
  }
}

TEST(mime, html_alone_is_a_single_part) {
  auto what = some_mail();
  what.text = "";
  what.html = "<p>x</p>";
  EXPECT_EQ(header_of(build_message(what).value(), "Content-Type"), "text/html; charset=utf-8");
}

TEST(mime, other_scripts_go_in_base_64_and_ascii_stays_readable) {
  auto what = some_mail();
  for (int i = 0; i < 20; ++i)
    what.text += vietnamese + "\n";
  what.text = std::string(what.text).substr(5); // without "plain"
  for (int i = 0; i < 3; ++i)
    what.text += "ữữữữữữữữữữữữữữữữữữữữữữữữữữ";
  const auto message = build_message(what).value();
  EXPECT_EQ(header_of(message, "Content-Transfer-Encoding"), "base64");
  std::string body;
  for (const auto& line : lines_of(message.substr(message.find("\r\n\r\n") + 4))) {
    EXPECT_LE(line.size(), 76u);
    body += line;
  }
  std::string expected;
  for (const char c : what.text)
    expected += c == '\n' ? std::string{"\r\n"} : std::string{c};
  EXPECT_EQ(signing::base64_decode(body), expected + "\r\n");
}

TEST(quoted_printable, decodes_to_the_same_lines_and_keeps_them_short) {
  const std::string text = "a=b  \n\n.\n..dots\ttab\t\r\nmixed\rends " + vietnamese +
                           std::string(200, 'x') + std::string(1, '\0') + "end ";
  const auto encoded = quoted_printable(text);
  for (const auto& line : lines_of(encoded)) {
    EXPECT_LE(line.size(), 76u);
    EXPECT_FALSE(line.ends_with(' ') || line.ends_with('\t')) << line;
  }
  EXPECT_EQ(decode_quoted_printable(encoded), "a=b  \r\n\r\n.\r\n..dots\ttab\t\r\nmixed\r\nends " +
                                                  vietnamese + std::string(200, 'x') +
                                                  std::string(1, '\0') + "end \r\n");
}

TEST(quoted_printable, lines_break_softly_at_every_length) {
  for (std::size_t length = 0; length < 240; ++length) {
    const auto text = std::string(length, 'x') + "ữ ";
    const auto encoded = quoted_printable(text);
    for (const auto& line : lines_of(encoded))
      EXPECT_LE(line.size(), 76u);
    EXPECT_EQ(decode_quoted_printable(encoded), text + "\r\n");
  }
}

} // namespace
} // namespace sojourn::channels
