// How much work may be done for one question, and whether anybody still waits for its answer.
#pragma once

#include "base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <stop_token>
#include <string_view>

namespace sojourn {

/// Counts work in units: one is an operator evaluated, a token of a template shown, or
/// `bytes_per_unit` bytes compared, searched or copied, about 50 ns. Whoever does something that
/// data or a document can make large, spends units on it first, and ends when it may not.
/// Not for several threads at once; what may stop it from another is its token.
class work_budget {
public:
  static constexpr std::size_t bytes_per_unit = 64;

  /// `stop` ends it early, as when the asker left, their time is up or the daemon stops.
  explicit work_budget(std::uint64_t units, std::stop_token stop = {})
      : left_{units}, stop_{std::move(stop)} {}

  /// Takes so many units. False, from then on, when there are not so many or it was stopped.
  bool spend(std::uint64_t units) {
    if (units > left_) {
      left_ = 0;
      over_ = true;
    } else {
      left_ -= units;
    }
    since_look_ += units;
    if (since_look_ >= units_between_looks) {
      since_look_ = 0;
      stopped_ = stopped_ || stop_.stop_requested();
    }
    return !has_ended();
  }
  /// Takes units for so many bytes, and one more.
  bool spend_on_bytes(std::size_t bytes) { return spend(1 + bytes / bytes_per_unit); }

  [[nodiscard]] bool has_ended() const { return over_ || stopped_; }
  [[nodiscard]] bool is_used_up() const { return over_; }
  /// Whether the token ended it.
  [[nodiscard]] bool was_stopped() const { return stopped_; }
  [[nodiscard]] const std::stop_token& stop() const { return stop_; }

private:
  static constexpr std::uint64_t units_between_looks = 4'096;

  std::uint64_t left_;
  std::uint64_t since_look_ = 0;
  std::stop_token stop_;
  bool over_ = false;
  bool stopped_ = false;
};

/// The error of what a budget ended before its end: too_expensive, or question_ended where its
/// token did. `what` begins the sentence: "the condition".
[[nodiscard]] error work_budget_error(const work_budget& spent, std::string_view what);

} // namespace sojourn
