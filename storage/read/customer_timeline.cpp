#include "storage/read/customer_timeline.hpp"

#include "engine/state.hpp"
#include "records/traits.hpp"

#include <algorithm>
#include <functional>
#include <limits>

namespace sojourn::storage {

namespace {

/// Instances and orders of one customer that a timeline looks at, the newest ones.
constexpr std::size_t most_of_a_kind = 1'000;

/// When something happened to an order: the first of these that it names.
std::optional<instant> instant_of_order(const json& data) {
  for (const auto* member : {"placed_at", "created_at", "paid_at", "cancelled_at"}) {
    const auto* value = find_path(data, member);
    if (value == nullptr || !value->is_string())
      continue;
    if (const auto at = parse_instant(value->get_ref<const std::string&>()))
      return *at;
  }
  return std::nullopt;
}

class timeline_reader {
public:
  timeline_reader(table_set& tables, const std::string& customer, const timeline_place& before,
                  std::size_t limit)
      : tables_{tables}, customer_{records::customer(customer)}, before_{before}, limit_{limit} {}

  std::vector<timeline_item> run() {
    take(tables_.timelines.events(customer_, before_, limit_));
    take(tables_.timelines.sends(customer_, before_, limit_));
    take(tables_.timelines.points(customer_, before_, limit_));
    take(tables_.timelines.changes(customer_, before_, limit_));
    add_instances();
    add_orders();
    add_consents();
    std::ranges::sort(items_, std::greater{}, &timeline_item::place);
    if (items_.size() > limit_)
      items_.resize(limit_);
    return std::move(items_);
  }

private:
  void take(std::vector<timeline_item> some) {
    std::ranges::move(some, std::back_inserter(items_));
  }
  void add(const timeline_place& place, json what) {
    if (place < before_)
      items_.push_back({place, std::move(what)});
  }

  void add_instances() {
    const auto ids = tables_.instances.newest_about(
        to_text(customer_), std::nullopt, std::nullopt, {},
        instance_id{std::numeric_limits<std::int64_t>::max()}, most_of_a_kind);
    for (const auto id : ids) {
      const auto instance = tables_.instances.find(id);
      if (!instance)
        continue;
      const auto& state = instance->state;
      json shown{{"id", to_text(id)},        {"campaign", state.campaign},
                 {"version", state.version}, {"status", engine::to_text(state.status)},
                 {"step", state.step},       {"updated_at", to_text(instance->updated_at)}};
      if (!state.reason.empty())
        shown["reason"] = state.reason;
      add({state.started_at, timeline_kind::instance, static_cast<std::int64_t>(id.value)},
          std::move(shown));
    }
  }

  void add_orders() {
    auto orders = tables_.records.owned(to_text(customer_), "order");
    std::int64_t number = 0;
    for (auto& [id, data] : orders) {
      ++number;
      if (const auto at = instant_of_order(data))
        add({*at, timeline_kind::order, number}, {{"id", id}, {"data", std::move(data)}});
    }
  }

  void add_consents() {
    std::int64_t number = 0;
    for (const auto& said : tables_.consents.of(customer_)) {
      json shown{{"state", said.word.given ? "given" : "withdrawn"}, {"source", said.source}};
      if (!said.word.channel.empty())
        shown["channel"] = said.word.channel;
      if (said.word.of)
        shown["purpose"] = messages::to_text(*said.word.of);
      add({said.at, timeline_kind::consent, ++number}, std::move(shown));
    }
  }

  table_set& tables_;
  subject_ref customer_;
  const timeline_place& before_;
  std::size_t limit_;
  std::vector<timeline_item> items_{};
};

} // namespace

std::vector<timeline_item> customer_timeline(table_set& tables, const std::string& customer,
                                             const timeline_place& before, std::size_t limit) {
  return timeline_reader{tables, customer, before, limit}.run();
}

} // namespace sojourn::storage
