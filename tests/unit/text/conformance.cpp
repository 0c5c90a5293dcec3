// The core specs of Mustache.
#include "tests/places.hpp"
#include "text/template.hpp"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>

namespace sojourn::text {
namespace {

struct spec {
  const char* name;
  std::size_t cases;
};

void PrintTo(const spec& s, std::ostream* out) { *out << s.name; }

class mustache_conformance : public testing::TestWithParam<spec> {};

TEST_P(mustache_conformance, every_case_of_the_core_spec_holds) {
  const auto file = std::filesystem::path{tests::conformance_folder()} / "mustache" /
                    (std::string{GetParam().name} + ".json");
  if (!std::filesystem::exists(file))
    GTEST_SKIP() << "the Mustache specs are not at " << file;
  std::ifstream in(file);

  const auto cases = json::parse(in).at("tests");
  for (const auto& each : cases) {
    const auto name = each.at("name").get<std::string>();
    const auto parsed = message_template::parse(each.at("template").get<std::string>());
    if (!parsed) {
      ADD_FAILURE() << name << " is refused: " << parsed.error().message;
      continue;
    }
    render_options options{.escape = escaping::html};
    const auto partials = each.value("partials", json::object());
    for (const auto& [key, partial] : partials.items())
      options.partials[key] = partial.get<std::string>();
    EXPECT_EQ(parsed->render(each.value("data", json()), options),
              each.at("expected").get<std::string>())
        << name;
  }
  EXPECT_EQ(cases.size(), GetParam().cases);
}

INSTANTIATE_TEST_SUITE_P(specs, mustache_conformance,
                         testing::Values(spec{"comments", 12}, spec{"delimiters", 14},
                                         spec{"interpolation", 42}, spec{"inverted", 22},
                                         spec{"partials", 12}, spec{"sections", 34}),
                         [](const auto& info) { return std::string{info.param.name}; });

} // namespace
} // namespace sojourn::text
