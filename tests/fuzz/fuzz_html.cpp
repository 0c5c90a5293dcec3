// HTML of messages, and the addresses in it.
#include "messages/html.hpp"
#include "messages/tracking.hpp"
#include "messages/web_address.hpp"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sojourn::messages;
  const std::string_view input{reinterpret_cast<const char*>(data), size};
  if (const auto address = read_web_address(input)) {
    const auto again = read_web_address(address->url);
    if (!again || again->url != address->url)
      std::abort();
  }
  const auto contents = read_html(input);
  if (!contents)
    return 0;
  (void)unsafe_address(*contents);
  const auto keep = [](std::string_view) -> std::optional<std::string> { return std::nullopt; };
  if (replace_links_in_html(input, keep) != input)
    std::abort();
  return 0;
}
