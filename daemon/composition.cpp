#include "daemon/composition.hpp"

#include "actors/dispatch/mailbox_channel.hpp"
#include "base/json.hpp"
#include "channels/zalo/zalo_channel.hpp"
#include "config/in_force.hpp"
#include "daemon/translate.hpp"
#include "service/callers.hpp"
#include "storage/operation.hpp"
#include "storage/options.hpp"
#include "storage/store.hpp"

#include <array>
#include <future>
#include <spdlog/spdlog.h>
#include <thread>

namespace sojourn::daemon {

namespace {

/// What a daemon that nobody stopped in order gets.
constexpr milliseconds short_patience{2'000};

/// What a campaign may name although this daemon has no settings for it.
constexpr std::array channels_that_can_be_configured{"email",  "mailbox", "sms", "web_push",
                                                     "onsite", "zalo_oa", "zns"};

/// Whether the writer commits within the time that `left` gives. A queue that is full is no answer:
/// one that moves has room soon.
template <class Left>
bool commits(storage::writer& writer, const Left& left) {
  constexpr milliseconds pause{20};
  while (left() > pause) {
    // Shared: a writer that answers too late still has where to.
    auto answer = std::make_shared<std::promise<bool>>();
    auto committed = answer->get_future();
    writer.submit<bool>(
        [](storage::transaction&) { return result<bool>{true}; },
        [answer](const result<bool>& done) { answer->set_value(done.has_value()); });
    if (committed.wait_for(left()) != std::future_status::ready)
      return false;
    if (committed.get())
      return true;
    std::this_thread::sleep_for(pause);
  }
  return false;
}

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
  spdlog::warn("{} campaigns were paused; {} messages and calls were under way",
               (*held)->campaigns.size(), (*held)->messages);
  for (const auto& campaign : (*held)->asked)
    spdlog::warn("look at \"sojourn restored overdue {0}\", then say what becomes of it: \"sojourn "
                 "restored answer {0} send|sent|drop\"",
                 campaign);
  return {};
}

} // namespace

result<void> composition::open_store(storage::store_options options,
                                     const std::function<void(std::string)>& on_give_up) {
  options.on_placements_changed = [bell = bell_](std::span<const std::string> subjects) {
    bell->ring(subjects);
  };
  options.are_changes_watched = changes_->is_watched();
  options.on_changes = [bell = changes_](std::span<const std::string> topics) {
    bell->ring(topics);
  };
  options.on_notice = [](const std::string& sentence) { spdlog::warn("{}", sentence); };
  // Both on the writer's thread: what lies between is SQLite's commit and the disk's.
  options.on_commit_boundary =
      [commits = commits_, tell = std::move(options.on_commit_boundary),
       began = std::chrono::steady_clock::time_point{}](std::string_view point) mutable {
        if (tell)
          tell(point);
        const auto at = std::chrono::steady_clock::now();
        if (point == "before_commit")
          began = at;
        else
          commits->observe(at - began);
      };
  auto store = storage::store::open(std::move(options));
  if (!store)
    return fail(std::move(store.error()));
  store_ = std::move(*store);
  store_->on_failure([on_give_up](const error& why) { on_give_up(why.message); });
  return {};
}

result<void> composition::make_clock(const config::clock_settings& settings) {
  if (settings.mode != config::clock_mode::virtual_time) {
    clock_ = std::make_unique<service::system_clock>();
    return {};
  }
  const auto remembered = store_->reader().operation().remembered_clock();
  if (!settings.start && !remembered)
    return fail(
        error_code::invalid_settings,
        "a virtual clock needs an instant to begin with, clock.start (--clock-start); that of "
        "these data was never moved");
  const auto start = settings.start ? *settings.start : *remembered;
  auto clock =
      std::make_unique<service::virtual_clock>(remembered ? std::max(start, *remembered) : start);
  movable_ = clock.get();
  clock_ = std::move(clock);
  return {};
}

result<void> composition::open_channels(const config::settings& settings,
                                        channels::channel_map extra) {
  auto channels = make_channels(settings);
  if (!channels)
    return fail(std::move(channels.error()));
  channels_ = std::move(*channels);
  auto zalo = make_zalo_account(settings);
  if (!zalo)
    return fail(std::move(zalo.error()));
  zalo_ = std::move(*zalo);
  if (zalo_) {
    channels_.emplace("zns", channels::zalo::make_zns_channel(zalo_));
    channels_.emplace("zalo_oa", channels::zalo::make_oa_channel(zalo_));
  }
  channels_.merge(extra);
  if (settings.channels.mailbox.enabled)
    channels_.emplace(actors::mailbox_name, actors::make_mailbox_channel());
  return {};
}

result<void> composition::start_runtime(const config::settings& settings, bool moves_sessions,
                                        std::function<void(std::string)> on_give_up) {
  campaign::surroundings around;
  around.default_retry = retry_of(settings);
  for (const auto& [name, channel] : channels_)
    around.channels.push_back(name);
  // A channel that is known but not configured is passed over, and the journal says so.
  for (const auto* name : channels_that_can_be_configured) {
    if (!channels_.contains(name))
      around.channels.emplace_back(name);
  }
  const clock_source* session_clock = moves_sessions ? clock_.get() : &machine_clock_;
  auto started = runtime::start(actor_options_of(settings),
                                {*store_, *clock_, *session_clock, movable_, channels_,
                                 std::move(around), zalo_.get(), bell_, changes_, commits_},
                                std::move(on_give_up));
  if (!started)
    return fail(std::move(started.error()));
  runtime_ = std::move(*started);
  return {};
}

result<void> composition::serve(const config::settings& settings) {
  auto served = server_options_of(settings);
  served.upload_directory = store_->import_directory();
  tell_settings(settings);
  served.settings_in_force = [told = settings_] { return *told->now(); };
  server_ = std::make_unique<api::server>(std::move(served), runtime_->services(), *clock_);
  const auto port = server_->start();
  if (!port)
    return fail(port.error());
  port_ = *port;
  if (settings.auth.tokens.empty() && !runtime_->services().callers.has_accounts())
    spdlog::info("there is no user and no token, so whoever is on this machine may do everything; "
                 "\"sojourn users add LOGIN --role administrator\" makes the first user");
  return {};
}

result<std::unique_ptr<composition>>
composition::make(const config::settings& settings, channels::channel_map extra,
                  std::function<void(std::string)> on_give_up,
                  std::function<void(std::string_view point)> on_commit_boundary,
                  bool counts_graphs, bool moves_sessions) {
  std::unique_ptr<composition> made{new composition};
  auto options = store_options_of(settings);
  options.on_commit_boundary = std::move(on_commit_boundary);
  options.counts_graphs = counts_graphs;
  if (auto opened = made->open_store(std::move(options), on_give_up); !opened)
    return fail(std::move(opened.error()));
  if (auto clock = made->make_clock(settings.clock); !clock)
    return fail(std::move(clock.error()));
  if (auto held = hold_restored(*made->store_, made->clock_->now()); !held)
    return fail(std::move(held.error()));
  if (auto opened = made->open_channels(settings, std::move(extra)); !opened)
    return fail(std::move(opened.error()));
  if (auto started = made->start_runtime(settings, moves_sessions, std::move(on_give_up)); !started)
    return fail(std::move(started.error()));
  if (auto served = made->serve(settings); !served)
    return fail(std::move(served.error()));
  return made;
}

composition::~composition() { stop(short_patience); }

void composition::tell_settings(const config::settings& settings) {
  settings_->put(std::make_shared<const std::string>(dump(config::in_force(settings))));
}

result<void> composition::reload(const config::settings& settings) {
  auto taken = server_->reload_tls(settings.http.tls_certificate, settings.http.tls_key);
  if (taken)
    tell_settings(settings);
  return taken;
}

bool composition::moves(milliseconds patience) {
  const auto until = std::chrono::steady_clock::now() + patience;
  const auto left = [until] {
    return std::chrono::duration_cast<milliseconds>(until - std::chrono::steady_clock::now());
  };
  return commits(store_->writer(), left) && server_->moves(left());
}

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
