// Reading the facts of a turn with one connection, on one state of the file.
#include "calendar/calendar.hpp"
#include "storage/figures.hpp"
#include "storage/read/area_readers.hpp"
#include "storage/read/select_customers.hpp"
#include "storage/sqlite/reader_pool.hpp"
#include "storage/turn_facts.hpp"
#include "storage/voucher_facts.hpp"

namespace sojourn::storage {

namespace {

/// By step that sent, what its last visit has heard: {"delivered_at", …}.
std::map<std::string, json> receipts_of(table_set& tables, const engine::instance_state& state) {
  std::map<std::string, json> heard;
  for (const auto& [step, outcome] : state.outcomes.items()) {
    const auto visit = state.visits.find(step);
    if (visit == state.visits.end())
      continue;
    auto of_step = tables.sends.heard_of(tracking_of({state.id, step, visit->second}));
    if (!of_step.is_null())
      heard.emplace(step, std::move(of_step));
  }
  return heard;
}

/// The zone that a record names, if there is one of that name.
std::string zone_in(const json& record, const std::string& otherwise) {
  const auto* named = find_path(record, "timezone");
  return named != nullptr && named->is_string() &&
                 calendar::is_zone(named->get_ref<const std::string&>())
             ? named->get<std::string>()
             : otherwise;
}

/// What is read for one turn.
class turn_query {
public:
  turn_query(const engine::fact_needs& needs, const campaign::definition& definition,
             const engine::instance_state& state, const std::optional<std::set<std::string>>& lists)
      : needs_{needs}, definition_{definition}, state_{state} {
    const bool is_customer = state.subject.type == records::customer_type;
    wants_traits_ = needs.traits && is_customer;
    if (lists && is_customer)
      lists_ = &*lists;
    wants_pauses_ = needs.pauses && state.status != engine::instance_status::running;
    wants_receipts_ = needs.receipts && !state.outcomes.empty();
    wants_hours_ = needs.best_hour && !engine::is_ended(state.status);
    if (needs.vouchers)
      vouchers_ = engine::vouchers_of(state);
  }

  /// How many reads it takes, at least.
  [[nodiscard]] std::size_t reads() const {
    return (needs_.record ? 1 : 0) + (needs_.record_type ? 1 : 0) + (wants_traits_ ? 1 : 0) +
           (lists_ != nullptr ? 2 : 0) + (needs_.reads ? definition_.reads.size() : 0) +
           (wants_pauses_ ? 1 : 0) + (wants_receipts_ ? state_.outcomes.size() : 0) +
           (wants_hours_ ? 3 : 0) + vouchers_.size();
  }

  turn_facts run(table_set& tables, described_types& types) const {
    turn_facts found;
    auto& known = found.known;
    if (needs_.record)
      known.record = data_of(tables, state_.subject);
    if (needs_.record_type)
      known.record_type = types.find(tables, state_.subject.type);
    if (wants_traits_)
      known.traits = figures(tables, state_.subject.id);
    if (lists_ != nullptr)
      found.view = customer_view(tables, state_.subject.id, *lists_);
    if (needs_.reads) {
      known.reads = json::object();
      for (const auto& [name, record] : definition_.reads)
        known.reads[name] = data_of(tables, record);
    }
    if (wants_pauses_)
      known.pauses =
          tables.pauses.since(definition_.id, state_.timer_set_at.value_or(state_.settled_at));
    if (wants_receipts_)
      known.receipts = receipts_of(tables, state_);
    if (wants_hours_)
      found.hours = hours_of(tables, zone_in(known.record, definition_.timezone));
    for (const auto& voucher : vouchers_) {
      if (const auto now = tables.vouchers.standing(voucher.pool, voucher.code))
        add_voucher_facts(voucher, state_, *now, known);
    }
    return found;
  }

private:
  [[nodiscard]] known_hours hours_of(table_set& tables, const std::string& zone) const {
    known_hours found{.person = tables.active_hours.of_person(to_text(state_.subject), zone),
                      .shop = tables.active_hours.measured({}),
                      .zone = zone};
    if (!needs_.hours_group.empty())
      found.group = tables.active_hours.measured(needs_.hours_group);
    return found;
  }
  static json data_of(table_set& tables, const subject_ref& record) {
    auto found = tables.records.find(record);
    return found ? std::move(found->data) : json();
  }

  const engine::fact_needs& needs_;
  const campaign::definition& definition_;
  const engine::instance_state& state_;
  const std::set<std::string>* lists_ = nullptr;
  bool wants_traits_ = false;
  bool wants_pauses_ = false;
  bool wants_receipts_ = false;
  bool wants_hours_ = false;
  std::vector<engine::voucher_ref> vouchers_{};
};

class pooled_turn_facts_reader final : public turn_facts_reader {
public:
  pooled_turn_facts_reader(reader_pool& pool, described_types& types)
      : pool_{pool}, types_{types} {}

  turn_facts read(const engine::fact_needs& needs, const campaign::definition& definition,
                  const engine::instance_state& state,
                  const std::optional<std::set<std::string>>& lists) override {
    const turn_query query{needs, definition, state, lists};
    const auto reads = query.reads();
    if (reads == 0)
      return {};
    const auto run = [&](table_set& tables) { return query.run(tables, types_); };
    // A single read is of one moment by itself.
    return reads == 1 ? pool_.with_tables(run) : pool_.in_snapshot(run);
  }

private:
  reader_pool& pool_;
  described_types& types_;
};

} // namespace

std::unique_ptr<turn_facts_reader> make_turn_facts_reader(reader_pool& pool,
                                                          described_types& types) {
  return std::make_unique<pooled_turn_facts_reader>(pool, types);
}

} // namespace sojourn::storage
