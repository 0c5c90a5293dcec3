#include "library/needs.hpp"

#include "campaign/each_rule.hpp"
#include "campaign/forms_named.hpp"
#include "campaign/scope.hpp"
#include "campaign/secrets.hpp"

#include <algorithm>
#include <array>
#include <map>

namespace sojourn::library {

namespace {

constexpr auto kind_names = std::to_array<std::string_view>(
    {"channel", "consent", "event", "hook", "pool", "record_type", "secret", "template", "campaign",
     "message", "segment", "form"});

/// Collects needs, each once, with the facts of all places that name it.
class need_collector {
public:
  void add(need_kind kind, const std::string& name) { (void)of(kind, name); }

  /// Adds `value` to the list of facts called `fact`.
  void add(need_kind kind, const std::string& name, const char* fact, const std::string& value) {
    auto& list = of(kind, name).facts[fact];
    if (!list.is_array())
      list = json::array();
    if (std::find(list.begin(), list.end(), json(value)) == list.end())
      list.push_back(value);
  }

  need& of(need_kind kind, const std::string& name) {
    auto& found = by_name_[{kind, name}];
    found.kind = kind;
    found.name = name;
    return found;
  }

  std::vector<need> all() && {
    std::vector<need> found;
    for (auto& [name, one] : by_name_)
      found.push_back(std::move(one));
    return found;
  }

private:
  std::map<std::pair<need_kind, std::string>, need> by_name_;
};

/// The record types of the shop's own whose lists conditions read.
void add_lists(const campaign::definition& definition, need_collector& into) {
  const auto add = [&](const rules::rule& rule) {
    for (const auto& list : campaign::lists_read(rule)) {
      if (!campaign::is_shipped_list(list))
        into.add(need_kind::record_type, list);
    }
  };
  campaign::each_rule(definition, add);
  for (const auto& [id, step] : definition.steps) {
    const auto* booked = std::get_if<campaign::tier_step>(&step.kind);
    if (booked == nullptr)
      continue;
    for (const auto& tier : booked->tiers) {
      if (const auto when = rules::rule::parse(tier.when))
        add(*when);
    }
  }
}

void add_trigger(const campaign::trigger& trigger, need_collector& into) {
  if (const auto* record = std::get_if<campaign::record_trigger>(&trigger)) {
    for (const auto& field : record->fields)
      into.add(need_kind::record_type, record->record, "fields", field);
  }
  if (const auto* event = std::get_if<campaign::event_trigger>(&trigger))
    into.add(need_kind::event, event->event);
  if (const auto* hook = std::get_if<campaign::webhook_trigger>(&trigger))
    into.add(need_kind::hook, hook->hook);
}

/// The templates of providers that a message names for one channel.
void add_templates(const campaign::message& message, const std::string& name,
                   const std::string& channel, need_collector& into) {
  for (const auto& [language, parts] : message.languages) {
    const auto own = parts.channels.find(channel);
    if (own == parts.channels.end())
      continue;
    const auto fields = json::parse(own->second.source(), nullptr, false);
    const auto* id = find_path(fields, "template_id");
    if (id == nullptr || !id->is_string() ||
        id->get_ref<const std::string&>().find("{{") != std::string::npos)
      continue;
    auto& found = into.of(need_kind::provider_template, channel + ":" + id->get<std::string>());
    found.facts.update({{"channel", channel}, {"id", *id}});
    into.add(need_kind::provider_template, found.name, "messages", name);
  }
}

void add_send(const campaign::definition& definition, const std::string& id,
              const campaign::send_step& send, need_collector& into) {
  const auto message = definition.messages.find(send.message);
  for (const auto& channel : send.via) {
    into.add(need_kind::channel, channel, "steps", id);
    if (message == definition.messages.end())
      continue;
    into.add(need_kind::consent, std::string{messages::to_text(message->second.purpose)},
             "channels", channel);
    add_templates(message->second, send.message, channel, into);
  }
  if (send.message.starts_with(campaign::library_prefix))
    into.add(need_kind::message, send.message.substr(campaign::library_prefix.size()));
}

void add_step(const campaign::definition& definition, const std::string& id,
              const campaign::step_kind& kind, need_collector& into) {
  if (const auto* send = std::get_if<campaign::send_step>(&kind))
    add_send(definition, id, *send, into);
  if (const auto* voucher = std::get_if<campaign::voucher_step>(&kind))
    into.add(need_kind::pool, voucher->pool, "steps", id);
  if (const auto* start = std::get_if<campaign::start_step>(&kind))
    into.add(need_kind::campaign, start->campaign, "steps", id);
  if (const auto* wait = std::get_if<campaign::wait_step>(&kind)) {
    for (const auto& awaited : wait->events) {
      if (!awaited.event.starts_with("message."))
        into.add(need_kind::event, awaited.event);
    }
  }
}

} // namespace

std::string_view to_text(need_kind kind) { return kind_names.at(static_cast<std::size_t>(kind)); }

std::vector<need> needs_of(const campaign::definition& definition,
                           const std::vector<declared_need>& declared) {
  need_collector into;
  add_trigger(definition.trigger, into);
  add_lists(definition, into);
  for (const auto& [name, record] : definition.reads)
    into.add(need_kind::record_type, record.type);
  for (const auto* endings : {&definition.goals, &definition.exits}) {
    for (const auto& one : *endings)
      into.add(need_kind::event, one.event);
  }
  for (const auto& [id, step] : definition.steps)
    add_step(definition, id, step.kind, into);
  for (const auto& secret : campaign::secrets_of(definition))
    into.add(need_kind::secret, secret);
  for (const auto& form : campaign::forms_named(definition))
    into.add(need_kind::form, form);
  for (const auto& one : declared) {
    const auto kind = one.record.empty() ? need_kind::event : need_kind::record_type;
    const auto& name = one.record.empty() ? one.event : one.record;
    into.of(kind, name).why = one.why;
    for (const auto& field : one.fields)
      into.add(kind, name, "fields", field);
  }
  return std::move(into).all();
}

std::vector<std::string> steps_without_channel(const campaign::definition& definition,
                                               const std::vector<std::string>& channels) {
  std::vector<std::string> found;
  for (const auto& [id, step] : definition.steps) {
    const auto* send = std::get_if<campaign::send_step>(&step.kind);
    if (send != nullptr && std::ranges::none_of(send->via, [&](const std::string& channel) {
          return std::ranges::find(channels, channel) != channels.end();
        }))
      found.push_back(id);
  }
  return found;
}

} // namespace sojourn::library
