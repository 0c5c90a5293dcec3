// Forms that tests read, and what somebody writes into them.
#pragma once

#include "forms/answers.hpp"
#include "forms/page.hpp"
#include "forms/visit.hpp"

#include <gtest/gtest.h>
#include <stdexcept>

namespace sojourn::forms {

inline const instant now = from_unix_ms(1'772'442'000'000); // 2026-03-02T09:00:00Z

/// A document with these components, and whatever else is given.
inline json document(const std::string& components, const json& more = json::object()) {
  json made{{"header", {{"title", {{"vi", "Khảo sát"}, {"en", "Survey"}}}}},
            {"components", json::parse(components)}};
  made.update(more);
  return made;
}

inline form form_of(const std::string& components, const json& more = json::object()) {
  auto read = read_form("survey", document(components, more));
  if (!read) {
    std::string why = read.error().message;
    for (const auto& one : read.error().details)
      why += "\n" + one.pointer + ": " + one.message;
    throw std::invalid_argument{why};
  }
  return std::move(*read);
}

/// The mistakes of a document: "POINTER: MESSAGE" each.
inline std::vector<std::string> mistakes_in(const json& source) {
  const auto read = read_form("survey", source);
  std::vector<std::string> told;
  if (!read) {
    for (const auto& one : read.error().details)
      told.push_back(one.pointer + ": " + one.message);
  }
  return told;
}

inline answered answers_to(const form& of, const inputs& given, const std::string& language = "vi",
                           const json& known = json::object()) {
  work_budget work{100'000};
  return read_answers(of, given, {.known = known, .language = language, .now = now, .work = work});
}

/// "INPUT CODE LIMIT" of each mistake.
inline std::vector<std::string> errors_of(const answered& read) {
  std::vector<std::string> told;
  for (const auto& one : read.errors)
    told.push_back(one.input + " " + one.code + (one.limit.empty() ? "" : " " + one.limit));
  return told;
}

inline page page_of(const form& of, const inputs& given, const std::string& language = "vi",
                    std::size_t number = 0, std::vector<field_error> errors = {},
                    const json& known = json::object()) {
  work_budget work{100'000};
  const auto read =
      read_answers(of, given, {.known = known, .language = language, .now = now, .work = work});
  return form_page({.of = of,
                    .language = language,
                    .known = known,
                    .read = read,
                    .given = given,
                    .number = number,
                    .errors = std::move(errors),
                    .action = "TOKEN?lang=" + language,
                    .token = "the-token",
                    .can_save = of.drafts,
                    .work = work});
}

} // namespace sojourn::forms
