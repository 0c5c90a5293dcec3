#include "channels/email/mail_report.hpp"

#include "channels/email/mime_reader.hpp"
#include "deliveries.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sojourn::channels {
namespace {

using messages::receipt_kind;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const std::string tracking = "0000010000000000a1b2c3d4e5f60718";
const std::string domain = "shop.example";

/// What Postfix sends back, with the fields of one recipient.
std::string bounce(const std::string& fields,
                   const std::string& message_id = tracking + "@" + domain,
                   const std::string& to = "shop@shop.example") {
  std::string mail = R"(Return-Path: <>
Received: by mail.shop.example (Postfix)
	id 4F1B2C; Thu, 01 Jan 2026 00:00:05 +0000 (UTC)
From: MAILER-DAEMON@mail.shop.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: )" + to + R"(
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
	boundary="4F1B2C.1767225605/mail.shop.example"
Content-Transfer-Encoding: 8bit
Message-Id: <20260101000005.4F1B2C@mail.shop.example>

This is a MIME-encapsulated message.

--4F1B2C.1767225605/mail.shop.example
Content-Description: Notification
Content-Type: text/plain; charset=utf-8

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients.

--4F1B2C.1767225605/mail.shop.example
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.shop.example
X-Postfix-Queue-ID: 4F1B2C
X-Postfix-Sender: rfc822; shop@shop.example
Arrival-Date: Thu,  1 Jan 2026 00:00:00 +0000 (UTC)

Final-Recipient: rfc822; an@example.com
Original-Recipient: rfc822;an@example.com
)" + fields + R"(
--4F1B2C.1767225605/mail.shop.example
Content-Description: Undelivered Message
Content-Type: message/rfc822
Content-Transfer-Encoding: 8bit

Return-Path: <shop@shop.example>
From: =?UTF-8?B?Q+G7rWEgaMOgbmc=?= <shop@shop.example>
To: An <an@example.com>
Subject: Hello
Message-ID: <)" + message_id +
                     R"(>

Hello

--4F1B2C.1767225605/mail.shop.example--
)";
  std::string crlf;
  for (const char c : mail)
    crlf += c == '\n' ? std::string{"\r\n"} : std::string{c};
  return crlf;
}

const std::string unknown_user = R"(Action: failed
Status: 5.1.1
Remote-MTA: dns; mx.example.com
Diagnostic-Code: smtp; 550 5.1.1 <an@example.com>: Recipient address rejected:
    User unknown
)";

std::vector<messages::receipt> read(const std::string& mail,
                                    const std::string& type = "message/rfc822") {
  return read_mail_report(mail, type, domain, some_time).value();
}

TEST(mail_report, a_person_who_does_not_exist_is_a_bounce_of_the_mail_that_came_back) {
  const auto heard = read(bounce(unknown_user));

  ASSERT_THAT(heard, SizeIs(1));
  EXPECT_EQ(heard[0].kind, receipt_kind::bounced);
  EXPECT_EQ(heard[0].channel, "email");
  EXPECT_EQ(heard[0].key, tracking);
  EXPECT_EQ(heard[0].code, "5.1.1");
  EXPECT_EQ(heard[0].detail,
            "550 5.1.1 <an@example.com>: Recipient address rejected: User unknown");
  EXPECT_EQ(heard[0].at, some_time);
}

TEST(mail_report, a_mailbox_that_is_full_is_a_failure_and_no_bounce) {
  for (const std::string fields :
       {"Action: failed\nStatus: 5.2.2\nDiagnostic-Code: smtp; 552 5.2.2 mailbox full\n",
        "Action: failed\nStatus: 4.4.7\n",
        "Action: failed\nStatus: 5.7.1\nDiagnostic-Code: smtp; 554 5.7.1 looks like spam\n"}) {
    const auto heard = read(bounce(fields));
    ASSERT_THAT(heard, SizeIs(1)) << fields;
    EXPECT_EQ(heard[0].kind, receipt_kind::failed) << fields;
    EXPECT_EQ(heard[0].key, tracking);
  }
}

TEST(mail_report, a_delay_is_no_news_and_a_delivery_is) {
  EXPECT_THAT(read(bounce("Action: delayed\nStatus: 4.4.1\n")), IsEmpty());
  EXPECT_THAT(read(bounce("Action: relayed\nStatus: 2.1.9\n")), IsEmpty());
  const auto heard = read(bounce("Action: Delivered\nStatus: 2.1.5\n"));
  ASSERT_THAT(heard, SizeIs(1));
  EXPECT_EQ(heard[0].kind, receipt_kind::delivered);
}

TEST(mail_report, of_a_mail_that_is_not_ours_names_nobody) {
  for (const auto& id : {std::string{"somebody@else.example"}, tracking + "@else.example",
                         "x" + tracking + "@" + domain, std::string{}}) {
    const auto heard = read(bounce(unknown_user, id));
    ASSERT_THAT(heard, SizeIs(1)) << id;
    EXPECT_EQ(heard[0].key, "") << id;
    EXPECT_EQ(heard[0].address, "") << "a forged report must not silence anybody";
  }
}

TEST(mail_report, the_address_that_it_was_sent_to_names_the_send_where_the_mail_did_not_come_back) {
  const auto heard =
      read(bounce(unknown_user, "lost@else.example", "<bounces+" + tracking + "@shop.example>"));
  ASSERT_THAT(heard, SizeIs(1));
  EXPECT_EQ(heard[0].key, tracking);
}

TEST(mail_report, the_body_alone_is_read_with_the_boundary_of_its_type) {
  const auto whole = bounce(unknown_user);
  const auto body = whole.substr(whole.find("\r\n\r\n") + 4);
  const auto heard = read(body, "multipart/report; report-type=delivery-status; "
                                "boundary=\"4F1B2C.1767225605/mail.shop.example\"");
  ASSERT_THAT(heard, SizeIs(1));
  EXPECT_EQ(heard[0].key, tracking);
}

