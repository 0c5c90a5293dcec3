// Texts of a document as one person is told them.
#pragma once

#include "base/work_budget.hpp"
#include "forms/form.hpp"

#include <string>

namespace sojourn::forms {

struct saying {
  const json& known; ///< what templates see
  std::string language;
  std::string zone = "UTC";
  work_budget& work;
};

/// A template as plain text.
[[nodiscard]] std::string render(const text::message_template& what, const saying& how);

/// The text in the language, else in the form's first one; empty where there is none.
[[nodiscard]] std::string say(const words& what, const form& of, const saying& how);

} // namespace sojourn::forms
