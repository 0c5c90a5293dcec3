#include "actors/cache/catalogue.hpp"

#include "campaign/events_named.hpp"
#include "campaign/forms_named.hpp"
#include "campaign/secrets.hpp"
#include "storage/campaigns.hpp"
#include "storage/listeners.hpp"
#include "storage/reader.hpp"

#include <algorithm>

namespace sojourn::actors {

running_version_ptr make_running(const storage::stored_version& stored,
                                 campaign::definition_ptr definition) {
  auto running = std::make_shared<running_version>();
  running->key = stored.key;
  running->version = stored.version;
  running->needs = engine::needs_of(*definition);
  running->hears = engine::hearable(*definition);
  running->definition = std::move(definition);
  return running;
}

std::string hook_needed(const campaign::definition& definition) {
  const auto* trigger = std::get_if<campaign::webhook_trigger>(&definition.trigger);
  return trigger != nullptr ? trigger->hook : std::string{};
}

catalogue::catalogue(storage::reader& reader, campaign::surroundings around)
    : reader_{reader}, around_{std::move(around)} {}

result<running_version_ptr> catalogue::read(const storage::stored_version& stored) const {
  auto definition = campaign::read_stored(stored.definition, stored.library, around_.default_retry);
  if (!definition)
    return fail(error_code::data_corrupt,
                "version " + std::to_string(stored.version) + " of \"" + stored.campaign +
                    "\" cannot be read: " + definition.error().message,
                definition.error().details);
  return make_running(stored, std::move(*definition));
}

result<void> catalogue::load() {
  for (const auto& campaign : reader_.campaigns().list()) {
    const auto versions = reader_.campaigns().versions(campaign.id);
    for (const auto& version : versions) {
      named_[campaign.id].merge(campaign::events_named(version.definition));
      if (version.version != campaign.version)
        continue;
      auto running = read(version);
      if (!running)
        return fail(std::move(running.error()));
      put(campaign, std::move(*running));
    }
  }
  return {};
}

void catalogue::put(const storage::stored_campaign& campaign,
                    const storage::stored_version& version, campaign::definition_ptr definition) {
  put(campaign, make_running(version, std::move(definition)));
}

void catalogue::put(const storage::stored_campaign& campaign, running_version_ptr running) {
  const std::lock_guard lock{mutex_};
  listeners_ = nullptr;
  versions_[running->key.value] = running;
  named_[campaign.id].merge(campaign::events_named(running->definition->source));
  campaigns_[campaign.id] = {campaign.state, std::move(running)};
}

void catalogue::set_state(const std::string& campaign, storage::campaign_state state) {
  const std::lock_guard lock{mutex_};
  listeners_ = nullptr;
  if (const auto found = campaigns_.find(campaign); found != campaigns_.end())
    found->second.state = state;
}

result<known_campaign> catalogue::find(const std::string& campaign) const {
  const std::lock_guard lock{mutex_};
  if (const auto found = campaigns_.find(campaign); found != campaigns_.end())
    return found->second;
  return fail(error_code::not_found, "there is no campaign \"" + campaign + "\"");
}

result<known_campaign> catalogue::find_active(const std::string& campaign) const {
  auto found = find(campaign);
  if (found && found->state != storage::campaign_state::active)
    return fail(error_code::campaign_not_active, "the campaign \"" + campaign + "\" is " +
                                                     std::string{storage::to_text(found->state)} +
                                                     "; activate it first");
  return found;
}

bool catalogue::is_paused(const std::string& campaign) const {
  const std::lock_guard lock{mutex_};
  const auto found = campaigns_.find(campaign);
  return found != campaigns_.end() && found->second.state == storage::campaign_state::paused;
}

result<running_version_ptr> catalogue::version(storage::version_key key) {
  {
    const std::lock_guard lock{mutex_};
    if (const auto found = versions_.find(key.value); found != versions_.end())
      return found->second;
  }
  auto stored = reader_.campaigns().load_version(key);
  if (!stored)
    return fail(std::move(stored.error()));
  auto running = read(*stored);
  if (running) {
    const std::lock_guard lock{mutex_};
    versions_.emplace(key.value, *running);
  }
  return running;
}

result<running_version_ptr> catalogue::version(const std::string& campaign, std::uint32_t number) {
  const auto known = find(campaign);
  if (!known)
    return fail(known.error());
  if (known->newest->version == number)
    return known->newest;
  for (const auto& stored : reader_.campaigns().versions(campaign)) {
    if (stored.version == number)
      return version(stored.key);
  }
  return fail(error_code::not_found,
              "the campaign \"" + campaign + "\" has no version " + std::to_string(number));
}

template <class Trigger, class Add>
void catalogue::each_active(const Add& add) const {
  for (const auto& [id, campaign] : campaigns_) {
    const auto* trigger = std::get_if<Trigger>(&campaign.newest->definition->trigger);
    if (campaign.state == storage::campaign_state::active && trigger != nullptr)
      add(id, campaign, *trigger);
  }
}

void catalogue::add_listener(const std::string& id, const known_campaign& campaign,
                             storage::listener_set& into) {
  const auto& definition = *campaign.newest->definition;
  if (const auto* records = std::get_if<campaign::record_trigger>(&definition.trigger))
    into.records.push_back({id, *records});
  else if (const auto* events = std::get_if<campaign::event_trigger>(&definition.trigger))
    into.events.push_back({id, events->event});
  for (const auto& type : campaign.newest->hears)
    into.hearers[type].push_back(id);
  const auto& pause = definition.on_pause;
  if (campaign.state == storage::campaign_state::paused)
    into.paused[id] = {.keeps = pause.keeps_starts, .most = pause.keep_starts};
}

storage::listeners_ptr catalogue::listeners() const {
  using enum storage::campaign_state;
  const std::lock_guard lock{mutex_};
  if (listeners_ != nullptr)
    return listeners_;
  auto found = std::make_shared<storage::listener_set>();
  for (const auto& [id, campaign] : campaigns_) {
    if (campaign.state == active || campaign.state == paused)
      add_listener(id, campaign, *found);
    // The instances of one that has ended go on.
    if (const auto named = named_.find(id); named != named_.end() && campaign.state != archived)
      found->named.insert(named->second.begin(), named->second.end());
  }
  listeners_ = std::move(found);
  return listeners_;
}

std::vector<known_campaign> catalogue::scheduled() const {
  const std::lock_guard lock{mutex_};
  std::vector<known_campaign> found;
  each_active<campaign::schedule_trigger>(
      [&](const auto&, const auto& campaign, const auto&) { found.push_back(campaign); });
  return found;
}

std::vector<running_version_ptr> catalogue::broadcasts() const {
  const std::lock_guard lock{mutex_};
  std::vector<running_version_ptr> found;
  for (const auto& [id, campaign] : campaigns_) {
    if (campaign.state == storage::campaign_state::active &&
        std::holds_alternative<campaign::broadcast_trigger>(campaign.newest->definition->trigger))
      found.push_back(campaign.newest);
  }
  return found;
}

std::vector<running_version_ptr> catalogue::on_hook(const std::string& hook) const {
  using enum storage::campaign_state;
  const std::lock_guard lock{mutex_};
  std::vector<running_version_ptr> found;
  for (const auto& [id, campaign] : campaigns_) {
    const auto* trigger =
        std::get_if<campaign::webhook_trigger>(&campaign.newest->definition->trigger);
    if (trigger != nullptr && trigger->hook == hook &&
        (campaign.state == active || campaign.state == paused))
      found.push_back(campaign.newest);
  }
  return found;
}

std::vector<std::string> catalogue::needing_hook(const std::string& hook) const {
  const std::lock_guard lock{mutex_};
  std::vector<std::string> found;
  for (const auto& [id, campaign] : campaigns_) {
    const bool runs = campaign.state == storage::campaign_state::active ||
                      campaign.state == storage::campaign_state::paused;
    if (runs && hook_needed(*campaign.newest->definition) == hook)
      found.push_back(id);
  }
  return found;
}

std::vector<std::string> catalogue::naming_secret(const std::string& secret) const {
  const std::lock_guard lock{mutex_};
  std::vector<std::string> found;
  for (const auto& [id, campaign] : campaigns_) {
    const bool runs = campaign.state == storage::campaign_state::active ||
                      campaign.state == storage::campaign_state::paused;
    if (runs && campaign::secrets_of(*campaign.newest->definition).contains(secret))
      found.push_back(id);
  }
  return found;
}

template <class Holds>
std::vector<std::string> catalogue::unended(const Holds& holds) const {
  const std::lock_guard lock{mutex_};
  std::vector<std::string> found;
  for (const auto& [id, campaign] : campaigns_) {
    if (campaign.state != storage::campaign_state::ended &&
        campaign.state != storage::campaign_state::archived && holds(*campaign.newest))
      found.push_back(id);
  }
  return found;
}

std::vector<std::string> catalogue::naming_hook(const std::string& hook) const {
  return unended([&](const running_version& newest) {
    const auto* trigger = std::get_if<campaign::webhook_trigger>(&newest.definition->trigger);
    return trigger != nullptr && trigger->hook == hook;
  });
}

std::map<std::string, rules::segment_call> catalogue::groups_with_hours() const {
  std::map<std::string, rules::segment_call> groups;
  (void)unended([&](const running_version& newest) {
    const auto group = newest.needs.segments.find(newest.needs.hours_group);
    if (group != newest.needs.segments.end())
      groups.insert(*group);
    return group != newest.needs.segments.end();
  });
  return groups;
}

std::vector<std::string> catalogue::naming_form(const std::string& form) const {
  return unended([&](const running_version& newest) {
    return campaign::forms_named(*newest.definition).contains(form);
  });
}

std::vector<std::string> catalogue::naming_segment(const std::string& segment) const {
  return unended([&](const running_version& newest) {
    return std::ranges::any_of(newest.needs.segments,
                               [&](const auto& need) { return need.second.name == segment; });
  });
}

} // namespace sojourn::actors
