// A whole daemon with a real mail server: what leaves, what is refused, what comes back.
#include "daemon/logging.hpp"
#include "signing/base64.hpp"
#include "simulators/mail_server.hpp"
#include "tests/places.hpp"
#include "whole_daemon.hpp"

#include <gmock/gmock.h>
#include <iterator>

namespace sojourn::tests {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

const std::string report_token = "a-token-for-reports-of-mail-servers";
const std::string gif = "R0lGODlhAQABAAAAACwAAAAAAQABAAACAkQBADs=";

/// Everything that is logged while it lives.
class log_witness {
public:
  explicit log_witness(std::string file) : file_{std::move(file)} {
    config::log_settings all;
    all.level = config::log_level::trace;
    all.file = file_;
    EXPECT_TRUE(daemon::set_up_log(all));
  }
  ~log_witness() {
    EXPECT_TRUE(daemon::set_up_log({}));
    fs::remove(file_);
  }
  log_witness(const log_witness&) = delete;
  log_witness& operator=(const log_witness&) = delete;

  /// Up to the last line that tells more than details.
  [[nodiscard]] std::string text() const {
    std::ifstream file{file_};
    return {std::istreambuf_iterator<char>{file}, {}};
  }

private:
  std::string file_;
};

class mail_shop : public whole_daemon {
protected:
  void use(const mail_server& server) {
    auto& email = settings_.channels.email;
    email.enabled = true;
    email.host = "127.0.0.1";
    email.port = server.port();
    email.tls = config::email_security::none;
    email.from = "Cửa hàng <shop@shop.example>";
    email.report_token = report_token;
  }

  static json campaign(const std::string& purpose = "service") {
    return json::parse(R"({
      "id": "news", "name": "News", "timezone": "Asia/Ho_Chi_Minh",
      "trigger": {"type": "manual"}, "reentry": {"policy": "parallel"}, "start": "tell",
      "retry": {"max_attempts": 5, "initial": "PT10M", "backoff": 1, "max": "PT10M", "jitter": 0},
      "steps": {"tell": {"type": "send", "message": "hello", "via": ["email"],
                         "on_unreachable": "end", "next": "rest"},
                "rest": {"type": "wait", "events": [{"event": "message.bounced", "next": "end"}],
                         "timeout": "P1D", "on_timeout": "end"}},
      "messages": {"hello": {"fallback": "vi", "languages": {"vi": {
        "subject": "Xin chào", "text": "Chào {{customer.name}}"}}}}
    })")
        .patch(json::array(
            {{{"op", "add"}, {"path", "/messages/hello/purpose"}, {"value", purpose}}}));
  }

  /// Writes to this address; gives the instance.
  std::string write_to(const std::string& address) {
    answer("PUT", "/v1/records/customer/an", {{"name", "An"}, {"email", address}});
    const auto begun = answer("POST", "/v1/campaigns/news/runs", {{"customer", "an"}});
    settle();
    return begun.at("id").get<std::string>();
  }
  json instance(const std::string& id) { return answer("GET", "/v1/instances/" + id); }
  json sends() { return answer("GET", "/v1/sends").at("items"); }
  std::vector<std::string> suppressed() {
    std::vector<std::string> addresses;
    const auto all = answer("GET", "/v1/suppressions").at("items");
    for (const auto& one : all)
      addresses.push_back(one.at("address"));
    return addresses;
  }

  /// The report that another server sends back for a mail.
  static std::string bounce(const std::string& message_id, const std::string& status,
                            const std::string& recipient = "an@example.com",
                            const std::string& diagnostic = {}) {
    return "From: MAILER-DAEMON@mx.example.com\r\nTo: shop@shop.example\r\nMIME-Version: 1.0\r\n"
           "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
           "--b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n"
           "--b\r\nContent-Type: message/delivery-status\r\n\r\n"
           "Reporting-MTA: dns; mx.example.com\r\n\r\n"
           "Final-Recipient: rfc822; " +
           recipient + "\r\nAction: failed\r\nStatus: " + status +
           (diagnostic.empty() ? "" : "\r\nDiagnostic-Code: smtp; " + diagnostic) +
           "\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: " + message_id +
           "\r\n--b--\r\n";
  }
  client::response report(const std::string& mail, const std::string& token = report_token) {
    client::request call;
    call.method = "POST";
    call.target = "/v1/receipts/email";
    call.body = mail;
    call.content_type = "message/rfc822";
    call.headers = {{"Authorization", "Bearer " + token}};
    return client::send(where_, call).value();
  }
  json taken(const client::response& response) {
    EXPECT_LT(response.status, 300) << response.body;
    settle();
    return json::parse(response.body, nullptr, false);
  }
};

