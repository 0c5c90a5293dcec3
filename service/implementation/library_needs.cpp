#include "service/implementation/library_needs.hpp"

#include "actors/cache/catalogue.hpp"
#include "channels/zalo/account.hpp"
#include "service/implementation/check_messages.hpp"
#include "storage/content.hpp"
#include "storage/hooks.hpp"
#include "storage/hosted_forms.hpp"
#include "storage/library.hpp"
#include "storage/provider_templates.hpp"
#include "storage/records.hpp"
#include "storage/segments.hpp"
#include "storage/vouchers.hpp"

#include <algorithm>

namespace sojourn::service {

namespace {

using library::need;
using library::need_kind;

std::vector<std::string> configured_channels(const actors::services& services) {
  std::vector<std::string> names;
  for (const auto& [name, channel] : services.channels)
    names.push_back(name);
  return names;
}

bool has_hook(storage::reader& from, const std::string& id) {
  const auto all = from.hooks().list();
  return std::ranges::any_of(all, [&](const auto& hook) { return hook.id == id; });
}

/// Says of one need at a time whether the shop has it, and adds what is known to its facts.
class need_checker {
public:
  explicit need_checker(actors::services& services)
      : services_{services}, reader_{services.store.reader()} {}

  /// Null where nobody can tell.
  json has(need& one) {
    switch (one.kind) {
    case need_kind::channel:
      return services_.channels.contains(one.name);
    case need_kind::consent:
      return has_consents(one);
    case need_kind::hook:
      return has_hook(reader_, one.name);
    case need_kind::pool:
      return has_codes(one);
    case need_kind::record_type:
      return has_records(one);
    case need_kind::secret:
      return services_.secrets.now()->contains(one.name);
    case need_kind::provider_template:
      return has_template(one);
    case need_kind::campaign:
      return is_active(one);
    case need_kind::message:
      return reader_.content().message(one.name).has_value();
    case need_kind::form:
      return reader_.hosted_forms().find(one.name).has_value();
    case need_kind::event:
    case need_kind::segment:
      break;
    }
    return nullptr;
  }

private:
  json has_codes(need& one) {
    const auto pool = reader_.vouchers().pool(one.name);
    one.facts["free"] = pool ? pool->at("free") : json(0);
    if (pool && pool->contains("expires_at"))
      one.facts["expires_at"] = pool->at("expires_at");
    return pool && pool->at("free") > 0;
  }

  json has_records(need& one) {
    const auto count = reader_.records().count(one.name);
    one.facts["records"] = count;
    return count > 0;
  }

  /// Whether the rules around sends ask for the consent, and who gave it.
  json has_consents(need& one) {
    const auto purpose = messages::parse_purpose(one.name).value();
    const auto rules = services_.send_rules.now();
    bool is_met = true;
    auto required = json::array();
    for (const auto& channel : one.facts.at("channels")) {
      const bool is_required =
          std::ranges::any_of(rules->consent_required, [&](const auto& requirement) {
            return (requirement.channel.empty() || requirement.channel == channel) &&
                   requirement.purposes.contains(purpose);
          });
      if (!is_required)
        continue;
      const auto given =
          reader_.library().consents_given(channel.get<std::string>(), static_cast<int>(purpose));
      required.push_back({{"channel", channel}, {"given", given}});
      is_met = is_met && given > 0;
    }
    one.facts["required"] = std::move(required);
    return is_met;
  }

  /// Of channels that are not configured nobody can tell.
  json has_template(need& one) {
    if (!services_.channels.contains(one.facts.at("channel").get<std::string>()))
      return nullptr;
    const auto known = reader_.provider_templates().list(channels::zalo::account_name);
    return std::ranges::any_of(known,
                               [&](const auto& each) { return one.facts.at("id") == each.id; });
  }

  json is_active(need& one) {
    const auto known = services_.catalogue.find(one.name);
    if (known)
      one.facts["state"] = storage::to_text(known->state);
    return known && known->state == storage::campaign_state::active;
  }