TEST(mail_report, what_is_cut_off_behind_the_headers_of_our_mail_is_whole_enough) {
  const auto whole = bounce(unknown_user);
  const auto heard = read(whole.substr(0, whole.find("\r\n\r\nHello") + 6));
  ASSERT_THAT(heard, SizeIs(1));
  EXPECT_EQ(heard[0].key, tracking);
}

TEST(mail_report, what_is_none_is_refused_and_changes_nothing) {
  for (const std::string mail :
       {"", "\r\n", "Subject: Out of office\r\n\r\nI am away",
        "Content-Type: multipart/report\r\n\r\nno boundary",
        "Content-Type: multipart/report; boundary=x\r\n\r\n--x\r\n\r\nonly text\r\n--x--\r\n"})
    EXPECT_FALSE(read_mail_report(mail, "message/rfc822", domain, some_time)) << mail;
}

std::string complaint(const std::string& type) {
  return "From: <abuse@example.com>\nTo: <abuse@shop.example>\nMIME-Version: 1.0\n"
         "Content-Type: multipart/report; report-type=feedback-report; boundary=part\n\n"
         "--part\nContent-Type: text/plain\n\nThis is an email abuse report.\n"
         "--part\nContent-Type: message/feedback-report\n\n"
         "Feedback-Type: " +
         type +
         "\nUser-Agent: SomeGenerator/1.0\nVersion: 1\nOriginal-Mail-From: <shop@shop.example>\n"
         "--part\nContent-Type: text/rfc822-headers\n\n"
         "From: <shop@shop.example>\nMessage-ID: <" +
         tracking + "@" + domain + ">\n--part--\n";
}

TEST(mail_report, who_calls_it_spam_has_complained) {
  const auto heard = read(complaint("abuse"));
  ASSERT_THAT(heard, SizeIs(1));
  EXPECT_EQ(heard[0].kind, receipt_kind::complained);
  EXPECT_EQ(heard[0].key, tracking);
  EXPECT_EQ(heard[0].code, "abuse");
  EXPECT_EQ(read(complaint("opt-out-list")).at(0).kind, receipt_kind::unsubscribed);
  EXPECT_THAT(read(complaint("not-spam")), IsEmpty());
  EXPECT_THAT(read(complaint("auth-failure")), IsEmpty());
}

TEST(mail_report, a_part_in_base_64_or_quoted_printable_is_read_too) {
  auto packed = complaint("abuse");
  const std::string plain = "Feedback-Type: abuse\n";
  const auto at = packed.find("message/feedback-report\n");
  packed.replace(at, packed.find("--part\nContent-Type: text/rfc822") - at,
                 "message/feedback-report\nContent-Transfer-Encoding: base64\n\n"
                 "RmVlZGJhY2stVHlwZTog\nYWJ1c2UK\n\n");
  EXPECT_EQ(read(packed).at(0).kind, receipt_kind::complained);
}

TEST(mail_report, says_whom_it_is_about) {
  const auto own = read(bounce(unknown_user));
  EXPECT_THAT(own.at(0).recipients, ::testing::ElementsAre("an@example.com", "an@example.com"));

  const auto two = read(bounce("Action: delivered\nStatus: 2.1.5\n\n"
                               "Final-Recipient: RFC822;binh@else.example\n" +
                               unknown_user));
  ASSERT_THAT(two, SizeIs(2));
  EXPECT_EQ(two[0].kind, receipt_kind::delivered);
  EXPECT_EQ(two[1].kind, receipt_kind::bounced);
  EXPECT_THAT(two[1].recipients, ::testing::ElementsAre("binh@else.example"));
}

TEST(mail_report, an_address_beyond_ascii_is_read_from_a_report_in_ascii) {
  auto mail = bounce(unknown_user);
  const std::string plain = "Final-Recipient: rfc822; an@example.com";
  mail.replace(mail.find(plain), plain.size(),
               "Final-Recipient: utf-8; nguy\\x{1EC5}n@example.com");
  EXPECT_EQ(read(mail).at(0).recipients.at(0), "nguyễn@example.com") << "RFC 6533, 3";
}

TEST(mime_reader, unfolds_headers_and_keeps_quoted_parameters) {
  const auto part = read_mime_part("From x@y Thu Jan 1\nA: one\n two\r\nb:  three \r\n\r\nbody");
  EXPECT_EQ(part.header("a"), "one two");
  EXPECT_EQ(part.header("b"), "three");
  EXPECT_EQ(part.header("c"), "");
  EXPECT_EQ(part.body, "body");
  const std::string type = "Multipart/Report; charset=x; boundary=\"a;\\\"b\"; report-type=y";
  EXPECT_EQ(media_type(type), "multipart/report");
  EXPECT_EQ(parameter_of(type, "boundary"), "a;\"b");
  EXPECT_EQ(parameter_of(type, "report-type"), "y");
  EXPECT_EQ(parameter_of(type, "none"), "");
  EXPECT_EQ(parameter_of("text/plain", "boundary"), "");
}

TEST(mime_reader, a_boundary_that_another_begins_with_is_another) {
  const auto parts = parts_of("before\n--a\n\n1\n--ab\nstill 1\n--a \n\n2\n--a--\nafter", "a");
  ASSERT_THAT(parts, SizeIs(2));
  EXPECT_EQ(parts[0].body, "1\n--ab\nstill 1\n");
  EXPECT_EQ(parts[1].body, "2\n");
}

} // namespace
} // namespace sojourn::channels
