// JSON from outside: what is read can be written and read again.
#include "base/json.hpp"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const auto value = sojourn::parse_json(text);
  if (!value)
    return 0;
  const auto again = sojourn::parse_json(sojourn::dump(*value));
  if (!again || *again != *value)
    std::abort();
  return 0;
}
