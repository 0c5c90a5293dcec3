// The middle of several measurements, which one slow round does not move.
#pragma once

#include <algorithm>
#include <chrono>
#include <utility>
#include <vector>

namespace sojourn::bench {

/// The middle value, the upper one of two; `values` must not be empty.
inline double median(std::vector<double> values) {
  std::ranges::sort(values);
  return values.at(values.size() / 2);
}

/// How long `work` takes, in milliseconds: the median of five.
template <class Work>
double median_ms(const Work& work) {
  std::vector<double> times;
  for (int i = 0; i < 5; ++i) {
    const auto began = std::chrono::steady_clock::now();
    work();
    times.push_back(
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - began)
            .count());
  }
  return median(std::move(times));
}

} // namespace sojourn::bench
