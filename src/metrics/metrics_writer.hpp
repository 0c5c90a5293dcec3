// Metrics as the text that Prometheus reads.
#pragma once

#include "base/histogram.hpp"

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sojourn::metrics {

using labels = std::vector<std::pair<std::string, std::string>>;

enum class kind {
  counter, ///< only grows; its name ends in _total
  gauge,
  histogram,
};

/// Collects families of samples. Not thread-safe. The format is the text exposition format 0.0.4 of
/// Prometheus.
class metrics_writer {
public:
  metrics_writer();
  ~metrics_writer();
  metrics_writer(metrics_writer&&) noexcept;
  metrics_writer& operator=(metrics_writer&&) noexcept;

  /// Begins a family; the samples that follow belong to it.
  void begin(kind what, std::string_view name, std::string_view help);
  void sample(double value, labels labelled = {});
  void sample(const histogram::figures& told, labels labelled = {});

  /// A family of one sample.
  void counter(std::string_view name, std::string_view help, double value);
  void counter(std::string_view name, std::string_view help,
               const std::atomic<std::uint64_t>& value);
  void gauge(std::string_view name, std::string_view help, double value);

  /// All of it, without the families that have no sample.
  [[nodiscard]] std::string text() &&;

private:
  struct families;
  std::unique_ptr<families> families_;
};

} // namespace sojourn::metrics
