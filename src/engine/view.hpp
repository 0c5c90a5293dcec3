// What conditions see, and which of the facts they used.
#pragma once

#include "engine/advance.hpp"

namespace sojourn::engine {

/// Adds to `used` the facts that `condition` may have read of `known`: dotted path →
/// value, in the form that restore_facts reads.
void add_used_facts(const rules::rule& condition, const instance_state& state, const facts& known,
                    json& used);

/// What stands against evaluating `condition`: it reads a list that is too long to be journaled.
[[nodiscard]] std::optional<error> list_too_long(const rules::rule& condition, const facts& known);

/// Adds what is known of the codes of the instance.
void add_used_vouchers(const facts& known, json& used);

/// Adds that the campaign was found paused.
void add_used_campaign_paused(json& used);

/// Adds the campaign's pauses.
void add_used_pauses(const std::vector<pause>& pauses, json& used);

/// Adds which state another campaign was found in.
void add_used_campaign(const std::string& campaign, const std::string& state, json& used);

/// Adds the hour for which a delay waits.
void add_used_best_hour(const best_hour& hour, json& used);

/// Adds that the record's type refused an update.
void add_used_refused(const refused_update& refused, json& used);

/// Facts from what note_facts wrote down.
[[nodiscard]] facts restore_facts(const json& used);

} // namespace sojourn::engine
