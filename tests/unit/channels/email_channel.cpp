#include "channels/email/email_channel.hpp"

#include "channels/email/smtp_transfer.hpp"
#include "channels/http/multi_client.hpp"
#include "deliveries.hpp"
#include "outcomes.hpp"
#include "signing/base64.hpp"
#include "simulators/smtp_server.hpp"

#include <algorithm>
#include <atomic>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sojourn::channels {
namespace {

using namespace std::chrono_literals;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::StartsWith;

email_settings settings_for(int port) {
  return {.host = "127.0.0.1",
          .port = port,
          .security = mail_security::none,
          .user = {},
          .password = {},
          .ca_file = {},
          .from_address = "shop@example.vn",
          .from_name = "Cửa hàng",
          .message_id_domain = {},
          .timeout = test_patience,
          .connections = 2};
}

std::shared_ptr<channel> channel_to(const smtp_server& server) {
  return make_email_channel(settings_for(server.port())).value();
}

attempt_result send_to(const smtp_server& server) {
  return deliver_and_wait(*channel_to(server), some_attempt());
}

attempt_result outcome_with(const std::string& command, const std::string& reply) {
  smtp_server server{{.replies = {{command, reply}}, .extensions = {}}};
  return send_to(server);
}

std::string line_of(const seen_mail& mail, const std::string& start) {
  const auto at = mail.message.find("\r\n" + start);
  return at == std::string::npos
             ? ""
             : mail.message.substr(at + 2, mail.message.find("\r\n", at + 2) - at - 2);
}

TEST(email_channel, hands_the_mail_to_the_server_and_keeps_what_it_said) {
  smtp_server server;
  const auto reported = send_to(server);

  EXPECT_EQ(reported.how, outcome::accepted);
  EXPECT_EQ(reported.code, "250");
  EXPECT_EQ(reported.provider_id, "4F1B2C");
  EXPECT_EQ(reported.detail, "250 2.0.0 Ok: queued as 4F1B2C");
  const auto mail = server.wait_for(1).front();
  EXPECT_THAT(mail.commands, Contains("EHLO example.vn"));
  EXPECT_THAT(mail.commands, Contains(StartsWith("MAIL FROM:<shop@example.vn>")));
  EXPECT_THAT(mail.commands, Contains("RCPT TO:<an@example.com>"));
  EXPECT_THAT(mail.message, HasSubstr("\r\nSubject: =?UTF-8?B?"));
  EXPECT_EQ(line_of(mail, "Date: "), "Date: Thu, 01 Jan 2026 00:00:00 +0000");
  EXPECT_EQ(mail.message.find("<LF>"), std::string::npos);
}

TEST(email_channel, all_attempts_of_an_effect_carry_one_message_id) {
  smtp_server server{{.replies = {{".", "451 later"}}, .extensions = {}}};
  const auto channel = channel_to(server);
  auto again = some_attempt();
  again.attempt = 2;
  again.at += 1h;

  deliver_and_wait(*channel, some_attempt());
  deliver_and_wait(*channel, again);
  deliver_and_wait(*channel, some_attempt(2));

  const auto mails = server.wait_for(3);
  const auto id = line_of(mails[0], "Message-ID: ");
  EXPECT_EQ(id, "Message-ID: <" + some_attempt().tracking + "@example.vn>");
  EXPECT_EQ(line_of(mails[1], "Message-ID: "), id);
  EXPECT_NE(line_of(mails[2], "Message-ID: "), id);
  EXPECT_FALSE(channel->declares().deduplicates);
}

TEST(email_channel, dots_at_the_start_of_a_line_are_stuffed_and_arrive) {
  smtp_server server;
  auto dotted = some_attempt();
  dotted.content.text = "first\n.\n..\n.hidden\nlast";

  EXPECT_EQ(deliver_and_wait(*channel_to(server), dotted).how, outcome::accepted);

  const auto mail = server.wait_for(1).front();
  EXPECT_THAT(mail.raw, HasSubstr("\r\nfirst\r\n..\r\n...\r\n..hidden\r\nlast\r\n"));
  EXPECT_THAT(mail.message, HasSubstr("\r\nfirst\r\n.\r\n..\r\n.hidden\r\nlast\r\n"));
}

TEST(email_channel, a_long_mail_of_dots_arrives_whole) {
  smtp_server server{{.replies = {}, .extensions = {"SIZE 10000000"}}};
  auto dotted = some_attempt();
  dotted.content.text.clear();
  for (int line = 0; line < 60'000; ++line)
    dotted.content.text += ".x\n";
  dotted.content.text += "the end";

  EXPECT_EQ(deliver_and_wait(*channel_to(server), dotted).how, outcome::accepted);

  const auto mail = server.wait_for(1).front();
  EXPECT_TRUE(mail.message.ends_with(".x\r\nthe end\r\n"));
  EXPECT_GE(std::count(mail.message.begin(), mail.message.end(), 'x'), 60'000);
}

TEST(email_channel, a_refusal_of_the_mail_is_rejected_with_its_code) {
  const std::pair<std::string, std::string> cases[] = {{"MAIL", "553 sender unknown"},
                                                       {"RCPT", "550 5.7.1 blocked"},
                                                       {"DATA", "554 no"},
                                                       {".", "552 5.3.4 too big"}};
  for (const auto& [command, reply] : cases) {
    const auto reported = outcome_with(command, reply);
    EXPECT_EQ(reported.how, outcome::rejected) << command;
    EXPECT_EQ(reported.code, reply.substr(0, 3));
    EXPECT_EQ(reported.detail, reply);
  }
}

TEST(email_channel, an_address_that_the_server_does_not_know_is_dead_and_no_fault_of_the_mail) {
  for (const std::string reply : {"550 5.1.1 no such user", "550 5.2.1 closed"}) {
    const auto reported = outcome_with("RCPT", reply);
    EXPECT_EQ(reported.how, outcome::unreachable) << reply;
    EXPECT_EQ(reported.code, "550");
    EXPECT_EQ(reported.detail, reply);
    EXPECT_EQ(reported.dead_address, "an@example.com");
  }
  EXPECT_EQ(outcome_with("RCPT", "550 5.7.1 blocked").dead_address, "");
}

TEST(email_channel, a_temporary_refusal_is_transient_with_its_code) {
  for (const std::string command : {"MAIL", "RCPT", "DATA", "."}) {
    const auto reported = outcome_with(command, "451-4.7.1 greylisted\r\n451 try later");
    EXPECT_EQ(reported.how, outcome::transient) << command;
    EXPECT_EQ(reported.code, "451");
    EXPECT_EQ(reported.detail, "451-4.7.1 greylisted\n451 try later");
  }
}

TEST(email_channel, a_refusal_of_the_session_says_nothing_about_the_mail) {
  EXPECT_EQ(outcome_with("greeting", "554 go away").how, outcome::transient);
  EXPECT_EQ(outcome_with("greeting", "421 busy").how, outcome::transient);
  const auto needs_login = outcome_with("MAIL", "530 authentication required");
  EXPECT_EQ(needs_login.how, outcome::transient);
  EXPECT_EQ(needs_login.code, "530");
}

TEST(email_channel, a_recipient_that_is_refused_for_the_moment_shows_that_the_server_works) {
  EXPECT_EQ(health_told_by(outcome_with("RCPT", "450 4.2.0 greylisted")), server_health::works);
  EXPECT_EQ(health_told_by(outcome_with("RCPT", "421 closing")), server_health::fails);
  EXPECT_EQ(health_told_by(outcome_with("MAIL", "451 try later")), server_health::fails);
  EXPECT_EQ(health_told_by(outcome_with(".", "451 4.7.1 greylisted")), server_health::works);
  EXPECT_EQ(health_told_by(outcome_with(".", "452 4.3.1 no storage")), server_health::fails);
  EXPECT_EQ(health_told_by(outcome_with("greeting", "421 busy")), server_health::fails);
}

TEST(email_channel, a_connection_lost_before_the_message_left_is_transient) {
  for (const std::string command : {"EHLO", "MAIL", "RCPT", "DATA"}) {
    const auto reported = outcome_with(command, "reset");
    EXPECT_EQ(reported.how, outcome::transient) << command;
    EXPECT_EQ(reported.code, "connection_lost") << command;
  }
  const auto refused =
      deliver_and_wait(*make_email_channel(settings_for(closed_port())).value(), some_attempt());
  EXPECT_EQ(refused.how, outcome::transient);
  EXPECT_EQ(refused.code, "connect_failed");
}

TEST(email_channel, a_connection_lost_within_a_long_message_is_transient) {
  loopback_server server{[](connection& peer) {
    peer.write("220 x\r\n");
    for (const auto* reply : {"250 x", "250 ok", "250 ok", "354 go"})
      if (peer.read_line())
        peer.write(std::string{reply} + "\r\n");
    peer.read_bytes(1000);
    peer.reset();
  }};
  multi_client client{{.allow_private_addresses = true}};
  outcomes collected;
  client.submit(make_smtp_transfer({.host = "127.0.0.1",
                                    .port = server.port(),
                                    .security = mail_security::none,
                                    .user = {},
                                    .password = {},
                                    .ca_file = {},
                                    .helo_name = "example.vn",
                                    .from = "shop@example.vn",
                                    .to = "an@example.com",
                                    // More than the buffers between the two can hold.
                                    .message = std::string(12'000'000, 'x'),
                                    .timeout = test_patience},
                                   collected.add()));
  const auto reported = collected.wait_for(1).front();
  EXPECT_EQ(reported.how, outcome::transient) << reported.detail;
}

TEST(email_channel, a_connection_lost_after_the_final_dot_is_unknown) {
  const auto reported = outcome_with(".", "reset");
  EXPECT_EQ(reported.how, outcome::unknown);
  EXPECT_EQ(reported.code, "connection_lost");
}

TEST(email_channel, an_unusual_but_friendly_final_reply_is_accepted) {
  EXPECT_EQ(outcome_with(".", "251 will forward").how, outcome::accepted);
}

TEST(email_channel, silence_after_the_final_dot_is_unknown_and_before_it_transient) {
  const std::pair<std::string, outcome> cases[] = {{"RCPT", outcome::transient},
                                                   {".", outcome::unknown}};
  for (const auto& [command, kind] : cases) {
    smtp_server server{{.replies = {{command, ""}}, .extensions = {}}};
    auto settings = settings_for(server.port());
    settings.timeout = 600ms;
    const auto reported = deliver_and_wait(*make_email_channel(settings).value(), some_attempt());
    EXPECT_EQ(reported.how, kind) << command;
    EXPECT_EQ(reported.code, "timeout") << reported.detail;
  }
}

TEST(email_channel, starttls_protects_the_login_and_the_mail) {
  const test_certificate certificate;
  smtp_server server{{.replies = {}, .extensions = {"AUTH PLAIN"}, .certificate = &certificate}};
  auto settings = settings_for(server.port());
  settings.security = mail_security::starttls;
  settings.ca_file = certificate.file();
  settings.user = "shop";
  settings.password = "geheim";

  const auto reported = deliver_and_wait(*make_email_channel(settings).value(), some_attempt());

  ASSERT_EQ(reported.how, outcome::accepted) << reported.detail;
  const auto mail = server.wait_for(1).front();
  EXPECT_TRUE(mail.over_tls);
  const auto command = [&](const std::string& start) {
    return std::find_if(mail.commands.begin(), mail.commands.end(),
                        [&](const auto& one) { return one.starts_with(start); });
  };
  ASSERT_NE(command("AUTH PLAIN"), mail.commands.end());
  EXPECT_LT(command("STARTTLS"), command("AUTH PLAIN"));
  EXPECT_THAT(mail.commands, Contains(signing::base64_encode(std::string{"\0shop\0geheim", 12})));
}

TEST(email_channel, tls_from_the_first_byte_works_too) {
  const test_certificate certificate;
  smtp_server server{
      {.replies = {}, .extensions = {}, .certificate = &certificate, .tls_from_the_start = true}};
  auto settings = settings_for(server.port());
  settings.security = mail_security::tls;
  settings.ca_file = certificate.file();
  EXPECT_EQ(deliver_and_wait(*make_email_channel(settings).value(), some_attempt()).how,
            outcome::accepted);
  EXPECT_TRUE(server.wait_for(1).front().over_tls);
}

TEST(email_channel, without_the_tls_it_demands_no_command_that_tells_anything_is_sent) {
  const test_certificate trusted;
  const test_certificate other;
  smtp_server plain{{.replies = {{"MAIL", "550 no"}}, .extensions = {}}};
  smtp_server impostor{{.replies = {{"MAIL", "550 no"}}, .extensions = {}, .certificate = &other}};
  for (const auto* server : {&plain, &impostor}) {
    auto settings = settings_for(server->port());
    settings.security = mail_security::starttls;
    settings.ca_file = trusted.file();
    const auto reported = deliver_and_wait(*make_email_channel(settings).value(), some_attempt());
    EXPECT_EQ(reported.how, outcome::transient);
    EXPECT_EQ(reported.code, "tls_failed") << reported.detail;
  }
}

TEST(email_channel, a_refused_login_is_transient_for_the_mail_is_not_to_blame) {
  smtp_server server{
      {.replies = {{"AUTH", "535 5.7.8 bad password"}}, .extensions = {"AUTH PLAIN"}}};
  auto settings = settings_for(server.port());
  settings.user = "shop";
  settings.password = "wrong";
  const auto reported = deliver_and_wait(*make_email_channel(settings).value(), some_attempt());
  EXPECT_EQ(reported.how, outcome::transient);
  EXPECT_EQ(reported.code, "login_denied");
  EXPECT_THAT(reported.detail, HasSubstr("535 5.7.8 bad password"));
}

TEST(email_channel, an_address_beyond_ascii_goes_out_where_the_server_supports_it) {
  smtp_server server{{.replies = {}, .extensions = {"SMTPUTF8"}}};
  auto made = some_attempt();
  made.customer["email"] = "ánh@example.com";
  EXPECT_EQ(deliver_and_wait(*channel_to(server), made).how, outcome::accepted);
  const auto mail = server.wait_for(1).front();
  EXPECT_THAT(mail.commands, Contains(HasSubstr("SMTPUTF8")));
  EXPECT_THAT(mail.commands, Contains("RCPT TO:<ánh@example.com>"));
}

TEST(email_channel, a_customer_without_a_usable_address_is_unreachable) {
  const auto channel = make_email_channel(settings_for(closed_port())).value();
  const std::pair<json, std::string> cases[] = {
      {nullptr, "no_email"},
      {{{"name", "An"}}, "no_email"},
      {{{"email", nullptr}}, "no_email"},
      {{{"email", ""}}, "no_email"},
      {{{"email", 5}}, "invalid_email"},
      {{{"email", "an at home"}}, "invalid_email"},
      {{{"email", "a@b\r\nRCPT TO:<c@d>"}}, "invalid_email"}};
  for (const auto& [customer, code] : cases) {
    EXPECT_TRUE(channel->unreachable(customer)) << customer;
    auto made = some_attempt();
    made.customer = customer;
    const auto reported = deliver_and_wait(*channel, made);
    EXPECT_EQ(reported.how, outcome::unreachable) << customer;
    EXPECT_EQ(reported.code, code) << customer;
  }
  EXPECT_EQ(channel->unreachable(some_attempt().customer), std::nullopt);
}

TEST(email_channel, a_line_break_in_what_a_customer_is_called_is_a_blank) {
  smtp_server server;
  auto made = some_attempt();
  made.customer["name"] = "An\r\nBcc: x@example.com";
  made.content.subject = "Hi An\r\nBcc: everybody@example.com";
  EXPECT_EQ(deliver_and_wait(*channel_to(server), made).how, outcome::accepted);
  const auto message = server.wait_for(1).front().message;
  EXPECT_THAT(message, HasSubstr("\r\nSubject: Hi An Bcc: everybody@example.com\r\n"));
  EXPECT_THAT(message, HasSubstr("\r\nTo: \"An Bcc: x@example.com\" <"));
}

TEST(email_channel, an_address_beyond_ascii_is_never_sent_to_a_server_that_does_not_offer_it) {
  for (const std::vector<std::string>& offers :
       {std::vector<std::string>{}, {"SIZE 1000000"}, {"8BITMIME", "SMTPUTF8X"}}) {
    smtp_server server{{.replies = {}, .extensions = offers}};
    auto made = some_attempt();
    made.customer["email"] = "nguyễn@example.com";
    const auto channel = channel_to(server);
    ASSERT_EQ(deliver_and_wait(*channel, some_attempt()).how, outcome::accepted)
        << "the connection stays open";

    const auto reported = deliver_and_wait(*channel, made);

    EXPECT_EQ(reported.how, outcome::unreachable) << reported.detail;
    EXPECT_EQ(reported.code, "no_smtputf8");
    EXPECT_EQ(reported.dead_address, "");
    ASSERT_EQ(deliver_and_wait(*channel, some_attempt(2)).how, outcome::accepted);
    for (const auto& mail : server.wait_for(2))
      EXPECT_THAT(mail.commands, Not(Contains(HasSubstr("nguyễn"))));
  }
}

TEST(email_channel, a_domain_beyond_ascii_goes_out_in_ascii_and_needs_no_extension) {
  smtp_server server;
  auto made = some_attempt();
  made.customer["email"] = " An@ví-dụ.vn\u00a0";
  ASSERT_EQ(deliver_and_wait(*channel_to(server), made).how, outcome::accepted);
  EXPECT_THAT(server.wait_for(1).front().commands, Contains("RCPT TO:<An@xn--v-d-rma6749a.vn>"))
      << "the spelling of the customer stays";
}

TEST(email_channel, a_refused_syntax_asks_the_next_channel_and_suppresses_nobody) {
  for (const std::string reply : {"501 5.1.3 bad address syntax", "553 5.6.7 not permitted"}) {
    const auto reported = outcome_with("RCPT", reply);
    EXPECT_EQ(reported.how, outcome::unreachable) << reply;
    EXPECT_EQ(reported.dead_address, "") << reply;
  }
}

TEST(email_channel, what_is_said_of_the_sender_is_not_held_against_the_recipient) {
  const auto reported = outcome_with("MAIL", "550 5.1.1 no such user");
  EXPECT_EQ(reported.how, outcome::rejected);
  EXPECT_EQ(reported.dead_address, "");
}

TEST(email_channel, names_people_by_one_form_of_their_address) {
  const auto channel = make_email_channel(settings_for(closed_port())).value();
  EXPECT_EQ(channel->address({{"email", " An@Shop.Example "}}), "an@shop.example");
  EXPECT_EQ(channel->address({{"email", "an"}}), std::nullopt);
  EXPECT_EQ(channel->declares().addresses.kind, addresses::address_kind::email);
}

TEST(email_channel, mails_share_a_connection_and_a_refusal_does_not_disturb_the_next) {
  smtp_server server;
  const auto channel = channel_to(server);
  for (std::uint32_t visit = 1; visit <= 5; ++visit)
    EXPECT_EQ(deliver_and_wait(*channel, some_attempt(visit)).how, outcome::accepted);
  EXPECT_EQ(server.connection_count(), 1);
}

TEST(email_channel, a_server_that_is_slow_with_one_mail_does_not_hold_up_the_other) {
  // The first mail's final reply comes only once the second mail is in.
  std::mutex mutex;
  std::condition_variable changed;
  int messages = 0;
  loopback_server server{[&](connection& peer) {
    peer.write("220 x\r\n");
    while (const auto line = peer.read_line()) {
      if (*line == ".") {
        std::unique_lock lock{mutex};
        ++messages;
        changed.notify_all();
        changed.wait_for(lock, test_patience, [&] { return messages == 2; });
        peer.write(messages == 2 ? "250 ok\r\n" : "451 alone\r\n");
      } else if (*line == "DATA") {
        peer.write("354 go\r\n");
      } else if (line->starts_with("EHLO") || line->starts_with("MAIL") ||
                 line->starts_with("RCPT")) {
        peer.write("250 ok\r\n");
      }
    }
  }};
  const auto channel = make_email_channel(settings_for(server.port())).value();
  outcomes reported;
  channel->deliver(some_attempt(1), reported.add());
  channel->deliver(some_attempt(2), reported.add());
  for (const auto& one : reported.wait_for(2))
    EXPECT_EQ(one.how, outcome::accepted);
}

TEST(email_channel, destruction_ends_every_mail_once_and_says_what_may_have_left) {
  smtp_server server{{.replies = {{".", ""}}, .extensions = {}}};
  auto channel = channel_to(server);
  outcomes reported;
  for (std::uint32_t visit = 1; visit <= 6; ++visit)
    channel->deliver(some_attempt(visit), reported.add());
  server.wait_for(2);

  channel.reset();

  const auto all = reported.so_far();
  ASSERT_EQ(all.size(), 6u);
  const auto count = [&](outcome kind) {
    return std::count_if(all.begin(), all.end(), [&](const auto& one) {
      return one.how == kind && one.code == "shutting_down";
    });
  };
  EXPECT_EQ(count(outcome::unknown), 2);
  EXPECT_EQ(count(outcome::transient), 4);
}

TEST(email_channel, settings_that_cannot_work_are_refused) {
  const auto error_of = [](auto change) {
    auto settings = settings_for(25);
    change(settings);
    const auto made = make_email_channel(settings);
    return made ? std::string{} : made.error().message;
  };
  EXPECT_EQ(error_of([](auto&) {}), "");
  EXPECT_NE(error_of([](auto& s) { s.host = ""; }), "");
  EXPECT_NE(error_of([](auto& s) { s.port = 0; }), "");
  EXPECT_NE(error_of([](auto& s) { s.port = 65536; }), "");
  EXPECT_NE(error_of([](auto& s) { s.from_address = "shop"; }), "");
  EXPECT_NE(error_of([](auto& s) { s.connections = 0; }), "");
  EXPECT_NE(error_of([](auto& s) { s.timeout = 0ms; }), "");
}

} // namespace
} // namespace sojourn::channels
