#include "daemon/composition.hpp"

#include "actors/cache/placement_bell.hpp"
#include "actors/dispatch/mailbox_channel.hpp"
#include "base/histogram.hpp"
#include "channels/zalo/zalo_channel.hpp"
#include "daemon/translate.hpp"
#include "storage/store.hpp"

#include <array>
#include <spdlog/spdlog.h>

namespace sojourn::daemon {

namespace {

/// What a daemon that nobody stopped in order gets.
constexpr milliseconds short_patience{2'000};

/// What a campaign may name although this daemon has no settings for it.
constexpr std::array channels_that_can_be_configured{"email",  "mailbox", "sms", "web_push",
                                                     "onsite", "zalo_oa", "zns"};

/// Keeps a restored file from sending, and says what there is to do.
result<void> hold_restored(storage::store& store, instant now) {
  const auto held = store.hold_if_restored(now);
  if (!held)
    return fail(held.error());
  if (!*held)
    return {};
  spdlog::warn(
      "the data were restored from a backup or another copy: what they would send may have "
      "been sent after the copy was made, so nothing leaves by itself");
  spdlog::warn(
      "{} campaigns were paused; {} messages and calls that were under way count as unknown",
      (*held)->campaigns.size(), (*held)->messages);
  for (const auto& campaign : (*held)->campaigns)
    spdlog::warn("paused: look at \"sojourn instances list --campaign {0}\", cancel whoever was "
                 "written to already, then \"sojourn campaigns resume {0}\"",
                 campaign);
  return {};
}

} // namespace

result<std::unique_ptr<composition>>
composition::make(const config::settings& settings, channels::channel_map extra,
                  std::function<void(std::string)> on_give_up,
                  std::function<void(std::string_view point)> on_commit_boundary) {
  std::unique_ptr<composition> made{new composition};
  auto options = store_options_of(settings);
  const auto commits = std::make_shared<histogram>();
  // Both on the writer's thread: what lies between is SQLite's commit and the disk's.
  options.on_commit_boundary =
      [commits, tell = std::move(on_commit_boundary),
       began = std::chrono::steady_clock::time_point{}](std::string_view point) mutable {
        if (tell)
          tell(point);
        const auto at = std::chrono::steady_clock::now();
        if (point == "before_commit")
          began = at;
        else
          commits->observe(at - began);
      };
  const auto bell = std::make_shared<actors::placement_bell>();
  options.on_placements_changed = [bell](std::span<const std::string> subjects) {
    bell->ring(subjects);
  };
  options.on_notice = [](const std::string& sentence) { spdlog::warn("{}", sentence); };
  auto store = storage::store::open(std::move(options));
  if (!store)
    return fail(std::move(store.error()));
  made->store_ = std::move(*store);
  made->store_->on_failure([on_give_up](const error& why) { on_give_up(why.message); });

  if (settings.clock.mode == config::clock_mode::virtual_time) {
    const auto wanted = settings.clock.start.value_or(instant{});
    const auto remembered = made->store_->reader().operation().remembered_clock().value_or(wanted);
    auto clock = std::make_unique<actors::virtual_clock>(std::max(wanted, remembered));
    made->movable_ = clock.get();
    made->clock_ = std::move(clock);
  } else {
    made->clock_ = std::make_unique<actors::system_clock>();
  }

  if (auto held = hold_restored(*made->store_, made->clock_->now()); !held)
    return fail(std::move(held.error()));

  auto channels = make_channels(settings);
  if (!channels)
    return fail(std::move(channels.error()));
  made->channels_ = std::move(*channels);
  auto zalo = make_zalo_account(settings);
  if (!zalo)
    return fail(std::move(zalo.error()));
  made->zalo_ = std::move(*zalo);
  if (made->zalo_) {
    made->channels_.emplace("zns", channels::zalo::make_zns_channel(made->zalo_));
    made->channels_.emplace("zalo_oa", channels::zalo::make_oa_channel(made->zalo_));
  }
  made->channels_.merge(extra);
  if (settings.channels.mailbox.enabled)
    made->channels_.emplace(actors::mailbox_name, actors::make_mailbox_channel());

  campaign::surroundings around;
  around.default_retry = retry_of(settings);
  for (const auto& [name, channel] : made->channels_)
    around.channels.push_back(name);
  // A channel that is known but not configured is passed over, and the journal says so.
  for (const auto* name : channels_that_can_be_configured) {
    if (!made->channels_.contains(name))
      around.channels.emplace_back(name);
  }

  auto runtime =
      actors::runtime::start(actor_options_of(settings),
                             {*made->store_, *made->clock_, made->movable_, made->channels_,
                              std::move(around), made->zalo_.get(), bell, commits},
                             std::move(on_give_up));
  if (!runtime)
    return fail(std::move(runtime.error()));
  made->runtime_ = std::move(*runtime);

  auto served = server_options_of(settings);
  served.upload_directory = made->store_->import_directory();
  made->server_ = std::make_unique<api::server>(std::move(served), made->runtime_->orchestrator(),
                                                *made->clock_);
  const auto port = made->server_->start();
  if (!port)
    return fail(port.error());
  made->port_ = *port;
  return made;
}

composition::~composition() { stop(short_patience); }

void composition::stop(milliseconds patience) {
  if (server_) {
    server_->stop(patience);
    server_.reset();
  }
  if (runtime_) {
    (void)runtime_->drain(patience); // what did not settle in time is in the file
    runtime_->stop();
  }
  // Channels answer what they still hold before the actors' addresses go.
  channels_.clear();
  zalo_.reset();
  // What is still being written tells the services of its commit.
  if (store_)
    store_->stop();
  runtime_.reset();
  store_.reset();
}

} // namespace sojourn::daemon
