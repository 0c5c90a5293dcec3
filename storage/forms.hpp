// Forms on the shop's pages: the lead, whose it is, and what is heard of it.
#pragma once

#include "campaign/definition.hpp"
#include "storage/campaigns.hpp"
#include "storage/hosted_forms.hpp"
#include "storage/identities.hpp"
#include "storage/inbox.hpp"
#include "storage/listeners.hpp"

namespace sojourn::storage {

struct form_answer {
  std::string visitor;
  std::string lead; ///< id of its record
  json data;        ///< of its record; "email" and "phone" may name a customer
  campaign::form_identity identifies = campaign::form_identity::nobody;
  bool starts = true; ///< false: nobody is told, and nothing starts by it
  /// That a box was ticked for; asked for with ask_for_consent.
  std::optional<given_consent> consent{};
};

struct form_submitted {
  bool created = false;   ///< false: the lead is there already, and nothing was done anew
  bool is_moving = false; ///< what is left of the visitor moves with go_on_linking
  std::vector<inbox_entry> inbox_entries;
};

/// The version whose form the instance shows; nullopt: there is none, or it is about somebody else.
[[nodiscard]] std::optional<version_key> version_shown(transaction& tx, instance_id instance,
                                                       const std::string& visitor);

/// Stores the lead and the event "form.submitted" of the visitor. Where the form identifies one
/// customer, by all that it names, the lead is theirs, the visitor is claimed for them, and the
/// event "form.identified" is about them. A visitor whose link is proven is that customer, whatever
/// they wrote. The event of the visitor does not say who was found, since whoever typed an address
/// sees what becomes of it. The same lead again adds nothing. Errors: those of write_record of the
/// lead, and of write_event.
[[nodiscard]] result<form_submitted> submit_form(transaction& tx, const form_answer& answer,
                                                 const listener_set& listeners, instant now);

} // namespace sojourn::storage
