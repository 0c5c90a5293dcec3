// Calls of Zalo's webhook, past their signature: whatever comes is read or refused.
#include "channels/zalo/receipts.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sojourn::channels;
  const provider_call call{.body = std::string{reinterpret_cast<const char*>(data), size},
                           .headers = {{"x-zevent-server", "ZNS"}},
                           .at = sojourn::from_unix_ms(1'767'225'600'000)};
  static_cast<void>(zalo::read_event(call));
  zalo::settings with;
  with.app_id = "1";
  with.app_secret = "2";
  static_cast<void>(zalo::check_signature(call, with));
  return 0;
}
