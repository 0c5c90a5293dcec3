// Any bytes as a campaign definition: it is refused with mistakes, or it is read and its
// source reads again to the same.
#include "campaign/reader.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace sojourn;
  const auto source = parse_json({reinterpret_cast<const char*>(bytes), size});
  if (!source)
    return 0;
  const auto read = campaign::read_definition(*source);
  if (!read) {
    if (read.error().details.empty())
      std::abort();
    for (const auto& mistake : read.error().details)
      if (mistake.message.empty() || !is_utf8(mistake.message))
        std::abort();
    return 0;
  }
  for (const auto& [id, step] : (*read)->steps)
    for (const auto& way : campaign::transitions_of(step))
      if (way.target != campaign::end_target && (*read)->find(way.target) == nullptr)
        std::abort();
  const auto again = campaign::read_definition((*read)->source);
  if (!again || (*again)->source != *source)
    std::abort();
  return 0;
}
