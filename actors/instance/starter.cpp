#include "actors/instance/starter.hpp"

#include "actors/instance/turn_request.hpp"
#include "storage/identities.hpp"
#include "storage/reader.hpp"
#include "storage/records.hpp"

#include <algorithm>

namespace sojourn::actors {

result<planned_start> plan_start(services& services, const std::string& campaign,
                                 const subject_ref& named, json trigger, const std::string& who) {
  const auto known = storage::as_result([&]() -> result<subject_ref> {
    return services.store.reader().identities().known_as(named);
  });
  if (!known)
    return fail(known.error());
  const auto& subject = *known;
  const auto found = services.catalogue.find_active(campaign);
  if (!found)
    return fail(found.error());
  const auto& version = found->newest;
  if (std::holds_alternative<campaign::broadcast_trigger>(version->definition->trigger))
    return fail(error_code::wrong_state, "the campaign \"" + campaign +
                                             "\" is a broadcast; it is shown to everybody and "
                                             "started for nobody");
  std::string key;
  if (version->definition->reentry.policy != campaign::reentry_policy::parallel) {
    auto computed = storage::as_result([&] {
      auto& records = services.store.reader().records();
      engine::facts known;
      if (version->needs.record)
        known.record = records.data(subject);
      if (version->needs.traits_in_key && subject.type == records::customer_type)
        known.traits = records.traits(subject.id);
      return engine::reentry_key(*version->definition, subject, trigger, known,
                                 services.clock.now());
    });
    if (!computed)
      return fail(std::move(computed.error()));
    key = std::move(*computed);
  }
  engine::started start;
  start.id = services.next_id();
  start.campaign = campaign;
  start.version = version->version;
  start.subject = subject;
  start.reentry_key = std::move(key);
  start.trigger = std::move(trigger);
  start.who = who;
  return planned_start{version, std::move(start)};
}

std::string line_of(const planned_start& plan) {
  if (plan.version->definition->reentry.policy == campaign::reentry_policy::parallel)
    return {};
  return plan.start.campaign + "\n" + plan.start.reentry_key;
}

std::string line_of_unplanned(const campaign::definition& campaign, const subject_ref& subject) {
  const auto& paths = campaign.reentry.key.paths();
  const bool is_of_subject =
      paths && !paths->empty() && std::ranges::all_of(*paths, [](const std::string& path) {
        return path == "subject.id" || path == "customer.id";
      });
  if (campaign.reentry.policy == campaign::reentry_policy::parallel || !is_of_subject)
    return {};
  const auto key = engine::reentry_key(campaign, subject, json::object(), {}, {});
  return key ? campaign.id + "\n" + *key : std::string{};
}

begin begin_with(planned_start plan, envelope_ptr input) {
  input->cause = plan.cause;
  input->what = std::move(plan.start);
  return {std::move(plan.version), std::move(input)};
}

} // namespace sojourn::actors
