#include "service/implementation/placement_rules.hpp"

#include "storage/reader.hpp"

#include <algorithm>

namespace sojourn::service {

namespace {

/// Sends of one person that are looked at; a cap that counts more holds nothing back here.
constexpr std::size_t most_sends = 200;

std::string zone_in(const json& record) {
  const auto* named = find_path(record, "timezone");
  return named != nullptr && named->is_string() &&
                 calendar::is_zone(named->get_ref<const std::string&>())
             ? named->get<std::string>()
             : std::string{};
}

} // namespace

messages::purpose purpose_of(campaign::show_kind kind) {
  return kind == campaign::show_kind::form ? messages::purpose::service
                                           : messages::purpose::promotional;
}

placement_rules::placement_rules(const messages::send_rules& rules, subject_ref subject,
                                 std::string zone, std::vector<messages::consent> said,
                                 std::vector<messages::sent_message> sent, instant now)
    : of_pushes_{rules}, of_pages_{rules}, subject_{std::move(subject)}, zone_{std::move(zone)},
      said_{std::move(said)}, sent_{std::move(sent)}, now_{now} {
  std::reverse(sent_.begin(), sent_.end());
  std::erase_if(of_pages_.quiet, [](const messages::quiet_hours& rule) {
    return !rule.channels.contains(std::string{onsite_channel});
  });
}

bool placement_rules::lets_through(const campaign::definition& campaign, campaign::show_kind kind) {
  messages::intended_send shown;
  shown.subject = subject_;
  shown.campaign = campaign.id;
  shown.channel = onsite_channel;
  shown.purpose = purpose_of(kind);
  shown.zone = zone_.empty() ? campaign.timezone : zone_;
  shown.at = now_;
  messages::person_facts known;
  known.said = said_;
  known.sent = [this](std::size_t back) -> const messages::sent_message* {
    return back < sent_.size() ? &sent_[sent_.size() - 1 - back] : nullptr;
  };
  const auto& rules = kind == campaign::show_kind::push ? of_pushes_ : of_pages_;
  const auto admission = messages::judge(rules, shown, known);
  if (!admission || admission->what != messages::admission::kind::send)
    return false;
  sent_.push_back(
      {.at = now_, .channel = shown.channel, .campaign = campaign.id, .purpose = shown.purpose});
  return true;
}

placement_rules rules_for(storage::reader& from, const messages::send_rules& rules,
                          const subject_ref& subject, const json& record, instant now) {
  std::vector<messages::consent> said;
  for (auto& one : from.sends().consents(subject))
    said.push_back(std::move(one.word));
  std::vector<messages::sent_message> sent;
  if (!rules.caps.empty()) {
    for (const auto& one :
         from.sends().find({.subject = to_text(subject), .limit = most_sends}).items) {
      const auto outcome = one.value("outcome", "");
      if (outcome == to_text(outcome::unreachable) || outcome == to_text(outcome::revoked))
        continue;
      sent.push_back({.at = parse_instant(one.value("at", "")).value_or(instant{}),
                      .channel = one.value("channel", ""),
                      .campaign = one.value("campaign", ""),
                      .purpose = messages::parse_purpose(one.value("purpose", ""))
                                     .value_or(messages::purpose::promotional)});
    }
  }
  return {rules, subject, zone_in(record), std::move(said), std::move(sent), now};
}

} // namespace sojourn::service
