// Zalo on loopback: templates by phone and by user id, tokens that are renewed once, templates,
// quotas, receipts. Slow, forgetful and unwilling as it is told.
#pragma once

#include "base/json.hpp"
#include "simulators/http_server.hpp"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

namespace sojourn::tests {

/// A message that the simulator took.
struct zalo_message {
  std::string path; ///< "/message/template"
  json body;
  std::string id; ///< that it gave
};

/// A call of Zalo's webhook, to be sent to a daemon.
struct zalo_call {
  std::string body;
  std::map<std::string, std::string> headers; ///< names in lower case
};

/// What the next call meets.
struct zalo_fault {
  enum class kind {
    none,
    refuse,     ///< HTTP 200 and the error `code`; nothing is taken
    lose_reply, ///< it is done, and the connection ends without an answer
    fail,       ///< it is done, and the answer is HTTP `code`
    garble,     ///< it is done, and the answer is no JSON
    wait,       ///< it is done once release() is called
  };
  kind what = kind::none;
  int code = 0;
};

class zalo_simulator {
public:
  zalo_simulator();
  ~zalo_simulator();

  static constexpr const char* app_id = "4242";
  static constexpr const char* oa_id = "1717";
  static constexpr const char* app_secret = "the-secret-of-the-app";

  /// Where all of Zalo's services are.
  [[nodiscard]] std::string url() const;

  // ---- tokens
  /// A person consents: a refresh token that works once, or a code for the verifier "verifier".
  std::string consent();
  std::string consent_code();
  /// No access token that was given so far is taken from now on.
  void expire_tokens();
  [[nodiscard]] int trades() const { return trades_; }

  // ---- what comes wrong; each holds for one call, in order
  void next_send(zalo_fault fault);
  void next_trade(zalo_fault fault);
  void release();

  // ---- what it has
  void put_template(const std::string& id, json info);
  void set_quota(std::int64_t daily, std::int64_t remaining);
  /// Called for each message that is taken, before the answer; set it before any comes.
  void on_message(std::function<void(const zalo_message&)> tell) { tell_ = std::move(tell); }
  /// In the order in which they were taken.
  [[nodiscard]] std::vector<zalo_message> messages() const;
  /// Calls that wanted to send, whether or not they were taken.
  [[nodiscard]] int sends() const { return sends_; }

  // ---- receipts
  /// {"event_name", "timestamp", …} and `more`, signed as an app does.
  [[nodiscard]] static zalo_call call(const std::string& event, json more, std::int64_t at_ms);
  [[nodiscard]] static zalo_call delivered(const zalo_message& what, std::int64_t at_ms);

private:
  struct reply {
    int status = 200;
    json body;
  };

  void answer(const channels::seen_request& request, channels::connection& peer);
  reply send(const channels::seen_request& request);
  reply trade(const channels::seen_request& request);
  reply read(const channels::seen_request& request);
  /// 0 where the caller may call.
  int check_token(const channels::seen_request& request) const;
  zalo_fault take(std::deque<zalo_fault>& faults);
  std::string fresh(const std::string& what) { return what + "-" + std::to_string(++last_number_); }

  mutable std::mutex mutex_;
  std::condition_variable released_;
  int releases_ = 0;
  bool stopping_ = false;
  std::int64_t last_number_ = 0;
  std::set<std::string> access_tokens_, refresh_tokens_, used_tokens_, codes_;
  std::deque<zalo_fault> send_faults_, trade_faults_;
  std::map<std::string, json> templates_;
  std::int64_t daily_ = 500, remaining_ = 500;
  std::vector<zalo_message> messages_;
  std::function<void(const zalo_message&)> tell_;
  std::atomic<int> trades_{0}, sends_{0};
  std::unique_ptr<channels::http_server> server_; ///< last: its threads use the above
};

} // namespace sojourn::tests
