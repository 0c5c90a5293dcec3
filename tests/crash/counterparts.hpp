// The providers of a shop on loopback, in a process of their own that outlives every daemon: a push
// service, an SMS gateway, a Zalo and a mail server. Each notes what it takes before it answers.
#pragma once

#include "base/json.hpp"
#include "tests/crash/place.hpp"
#include "tests/crash/process.hpp"

#include <array>
#include <atomic>
#include <memory>
#include <string>
#include <vector>

namespace sojourn::crash {

inline constexpr std::array outward_channels{"web_push", "sms", "zns", "zalo_oa", "email"};

/// What a daemon must know to reach them.
struct addresses {
  std::string push_key;       ///< the shop's private key, base 64 for URLs
  std::vector<json> browsers; ///< their subscriptions
  std::string sms_url;
  std::string zalo_url;
  std::string zalo_consent; ///< a refresh token
  int smtp_port = 0;
};

class counterparts {
public:
  /// Each appends a line to place::received(CHANNEL) for what it takes: the topic of a push, the
  /// reference of an SMS, the tracking id of a message to a phone and the person of one to a user
  /// of Zalo, the Message-ID of a mail.
  explicit counterparts(const place& where);
  ~counterparts();
  counterparts(const counterparts&) = delete;
  counterparts& operator=(const counterparts&) = delete;

  [[nodiscard]] const addresses& at() const { return at_; }
  /// The `count`th message from now on kills the daemon by SIGKILL, taken and not answered. 0: none
  /// does.
  void doom(int count) const;
  /// Called by the daemon's process: it is the one that dies.
  void here_i_am() const;

private:
  struct shared {
    std::atomic<int> daemon{0};
    std::atomic<int> left{0};
  };
  void serve(const place& where, const reporter& report) const;
  void taken(const place& where, const std::string& channel, const std::string& key) const;

  shared* shared_; ///< with the daemons and the process of the counterparts
  std::unique_ptr<process> process_;
  addresses at_;
};

/// The calls of Zalo's webhook that tell of every message it has taken so far: body and headers.
struct zalo_receipt {
  std::string body;
  std::map<std::string, std::string> headers;
};
[[nodiscard]] std::vector<zalo_receipt> zalo_receipts(const place& where);

} // namespace sojourn::crash
