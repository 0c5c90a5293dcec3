// Whether a message may leave now.
#include "messages/send_rules.hpp"

#include <algorithm>

namespace sojourn::messages {

namespace {

using kind = admission::kind;

/// Openings that exclude each other for good are asked no longer than this often.
constexpr int most_looks = 32;

bool is_about(const quiet_hours& rule, const intended_send& message) {
  return rule.purposes.contains(message.purpose) &&
         (rule.channels.empty() || rule.channels.contains(message.channel));
}

/// How precise a word is about a channel and a purpose; 0: it is about something else.
int precision_of(const consent& word, std::string_view channel, purpose of) {
  if (!word.channel.empty() && word.channel != channel)
    return 0;
  if (word.of && *word.of != of)
    return 0;
  if (!word.of && !word.given && of == purpose::transactional)
    return 0;
  return 1 + (word.channel.empty() ? 0 : 2) + (word.of ? 1 : 0);
}

bool needs_consent(const send_rules& rules, const intended_send& message) {
  return std::any_of(rules.consent_required.begin(), rules.consent_required.end(),
                     [&](const consent_requirement& one) {
                       return one.purposes.contains(message.purpose) &&
                              (one.channel.empty() || one.channel == message.channel);
                     });
}

std::optional<admission> judge_person(const send_rules& rules, const intended_send& message,
                                      const person_facts& known) {
  if (rules.test_subjects && !rules.test_subjects->contains(message.subject))
    return admission{kind::skip, "test_mode", "only test subjects get messages now"};
  if (!known.suppressed.empty())
    return admission{kind::pass_over, "suppressed", known.suppressed};
  const auto said = consents_to(known.said, message.channel, message.purpose);
  const auto what = std::string{to_text(message.purpose)} + " messages on " + message.channel;
  if (said == false)
    return admission{kind::pass_over, "consent_withdrawn", "the person wants no " + what};
  if (!said && needs_consent(rules, message))
    return admission{kind::pass_over, "no_consent", "the person has not consented to " + what};
  return std::nullopt;
}

bool counts(const cap& rule, const sent_message& sent, const intended_send& message) {
  return rule.purposes.contains(sent.purpose) &&
         (rule.channel.empty() || rule.channel == sent.channel) &&
         (!rule.each_campaign || sent.campaign == message.campaign) &&
         sent.campaign.starts_with(rule.campaigns);
}

/// When messages that the cap counts were sent since then, newest first, at most its limit.
std::vector<instant> counted_since(instant since, const cap& rule, const intended_send& message,
                                   const person_facts& known) {
  std::vector<instant> found;
  for (std::size_t back = 0; static_cast<std::int64_t>(found.size()) < rule.limit; ++back) {
    const auto* sent = known.sent(back);
    if (sent == nullptr || sent->at < since)
      break;
    if (counts(rule, *sent, message))
      found.push_back(sent->at);
  }
  return found;
}

result<std::optional<admission>> judge_cap(const cap& rule, const intended_send& message,
                                           const person_facts& known) {
  if (!rule.purposes.contains(message.purpose) ||
      (!rule.channel.empty() && rule.channel != message.channel))
    return std::nullopt;
  instant since{};
  instant room_at{};
  const auto* rolling = std::get_if<milliseconds>(&rule.per);
  if (rolling != nullptr) {
    since = message.at - *rolling + milliseconds{1};
  } else {
    const auto period = std::get<calendar::period>(rule.per);
    const auto start = calendar::start_of(period, message.at, message.zone);
    if (!start)
      return fail(start.error());
    const auto end = calendar::add(*start, calendar::length_of(period), message.zone);
    if (!end)
      return fail(end.error());
    since = *start;
    room_at = *end;
  }
  const auto sent = counted_since(since, rule, message, known);
  if (static_cast<std::int64_t>(sent.size()) < rule.limit)
    return std::nullopt;
  admission reached{.what = rule.channel.empty() ? kind::skip : kind::pass_over,
                    .code = "cap:" + rule.id,
                    .why = "the person has had " + std::to_string(sent.size()) +
                           " of the messages that \"" + rule.id + "\" counts"};
  if (rule.waits && !sent.empty()) {
    reached.what = kind::put_off;
    reached.until = rolling != nullptr ? sent.back() + *rolling : room_at;
  }
  return reached;
}

/// The first instant at or after the message's at which all its hours are open.
result<instant> first_opening(const std::vector<opening>& openings, const intended_send& message) {
  auto at = message.at;
  for (int looks = 0; looks < most_looks; ++looks) {
    const auto before = at;
    for (const auto& each : openings) {
      const auto& zone = each.zone.empty() ? message.zone : each.zone;
      const auto next = calendar::next_opening(at, each.open, zone);
      if (!next)
        return fail(next.error());
      at = *next;
    }
    if (at == before)
      break;
  }
  return at;
}

result<std::optional<admission>> judge_hours(const send_rules& rules,
                                             const intended_send& message) {
  // What the channel's own hours hold back is spread a little, too.
  milliseconds spread = message.openings.empty() ? milliseconds{0} : std::chrono::minutes{5};
  auto openings = message.openings;
  for (const auto& rule : rules.quiet) {
    if (!is_about(rule, message))
      continue;
    openings.push_back({{rule.quiet.to, rule.quiet.from}, {}});
    spread = std::max(spread, rule.spread);
  }
  const auto opens = first_opening(openings, message);
  if (!opens)
    return fail(opens.error());
  if (*opens <= message.at)
    return std::nullopt;
  const auto place = std::chrono::duration_cast<milliseconds>(message.draw * spread);
  return admission{kind::put_off, "quiet_hours", "it would arrive at an hour that is quiet",
                   *opens + place};
}

} // namespace

std::optional<bool> consents_to(const std::vector<consent>& said, std::string_view channel,
                                purpose of) {
  const consent* best = nullptr;
  int precision = 0;
  for (const auto& word : said) {
    if (const auto found = precision_of(word, channel, of); found > precision) {
      best = &word;
      precision = found;
    }
  }
  return best != nullptr ? std::optional{best->given} : std::nullopt;
}

result<admission> judge(const send_rules& rules, const intended_send& message,
                        const person_facts& known) {
  if (auto found = judge_person(rules, message, known))
    return std::move(*found);
  for (const auto& rule : rules.caps) {
    auto found = judge_cap(rule, message, known);
    if (!found)
      return fail(std::move(found.error()));
    if (*found)
      return std::move(**found);
  }
  if (message.own_cap) {
    auto found = judge_cap(*message.own_cap, message, known);
    if (!found)
      return fail(std::move(found.error()));
    if (*found)
      return std::move(**found);
  }
  auto found = judge_hours(rules, message);
  if (!found)
    return fail(std::move(found.error()));
  return found->value_or(admission{});
}

} // namespace sojourn::messages
