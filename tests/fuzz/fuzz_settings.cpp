// Any bytes as a settings file: mistakes are reported, and accepted settings can be shown.
#include "base/json.hpp"
#include "config/describe.hpp"
#include "config/reader.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace sojourn;
  const std::string_view text{reinterpret_cast<const char*>(bytes), size};
  const auto read = config::read_settings(text, "sojourn.toml", {});
  if (read)
    static_cast<void>(dump(config::describe(*read)));
  else if (read.error().empty() || config::to_text(read.error().front()).empty())
    std::abort();
  return 0;
}
