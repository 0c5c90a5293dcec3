// Settings, in the words of each part.
#pragma once

#include "actors/options.hpp"
#include "api/server.hpp"
#include "campaign/reader.hpp"
#include "channels/channel.hpp"
#include "config/settings.hpp"
#include "storage/options.hpp"

namespace sojourn::channels::zalo {
class account;
}

namespace sojourn::daemon {

[[nodiscard]] storage::store_options store_options_of(const config::settings& settings);
[[nodiscard]] actors::options actor_options_of(const config::settings& settings);
[[nodiscard]] api::server_options server_options_of(const config::settings& settings);
[[nodiscard]] campaign::retry_policy retry_of(const config::settings& settings);

/// The channels of the settings, without the mailbox. Errors: invalid_settings.
[[nodiscard]] result<channels::channel_map> make_channels(const config::settings& settings);

/// The account behind zns and zalo_oa; nullptr where they are not enabled.
/// Errors: invalid_settings.
[[nodiscard]] result<std::shared_ptr<channels::zalo::account>>
make_zalo_account(const config::settings& settings);

} // namespace sojourn::daemon
