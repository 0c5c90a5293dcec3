// What a lint measures messages by.
#include "service/implementation/lint_figures.hpp"

#include "actors/dispatch/personal_links.hpp"
#include "service/background/audience.hpp"
#include "storage/active_hours.hpp"
#include "storage/hosted_forms.hpp"
#include "storage/records.hpp"
#include "storage/vouchers.hpp"

namespace sojourn::service {

namespace {

/// Whether there are hours for those of whom too little is known.
bool knows_hours(actors::services& services, const std::string& group) {
  auto& reader = services.store.reader().active_hours();
  const auto of_group = group.empty() ? reports::active_hours{} : reader.measured(group);
  const auto shop = reader.measured({});
  const auto open = reports::open_hours_by(*services.send_rules.now());
  return reports::choose_hour(nullptr, &of_group, &shop, open).has_value();
}

} // namespace

result<content::lint_figures> lint_figures_for(actors::services& services,
                                               const actors::running_version* version, json sample,
                                               const std::stop_token* counting) {
  auto& reader = services.store.reader();
  content::lint_figures by{.now = services.clock.now(),
                           .allowed_link_domains = actors::with_own_host(
                               services.send_rules.now()->link_domains, services.tracker),
                           .customer_type = reader.records().described_type("customer"),
                           .product_type = reader.records().described_type("product"),
                           .sample = std::move(sample)};
  const auto forms = reader.hosted_forms().ids();
  by.forms.emplace(forms.begin(), forms.end());
  by.links_base = services.tracker.base_url;
  if (version == nullptr)
    return by;
  by.zone = version->definition->timezone;
  by.secrets.emplace();
  for (const auto& [name, value] : *services.secrets.now())
    by.secrets->insert(name);
  if (version->needs.best_hour)
    by.knows_hours = knows_hours(services, version->needs.hours_group);
  bool gives_vouchers = false;
  for (const auto& [id, step] : version->definition->steps) {
    const auto* voucher = std::get_if<campaign::voucher_step>(&step.kind);
    if (voucher == nullptr)
      continue;
    gives_vouchers = true;
    if (const auto pool = reader.vouchers().pool(voucher->pool)) {
      content::pool_figures figures{.free = pool->at("free").get<std::int64_t>()};
      if (const auto expires = pool->find("expires_at"); expires != pool->end())
        figures.expires_at = parse_instant(expires->get<std::string>()).value();
      by.pools.emplace(voucher->pool, figures);
    }
  }
  // Whom events and records will bring cannot be counted beforehand; whom the audience holds can.
  const auto& definition = *version->definition;
  const bool is_countable = std::holds_alternative<campaign::manual_trigger>(definition.trigger) ||
                            std::holds_alternative<campaign::schedule_trigger>(definition.trigger);
  by.least_audience = services.send_rules.now()->least_audience;
  const bool has_least = definition.limits.least.value_or(by.least_audience) > 0 &&
                         !std::holds_alternative<campaign::broadcast_trigger>(definition.trigger);
  if (counting == nullptr || !(has_least || (gives_vouchers && is_countable)))
    return by;
  const auto known = services.catalogue.find(definition.id);
  if (!known)
    return fail(known.error());
  auto whom = audience::make(services, known->newest, services.clock.now());
  if (!whom)
    return fail(whom.error());
  const auto counted = whom->each_member({}, true, *counting);
  if (!counted)
    return fail(counted.error());
  if (is_countable)
    by.audience = counted->members;
  if (has_least)
    by.people = counted->members;
  return by;
}

} // namespace sojourn::service
