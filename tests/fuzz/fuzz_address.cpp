// Any text as an address of any form: what is canonical stays what it is.
#include "addresses/canonical.hpp"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using sojourn::addresses::address_kind;
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  for (const auto kind : {address_kind::email, address_kind::phone, address_kind::identifier}) {
    const auto made = sojourn::addresses::canonical_address({.kind = kind}, text);
    if (made && sojourn::addresses::canonical_address({.kind = kind}, *made) != made)
      std::abort();
  }
  return 0;
}