TEST_F(mail_shop, a_greylisting_server_gets_the_same_mail_again_until_it_takes_it) {
  mail_server server;
  use(server);
  start();
  install(campaign());

  const auto id = write_to("greylisted@example.com");
  EXPECT_EQ(instance(id).at("waiting_for"), "timer");
  EXPECT_THAT(server.told("mail"), IsEmpty());
  pass("PT10M");

  const auto mail = server.mails(1).front();
  EXPECT_EQ(instance(id).at("step"), "rest");
  const auto send = sends().at(0);
  EXPECT_EQ(mail.at("headers").at("message-id"),
            "<" + send.at("tracking").get<std::string>() + "@shop.example>");
  EXPECT_EQ(mail.at("headers").at("from"), "Cửa hàng <shop@shop.example>");
  EXPECT_THAT(server.told("recipient"), SizeIs(2));
  EXPECT_EQ(send.at("outcome"), "accepted");
  EXPECT_EQ(send.at("provider_id"), "AB000001");
}

TEST_F(mail_shop, all_attempts_of_one_effect_have_one_message_id) {
  mail_server server;
  use(server);
  start();
  install(campaign());

  write_to("busy@example.com");
  pass("PT10M");
  pass("PT10M");
  write_to("busy@example.com");

  const auto mails = server.mails(4);
  const auto id_of = [&](std::size_t which) {
    return mails[which].at("headers").at("message-id").get<std::string>();
  };
  EXPECT_EQ(id_of(0), id_of(1));
  EXPECT_EQ(id_of(0), id_of(2));
  EXPECT_NE(id_of(0), id_of(3)) << "another effect";
}

TEST_F(mail_shop, a_permanent_refusal_is_tried_once) {
  mail_server server;
  use(server);
  start();
  install(campaign());

  const auto id = write_to("spam@example.com");
  pass("P2D");

  EXPECT_THAT(server.told("recipient"), SizeIs(1));
  EXPECT_EQ(sends().at(0).at("outcome"), "rejected");
  EXPECT_EQ(sends().at(0).at("code"), "554");
  EXPECT_EQ(instance(id).at("status"), "held") << "an operator looks at it";
}

TEST_F(mail_shop,
       an_address_that_the_server_does_not_know_is_suppressed_and_the_next_channel_asked) {
  mail_server server;
  use(server);
  start();
  auto news = campaign();
  news["steps"]["tell"]["via"] = {"email", "mailbox"};
  install(news);

  const auto first = write_to("nobody@example.com");
  write_to("nobody@example.com");

  EXPECT_THAT(server.told("recipient"), SizeIs(1)) << "the second message does not go there";
  EXPECT_EQ(suppressed(), std::vector<std::string>{"nobody@example.com"});
  const auto bad = answer("GET", "/v1/suppressions").at("items").at(0);
  EXPECT_THAT(bad.at("reason"), HasSubstr("550 5.1.1"));
  EXPECT_EQ(bad.at("source"), "answer of email");
  EXPECT_THAT(answer("GET", "/v1/mailbox").at("items"), SizeIs(2));
  EXPECT_EQ(instance(first).at("step"), "rest");
}

TEST_F(mail_shop, a_connection_that_is_lost_after_the_message_left_is_never_sent_again_blindly) {
  mail_server server;
  use(server);
  start();
  install(campaign());

  const auto id = write_to("dropped@example.com");
  pass("P7D");

  EXPECT_THAT(server.mails(1), SizeIs(1));
  EXPECT_EQ(sends().at(0).at("outcome"), "unknown");
  EXPECT_EQ(instance(id).at("status"), "held");
}

TEST_F(mail_shop, a_wrong_password_closes_the_channel_until_it_is_mended_and_is_in_no_log) {
  const channels::test_certificate certificate;
  mail_server server{{.security = mail_server::tls::starttls,
                      .certificate = &certificate,
                      .user = "shop",
                      .password = "open sesame"}};
  use(server);
  auto& email = settings_.channels.email;
  email.tls = config::email_security::starttls;
  email.ca_file = certificate.file();
  email.username = "shop";
  email.password = "the-wrong-password";
  const log_witness log{directory_.string() + ".log"};
  start();
  install(campaign());

  const auto first = write_to("an@example.com");
  const auto second = write_to("binh@example.com");

  EXPECT_THAT(server.told("login"), SizeIs(1)) << "the second mail does not even try";
  for (const auto& id : {first, second})
    EXPECT_EQ(instance(id).at("status"), "waiting") << "no mail is to blame";
  const auto channels = answer("GET", "/v1/channels");
  EXPECT_THAT(channels.dump(), HasSubstr("535"));
  for (const auto& told : {log.text(), channels.dump(), explain(first).dump(), sends().dump()}) {
    EXPECT_THAT(told, Not(HasSubstr(email.password)));
    EXPECT_THAT(
        told, Not(HasSubstr(signing::base64_encode(std::string{"\0shop\0", 6} + email.password))));
  }
  EXPECT_THAT(log.text(), HasSubstr("535"));

  daemon_.reset();
  email.password = "open sesame";
  start();
  pass("PT15M");

  EXPECT_THAT(server.mails(2), SizeIs(2));
}