  actors::services& services_;
  storage::reader& reader_;
};

/// The figures behind a finding, from the place that it points at.
json facts_of(actors::services& services, const campaign::definition& definition,
              const content::finding& one) {
  auto facts = json::object();
  std::vector<std::string> tokens;
  for (json::json_pointer place{one.pointer}; !place.empty(); place.pop_back())
    tokens.insert(tokens.begin(), place.back());
  if (tokens.size() < 2)
    return facts;
  facts[tokens.front() == "steps" ? "step" : "message"] = tokens[1];
  const auto* step = tokens.front() == "steps" ? definition.find(tokens[1]) : nullptr;
  const auto* voucher =
      step != nullptr ? std::get_if<campaign::voucher_step>(&step->kind) : nullptr;
  if (voucher != nullptr) {
    facts["pool"] = voucher->pool;
    if (const auto pool = services.store.reader().vouchers().pool(voucher->pool)) {
      facts["free"] = pool->at("free");
      if (pool->contains("expires_at"))
        facts["expires_at"] = pool->at("expires_at");
    }
  }
  if (tokens.size() > 3 && tokens[2] == "languages")
    facts["language"] = tokens[3];
  return facts;
}

void add_needs(actors::services& services, const campaign::definition& definition,
               std::vector<obstacle>& found) {
  const auto channels = configured_channels(services);
  for (const auto& step : library::steps_without_channel(definition, channels)) {
    const auto& send = std::get<campaign::send_step>(definition.find(step)->kind);
    found.push_back({"no_channel",
                     pointer_to("/steps", step) + "/via",
                     "none of the channels of this step is configured, so it reaches nobody",
                     {{"step", step}, {"via", send.via}, {"configured", channels}}});
  }
  for (const auto& [id, step] : definition.steps) {
    const auto* voucher = std::get_if<campaign::voucher_step>(&step.kind);
    if (voucher == nullptr)
      continue;
    const auto pool = services.store.reader().vouchers().pool(voucher->pool);
    if (pool && pool->at("free") > 0)
      continue;
    found.push_back({pool ? "no_codes" : "no_pool",
                     pointer_to("/steps", id) + "/pool",
                     pool ? "the pool \"" + voucher->pool + "\" has no code left; add codes to it"
                          : "there is no pool \"" + voucher->pool + "\"; create it and add codes",
                     {{"step", id}, {"pool", voucher->pool}, {"free", 0}}});
  }
  if (const auto hook = actors::hook_needed(definition);
      !hook.empty() && !has_hook(services.store.reader(), hook))
    found.push_back({"no_hook",
                     "/trigger/hook",
                     "there is no hook \"" + hook + "\"; put it first",
                     {{"hook", hook}}});
  if (const auto fit = check_messages(definition, services.channels); !fit) {
    for (const auto& detail : fit.error().details)
      found.push_back({"channel_refuses", detail.pointer, detail.message, json::object()});
  }
}

} // namespace

json show_needs(actors::services& services, const campaign::definition& definition,
                const std::vector<library::declared_need>& declared,
                const std::set<std::string>& forms) {
  need_checker checker{services};
  auto shown = json::array();
  for (auto& one : library::needs_of(definition, declared)) {
    const bool is_brought = one.kind == need_kind::form && forms.contains(one.name);
    auto has = is_brought ? json(true) : checker.has(one);
    if (is_brought)
      one.facts["comes_along"] = true;
    json told{{"kind", library::to_text(one.kind)},
              {"name", one.name},
              {"has", std::move(has)},
              {"facts", one.facts}};
    if (!one.why.is_null())
      told["why"] = one.why;
    shown.push_back(std::move(told));
  }
  return shown;
}

json as_json(const obstacle& one) {
  json shown{
      {"code", one.code}, {"pointer", one.pointer}, {"message", one.message}, {"facts", one.facts}};
  if (!one.parameter.empty())
    shown["parameter"] = one.parameter;
  return shown;
}

std::vector<obstacle> obstacles_to(actors::services& services,
                                   const campaign::definition& definition,
                                   const std::vector<content::finding>& findings,
                                   const std::set<std::string>& overridden) {
  std::vector<obstacle> found;
  add_needs(services, definition, found);
  for (const auto& one : findings) {
    const bool is_told = std::ranges::any_of(found, [&](const obstacle& other) {
      return other.code == one.code && other.pointer == one.pointer;
    });
    if (one.how != content::severity::error || is_told)
      continue;
    auto facts = facts_of(services, definition, one);
    facts.update(json(one.facts));
    found.push_back({one.code, one.pointer, one.message, std::move(facts)});
  }
  std::erase_if(found, [&](const obstacle& one) { return overridden.contains(one.code); });
  return found;
}

} // namespace sojourn::service
