#include "metrics/metrics_writer.hpp"

#include <limits>
#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

namespace sojourn::metrics {

namespace {

prometheus::MetricType type_of(kind what) {
  switch (what) {
  case kind::counter:
    return prometheus::MetricType::Counter;
  case kind::gauge:
    return prometheus::MetricType::Gauge;
  case kind::histogram:
    return prometheus::MetricType::Histogram;
  }
  return prometheus::MetricType::Untyped;
}

prometheus::ClientMetric labelled_metric(labels labelled) {
  prometheus::ClientMetric made;
  made.label.reserve(labelled.size());
  for (auto& [name, value] : labelled) {
    auto& label = made.label.emplace_back();
    label.name = std::move(name);
    label.value = std::move(value);
  }
  return made;
}

} // namespace

struct metrics_writer::families {
  std::vector<prometheus::MetricFamily> all;
};

metrics_writer::metrics_writer() : families_{std::make_unique<families>()} {}
metrics_writer::~metrics_writer() = default;
metrics_writer::metrics_writer(metrics_writer&&) noexcept = default;
metrics_writer& metrics_writer::operator=(metrics_writer&&) noexcept = default;

void metrics_writer::begin(kind what, std::string_view name, std::string_view help) {
  auto& family = families_->all.emplace_back();
  family.name = name;
  family.help = help;
  family.type = type_of(what);
}

void metrics_writer::sample(double value, labels labelled) {
  auto& family = families_->all.back();
  auto made = labelled_metric(std::move(labelled));
  if (family.type == prometheus::MetricType::Counter)
    made.counter.value = value;
  else
    made.gauge.value = value;
  family.metric.push_back(std::move(made));
}

void metrics_writer::sample(const histogram::figures& told, labels labelled) {
  auto made = labelled_metric(std::move(labelled));
  made.histogram.sample_count = told.count();
  made.histogram.sample_sum = told.sum_seconds;
  for (std::size_t i = 0; i < told.cumulative.size(); ++i) {
    auto& bucket = made.histogram.bucket.emplace_back();
    bucket.cumulative_count = told.cumulative[i];
    bucket.upper_bound = i < histogram::bounds_seconds.size()
                             ? histogram::bounds_seconds[i]
                             : std::numeric_limits<double>::infinity();
  }
  families_->all.back().metric.push_back(std::move(made));
}

void metrics_writer::counter(std::string_view name, std::string_view help, double value) {
  begin(kind::counter, name, help);
  sample(value);
}

void metrics_writer::counter(std::string_view name, std::string_view help,
                             const std::atomic<std::uint64_t>& value) {
  counter(name, help, static_cast<double>(value.load()));
}

void metrics_writer::gauge(std::string_view name, std::string_view help, double value) {
  begin(kind::gauge, name, help);
  sample(value);
}

std::string metrics_writer::text() && {
  std::erase_if(families_->all, [](const auto& family) { return family.metric.empty(); });
  return prometheus::TextSerializer{}.Serialize(families_->all);
}

} // namespace sojourn::metrics
