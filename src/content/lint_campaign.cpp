#include "base/mistakes.hpp"
#include "campaign/shown_variables.hpp"
#include "content/lint.hpp"
#include "content/lint_call.hpp"
#include "content/lint_dates.hpp"

#include <algorithm>
#include <iterator>
#include <queue>

namespace sojourn::content {

namespace {

/// The earliest an instance can leave `step` by a way, when it comes to it at `at`. Where that
/// hangs on data, it may be at once.
instant leaves(const campaign::step& step, const campaign::transition& by, instant at,
               const std::string& zone) {
  if (const auto* delay = std::get_if<campaign::delay_step>(&step.kind)) {
    if (const auto* until = std::get_if<instant>(&delay->until))
      return std::max(at, *until);
    if (const auto* length = std::get_if<calendar::duration>(&delay->until);
        length != nullptr && delay->from.empty())
      return calendar::add(at, *length, zone).value_or(at);
    if (const auto* window = std::get_if<calendar::window>(&delay->until))
      return calendar::next_opening(at, *window, zone).value_or(at);
  }
  const auto timed_out = [&](const std::optional<calendar::duration>& timeout) {
    return timeout ? calendar::add(at, *timeout, zone).value_or(at) : at;
  };
  if (const auto* wait = std::get_if<campaign::wait_step>(&step.kind);
      wait != nullptr && by.name == "timeout")
    return timed_out(wait->timeout);
  if (const auto* start = std::get_if<campaign::start_step>(&step.kind);
      start != nullptr && by.name == "timeout")
    return timed_out(start->timeout);
  return at;
}

using arrivals = std::map<std::string, instant>;

/// The earliest an instance that comes to `first` at `at` can come to each step.
arrivals earliest(const campaign::definition& campaign, const std::string& first, instant at) {
  arrivals known;
  using stop = std::pair<instant, std::string>;
  std::priority_queue<stop, std::vector<stop>, std::greater<>> next;
  next.emplace(at, first);
  while (!next.empty()) {
    const auto [when, id] = next.top();
    next.pop();
    const auto* step = campaign.find(id);
    if (step == nullptr || !known.emplace(id, when).second)
      continue;
    for (const auto& transition : campaign::transitions_of(*step)) {
      if (!known.contains(transition.target))
        next.emplace(leaves(*step, transition, when, campaign.timezone), transition.target);
    }
  }
  return known;
}

class campaign_lint {
public:
  campaign_lint(const campaign::definition& campaign, const lint_figures& by)
      : campaign_{campaign}, by_{by} {}

  std::vector<finding> run() && {
    check_messages();
    check_audience();
    std::ranges::move(lint_dates(campaign_, by_), std::back_inserter(found_));
    const auto starts = first_start();
    const auto reached = earliest(campaign_, campaign_.start, starts);
    for (const auto& [id, step] : campaign_.steps) {
      const auto at = reached.find(id);
      if (const auto* voucher = std::get_if<campaign::voucher_step>(&step.kind))
        check_voucher(id, *voucher, at == reached.end() ? starts : at->second, starts);
      if (const auto* delay = std::get_if<campaign::delay_step>(&step.kind))
        check_delay(id, *delay);
      if (const auto* call = std::get_if<campaign::http_step>(&step.kind))
        std::ranges::move(lint_call(*call, pointer_to("/steps", id), by_),
                          std::back_inserter(found_));
    }
    return std::move(found_);
  }

private:
  /// The earliest at which anybody is started: with a schedule, its next occurrence.
  instant first_start() {
    const auto* trigger = std::get_if<campaign::schedule_trigger>(&campaign_.trigger);
    if (trigger == nullptr)
      return by_.now;
    const auto next = trigger->when.next(by_.now - milliseconds{1}, 1);
    if (!next.empty())
      return next.front();
    finding over{"schedule_over", severity::error,
                 std::string{"/trigger/"} +
                     (campaign_.source.at("trigger").contains("at") ? "at" : "rule"),
                 "the schedule has no occurrence after " + to_text(by_.now) +
                     ", so it starts nobody; write an instant that is still to come"};
    over.facts["now"] = to_text(by_.now);
    if (const auto last = trigger->when.previous(by_.now))
      over.facts["last"] = to_text(*last);
    found_.push_back(std::move(over));
    return by_.now;
  }

  void check_audience() {
    const auto& own = campaign_.limits.least;
    const auto least = own.value_or(by_.least_audience);
    if (!by_.people || *by_.people >= least)
      return;
    found_.push_back({"audience_too_small",
                      severity::error,
                      own ? "/limits/least" : "/audience",
                      "the audience holds " + std::to_string(*by_.people) + " people, and " +
                          (own ? "the campaign" : "the shop") + " asks for " +
                          std::to_string(least),
                      {{"people", std::to_string(*by_.people)}, {"least", std::to_string(least)}}});
  }

