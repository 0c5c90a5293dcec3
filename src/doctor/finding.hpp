// A finding of the doctor: a code with facts, and how bad it is.
#pragma once

#include "base/json.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sojourn::doctor {

enum class grade : std::uint8_t { ok, warning, problem };

[[nodiscard]] constexpr std::string_view to_text(grade one) {
  return one == grade::ok ? "ok" : one == grade::warning ? "warning" : "problem";
}

struct finding {
  std::string check; ///< "settings", "directory", "disk", …
  grade how = grade::ok;
  std::string code;            ///< of words.hpp
  json facts = json::object(); ///< what its sentence names
};

using findings = std::vector<finding>;

/// The worst of them; ok where there are none.
[[nodiscard]] inline grade worst_of(const findings& all) {
  auto worst = grade::ok;
  for (const auto& one : all)
    worst = std::max(worst, one.how);
  return worst;
}

} // namespace sojourn::doctor
