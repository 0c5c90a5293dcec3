#include "storage/read_areas.hpp"

#include "storage/pooled_reader.hpp"

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

std::vector<stored_consent> pooled_send_reader::consents(const subject_ref& subject) {
  return pool_.with_connection(
      [&](read_connection& from) { return from.tables.consents.of(subject); });
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

} // namespace sojourn::storage
