#include "service/background/audience.hpp"

#include "actors/cache/named_records.hpp"
#include "campaign/scope.hpp"
#include "segments/lists.hpp"
#include "storage/segments.hpp"

namespace sojourn::service {

audience::audience(actors::services& services, actors::running_version_ptr version, instant at)
    : services_{&services}, version_{std::move(version)} {
  nobody_.version = version_->version;
  nobody_.subject.type = records::customer_type;
  environment_.now = at;
  environment_.zone = version_->definition->timezone;
}

result<audience> audience::make(actors::services& services, actors::running_version_ptr version,
                                instant at) {
  audience made{services, std::move(version), at};
  const auto& definition = *made.version_->definition;
  auto asked = std::make_shared<segments::predicate>();
  asked->condition = definition.audience;
  asked->zone = definition.timezone;
  made.lists_ = campaign::lists_read(definition.audience);
  asked->lists = made.lists_;
  for (const auto& call : rules::segments_in(definition.audience.root())) {
    auto named = services.segments.find(services.store.reader(), call);
    if (!named)
      return fail(std::move(named.error()));
    asked->lists.insert((*named)->lists.begin(), (*named)->lists.end());
    asked->named.emplace(rules::segment_key(call.name, call.parameters), std::move(*named));
  }
  made.asked_ = std::move(asked);
  if (made.version_->needs.reads)
    made.known_.reads = actors::read_named(services.store.reader(), definition);
  return made;
}

result<bool> audience::holds(const json& view, work_budget& work) {
  const auto& definition = *version_->definition;
  known_.record = view.at(segments::customer_root);
  nobody_.subject.id = known_.record.at("id").get<std::string>();
  known_.traits = view.at(segments::traits_root);
  for (const auto& list : lists_)
    known_.lists[list] = view.at(list);
  environment_.work = &work;
  environment_.in_segment = [&](const std::string& key) {
    return segments::test_named(asked_->named, key, view, environment_.now, &work);
  };
  return definition.audience.test(
      engine::condition_data(definition, nobody_, known_, definition.audience), environment_);
}

result<storage::selected> audience::each_member(const storage::member_visitor& visit,
                                                bool only_counts, std::stop_token stop) {
  const auto found = services_->store.reader().segments().select_customers(
      {.asked = asked_, .now = environment_.now, .in_order = !only_counts, .stop = std::move(stop)},
      [&](const json& view, work_budget& work) { return holds(view, work); }, visit);
  if (found.failure)
    return fail(*found.failure);
  return found;
}

} // namespace sojourn::service
