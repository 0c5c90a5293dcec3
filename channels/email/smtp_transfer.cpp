#include "channels/email/smtp_transfer.hpp"

#include "addresses/email.hpp"
#include "base/ascii.hpp"
#include "channels/email/refusal.hpp"
#include "channels/email/smtp_stage.hpp"
#include "channels/http/curl_list.hpp"
#include "channels/utf8.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstring>
#include <curl/curl.h>
#include <string_view>

namespace sojourn::channels {

namespace {

/// Bytes that are kept of one reply of the server.
constexpr std::size_t max_reply_bytes = 2048;

/// A word after "Ok" that is shorter is a word and no name of a message.
constexpr std::size_t shortest_id_bytes = 8;

/// How long nothing is sent after we were refused, or the server was no one to trust: short enough
/// for an operator who mends it, long enough that no server bans us for trying.
constexpr std::chrono::minutes pause_of_refused{15};

/// 5xx replies that ask for another login, not for another mail (RFC 4954, RFC 3207).
constexpr long login_refusals[] = {530, 534, 535, 538};

std::string url_of(const mail_submission& mail) {
  const bool is_ipv6 = mail.host.find(':') != std::string::npos;
  return (mail.security == mail_security::tls ? "smtps://" : "smtp://") +
         (is_ipv6 ? "[" + mail.host + "]" : mail.host) + ":" + std::to_string(mail.port) + "/" +
         mail.helo_name;
}

/// What the server calls the message: "queued as ID" (Postfix), "id=ID" (Exim), or one word after
/// "Ok", as mail services answer ("250 Ok 0102018f…").
std::string queue_id_in(std::string_view reply) {
  for (const std::string_view announcement : {"queued as ", "id="}) {
    const auto found = reply.find(announcement);
    if (found == std::string_view::npos)
      continue;
    const auto id = reply.substr(found + announcement.size());
    return std::string{id.substr(0, id.find_first_of(" \r\n;,)"))};
  }
  for (const std::string_view announcement : {" Ok ", " OK "}) {
    const auto found = reply.find(announcement);
    if (found == std::string_view::npos)
      continue;
    const auto id = reply.substr(found + announcement.size());
    const bool is_one_word = id.find_first_of(" \r\n") == std::string_view::npos;
    const bool has_digit = id.find_first_of("0123456789") != std::string_view::npos;
    if (is_one_word && has_digit && id.size() >= shortest_id_bytes)
      return std::string{id};
  }
  return "";
}

class smtp_transfer final : public transfer {
public:
  smtp_transfer(mail_submission mail, completion done)
      : mail_{std::move(mail)}, done_{std::move(done)},
        needs_utf8_{addresses::needs_smtputf8(mail_.to) || addresses::needs_smtputf8(mail_.from)} {}

  void prepare(CURL* handle) override;
  void finish(const transfer_end& end) override;

private:
  std::size_t give_message(char* buffer, std::size_t room);
  void log_command(std::string_view line);
  /// False: the session must end, since the server cannot take this mail.
  bool read_reply_line(std::string_view line);
  [[nodiscard]] bool may_go_on(std::string_view line);
  [[nodiscard]] attempt_result judge(const transfer_end& end, long reply_code) const;
  [[nodiscard]] attempt_result judge_refusal(attempt_result judged, long reply_code) const;
  [[nodiscard]] attempt_result judge_lack_of_utf8(attempt_result judged) const;

