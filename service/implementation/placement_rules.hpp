// The rules around sends, as they hold for what a site or an app shows.
#pragma once

#include "campaign/definition.hpp"
#include "messages/send_rules.hpp"
#include "storage/reader.hpp"
#include "storage/sends.hpp"

#include <string>
#include <vector>

namespace sojourn::service {

/// The channel of placements, as rules and consents name it.
inline constexpr std::string_view onsite_channel = "onsite";

/// What a placement is for: a form asks something of the person, all else advertises.
[[nodiscard]] messages::purpose purpose_of(campaign::show_kind kind);

/// Decides for one person at one instant what of their placements is shown, in the order in which
/// it is asked.
///
/// Test mode and consent hold as they do for messages. A cap counts the messages that were sent to
/// the person, and what was let through here already; what is shown uses up no message. Quiet hours
/// hold back a push, and other kinds where the rule names the channel "onsite": those disturb
/// nobody who does not look at the page.
class placement_rules {
public:
  /// `sent`: to the person, the newest first. `zone`: the person's own, or empty.
  placement_rules(const messages::send_rules& rules, subject_ref subject, std::string zone,
                  std::vector<messages::consent> said, std::vector<messages::sent_message> sent,
                  instant now);

  [[nodiscard]] bool lets_through(const campaign::definition& campaign, campaign::show_kind kind);

private:
  messages::send_rules of_pushes_;
  messages::send_rules of_pages_;
  subject_ref subject_;
  std::string zone_;
  std::vector<messages::consent> said_;
  std::vector<messages::sent_message> sent_; ///< the newest last
  instant now_;
};

/// The rules for a person whom the file knows. Throws storage::read_failure.
[[nodiscard]] placement_rules rules_for(storage::reader& from, const messages::send_rules& rules,
                                        const subject_ref& subject, const json& record,
                                        instant now);

} // namespace sojourn::service
