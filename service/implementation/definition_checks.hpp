// Reading a definition, and what must hold before it is stored or its campaign runs.
#pragma once

#include "actors/services.hpp"
#include "campaign/definition.hpp"

#include <memory>

namespace sojourn::service {

/// Reads a definition with what it names of the library: `library`, or where that is nullptr the
/// newest versions. Errors: invalid_definition.
[[nodiscard]] result<campaign::definition_ptr>
read_definition(actors::services& services, const json& definition,
                std::shared_ptr<const campaign::message_library> library = nullptr);

/// The segments, record types and fields that a definition names exist.
/// Errors: invalid_definition, data_corrupt.
[[nodiscard]] result<void> require_known_names(actors::services& services,
                                               const campaign::definition& definition);

/// The library's messages that a definition takes exist. Errors: wrong_state.
[[nodiscard]] result<void> require_messages(storage::transaction& tx,
                                            const campaign::definition& definition);

/// The hook that a definition listens to exists: without it, the campaign would wait for ever.
/// Errors: wrong_state.
[[nodiscard]] result<void> require_hook(storage::transaction& tx,
                                        const campaign::definition& definition);

/// The hosted forms that its messages and calls link to exist: without them, nobody could open the
/// links. Errors: wrong_state.
[[nodiscard]] result<void> require_forms(storage::transaction& tx,
                                         const campaign::definition& definition);

/// The secrets that its calls name are set: without them, each call would be held.
/// Errors: wrong_state.
[[nodiscard]] result<void> require_secrets(const actors::services& services,
                                           const campaign::definition& definition);

} // namespace sojourn::service