  mail_submission mail_;
  completion done_;
  curl_list recipients_;
  std::size_t given_bytes_ = 0;
  bool message_left_ = false; ///< the whole message was sent; the final dot comes next
  std::string reply_;         ///< the server's last one
  bool reply_ended_ = false;
  std::string_view replied_to_; ///< the command that `reply_` answers
  std::string_view command_;    ///< the last one that was sent
  bool is_protected_ = false;   ///< STARTTLS was sent
  const bool needs_utf8_;       ///< the server must offer SMTPUTF8
  bool offers_utf8_ = false;    ///< it does, by its last greeting
  bool lacks_utf8_ = false;     ///< it does not, and the session was ended
};

/// What is noted of what is sent; all else may be a password.
constexpr auto noted_commands = std::to_array<std::string_view>(
    {"EHLO", "HELO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA", "RSET", "QUIT"});

void smtp_transfer::prepare(CURL* handle) {
  curl_easy_setopt(handle, CURLOPT_URL, url_of(mail_).c_str());
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  curl_easy_setopt(
      handle, CURLOPT_USE_SSL,
      static_cast<long>(mail_.security == mail_security::none ? CURLUSESSL_NONE : CURLUSESSL_ALL));
  if (!mail_.ca_file.empty())
    curl_easy_setopt(handle, CURLOPT_CAINFO, mail_.ca_file.c_str());
  if (!mail_.user.empty()) {
    curl_easy_setopt(handle, CURLOPT_USERNAME, mail_.user.c_str());
    curl_easy_setopt(handle, CURLOPT_PASSWORD, mail_.password.c_str());
  }
  curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(mail_.timeout.count()));
  curl_easy_setopt(
      handle, CURLOPT_SERVER_RESPONSE_TIMEOUT,
      static_cast<long>(std::chrono::ceil<std::chrono::seconds>(mail_.timeout).count()));
  curl_easy_setopt(handle, CURLOPT_MAIL_FROM, mail_.from.c_str());
  recipients_.append(mail_.to);
  curl_easy_setopt(handle, CURLOPT_MAIL_RCPT, recipients_.get());
  // Without an announced size libcurl asks for more until there is none, so that it is known
  // when the last byte has left.
  curl_easy_setopt(handle, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(handle, CURLOPT_READDATA, this);
  curl_easy_setopt(
      handle, CURLOPT_READFUNCTION,
      +[](char* buffer, std::size_t size, std::size_t count, void* self) {
        return static_cast<smtp_transfer*>(self)->give_message(buffer, size * count);
      });
  curl_easy_setopt(handle, CURLOPT_HEADERDATA, this);
  curl_easy_setopt(
      handle, CURLOPT_HEADERFUNCTION,
      +[](char* line, std::size_t size, std::size_t count, void* self) {
        const bool goes_on =
            static_cast<smtp_transfer*>(self)->read_reply_line({line, size * count});
        return goes_on ? size * count : std::size_t{0};
      });
  // Tells which command a reply is to.
  curl_easy_setopt(handle, CURLOPT_VERBOSE, 1L);
  curl_easy_setopt(handle, CURLOPT_DEBUGDATA, this);
  curl_easy_setopt(
      handle, CURLOPT_DEBUGFUNCTION,
      +[](CURL*, curl_infotype type, char* data, std::size_t size, void* self) {
        if (type == CURLINFO_HEADER_OUT)
          static_cast<smtp_transfer*>(self)->log_command({data, size});
        return 0;
      });
  // A connection that is used again has no greeting that says what the server offers.
  if (needs_utf8_)
    curl_easy_setopt(handle, CURLOPT_FRESH_CONNECT, 1L);
}

std::size_t smtp_transfer::give_message(char* buffer, std::size_t room) {
  const auto size = std::min(room, mail_.message.size() - given_bytes_);
  std::memcpy(buffer, mail_.message.data() + given_bytes_, size);
  given_bytes_ += size;
  // libcurl asks again only after it has sent what it got.
  message_left_ = size == 0;
  return size;
}

void smtp_transfer::log_command(std::string_view line) {
  const auto verb = line.substr(0, line.find_first_of(" \r\n"));
  const auto known = std::find(noted_commands.begin(), noted_commands.end(), verb);
  if (known == noted_commands.end())
    return;
  command_ = *known;
  if (command_ == "STARTTLS")
    is_protected_ = true;
  if (command_ == "EHLO")
    offers_utf8_ = false; // what was offered before TLS counts no more (RFC 3207, 4.2)
}

/// Looks for the offer in the answer to the greeting: without it no address beyond ASCII may be
/// sent (RFC 6531, 3.2).
bool smtp_transfer::may_go_on(std::string_view line) {
  constexpr std::size_t code_size = 4;
  if (!needs_utf8_ || (command_ != "EHLO" && command_ != "HELO") || !line.starts_with("250"))
    return true;
  const auto keyword = line.substr(std::min(code_size, line.size()));
  if (lower_ascii(trimmed(keyword.substr(0, keyword.find(' ')))) == "smtputf8")
    offers_utf8_ = true;
  const bool is_last = line.size() < code_size || line[code_size - 1] != '-';
  const bool is_final = mail_.security != mail_security::starttls || is_protected_;
  lacks_utf8_ = is_last && is_final && !offers_utf8_;
  return !lacks_utf8_;
}

bool smtp_transfer::read_reply_line(std::string_view line) {
  if (line.starts_with("221"))
    return true; // the goodbye after a refusal; the refusal is what counts
  if (!may_go_on(line))
    return false;
  replied_to_ = command_;
  if (reply_ended_)
    reply_.clear();
  reply_ended_ = line.size() < 4 || line[3] != '-';
  while (line.ends_with('\n') || line.ends_with('\r'))
    line.remove_suffix(1);
  if (reply_.size() + line.size() < max_reply_bytes)
    reply_.append(reply_.empty() ? "" : "\n").append(line);
  return true;
}

void smtp_transfer::finish(const transfer_end& end) {
  long reply_code = 0;
  if (end.handle != nullptr)
    curl_easy_getinfo(end.handle, CURLINFO_RESPONSE_CODE, &reply_code);
  done_(judge(end, reply_code));
}

/// Whether trying again soon is of no use, whatever the mail is.
bool needs_operator(CURLcode code) {
  switch (code) {
  case CURLE_LOGIN_DENIED:
  case CURLE_USE_SSL_FAILED: // the server offers no STARTTLS
  case CURLE_PEER_FAILED_VERIFICATION:
  case CURLE_SSL_CACERT_BADFILE:
  case CURLE_SSL_ISSUER_ERROR:
    return true;
  default:
    return false;
  }
}

/// No mail to this address can go out here; where it is the shop's own, no mail at all can.
attempt_result smtp_transfer::judge_lack_of_utf8(attempt_result judged) const {
  const bool is_ours = addresses::needs_smtputf8(mail_.from);
  judged.how = is_ours ? outcome::transient : outcome::unreachable;
  judged.code = "no_smtputf8";
  judged.detail = std::string{is_ours ? "the sender's address" : "the customer's address"} +
                  " has letters beyond ASCII before the \"@\", and the mail server does not offer "
                  "SMTPUTF8 (RFC 6531)";
  if (is_ours)
    judged.closed_until = mail_.at + pause_of_refused;
  return judged;
}

/// A refusal of the mail, its sender or its recipient.
attempt_result smtp_transfer::judge_refusal(attempt_result judged, long reply_code) const {
  const bool about_login = std::find(std::begin(login_refusals), std::end(login_refusals),
                                     reply_code) != std::end(login_refusals);
  const bool permanent = reply_code >= 500 && !about_login;
  judged.how = permanent ? outcome::rejected : outcome::transient;
  judged.server =
      permanent || is_about_the_mail(replied_to_, message_left_, reply_code, judged.detail)
          ? server_health::works
          : server_health::fails;
  if (about_login)
    judged.closed_until = mail_.at + pause_of_refused;
  // What is said of the sender, or to DATA, is not about whom the mail is for.
  const bool about_recipient = replied_to_ == "RCPT" || message_left_;
  if (permanent && about_recipient && fault_of("", judged.detail) != mail_fault::none)
    judged.how = outcome::unreachable;
  return judged;
}

attempt_result smtp_transfer::judge(const transfer_end& end, long reply_code) const {
  const bool is_refusal = reply_code >= 400 && reply_code < 600;
  const bool is_consent = message_left_ && reply_code >= 200 && reply_code < 300;
  attempt_result judged;
  if (lacks_utf8_)
    return judge_lack_of_utf8(std::move(judged));
  judged.code = std::to_string(reply_code);
  judged.detail = valid_utf8(reply_);
  if (end.failure.empty() || is_consent) {
    judged.how = outcome::accepted;
    judged.provider_id = queue_id_in(judged.detail);
    return judged;
  }
  // libcurl reports a refused MAIL, RCPT or DATA as a send error. Other errors before the
  // message left are about the session.
  if (is_refusal && (message_left_ || end.curl == CURLE_SEND_ERROR))
    return judge_refusal(std::move(judged), reply_code);
  judged.how = message_left_ ? outcome::unknown : outcome::transient;
  judged.code = end.failure;
  judged.detail = end.detail;
  if (!message_left_ && needs_operator(end.curl))
    judged.closed_until = mail_.at + pause_of_refused;
  if (is_refusal)
    judged.detail += "; the server said: " + valid_utf8(reply_);
  return judged;
}

} // namespace

std::unique_ptr<transfer> make_smtp_transfer(mail_submission mail, completion done) {
  return std::make_unique<smtp_transfer>(std::move(mail), std::move(done));
}

} // namespace sojourn::channels
