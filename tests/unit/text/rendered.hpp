// What a template makes of data.
#pragma once

#include "text/template.hpp"

#include <string>

namespace sojourn::text {

/// The text, or why the template was refused.
inline std::string rendered(std::string_view source, const json& data,
                            const render_options& options = {}) {
  const auto parsed = message_template::parse(source);
  return parsed ? parsed->render(data, options) : "refused: " + parsed.error().message;
}

} // namespace sojourn::text
