// Conditions: two JSON texts, a line break between them, are a rule and its data.
#include "rules/rule.hpp"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace sojourn;
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const auto line_break = text.find('\n');
  const auto source = parse_json(text.substr(0, line_break));
  if (!source)
    return 0;
  const auto rule = rules::rule::parse(*source);
  if (!rule)
    return 0;
  const auto data = line_break == std::string_view::npos
                        ? json()
                        : parse_json(text.substr(line_break + 1)).value_or(json());

  const rules::environment env{.now = from_unix_ms(1'772'357'400'000),
                               .zone = "Europe/Berlin",
                               .in_segment = [](const std::string& segment) -> result<bool> {
                                 return segment.size() % 2 == 0;
                               },
                               .outcome = [](const std::string& step) -> json {
                                 return {{"status", step}};
                               }};
  const auto value = rule->evaluate(data, env);
  const auto truth = rule->test(data, env);
  // Both see the same errors, and the same truth where a value is JSON.
  if (value.has_value() != truth.has_value() || (value && rules::truthy(*value) != *truth))
    std::abort();
  if (value && !json::accept(dump(*value)))
    std::abort();
  (void)rule->paths();
  return 0;
}
