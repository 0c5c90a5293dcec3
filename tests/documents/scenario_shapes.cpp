#include "tests/documents/scenario_shapes.hpp"

#include "campaign/reader.hpp"
#include "library/difference.hpp"
#include "library/needs.hpp"
#include "library/parameters.hpp"

#include <stdexcept>

namespace sojourn::tests {

namespace {

json with(const json& parameters, const json& campaign, const json& more = json::object()) {
  json made{{"title", {{"vi", "Nhắc"}, {"en", "Reminder"}}},
            {"explanation",
             {{
                  "vi",
                  "Nhắc một lần.",
              },
              {"en", "Reminds once."}}},
            {"goal", "traffic"},
            {"parameters", {{"properties", parameters}}},
            {"campaign", campaign}};
  made.update(more);
  return made;
}

json campaign_of(const json& steps, const std::string& start) {
  return {{"trigger", {{"type", "manual"}}}, {"start", start}, {"steps", steps}};
}

} // namespace

std::vector<shape> scenario_shapes() {
  const json days{{"type", "integer"}, {"minimum", 1}, {"maximum", 9}, {"default", 3}};
  const json pool{{"type", "string"}, {"format", "pool"}, {"examples", {"spring"}}};
  const json words{{"type", "object"},
                   {"required", {"vi"}},
                   {"additionalProperties", false},
                   {"properties", {{"vi", {{"type", "string"}, {"minLength", 1}}}}},
                   {"default", {{"vi", "Chào"}}}};
  const json channels{{"type", "array"},
                      {"items", {{"type", "string"}}},
                      {"minItems", 1},
                      {"default", {"email"}},
                      {"x-title", {{"vi", "Kênh"}, {"en", "Channels"}}}};
  const json rest{{"type", "delay"}, {"for", "P{{parameters.days}}D"}, {"next", "end"}};
  const json offer{
      {"type", "voucher"}, {"pool", {{"parameter", "pool"}}}, {"as", "offer"}, {"next", "end"}};
  auto sending = campaign_of({{"tell",
                               {{"type", "send"},
                                {"message", "m"},
                                {"via", {{"parameter", "channels"}}},
                                {"next", "end"}}}},
                             "tell");
  sending["messages"]["m"] = {{"fallback", "vi"},
                              {"languages", {{"vi", {{"text", "{{parameters.words.vi}}"}}}}}};
  return {
      {with({{"days", days}}, campaign_of({{"rest", rest}}, "rest")), ""},
      {with({{"pool", pool}}, campaign_of({{"offer", offer}}, "offer"),
            {{"trades", {"retail"}}, {"estimate", {{"form", "audience"}}}}),
       ""},
      {with({{"words", words}, {"channels", channels}}, sending,
            {{"needs", {{{"record", "order"}, {"fields", {"paid_at"}}}, {{"event", "answered"}}}}}),
       ""},
      {with({{"days", days}}, campaign_of({{"rest", rest}}, "rest"),
            {{"version", 2},
             {"estimate",
              {{"form", "now"},
               {"people",
                {{"within", {{{"var", "traits.last_paid_at"}}, "P{{parameters.days}}D"}}}}}}}),
       ""}};
}

result<void> read_scenario_document(const json& source) {
  const auto read = library::read_scenario("tried", source);
  if (!read)
    return fail(read.error().code, read.error().message, read.error().details);
  const auto parameters =
      library::complete_parameters(**read, json::object(), "", library::gaps::take_examples);
  if (!parameters)
    throw std::logic_error{"a scenario refuses its own examples"};
  const auto definition = library::definition_of(**read, "made", "Made", *parameters);
  const auto made = campaign::read_definition(definition);
  if (!made)
    throw std::logic_error{"a scenario makes no campaign"};
  static_cast<void>(library::needs_of(**made, (*read)->needs));
  static_cast<void>(library::summary_of("tried", 1, source));
  if (!library::difference(definition, definition, json::object()).empty())
    throw std::logic_error{"a scenario differs from itself"};
  return {};
}

} // namespace sojourn::tests
