// Definitions to start from, and short words for what is wrong with one.
#pragma once

#include "campaign/reader.hpp"
#include "tests/support/files.hpp"

#include <gtest/gtest.h>
#include <sstream>

namespace sojourn::campaign {

inline json tier_upgrade() { return tests::read_json("examples/tier-upgrade/campaign.json"); }

/// The smallest definition: it is started by hand and ends.
inline json smallest() {
  return json::parse(R"({
    "id": "small", "name": "Small", "trigger": {"type": "manual"}, "start": "stop",
    "steps": {"stop": {"type": "end"}}
  })");
}

/// A definition whose one step, before the end, is `step`.
inline json with_step(const std::string& step) {
  auto definition = smallest();
  definition["start"] = "only";
  definition["steps"] = {{"only", json::parse(step)}};
  definition["messages"] = {
      {"hello", {{"fallback", "en"}, {"languages", {{"en", {{"text", "Hello"}}}}}}}};
  return definition;
}

/// `definition` with the JSON `value` at `pointer`.
inline json changed(json definition, const std::string& pointer, const std::string& value) {
  definition[json::json_pointer{pointer}] = json::parse(value);
  return definition;
}

inline definition_ptr read(const json& source, const surroundings& around = {}) {
  auto definition = read_definition(source, around);
  if (!definition) {
    for (const auto& one : definition.error().details)
      ADD_FAILURE() << one.pointer << ": " << one.message;
    return std::make_shared<campaign::definition>();
  }
  return *definition;
}

/// The one step of with_step(), as `Kind`.
template <class Kind>
Kind only_step(const std::string& step) {
  return std::get<Kind>(read(with_step(step))->steps.at("only").kind);
}

inline std::vector<error_detail> mistakes_in(const json& source, const surroundings& around = {}) {
  const auto definition = read_definition(source, around);
  return definition ? std::vector<error_detail>{} : definition.error().details;
}

inline std::string as_text(const std::vector<error_detail>& mistakes) {
  std::string text;
  for (const auto& one : mistakes)
    text += one.pointer + ": " + one.message + "\n";
  return text;
}

} // namespace sojourn::campaign
