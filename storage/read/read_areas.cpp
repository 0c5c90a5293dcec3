#include "storage/read/read_areas.hpp"

#include "records/identity.hpp"
#include "storage/read/campaign_results.hpp"
#include "storage/read/show_budget.hpp"
#include "storage/sqlite/pooled_reader.hpp"

namespace sojourn::storage {

std::optional<stored_import> pooled_import_reader::find(import_id id) {
  return pool_.with_connection([&](read_connection& from) { return from.tables.imports.find(id); });
}

std::vector<stored_import> pooled_import_reader::list(import_id before, std::size_t limit) {
  return pool_.with_connection(
      [&](read_connection& from) { return from.tables.imports.list(before, limit); });
}

std::vector<stored_import> pooled_import_reader::under_way() {
  return pool_.with_connection(
      [](read_connection& from) { return from.tables.imports.under_way(); });
}

std::vector<import_error> pooled_import_reader::errors(import_id id) {
  return pool_.with_connection(
      [&](read_connection& from) { return from.tables.imports.errors(id); });
}

std::optional<visitor_link> pooled_identity_reader::link_of(const std::string& visitor) {
  return pool_.with_connection(
      [&](read_connection& from) { return from.tables.aliases.find(visitor); });
}

std::vector<visitor_link> pooled_identity_reader::links(const std::string& customer,
                                                        const std::string& after,
                                                        std::size_t limit) {
  return pool_.with_connection(
      [&](read_connection& from) { return from.tables.aliases.of(customer, after, limit); });
}

std::vector<std::string> pooled_identity_reader::links_under_way() {
  return pool_.with_connection(
      [](read_connection& from) { return from.tables.aliases.under_way(); });
}

subject_ref pooled_identity_reader::known_as(const subject_ref& subject) {
  if (subject.type != records::visitor_type)
    return subject;
  return pool_.with_connection([&](read_connection& from) {
    return from.tables.aliases.customer_behind(subject).value_or(subject);
  });
}

result<std::vector<std::string>> pooled_identity_reader::find(const std::string& type,
                                                              const std::string& field,
                                                              const std::string& value,
                                                              std::size_t limit) {
  const auto described = pool_.described_type(type);
  const std::string* kind = nullptr;
  if (described) {
    if (const auto declared = described->identities.find(field);
        declared != described->identities.end())
      kind = &declared->second;
  }
  if (kind == nullptr)
    return fail(error_code::invalid_request,
                "the type \"" + type + "\" declares no identity \"" + field + "\"");
  const auto normal = records::normal_identity(*kind, value);
  if (!normal)
    return fail(error_code::invalid_request, "this can be nobody's " + field);
  return pool_.with_connection([&](read_connection& from) {
    return from.tables.identities.find(type, field, *normal, limit);
  });
}

std::optional<stored_erasure> pooled_erasure_reader::find(erasure_id id) {
  return pool_.with_connection(
      [&](read_connection& from) { return from.tables.erasures.find(id); });
}

std::vector<stored_erasure> pooled_erasure_reader::list(const std::string& subject,
                                                        erasure_id before, std::size_t limit) {
  return pool_.with_connection(
      [&](read_connection& from) { return list_erasures(from.tables, subject, before, limit); });
}

std::vector<stored_erasure> pooled_erasure_reader::under_way() {
  return pool_.with_connection(
      [](read_connection& from) { return from.tables.erasures.under_way(); });
}

std::vector<stored_document> pooled_content_reader::messages() {
  return pool_.with_connection(
      [](read_connection& from) { return from.tables.library_messages.all(); });
}

std::optional<stored_document> pooled_content_reader::message(const std::string& id) {
  return pool_.with_connection(
      [&](read_connection& from) { return from.tables.library_messages.find(id); });
}

std::vector<stored_document> pooled_content_reader::message_versions(const std::string& id) {
  return pool_.with_connection(
      [&](read_connection& from) { return from.tables.library_messages.versions(id); });
}

std::string pooled_content_reader::last_viewed(const subject_ref& visitor) {
  return pool_.with_connection([&](read_connection& from) {
    const auto owner = from.tables.aliases.claimed_behind(visitor).value_or(visitor);
    return from.tables.products.last_viewed(visitor, owner);
  });
}

std::vector<stored_product> pooled_content_reader::products_near(const std::string& category,
                                                                 double price, double from,
                                                                 double to) {
  return pool_.with_connection([&](read_connection& reading) {
    return reading.in_snapshot(
        [&] { return reading.tables.products.near(category, price, from, to); });
  });
}

send_reader::page pooled_send_reader::find(const send_query& what) {
  return pool_.with_connection([&](read_connection& from) { return from.tables.sends.find(what); });
}

std::optional<json> pooled_send_reader::send(std::int64_t number) {
  return pool_.with_connection(
      [&](read_connection& from) { return from.tables.sends.show(number); });
}

std::optional<std::string> pooled_send_reader::handed_to(const effect_key& key) {
  return pool_.with_connection([&](read_connection& from) {
    const auto send = from.tables.sends.by_tracking(tracking_of(key));
    return send ? std::optional{send->channel} : std::nullopt;
  });
}

std::optional<linked_send> pooled_send_reader::linked(const std::string& tracking) {
  return pool_.with_connection(
      [&](read_connection& from) { return from.tables.sends.linked(tracking); });
}

std::map<std::string, json> pooled_send_reader::receipts(const engine::instance_state& state) {
  return pool_.with_connection([&](read_connection& from) {
    std::map<std::string, json> heard;
    for (const auto& [step, outcome] : state.outcomes.items()) {
      const auto visit = state.visits.find(step);
      if (visit == state.visits.end())
        continue;
      auto of_step = from.tables.sends.heard_of(tracking_of({state.id, step, visit->second}));
      if (!of_step.is_null())
        heard.emplace(step, std::move(of_step));
    }
    return heard;
  });
}

json pooled_send_reader::results(const std::string& campaign, milliseconds window,
                                 const std::stop_token& stop) {
  return pool_.with_connection([&](read_connection& from) {
    return from.in_snapshot([&] { return campaign_results(from.tables, campaign, window, stop); });
  });
}

std::vector<stored_consent> pooled_send_reader::consents(const subject_ref& subject) {
  return pool_.with_connection([&](read_connection& from) {
    return from.tables.consents.of(from.tables.aliases.customer_behind(subject).value_or(subject));
  });
}

std::vector<stored_suppression> pooled_send_reader::suppressions(const std::string& channel,
                                                                 const std::string& address,
                                                                 std::size_t limit) {
  return pool_.with_connection([&](read_connection& from) {
    return from.tables.suppressions.after(channel, address, limit);
  });
}

stored_send_rules pooled_send_reader::rules() {
  return pool_.with_connection(
      [](read_connection& from) { return from.tables.send_rules.newest(); });
}

stored_budget pooled_budget_reader::newest() {
  return pool_.with_connection([](read_connection& from) { return from.tables.budget.newest(); });
}

json pooled_budget_reader::standing(instant now) {
  return pool_.with_connection([&](read_connection& from) {
    return from.in_snapshot(
        [&] { return show_standing(from.tables.budget, from.tables.budget_ledger, now); });
  });
}

std::vector<budget_pause> pooled_budget_reader::pauses() {
  return pool_.with_connection(
      [](read_connection& from) { return from.tables.budget_pauses.all(); });
}

std::optional<budget_pause> pooled_budget_reader::pause_of(const std::string& campaign) {
  return pool_.with_connection(
      [&](read_connection& from) { return from.tables.budget_pauses.find(campaign); });
}

std::optional<instant> pooled_budget_reader::next_look() {
  return pool_.with_connection(
      [](read_connection& from) { return from.tables.budget_pauses.next_look(); });
}

json pooled_budget_reader::reserved_for(const effect_key& key, std::uint32_t attempt) {
  return pool_.with_connection([&](read_connection& from) {
    const auto held = from.tables.budget_ledger.find(key, attempt);
    return held ? budget::as_json(held->costs) : json{};
  });
}

json pooled_budget_reader::statement(const std::string& campaign, instant from, instant to) {
  return pool_.with_connection([&](read_connection& reading) {
    return reading.tables.budget_ledger.statement_of(campaign, from, to);
  });
}

std::vector<json> pooled_budget_reader::periods(budget_period per, const std::string& before,
                                                std::size_t limit) {
  const std::size_t label_size = per == budget_period::year    ? 4
                                 : per == budget_period::month ? 7
                                                               : 10;
  return pool_.with_connection([&](read_connection& from) {
    return from.tables.budget_ledger.periods(label_size, before, limit);
  });
}

} // namespace sojourn::storage
