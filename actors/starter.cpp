#include "actors/starter.hpp"

namespace sojourn::actors {

result<begin> plan_start(services& with, const std::string& campaign, const subject_ref& subject,
                         json trigger, const std::string& who, envelope_ptr input) {
  auto known = with.catalogue.find(campaign);
  if (!known)
    return fail(std::move(known.error()));
  if (known->state != storage::campaign_state::active)
    return fail(error_code::campaign_not_active, "the campaign \"" + campaign + "\" is " +
                                                     std::string{storage::to_text(known->state)} +
                                                     "; activate it first");
  const auto& version = known->newest;
  std::string key;
  if (version->definition->reentry.policy != campaign::reentry_policy::parallel) {
    const auto record = version->needs.record ? with.store.reader().record_data(subject) : json{};
    auto computed = engine::reentry_key(*version->definition, subject, trigger, record);
    if (!computed)
      return fail(std::move(computed.error()));
    key = std::move(*computed);
  }
  engine::started start;
  start.id = with.next_id();
  start.campaign = campaign;
  start.version = version->version;
  start.subject = subject;
  start.reentry_key = std::move(key);
  start.trigger = std::move(trigger);
  start.who = who;
  input->what = std::move(start);
  return begin{version, std::move(input)};
}

} // namespace sojourn::actors