  void check_messages() {
    std::map<std::string, std::vector<std::string>> channels; // of each message that is sent
    std::map<std::string, std::string> first_step;
    for (const auto& [id, step] : campaign_.steps) {
      const auto* send = std::get_if<campaign::send_step>(&step.kind);
      if (send == nullptr)
        continue;
      first_step.emplace(send->message, id);
      auto& over = channels[send->message];
      for (const auto& channel : send->via) {
        if (std::find(over.begin(), over.end(), channel) == over.end())
          over.push_back(channel);
      }
    }
    for (const auto& [name, over] : channels) {
      const auto message = campaign_.messages.find(name);
      if (message == campaign_.messages.end())
        continue;
      const bool taken = name.starts_with(campaign::library_prefix);
      auto found =
          lint_message(message->second, taken ? "" : pointer_to("/messages", name), over, by_);
      for (auto& one : found) {
        if (taken) { // the definition does not hold its texts
          one.message =
              "in the library's message, at " + in_quotes(one.pointer) + ": " + one.message;
          one.pointer = pointer_to("/steps", first_step.at(name)) + "/message";
        }
        found_.push_back(std::move(one));
      }
    }
  }

  void add(std::string code, severity how, const std::string& step, const char* member,
           std::string message) {
    found_.push_back(
        {std::move(code), how, pointer_to("/steps", step) + "/" + member, std::move(message)});
  }

  /// Where the codes of a step end before it, or before a message that shows one; nullopt: nowhere.
  std::optional<finding> first_expired(const std::string& id, const campaign::voucher_step& step,
                                       instant expires, instant at) {
    const auto codes = in_quotes(step.pool);
    const auto facts_at = [&](instant when) {
      return std::map<std::string, std::string>{
          {"pool", step.pool}, {"expires_at", to_text(expires)}, {"at", to_text(when)}};
    };
    if (expires <= at)
      return finding{"voucher_expired", severity::error, pointer_to("/steps", id) + "/pool",
                     "the codes of " + codes + " expire at " + to_text(expires) +
                         ", and the step is not come to before " + to_text(at),
                     facts_at(at)};
    for (const auto& [later, when] : earliest(campaign_, id, at)) {
      const auto* send = std::get_if<campaign::send_step>(&campaign_.find(later)->kind);
      const auto message =
          send != nullptr ? campaign_.messages.find(send->message) : campaign_.messages.end();
      if (message != campaign_.messages.end() && when >= expires &&
          campaign::shows_variable(message->second, step.as))
        return finding{"voucher_expires_first", severity::error,
                       pointer_to("/steps", later) + "/message",
                       "it shows a code of " + codes + ", which expires at " + to_text(expires) +
                           ", and is sent at " + to_text(when) + " at the earliest",
                       facts_at(when)};
    }
    return std::nullopt;
  }

  /// The codes hold at the next occurrence of a schedule, and not at a later one.
  void check_later_occurrences(const std::string& id, const campaign::voucher_step& step,
                               instant expires, instant next) {
    constexpr std::size_t most_occurrences = 1'000;
    const auto* trigger = std::get_if<campaign::schedule_trigger>(&campaign_.trigger);
    if (trigger == nullptr)
      return;
    const auto later = trigger->when.next(next, most_occurrences);
    for (const auto occurrence : later) {
      const auto reached = earliest(campaign_, campaign_.start, occurrence);
      const auto at = reached.find(id);
      const auto expired =
          first_expired(id, step, expires, at == reached.end() ? occurrence : at->second);
      if (!expired)
        continue;
      // A schedule without an end comes behind every expiry.
      const bool ends = later.size() < most_occurrences;
      return found_.push_back(
          {"voucher_expires_later", ends ? severity::error : severity::warning, expired->pointer,
           "at the occurrence of " + to_text(occurrence) + ": " + expired->message,
           expired->facts});
    }
  }

  void check_delay(const std::string& id, const campaign::delay_step& delay) {
    if (std::holds_alternative<campaign::best_hour_window>(delay.until) &&
        by_.knows_hours == std::optional{false})
      add("best_hour_unknown", severity::warning, id, "window",
          "too few reads and clicks are known of the shop yet: whoever has no hour of their own "
          "goes on at once");
  }

  void check_voucher(const std::string& id, const campaign::voucher_step& step, instant at,
                     instant starts) {
    const auto known = by_.pools.find(step.pool);
    if (known == by_.pools.end())
      return add("no_pool", severity::warning, id, "pool",
                 "there is no pool " + in_quotes(step.pool) + ", so nobody gets a code");
    const auto& pool = known->second;
    // Who starts instances by hand need not start everybody.
    const bool goes_on = !step.on_exhausted.empty() ||
                         std::holds_alternative<campaign::manual_trigger>(campaign_.trigger);
    if (by_.audience && pool.free < *by_.audience)
      add("too_few_codes", goes_on ? severity::warning : severity::error, id, "pool",
          "the pool " + in_quotes(step.pool) + " has " + std::to_string(pool.free) +
              " codes left, and the audience holds " + std::to_string(*by_.audience));
    if (!pool.expires_at)
      return;
    if (auto expired = first_expired(id, step, *pool.expires_at, at))
      found_.push_back(std::move(*expired));
    else
      check_later_occurrences(id, step, *pool.expires_at, starts);
  }

  const campaign::definition& campaign_;
  const lint_figures& by_;
  std::vector<finding> found_;
};

} // namespace

std::vector<finding> lint_campaign(const campaign::definition& campaign,
                                   const lint_figures& figures) {
  return campaign_lint{campaign, figures}.run();
}

} // namespace sojourn::content
