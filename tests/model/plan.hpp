// A campaign as the model knows it: plain values that say what each step does.
#pragma once

#include "campaign/definition.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace sojourn::model {

using std::chrono::hours;
using std::chrono::seconds;

/// A condition that the model can evaluate by itself, and its JsonLogic.
struct condition {
  enum class kind {
    always,
    broken,          ///< parses, and never evaluates
    tier_is,         ///< the customer's tier is `text`
    tier_is_by_path, ///< the same, with a computed path
    points_over,     ///< the customer has more than `number` points
    tags_over,       ///< the customer has more than `number` tags
    has_no_nick,     ///< the record lacks the nick, or it is "none"
    gift_redeemed,   ///< the voucher in the variable "gift" was redeemed
    plan_is,         ///< the trigger's plan is `text`
    was_accepted,    ///< the outcome of the step `text` is accepted
    event_n_is,      ///< the event's n is `number`
  };
  kind what = kind::always;
  std::string text{};
  int number = 0;
};
[[nodiscard]] json source_of(const condition& what);

enum class step_type {
  send,
  delay,
  wait,
  branch,
  split,
  voucher,
  update,
  http,
  end,
  count_gate,
  points,
  tier,
  start,
  pause_campaign,
  show,
  tag,
  task
};
inline constexpr std::size_t step_types = 17;

enum class delay_form { for_hours, until_instant, until_field, in_window, best_hour };

struct awaited {
  std::string event;
  condition match;
  std::string next;
  std::string as;
};
struct choice {
  condition when;
  std::string next;
};
struct share {
  int weight = 1;
  std::string next;
};

struct step {
  step_type type = step_type::end;
  std::string next{};
  // send, http, voucher
  std::string on_failure{};
  std::string on_unreachable{};
  std::string on_exhausted{};
  std::string as{};
  std::uint32_t max_attempts = 3;
  seconds initial{10};
  seconds longest{40}; ///< each wait doubles the one before
  double jitter = 0;
  campaign::on_unknown unknown = campaign::on_unknown::hold;
  // delay
  delay_form form = delay_form::for_hours;
  int hours_long = 1;
  instant until{};
  int opens = 8; ///< a window of whole hours, UTC
  int closes = 20;
  std::string from{};
  // wait
  std::vector<awaited> events{};
  std::optional<int> timeout_hours{};
  std::string on_timeout{};
  // branch
  std::vector<choice> cases{};
  std::string otherwise{};
  // split
  std::vector<share> shares{};
  // update: points become points + add_points, tier becomes set_tier; or it is broken
  int add_points = 0;
  std::string set_tier{};
  bool broken = false;
  // tag: adds "vip" and removes "new", or the tag is broken
  // task: its text says the customer's tier
  // show: for so many hours, or until the instance ends
  std::string slot{};
  std::optional<int> shown_hours{};
  // count_gate: the first passages go on at `next`, the others at `otherwise`
  int first_ones = 1;
  // points: `add_points` of them
  std::string on_insufficient{};
  // start: of the campaign "other"; it waits with `timeout_hours` and `on_timeout`
  bool waits = false;
  // end, pause_campaign
  std::string reason{};
};

struct ending {
  std::string event;
  condition match;
};

struct plan {
  std::string id;
  std::string start;
  std::map<std::string, step> steps;
  std::vector<ending> goals;
  std::vector<ending> exits;
  condition audience{};
  int kept_events = 1'000; ///< of one instance, in a pause
};

inline constexpr const char* pool_name = "gold";
inline constexpr const char* other_campaign = "other";

/// The plan as the engine runs it.
[[nodiscard]] campaign::definition definition_of(const plan& what);

} // namespace sojourn::model
