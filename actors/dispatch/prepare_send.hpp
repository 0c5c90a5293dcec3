// Makes an effect ready to leave: a channel that reaches its person, the message rendered for it,
// and what the file has to agree to. No CAF, no state.
#pragma once

#include "actors/dispatch/admitted_send.hpp"
#include "actors/services.hpp"
#include "storage/reader.hpp"

namespace sojourn::actors {

/// What calls go by, and what they are called in a budget.
inline constexpr std::string_view http_channel = "http";

/// The channels that the effect of this step may leave by, in order: of the campaign, or of all
/// calls.
[[nodiscard]] const std::vector<std::string>& channels_of(const campaign::definition& campaign,
                                                          const std::string& step);

/// The subject's record, with the records that a channel needs of them. Throws
/// storage::read_failure.
[[nodiscard]] json read_person(storage::reader& from, const subject_ref& subject,
                               const channels::capabilities& can);

/// A channel that reaches a person.
struct chosen_channel {
  std::size_t number = 0;                   ///< in the list; its size: none reaches them
  std::vector<engine::passed_over> tried{}; ///< those before it, and why they do not
  channels::capabilities can{};             ///< of the channel
  json person{};                            ///< as read_person gives it for the channel
};
/// The first of `channels`, from number `from` on, that can reach `subject`.
/// Throws storage::read_failure.
[[nodiscard]] chosen_channel choose_channel(services& services,
                                            const std::vector<std::string>& channels,
                                            std::size_t from, const subject_ref& subject);

/// What the waiting hand-overs of `channel` are told apart by, and their circuit breakers: the
/// names of the places that the pending effect of `state` goes to. One at least. `person` as
/// read_person gives it. Throws storage::read_failure.
[[nodiscard]] std::vector<std::string> destinations_of(services& services,
                                                       const running_version& version,
                                                       const engine::instance_state& state,
                                                       const std::string& channel,
                                                       const json& person);

/// The pending effect of `state` as `channel`, which can do `can`, is handed it now; `person` as
/// read_person gives it.
/// Throws storage::read_failure, also (too_expensive) where its texts take too much work.
[[nodiscard]] prepared_send prepare_send(services& services, const running_version& version,
                                         const engine::instance_state& state,
                                         const std::string& channel,
                                         const channels::capabilities& can, json person);

} // namespace sojourn::actors