TEST_F(mail_shop, a_bounce_suppresses_the_address_once_and_the_next_message_does_not_go_there) {
  mail_server server;
  use(server);
  start();
  install(campaign());
  const auto first = write_to("An@Example.com");
  const auto id = server.mails(1)[0].at("headers").at("message-id").get<std::string>();

  EXPECT_EQ(taken(report(bounce(id, "5.1.1"))).at("taken"), 1);
  EXPECT_EQ(taken(report(bounce(id, "5.1.1"))).at("duplicates"), 1);

  EXPECT_EQ(suppressed(), std::vector<std::string>{"an@example.com"});
  const auto send = answer("GET", "/v1/sends/1");
  ASSERT_THAT(send.at("receipts"), SizeIs(1));
  EXPECT_EQ(send.at("receipts")[0].at("kind"), "bounced");
  EXPECT_EQ(send.at("receipts")[0].at("code"), "5.1.1");
  EXPECT_EQ(instance(first).at("status"), "completed") << "it waited for this event";
  write_to("an@example.com");
  EXPECT_THAT(server.told("mail"), SizeIs(1));
}

TEST_F(mail_shop, a_soft_bounce_is_an_event_and_suppresses_nobody) {
  mail_server server;
  use(server);
  start();
  install(campaign());
  write_to("an@example.com");
  const auto id = server.mails(1)[0].at("headers").at("message-id").get<std::string>();

  EXPECT_EQ(taken(report(bounce(id, "5.2.2"))).at("taken"), 1);

  EXPECT_THAT(suppressed(), IsEmpty());
  EXPECT_EQ(answer("GET", "/v1/sends/1").at("receipts")[0].at("kind"), "failed");
  write_to("an@example.com");
  EXPECT_THAT(server.mails(2), SizeIs(2));
}

TEST_F(mail_shop, a_report_of_a_block_list_or_a_timeout_suppresses_nobody) {
  mail_server server;
  use(server);
  start();
  install(campaign());
  for (const auto* words : {"550 blocked using zen.spamhaus.org", "550 listed in an RBL",
                            "retry timeout exceeded", ""}) {
    write_to("an@example.com");
    const auto id = server.told("mail").back().at("headers").at("message-id").get<std::string>();
    EXPECT_EQ(taken(report(bounce(id, "5.0.0", "an@example.com", words))).at("taken"), 1) << words;
    EXPECT_THAT(suppressed(), IsEmpty()) << words;
  }
}

TEST_F(mail_shop, the_failure_of_somebody_whom_a_mail_was_forwarded_to_suppresses_nobody) {
  mail_server server;
  use(server);
  start();
  install(campaign());
  write_to("An@Example.com");
  const auto id = server.mails(1)[0].at("headers").at("message-id").get<std::string>();

  EXPECT_EQ(taken(report(bounce(id, "5.1.1", "somebody@else.example"))).at("taken"), 1);

  EXPECT_THAT(suppressed(), IsEmpty());
  EXPECT_EQ(answer("GET", "/v1/sends/1").at("receipts")[0].at("kind"), "failed");
  EXPECT_EQ(taken(report(bounce(id, "5.1.1", "AN@example.com"))).at("taken"), 1);
  EXPECT_EQ(suppressed(), std::vector<std::string>{"an@example.com"});
}

TEST_F(mail_shop, an_address_that_the_server_cannot_be_told_leaves_by_the_next_channel) {
  mail_server server{{.takes_utf8_addresses = false}};
  use(server);
  start();
  auto news = campaign();
  news["steps"]["tell"]["via"] = {"email", "mailbox"};
  install(news);

  const auto id = write_to("nguyễn@example.com");

  EXPECT_THAT(server.told("recipient"), IsEmpty());
  EXPECT_THAT(suppressed(), IsEmpty());
  EXPECT_THAT(answer("GET", "/v1/mailbox").at("items"), SizeIs(1));
  EXPECT_EQ(instance(id).at("step"), "rest");
}

