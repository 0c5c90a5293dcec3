// Durations and dates: what is read makes a round trip, and adding it overflows nothing.
#include "calendar/calendar.hpp"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace sojourn;
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);

  if (const auto length = calendar::parse_duration(text)) {
    if (calendar::parse_duration(calendar::to_text(*length)) != *length)
      std::abort();
    const auto start = from_unix_ms(1'772'357'400'000);
    for (const auto* zone : {"UTC", "Asia/Ho_Chi_Minh", "America/New_York"}) {
      const auto sum = calendar::add(start, *length, zone);
      if (sum && *sum < start)
        std::abort();
    }
  }
  if (const auto at = calendar::parse_local(text, "Europe/Berlin")) {
    const auto shown = calendar::to_local_text(*at, "Europe/Berlin");
    if (!shown)
      std::abort();
  }
  (void)calendar::parse_time_of_day(text);
  (void)calendar::is_zone(text);
  return 0;
}
