// The rules around every send: who may be written to, how often, and at which hours.
#pragma once

#include "base/ids.hpp"
#include "base/json.hpp"
#include "calendar/calendar.hpp"
#include "messages/purpose.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

namespace sojourn::messages {

/// How many messages one person may get within a period.
struct cap {
  std::string id;
  std::string channel;        ///< only messages of this one count; empty: those of all
  bool each_campaign = false; ///< only messages of the same campaign count
  std::string campaigns{}; ///< only messages of campaigns whose ids begin so count; empty: of all
  std::set<purpose> purposes{purpose::promotional}; ///< that count, and that are held back
  std::int64_t limit = 0;
  std::variant<calendar::period, milliseconds> per; ///< of the person's calendar, or rolling
  bool waits = false;                               ///< until there is room; else it is skipped
};

/// Hours of the person's day in which nothing may arrive.
struct quiet_hours {
  calendar::window quiet; ///< from == to: none
  std::set<std::string> channels{};
  std::set<purpose> purposes{purpose::promotional, purpose::service};
  milliseconds spread{0}; ///< what they held back leaves within so long after them
};

/// Messages of these purposes need the person's consent; an empty channel: on every channel.
struct consent_requirement {
  std::string channel;
  std::set<purpose> purposes{purpose::promotional};
};

struct send_rules {
  std::vector<cap> caps{};
  std::vector<quiet_hours> quiet{};
  std::vector<consent_requirement> consent_required{};
  std::optional<std::set<subject_ref>> test_subjects{}; ///< who alone get messages
  std::vector<std::string> link_domains{}; ///< where links of messages may lead through us
  /// How many people the audience of a campaign must hold to be activated, where it says nothing.
  std::int64_t least_audience = 0;
  json source = json::object();
};
using send_rules_ptr = std::shared_ptr<const send_rules>;

/// Reads and checks the document. Errors: invalid_request, with every mistake by its pointer.
[[nodiscard]] result<send_rules_ptr> read_send_rules(const json& source);
/// Its JSON Schema (draft 7).
[[nodiscard]] const json& send_rules_schema();

/// What a person has said of a channel and a purpose.
struct consent {
  std::string channel{};       ///< empty: of every channel
  std::optional<purpose> of{}; ///< nullopt: of every purpose
  bool given = false;          ///< false: withdrawn
};
/// Whether the person's word allows it: the most precise word counts, that of a channel before
/// that of a purpose. A word of every purpose is not about transactional messages, unless it is
/// consent. nullopt: they have said nothing about it.
[[nodiscard]] std::optional<bool> consents_to(const std::vector<consent>& said,
                                              std::string_view channel, purpose of);

/// A daily opening of the channel itself; an empty zone is the person's own.
struct opening {
  calendar::window open;
  std::string zone{};
};

/// A message that is about to leave.
struct intended_send {
  subject_ref subject;
  std::string campaign;
  std::string channel;
  messages::purpose purpose = messages::purpose::promotional;
  std::string zone;                ///< of the person; one that exists
  std::vector<opening> openings{}; ///< of the channel for the purpose
  instant at{};
  /// What the campaign itself allows one person; it is judged after the caps of the shop.
  std::optional<cap> own_cap{};
  double draw = 0; ///< [0, 1), of the effect: its place in what is spread
};

/// A message that left for the person before.
struct sent_message {
  instant at{};
  std::string channel;
  std::string campaign;
  messages::purpose purpose = messages::purpose::promotional;
};

/// What is known of the person at that moment.
struct person_facts {
  std::vector<consent> said{};
  std::string suppressed{}; ///< why their address takes nothing; empty: it does
  /// The message that is so many places before the newest; nullptr: there are no more. What it
  /// points to stays until the next call. Asked only as far back as a cap needs.
  std::function<const sent_message*(std::size_t back)> sent;
};

struct admission {
  enum class kind {
    send,
    pass_over, ///< not on this channel
    skip,      ///< not at all
    put_off,   ///< not before `until`
  };
  kind what = kind::send;
  std::string code{}; ///< "no_consent", "suppressed", "cap:weekly", "quiet_hours", "test_mode"
  std::string why{};  ///< a sentence for the operator
  instant until{};
};

/// Whether the message may leave now. In this order: test mode, suppression, consent, caps, hours.
/// Pure: the same arguments give the same verdict. Errors: unknown_zone.
[[nodiscard]] result<admission> judge(const send_rules& rules, const intended_send& message,
                                      const person_facts& known);

} // namespace sojourn::messages
