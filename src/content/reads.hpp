// Which names a template reads, and whether it has something for when they are absent.
#pragma once

#include "text/template.hpp"

#include <string>
#include <vector>

namespace sojourn::content {

struct name_read {
  std::string name; ///< dotted
  /// Shown only where it is there, or with a fallback that shows something else.
  bool guarded = false;
};

/// Every variable that is shown; those of lists and objects that a section entered are left out.
[[nodiscard]] std::vector<name_read> names_shown(const text::message_template& read);

} // namespace sojourn::content
