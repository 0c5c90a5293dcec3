#include "messages/purpose.hpp"

namespace sojourn::messages {

std::string_view to_text(purpose value) {
  switch (value) {
  case purpose::transactional:
    return "transactional";
  case purpose::service:
    return "service";
  case purpose::promotional:
    return "promotional";
  }
  return "promotional";
}

std::optional<purpose> parse_purpose(std::string_view text) {
  for (const auto each : all_purposes) {
    if (to_text(each) == text)
      return each;
  }
  return std::nullopt;
}

} // namespace sojourn::messages
