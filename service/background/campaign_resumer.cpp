#include "service/background/campaign_resumer.hpp"

#include "storage/instances.hpp"

#include <latch>
#include <spdlog/spdlog.h>

namespace sojourn::service {

void campaign_resumer::wake(const std::string& campaign, const std::stop_token& stop) {
  storage::instance_query which;
  which.campaign = campaign;
  which.status = engine::instance_status::paused;
  which.limit = 200;
  while (!stop.stop_requested()) {
    const auto found = services_.store.reader().instances().find(which);
    std::vector<instance_id> parked;
    for (const auto& instance : found) {
      which.after = instance.state.id.value;
      if (instance.state.waiting == engine::waiting_for::campaign_resume)
        parked.push_back(instance.state.id);
    }
    // A page at a time, so that a large campaign does not flood the registry.
    auto answered = std::make_shared<std::latch>(static_cast<std::ptrdiff_t>(parked.size()));
    for (const auto id : parked) {
      auto input = std::make_shared<actors::envelope>();
      input->what = engine::commanded{engine::command_kind::campaign_resumed, "campaign", {}};
      input->done = completion<actors::turn_report>{
          [answered](const result<actors::turn_report>&) { answered->count_down(); }};
      services_.directory.tell_registry(actors::deliver{id, std::move(input)});
    }
    answered->wait();
    if (found.size() < which.limit)
      break;
  }
  services_.directory.tell_router(actors::begin_held{campaign});
  runs_.resume_runs_of(campaign);
}

void campaign_resumer::resume_paid(const std::string& campaign) {
  const bool is_taken =
      !services_.options.manual_time &&
      wakers_.submit([this, campaign](const std::stop_token& stop) { wake(campaign, stop); });
  if (!is_taken)
    wake(campaign, {});
}

void campaign_resumer::resume(const std::string& campaign) {
  const bool is_taken =
      queues_.tasks.submit([this, campaign](const std::stop_token& stop) { wake(campaign, stop); });
  if (!is_taken)
    spdlog::error("too many tasks wait: the parked instances of \"{}\" stay parked until it is "
                  "resumed again",
                  campaign);
}

} // namespace sojourn::service
