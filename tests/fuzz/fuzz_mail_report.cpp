// Reports that other mail servers write: whatever comes is read or refused.
#include "channels/email/mail_report.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sojourn;
  const std::string_view mail{reinterpret_cast<const char*>(data), size};
  for (const auto* type : {"message/rfc822", "multipart/report; boundary=b"}) {
    const auto heard = channels::read_mail_report(mail, type, "shop.example", {});
    if (!heard)
      continue;
    // What is kept of it is stored as JSON, and names nobody by an address that it holds.
    for (const auto& one : *heard)
      if (!is_utf8(one.detail) || !is_utf8(one.code) || !one.address.empty())
        __builtin_trap();
  }
  return 0;
}
