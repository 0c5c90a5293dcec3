#include "actors/metrics_text.hpp"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>
#include <vector>

namespace sojourn::actors {

namespace {

prometheus::MetricFamily family(std::string name, std::string help, prometheus::MetricType type) {
  prometheus::MetricFamily made;
  made.name = std::move(name);
  made.help = std::move(help);
  made.type = type;
  return made;
}

prometheus::ClientMetric sample(prometheus::MetricType type, double value) {
  prometheus::ClientMetric made;
  if (type == prometheus::MetricType::Counter)
    made.counter.value = value;
  else
    made.gauge.value = value;
  return made;
}

} // namespace

std::string metrics_text(const counters& count, const json& totals, const json& status,
                         const std::vector<storage::held_total>& held, std::size_t queue_length) {
  using prometheus::MetricType;
  std::vector<prometheus::MetricFamily> families;
  const auto add = [&](const char* name, const char* help, MetricType type, double value) {
    auto made = family(name, help, type);
    made.metric.push_back(sample(type, value));
    families.push_back(std::move(made));
  };
  const auto counter = [&](const char* name, const char* help, const auto& value) {
    add(name, help, MetricType::Counter, static_cast<double>(value.load()));
  };
  const auto gauge = [&](const char* name, const char* help, double value) {
    add(name, help, MetricType::Gauge, value);
  };
  counter("sojourn_starts_total", "Instances started.", count.starts);
  counter("sojourn_starts_refused_total", "Starts that a re-entry policy refused.",
          count.starts_refused);
  auto held_now = family("sojourn_starts_held",
                         "Starts that wait for the end of a campaign's pause.", MetricType::Gauge);
  auto dropped = family("sojourn_starts_dropped_total",
                        "Starts that a campaign's pause did not keep.", MetricType::Counter);
  for (const auto& total : held) {
    const auto of_campaign = [&](MetricType type, std::int64_t value) {
      auto metric = sample(type, static_cast<double>(value));
      metric.label.push_back({"campaign", total.campaign});
      return metric;
    };
    held_now.metric.push_back(of_campaign(MetricType::Gauge, total.held));
    dropped.metric.push_back(of_campaign(MetricType::Counter, total.dropped));
  }
  families.push_back(std::move(held_now));
  families.push_back(std::move(dropped));
  counter("sojourn_turns_total", "Turns committed.", count.turns);
  counter("sojourn_journal_entries_total", "Journal entries committed.", count.entries);
  counter("sojourn_timer_wakes_total", "Timers that woke an instance.", count.wakes);
  counter("sojourn_deliveries_total", "Durable deliveries sent on their way.", count.deliveries);
  counter("sojourn_effects_handed_over_total", "Effects handed over to a channel.",
          count.effects_handed_over);
  counter("sojourn_effects_accepted_total", "Effects that a channel accepted.",
          count.effects_accepted);
  counter("sojourn_effects_failed_total", "Attempts that a channel did not accept.",
          count.effects_failed);
  counter("sojourn_effects_unknown_total", "Attempts whose outcome is unknown.",
          count.effects_unknown);
  counter("sojourn_placements_served_total", "Placements that were asked for and given.",
          count.placements_served);
  counter("sojourn_requests_shed_total", "Requests refused because too much waited.", count.shed);
  counter("sojourn_actor_restarts_total", "Actors that failed and were started again.",
          count.restarts);
  gauge("sojourn_live_instances", "Instance actors in memory.",
        static_cast<double>(count.live.load()));
  gauge("sojourn_effects_in_flight", "Effects handed over and not settled.",
        static_cast<double>(count.in_flight.load()));
  gauge("sojourn_writer_queue_length", "Write units that wait for the writer.",
        static_cast<double>(queue_length));
  auto calls =
      family("sojourn_hook_calls_total", "Calls of hooks by outcome.", MetricType::Counter);
  for (const auto& [outcome, value] :
       std::initializer_list<std::pair<const char*, const std::atomic<std::uint64_t>&>>{
           {"accepted", count.hook_accepted},
           {"duplicate", count.hook_duplicate},
           {"ignored", count.hook_ignored},
           {"refused", count.hook_refused},
           {"limited", count.hook_limited}}) {
    auto metric = sample(MetricType::Counter, static_cast<double>(value.load()));
    metric.label.push_back({"outcome", outcome});
    calls.metric.push_back(std::move(metric));
  }
  families.push_back(std::move(calls));
  auto instances = family("sojourn_instances", "Instances by status.", MetricType::Gauge);
  for (const auto& [name, value] : totals.items()) {
    auto metric = sample(MetricType::Gauge, value.get<double>());
    metric.label.push_back({"status", name});
    instances.metric.push_back(std::move(metric));
  }
  families.push_back(std::move(instances));
  auto storage = family("sojourn_storage", "Figures of the data file.", MetricType::Gauge);
  for (const auto& [name, value] : status.items()) {
    if (!value.is_number())
      continue;
    auto metric = sample(MetricType::Gauge, value.get<double>());
    metric.label.push_back({"figure", name});
    storage.metric.push_back(std::move(metric));
  }
  families.push_back(std::move(storage));
  return prometheus::TextSerializer{}.Serialize(families);
}

} // namespace sojourn::actors
