// Templates: the first byte chooses the escaping, the rest is the template.
#include "text/template.hpp"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace sojourn;
  if (size == 0)
    return 0;
  const std::string_view source(reinterpret_cast<const char*>(bytes) + 1, size - 1);
  const auto parsed = text::message_template::parse(source);
  if (!parsed)
    return 0;

  static const json data = {{"a", "Nguyễn <Văn> \"A\" & 'B'|C"},
                            {"b", {1, 2.5, nullptr, {{"a", "x"}}}},
                            {"c", {{"a", true}, {"b", ""}}},
                            {"d", "2026-03-01T09:00:00+07:00"},
                            {"e", 1250000}};
  text::render_options options{.escape = static_cast<text::escaping>(bytes[0] % 4),
                               .language = bytes[0] % 2 == 0 ? "vi" : "en",
                               .zone = "Asia/Ho_Chi_Minh"};
  options.partials["self"] = source;
  if (parsed->render(data, options).size() > text::max_rendered_bytes)
    std::abort();
  (void)parsed->names();
  return 0;
}