TEST_F(mail_shop, a_report_without_the_token_or_on_no_mail_of_ours_changes_nothing) {
  mail_server server;
  use(server);
  start();
  install(campaign());
  write_to("an@example.com");
  const auto id = server.mails(1)[0].at("headers").at("message-id").get<std::string>();

  EXPECT_EQ(report(bounce(id, "5.1.1"), "another-token-of-somebody-else").status, 401);
  EXPECT_EQ(report("Subject: I am on holiday\r\n\r\nUntil Monday.").status, 422);
  EXPECT_EQ(taken(report(bounce("<x@else.example>", "5.1.1"))).at("unknown"), 1);

  EXPECT_THAT(suppressed(), IsEmpty());
  EXPECT_THAT(answer("GET", "/v1/sends/1").at("receipts"), IsEmpty());
}

TEST_F(mail_shop, the_calls_of_a_mail_service_are_read_as_a_file_says) {
  const auto token_file = directory_.string() + "-token";
  std::ofstream{token_file} << "a-token-of-the-service\n";
  auto described =
      read_json(fs::path{tests::source_folder()} / "examples/providers/mail-calls.json");
  described["secrets"]["calls"] = {{"file", token_file}};
  const auto calls_file = directory_.string() + "-calls.json";
  std::ofstream{calls_file} << described.dump();
  mail_server server;
  use(server);
  settings_.channels.email.calls_file = calls_file;
  start();
  install(campaign("promotional"));
  for (const auto* address : {"an@example.com", "binh@example.com", "chi@example.com"})
    write_to(address);
  const auto mails = server.mails(3);
  const auto id_of = [&](std::size_t which) { return mails[which].at("headers").at("message-id"); };
  const json events{
      {{"event", "delivered"}, {"message_id", id_of(0)}, {"id", "e1"}},
      {{"event", "bounce"},
       {"bounce", "hard"},
       {"message_id", "<rewritten@service.example>"},
       {"queue_id", "AB000002"},
       {"recipient", "Binh@Example.com"},
       {"reason", "no such user"},
       {"id", "e2"}},
      {{"event", "bounce"}, {"bounce", "soft"}, {"message_id", id_of(0)}, {"id", "e3"}},
      {{"event", "complaint"}, {"message_id", id_of(2)}, {"recipient", "CHI@example.com"}},
      {{"event", "queued"}, {"message_id", id_of(0)}}};
  const auto call = [&](const std::string& token) {
    return ask("POST", "/v1/receipts/email", json{{"events", events}}.dump(), {{"X-Token", token}});
  };

  EXPECT_EQ(call("another").status, 401);
  EXPECT_EQ(taken(call("a-token-of-the-service")).at("taken"), 4);
  EXPECT_EQ(taken(call("a-token-of-the-service")).at("duplicates"), 4);

  EXPECT_THAT(suppressed(), ::testing::UnorderedElementsAre("binh@example.com", "chi@example.com"));
  EXPECT_THAT(answer("GET", "/v1/sends/1").at("receipts"), SizeIs(2));
  EXPECT_EQ(answer("GET", "/v1/sends/2").at("receipts")[0].at("kind"), "bounced");
  EXPECT_EQ(answer("GET", "/v1/records/customer/an/consents").at("items")[0].at("state"),
            "withdrawn")
      << "who complained wants nothing more by e-mail";
  fs::remove(token_file);
  fs::remove(calls_file);
}

TEST_F(mail_shop, a_picture_arrives_in_the_mail_and_is_in_no_record_of_a_send) {
  mail_server server;
  use(server);
  start();
  answer("PUT", "/v1/messages/hello",
         {{"name", "Hello"},
          {"fallback", "vi"},
          {"purpose", "service"},
          {"pictures", {{"logo", {{"content_type", "image/gif"}, {"base64", gif}}}}},
          {"languages",
           {{"vi",
             {{"subject", "Xin chào"},
              {"text", "Chào"},
              {"html", "<p>Chào {{customer.name}}</p><img src=\"cid:logo\" alt=\"\">"}}}}}});
  auto definition = campaign();
  definition["steps"]["tell"]["message"] = "library:hello";
  definition.erase("messages");
  install(definition);

  write_to("an@example.com");

  const auto parts = server.mails(1)[0].at("body").at("parts");
  ASSERT_THAT(parts, SizeIs(2));
  EXPECT_EQ(parts[1].at("type"), "multipart/related");
  EXPECT_EQ(parts[1].at("parts")[1].at("type"), "image/gif");
  const auto send = answer("GET", "/v1/sends/1");
  EXPECT_EQ(send.at("content").at("html"), "<p>Chào An</p><img src=\"cid:logo\" alt=\"\">");
  EXPECT_THAT(send.dump(), Not(HasSubstr(gif)));
  const auto preview =
      answer("POST", "/v1/messages/hello/preview", {{"channels", {"email"}}, {"customer", "an"}});
  EXPECT_THAT(preview.dump(), HasSubstr("data:image/gif;base64," + gif))
      << "who looks at a preview sees the picture";
}

} // namespace
} // namespace sojourn::tests
