#include "daemon/runtime.hpp"

#include "actors/actor_host.hpp"
#include "service/background/wait_for_commit.hpp"
#include "service/implementation/daemon_services.hpp"
#include "signing/random.hpp"
#include "storage/campaigns.hpp"
#include "storage/instances.hpp"
#include "storage/restore.hpp"
#include "storage/sends.hpp"

namespace sojourn::daemon {

namespace {

class actor_runtime final : public runtime {
public:
  actor_runtime(const actors::options& limits, foundation on,
                std::function<void(std::string)> on_give_up)
      : catalogue_{on.store.reader(), on.around}, services_{limits,      on.store,   on.clock,
                                                            on.channels, catalogue_, on.zalo},
        on_give_up_{std::move(on_give_up)} {
    services_.ids = instance_id_source{on.store.reader().instances().last_id()};
    if (on.bell)
      services_.bell = std::move(on.bell);
    if (on.changes)
      services_.changes = std::move(on.changes);
    offered_ = std::make_unique<service::daemon_services>(services_, on.session_clock, on.movable,
                                                          std::move(on.commits));
  }

  ~actor_runtime() override { stop(); }

  result<void> begin() {
    if (auto loaded = catalogue_.load(); !loaded)
      return loaded;
    if (auto loaded = services_.hooks.load(services_.store.reader()); !loaded)
      return loaded;
    if (auto loaded = services_.send_rules.load(services_.store.reader()); !loaded)
      return loaded;
    if (auto loaded = services_.secrets.load(services_.store.reader()); !loaded)
      return loaded;
    if (auto loaded = offered_->load(); !loaded)
      return loaded;
    if (auto loaded = services_.budget.load(services_.store.reader()); !loaded)
      return loaded;
    if (auto key = signing_key("links"); !key)
      return fail(std::move(key.error()));
    else
      services_.tracker = {services_.options.tracking_url, std::move(*key)};
    if (services_.store.reader().restore().open())
      services_.standstill->hold();
    host_ = std::make_unique<actors::actor_host>(services_, std::move(on_give_up_));
    resume_what_was_parked();
    offered_->begin();
    return {};
  }

  const service::interfaces& services() override { return offered_->all(); }

  bool drain(milliseconds patience) override {
    const auto until = std::chrono::steady_clock::now() + patience;
    while (std::chrono::steady_clock::now() < until) {
      if (host_->drain())
        return true;
      std::this_thread::sleep_for(milliseconds{5});
    }
    return false;
  }

  void stop() override {
    offered_.reset(); // its threads end first
    host_.reset();
  }

private:
  /// The key that signs links; made at the first start.
  result<std::string> signing_key(const std::string& name) {
    return service::wait_for_commit<std::string>(
        services_.store,
        [name, fresh = signing::random_bytes(messages::link_key_bytes),
         now = services_.clock.now()](storage::transaction& tx) -> result<std::string> {
          return storage::signing_key(tx, name, fresh, now);
        });
  }

  /// A crash between the resumption of a campaign and that of its instances leaves some
  /// parked; the statistics tell cheaply whether to look.
  void resume_what_was_parked() {
    for (const auto& campaign : services_.store.reader().campaigns().list()) {
      if (campaign.state == storage::campaign_state::paused)
        continue;
      const auto stats = services_.store.reader().campaigns().statistics(campaign.id);
      const auto* paused = find_path(stats, "by_status.paused");
      if (paused != nullptr && paused->is_number() && paused->get<std::int64_t>() > 0)
        offered_->resume(campaign.id);
    }
  }

  actors::catalogue catalogue_;
  actors::services services_;
  std::function<void(std::string)> on_give_up_;
  std::unique_ptr<actors::actor_host> host_;
  std::unique_ptr<service::daemon_services> offered_;
};

} // namespace

result<std::unique_ptr<runtime>> runtime::start(const actors::options& limits, foundation on,
                                                std::function<void(std::string)> on_give_up) {
  auto made = std::make_unique<actor_runtime>(limits, std::move(on), std::move(on_give_up));
  if (auto begun = made->begin(); !begun)
    return fail(std::move(begun.error()));
  return std::unique_ptr<runtime>{std::move(made)};
}

} // namespace sojourn::daemon
