#include "channels/email/smtp_transfer.hpp"

#include "channels/http/curl_list.hpp"
#include "channels/utf8.hpp"

#include <algorithm>
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
      : mail_{std::move(mail)}, done_{std::move(done)} {}

  void prepare(CURL* handle) override;
  void finish(const transfer_end& end) override;

private:
  std::size_t give_message(char* buffer, std::size_t room);
  void take_reply_line(std::string_view line);
  [[nodiscard]] outcome judge(const transfer_end& end, long reply_code) const;

  mail_submission mail_;
  completion done_;
  curl_list recipients_;
  std::size_t given_bytes_ = 0;
  bool message_left_ = false; ///< the whole message was sent; the final dot comes next
  std::string reply_;         ///< the server's last one
  bool reply_ended_ = false;
};

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
        static_cast<smtp_transfer*>(self)->take_reply_line({line, size * count});
        return size * count;
      });
}

std::size_t smtp_transfer::give_message(char* buffer, std::size_t room) {
  const auto size = std::min(room, mail_.message.size() - given_bytes_);
  std::memcpy(buffer, mail_.message.data() + given_bytes_, size);
  given_bytes_ += size;
  // libcurl asks again only after it has sent what it got.
  message_left_ = size == 0;
  return size;
}

void smtp_transfer::take_reply_line(std::string_view line) {
  if (line.starts_with("221"))
    return; // the goodbye after a refusal; the refusal is what counts
  if (reply_ended_)
    reply_.clear();
  reply_ended_ = line.size() < 4 || line[3] != '-';
  while (line.ends_with('\n') || line.ends_with('\r'))
    line.remove_suffix(1);
  if (reply_.size() + line.size() < max_reply_bytes)
    reply_.append(reply_.empty() ? "" : "\n").append(line);
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

outcome smtp_transfer::judge(const transfer_end& end, long reply_code) const {
  const bool is_refusal = reply_code >= 400 && reply_code < 600;
  const bool is_consent = message_left_ && reply_code >= 200 && reply_code < 300;
  outcome judged;
  judged.code = std::to_string(reply_code);
  judged.detail = valid_utf8(reply_);
  if (end.failure.empty() || is_consent) {
    judged.kind = outcome_kind::accepted;
    judged.provider_id = queue_id_in(judged.detail);
    return judged;
  }
  // libcurl reports a refused MAIL, RCPT or DATA as a send error. Other errors before the
  // message left are about the session.
  if (is_refusal && (message_left_ || end.curl == CURLE_SEND_ERROR)) {
    const bool about_login = std::find(std::begin(login_refusals), std::end(login_refusals),
                                       reply_code) != std::end(login_refusals);
    const bool permanent = reply_code >= 500 && !about_login;
    judged.kind = permanent ? outcome_kind::rejected : outcome_kind::transient;
    if (about_login)
      judged.closed_until = mail_.at + pause_of_refused;
    return judged;
  }
  judged.kind = message_left_ ? outcome_kind::unknown : outcome_kind::transient;
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
