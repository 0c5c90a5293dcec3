// What a site or an app shows to somebody now: what their instances put there, and broadcasts.
#include "service/implementation/placement_service.hpp"

#include "actors/cache/named_records.hpp"
#include "actors/cache/products_for.hpp"
#include "service/implementation/placement_rules.hpp"
#include "storage/identities.hpp"
#include "storage/instances.hpp"
#include "storage/placements.hpp"
#include "storage/reader.hpp"
#include "storage/records.hpp"
#include "storage/voucher_facts.hpp"

#include <spdlog/spdlog.h>

namespace sojourn::service {

namespace {

/// Placements of one person in one answer; more than anybody can look at.
constexpr std::size_t most_placements = 100;

/// Whom the texts speak of: read once, however much is shown to them.
struct viewer {
  subject_ref subject;
  engine::facts known;
  storage::reader& from;

  /// What they are shown, with the products and the shop's records where the content reads them.
  engine::facts facts_for(const campaign::definition& campaign, const campaign::show_step& show) {
    if (show.content.reads("products") && known.products.is_null())
      known.products = actors::products_for(from, {}, subject);
    auto shown = known;
    if (show.content.reads("reads"))
      shown.reads = actors::read_named(from, campaign);
    return shown;
  }
};

json content_of(const campaign::show_step& show, const json& data, const std::string& zone,
                const json& record, const std::string& links_base) {
  text::render_options how;
  how.links_base = links_base;
  how.zone = zone;
  work_budget work{text::max_render_units};
  how.work = &work;
  if (const auto language = record.is_object() ? record.find("language") : record.end();
      language != record.end() && language->is_string())
    how.language = language->get<std::string>();
  if (!show.is_text)
    how.escape = text::escaping::json_string;
  const auto rendered = show.content.render(data, how);
  if (work.has_ended()) { // a part of it is nothing to show
    spdlog::warn("{}", work_budget_error(work, "what is shown in \"" + show.slot + "\"").message);
    return {};
  }
  if (show.is_text)
    return rendered;
  auto parsed = json::parse(rendered, nullptr, false);
  return parsed.is_discarded() ? json{} : parsed;
}

/// `state`: of the instance that shows it; of a broadcast only subject and version are set.
json show_item(const campaign::definition& campaign, const engine::instance_state& state,
               const engine::facts& known, const std::string& step, const campaign::show_step& show,
               const std::string& links_base) {
  const auto data = engine::condition_data(campaign, state, known);
  return {{"campaign", campaign.id},
          {"version", state.version},
          {"step", step},
          {"kind", campaign::to_text(show.kind)},
          {"slot", show.slot},
          {"content", content_of(show, data, campaign.timezone, known.record, links_base)}};
}

bool is_meant(campaign::broadcast_to to, const std::string& subject_type) {
  switch (to) {
  case campaign::broadcast_to::customers:
    return subject_type == "customer";
  case campaign::broadcast_to::visitors:
    return subject_type == "visitor";
  case campaign::broadcast_to::both:
    break;
  }
  return true;
}

/// The show steps of a broadcast in their order.
std::vector<const campaign::step*> shown_by(const campaign::definition& broadcast) {
  std::vector<const campaign::step*> found;
  const auto* at = broadcast.find(broadcast.start);
  while (at != nullptr && found.size() < broadcast.steps.size()) {
    const auto* show = std::get_if<campaign::show_step>(&at->kind);
    if (show == nullptr)
      break;
    found.push_back(at);
    at = broadcast.find(show->next);
  }
  return found;
}

bool is_now(const campaign::show_step& show, instant now) {
  const auto* until = std::get_if<instant>(&show.until);
  return (!show.from || *show.from <= now) && (until == nullptr || now < *until);
}

} // namespace

void placement_service::list(subject_ref asked, std::string slot, completion<json> done) {
  answer_query(std::move(done), [=, this]() -> result<json> {
    const auto subject = reader().identities().known_as(asked);
    const auto at = now();
    viewer who{subject, {}, reader()};
    who.known.record = reader().records().data(subject);
    if (subject.type == records::customer_type)
      who.known.traits = reader().records().traits(subject.id);
    json items = json::array();
    auto rules = rules_for(reader(), *services_.send_rules.now(), subject, who.known.record, at);

    for (const auto& put :
         reader().placements().shown(to_text(subject), slot, at, most_placements)) {
      const auto instance = reader().instances().load(put.instance);
      if (!instance || engine::is_ended(instance->state.status))
        continue; // it ended just now
      const auto version = services_.catalogue.version(instance->version);
      if (!version)
        return fail(version.error());
      const auto& campaign = *(*version)->definition;
      const auto* step = campaign.find(put.step);
      const auto* show = step != nullptr ? std::get_if<campaign::show_step>(&step->kind) : nullptr;
      if (show == nullptr || services_.catalogue.is_paused(campaign.id) ||
          !rules.lets_through(campaign, show->kind))
        continue;
      auto known = who.facts_for(campaign, *show);
      for (const auto& voucher : engine::vouchers_of(instance->state)) {
        if (const auto standing = reader().vouchers().standing(voucher.pool, voucher.code))
          storage::add_voucher_facts(voucher, instance->state, *standing, known);
      }
      auto item =
          show_item(campaign, instance->state, known, put.step, *show, services_.tracker.base_url);
      item["instance"] = to_text(put.instance);
      if (put.ends)
        item["until"] = to_text(*put.ends);
      items.push_back(std::move(item));
    }

    for (const auto& version : services_.catalogue.broadcasts()) {
      const auto& campaign = *version->definition;
      if (!is_meant(std::get<campaign::broadcast_trigger>(campaign.trigger).to, subject.type))
        continue;
      engine::instance_state nobody;
      nobody.subject = subject;
      nobody.version = version->version;
      for (const auto* step : shown_by(campaign)) {
        const auto& show = std::get<campaign::show_step>(step->kind);
        if ((!slot.empty() && slot != show.slot) || !is_now(show, at) ||
            items.size() >= most_placements || !rules.lets_through(campaign, show.kind))
          continue;
        auto item = show_item(campaign, nobody, who.facts_for(campaign, show), step->id, show,
                              services_.tracker.base_url);
        if (const auto* until = std::get_if<instant>(&show.until))
          item["until"] = to_text(*until);
        items.push_back(std::move(item));
      }
    }
    services_.count.placements_served.fetch_add(items.size(), std::memory_order_relaxed);
    return json{
        {"subject", to_text(subject)}, {"items", std::move(items)}, {"next_cursor", nullptr}};
  });
}

std::shared_ptr<void> placement_service::watch(const subject_ref& subject,
                                               std::function<void()> changed) {
  return services_.bell->watch(to_text(subject), std::move(changed));
}

} // namespace sojourn::service
