#include "base/text_field.hpp"

namespace sojourn {

std::string read_text_field(const json& source, const char* field, mistake_list& mistakes) {
  const auto found = source.find(field);
  if (found == source.end() || found->is_null())
    return {};
  if (found->is_string() && found->get_ref<const std::string&>().size() <= max_text_field_bytes)
    return found->get<std::string>();
  mistakes.add(pointer_to("", field),
               "expected text of at most " + std::to_string(max_text_field_bytes) + " bytes");
  return {};
}

} // namespace sojourn
