// A channel in this process.
#pragma once

#include "channels/channel.hpp"

#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace sojourn::tests {

/// Reaches everybody, keeps what it is handed, and answers each with the same. Thread-safe, but for
/// what is set before it is used.
class fake_channel : public channels::channel {
public:
  explicit fake_channel(channels::capabilities can = {}) : can_{std::move(can)} {}

  [[nodiscard]] channels::capabilities declares() const override { return can_; }
  [[nodiscard]] std::optional<std::string> unreachable(const json&) const override {
    return std::nullopt;
  }
  void deliver(channels::send_attempt request, channels::completion done) override {
    channels::attempt_result answer;
    {
      const std::lock_guard lock{mutex_};
      got_.push_back(std::move(request));
      answer = answer_;
    }
    done(std::move(answer));
  }

  /// Everything from now on.
  void answer_with(channels::attempt_result answer) {
    const std::lock_guard lock{mutex_};
    answer_ = std::move(answer);
  }
  [[nodiscard]] std::vector<channels::send_attempt> got() const {
    const std::lock_guard lock{mutex_};
    return got_;
  }

private:
  static channels::attempt_result accepted() {
    channels::attempt_result taken;
    taken.how = outcome::accepted;
    return taken;
  }

  const channels::capabilities can_;
  mutable std::mutex mutex_;
  channels::attempt_result answer_ = accepted();
  std::vector<channels::send_attempt> got_;
};

} // namespace sojourn::tests
