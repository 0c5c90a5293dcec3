#include "tests/documents/documents.hpp"

#include "base/work_budget.hpp"
#include "budget/estimate.hpp"
#include "campaign/message_reader.hpp"
#include "campaign/reader.hpp"
#include "channels/described/provider.hpp"
#include "content/lint.hpp"
#include "content/render.hpp"
#include "hooks/hook.hpp"
#include "messages/send_rules.hpp"
#include "records/record_type.hpp"
#include "records/shipped_texts.hpp"
#include "segments/segment_registry.hpp"
#include "tests/documents/form_shapes.hpp"
#include "tests/documents/scenario_shapes.hpp"
#include "tests/documents/shapes.hpp"
#include "tests/documents/wrongs.hpp"

#include <stdexcept>

namespace sojourn::hooks {
extern const std::string_view hook_schema_text;
}
namespace sojourn::channels {
extern const std::string_view provider_schema_text;
}

namespace sojourn::tests {

namespace {

const instant now = from_unix_ms(1'772'442'000'000);
const json person{{"customer", {{"id", "1"}, {"name", "An"}, {"tier", "gold"}}},
                  {"traits", {{"orders_count", 2}}}};

/// A promise of the code under test; the fuzzer and the test both stop where it does not hold.
void require(bool holds, const char* what) {
  if (!holds)
    throw std::logic_error{what};
}

template <class T>
result<void> refused_by(const result<T>& read) {
  return fail(read.error().code, read.error().message, read.error().details);
}

content::lint_figures figures() {
  content::lint_figures by{.now = now, .allowed_link_domains = {"shop.example"}};
  by.customer_type = records::find_shipped("customer");
  by.product_type = records::find_shipped("product");
  by.sample = person;
  return by;
}

const good_values campaign_words{
    .of_definition = {{"duration", "PT1H"},
                      {"rule", {{"==", {{{"var", "customer.tier"}}, "gold"}}}},
                      {"target", "end"},
                      {"name", "shop"},
                      {"variable", "known"},
                      {"field", "tier"},
                      {"event", "order.paid"},
                      {"record_type", "customer"},
                      {"recurrence_rule", "FREQ=DAILY"},
                      {"recurrence_start", "2026-01-01T09:00"},
                      {"shown_instant", "2026-03-01T09:00"},
                      {"template", "Hi"}},
    .of_member = {{"timezone", "Asia/Ho_Chi_Minh"},
                  {"message", "hello"},
                  {"via[]", "email"},
                  {"until", "2026-03-01T09:00"},
                  {"from", "2026-02-01T09:00"},
                  {"at[]", "2026-03-01T09:00"},
                  {"window", {{"from", "08:00"}, {"to", "20:00"}}},
                  {"content", {{"title", "Hi {{customer.name}}"}}},
                  {"body", {{"who", "{{customer.id}}"}}},
                  {"start", "only"},
                  {"steps", {{"only", {{"type", "end"}}}}},
                  {"messages", json::object()},
                  {"fallback", "vi"},
                  {"base64", "iVBORw0KGgo="},
                  {"content_type", "image/png"}},
    .name_in = {{"languages", "vi"}, {"reads", "home"}, {"pictures", "logo"}}};

json envelope() {
  return {
      {"id", "c"},
      {"name", "C"},
      {"trigger", {{"type", "manual"}}},
      {"start", "only"},
      {"steps", {{"only", {{"type", "end"}}}}},
      {"messages", {{"hello", {{"fallback", "vi"}, {"languages", {{"vi", {{"text", "Hi"}}}}}}}}}};
}

std::vector<shape> definition_shapes() {
  const auto& schema = campaign::definition_schema();
  std::vector<shape> shapes;
  for (auto& whole : shapes_of(schema, schema, campaign_words))
    shapes.push_back(shape{std::move(whole)});
  const auto put = [&](const std::string& at, const std::vector<json>& parts) {
    for (const auto& part : parts) {
      auto definition = envelope();
      definition[json::json_pointer{at}] = part;
      shapes.push_back({std::move(definition), at});
    }
  };
  put("/steps/only", shapes_of_definition(schema, "step", campaign_words));
  put("/trigger", shapes_of_definition(schema, "trigger", campaign_words));
  put("/messages/hello", shapes_of_definition(schema, "message", campaign_words));
  return shapes;
}

result<void> read_definition(const json& source) {
  const auto read = campaign::read_definition(source, {.channels = {"email"}});
  if (!read)
    return refused_by(read);
  const auto& campaign = **read;
  for (const auto& [id, step] : campaign.steps) {
    for (const auto& way : campaign::transitions_of(step))
      require(way.target == campaign::end_target || campaign.find(way.target) != nullptr,
              "a way leads to a step that is not there");
  }
  const auto again = campaign::read_stored(campaign.source, json::object(), {});
  require(again.has_value(), "what was read cannot be read when it is stored");
  for (const auto& one : content::lint_campaign(campaign, figures()))
    require(!one.message.empty() && is_utf8(one.message), "a finding has no words");
  static const auto prices =
      budget::read_plan({{"tokens", {{"prices", {{"send", 2}, {"http", 1}}}}}}).value();
  require(budget::estimate_of(campaign, *prices).tokens >= 0, "a campaign earns tokens");
  return {};
}

std::vector<shape> shapes_of_text(std::string_view schema_text, const good_values& words,
                                  const std::string& definition = {}) {
  const auto schema = json::parse(schema_text);
  std::vector<shape> shapes;
  for (auto& whole : definition.empty() ? shapes_of(schema, schema, words)
                                        : shapes_of_definition(schema, definition, words))
    shapes.push_back(shape{std::move(whole)});
  return shapes;
}

std::vector<shape> message_shapes() {
  std::vector<shape> shapes;
  for (auto& one : shapes_of_definition(campaign::definition_schema(), "message", campaign_words)) {
    one["name"] = "Hello";
    shapes.push_back(shape{std::move(one)});
  }
  return shapes;
}

result<void> read_message(const json& source) {
  const auto read = campaign::read_library_message("m", source);
  if (!read)
    return refused_by(read);
  for (const auto& channels : {std::vector<std::string>{}, std::vector<std::string>{"sms"}}) {
    for (const auto& one : content::lint_message(read->parts, "", channels, figures()))
      require(!one.message.empty() && is_utf8(one.message), "a finding has no words");
  }
  for (const auto* channel : {"email", "web_push", "sms"})
    require(content::render(read->parts, {.data = person, .channel = channel, .zone = "UTC"})
                .has_value(),
            "a message has no texts");
  return {};
}

const json good_record{
    {"type", "order"},
    {"id", {{"var", "body.id"}}},
    {"when", {{"var", "body.id"}}},
    {"how", "merge"},
    {"fields", {{"amount", {{"from", {{"var", "body.total"}}}, {"as", "money"}}}}},
    {"as_of", "amount"},
    {"once", {"amount"}}};

const good_values hook_words{
    .of_definition = {{"rule", {{"var", "body.id"}}},
                      {"value", {{"from", {{"var", "body.id"}}}, {"as", "text"}}},
                      {"field", "phone"},
                      {"tolerance", "PT5M"},
                      {"header", "X-Sign"},
                      {"prefix", "t="}},
    .of_member = {{"records[]", good_record},
                  {"timezone", "Asia/Ho_Chi_Minh"},
                  {"secrets[]", "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="},
                  {"signed", "{body}"},
                  {"timestamp_header", "X-Time"}}};

result<void> read_hook(const json& source) {
  const auto read = hooks::read_document(source);
  if (!read)
    return refused_by(read);
  const std::map<std::string, std::string> headers{{"x-sign", "t=1,v=2"}, {"x-time", "1"}};
  const std::string body = R"({"id": 42, "customer_id": "7", "total": "12.50",
                               "list": [{"a": 1}, {"a": "x"}]})";
  require(!hooks::verify(read->hook->signature, read->secrets, {headers, body}, now,
                         milliseconds{300'000}),
          "a call without a signature passed");
  static_cast<void>(hooks::read_call(*read->hook, {headers, body}, now));
  return {};
}

/// The forms of a value beside a condition, each as a field of the data.
std::vector<shape> hook_shapes() {
  auto all = shapes_of_text(hooks::hook_schema_text, hook_words);
  const auto schema = json::parse(hooks::hook_schema_text);
  for (const auto* form : {"converted", "object_value", "list_value"}) {
    for (auto& value : shapes_of_definition(schema, form, hook_words))
      all.push_back({{{"mapping", {{"data", {{"x", std::move(value)}}}}}}, "/mapping/data/x"});
  }
  return all;
}

const good_values type_words{.of_member = {{"minimum", 1},
                                           {"maximum", 5},
                                           {"x-links", {{"a", "product"}}},
                                           {"x-identities", {{"a", "email"}}}}};

result<void> read_type(const json& source) {
  const auto read = records::read_type("visit", source);
  if (!read)
    return refused_by(read);
  for (const auto& data : {json::object(), json{{"a", 1}}, json{{"a", {{"a", "x"}}}},
                           json{{"a", json::array({1, "x"})}}, json(5)}) {
    for (const auto& mistake : records::check(**read, data))
      require(!mistake.message.empty() && is_place_in(data, mistake.pointer),
              "a mistake in a record stands nowhere");
    static_cast<void>(records::owner_of(**read, data));
  }
  return {};
}

const good_values rules_words{.of_member = {{"from", "22:00"},
                                            {"to", "08:00"},
                                            {"per", "PT24H"},
                                            {"spread", "PT1H"},
                                            {"subjects[]", "customer:42"},
                                            {"domains[]", "shop.example"}}};

result<void> read_rules(const json& source) {
  const auto read = messages::read_send_rules(source);
  if (!read)
    return refused_by(read);
  const messages::person_facts known{.sent = [](std::size_t) { return nullptr; }};
  for (const auto* channel : {"email", "sms"}) {
    const auto judged = messages::judge(**read,
                                        {.subject = {"customer", "1"},
                                         .campaign = "c",
                                         .channel = channel,
                                         .zone = "UTC",
                                         .at = now},
                                        known);
    require(judged.has_value(), "the rules give no verdict");
  }
  return {};
}

const good_values plan_words{.of_member = {{"timezone", "UTC"}, {"resume_at", "08:00"}},
                             .name_in = {{"prices", "send"}, {"credits", "zns"}}};

result<void> read_plan(const json& source) {
  const auto read = budget::read_plan(source);
  if (!read)
    return refused_by(read);
  for (const auto* action : {"send:email", "http", "voucher"})
    static_cast<void>(budget::price_of(**read, action));
  return {};
}

const good_values provider_words{
    .of_definition = {{"duration", "PT15S"},
                      {"rule", {{"var", "body.id"}}},
                      {"template", "https://sms.example/{{key}}"}},
    .of_member = {{"secrets", {{"token", {{"env", "TOKEN"}}}}},
                  {"secrets[]", "token"},
                  {"signature", {{"scheme", "token"}, {"header", "X-Token"}}},
                  {"field", "phone"},
                  {"from", "08:00"},
                  {"to", "22:00"},
                  {"zone", "UTC"},
                  {"method", "POST"}}};

std::vector<shape> provider_shapes() {
  auto shapes = shapes_of_text(channels::provider_schema_text, provider_words);
  for (auto& one : shapes) { // one list of secrets, named by the receipts
    if (one.sound.contains("receipts")) {
      one.sound["secrets"] = {{"token", {{"env", "TOKEN"}}}};
      one.sound["receipts"]["secrets"] = {"token"};
    }
  }
  return shapes;
}

result<void> read_provider(const json& source) {
  const auto read = channels::read_provider(source);
  if (!read)
    return refused_by(read);
  const auto& made = **read;
  for (const auto* body : {"", "{}", R"({"id": "1"})", "[[", "\"x\""}) {
    channels::http_response answer;
    answer.status = 200;
    answer.body = body;
    answer.complete = true;
    static_cast<void>(channels::judge_answer(made.answers, {}, answer, now));
  }
  static_cast<void>(channels::fill_request(made.send, person, {}));
  if (made.receipts) {
    std::map<std::string, std::string> secrets;
    for (const auto& [name, place] : made.secrets)
      secrets[name] = "0123456789abcdef";
    static_cast<void>(channels::unusable_secret(*made.receipts, secrets));
    const channels::provider_call call{
        .body = R"({"id": "read"})", .headers = {{"x-token", "0123456789abcdef"}}, .at = now};
    static_cast<void>(channels::read_receipts(*made.receipts, secrets, "sms", call));
  }
  return {};
}

const json segment_schema = json::parse(R"({
  "type": "object", "oneOf": [{"required": ["condition"]}, {"required": ["group"]}],
  "properties": {
    "name": {"type": "string"}, "description": {"type": "string"}, "timezone": {"type": "string"},
    "condition": {"enum": [true, {"in_segment": "frequent"},
      {"some": [{"var": "orders"}, {">": [{"var": "amount"}, 100]}]},
      {"and": [{"==": [{"var": "customer.tier"}, "gold"]}, {">": [{"var": "traits.orders_count"}, 1]}]}]},
    "group": {"enum": ["product_bought", "frequent"]}
  }})");

std::vector<shape> segment_shapes() {
  const good_values words{.of_member = {{"timezone", "Asia/Ho_Chi_Minh"}}};
  std::vector<shape> shapes;
  for (auto& one : shapes_of(segment_schema, segment_schema, words))
    shapes.push_back(shape{std::move(one)});
  for (const auto& group : segments::shipped_groups()) {
    json parameters = json::object();
    for (const auto& [name, told] : group.parameters)
      parameters[name] = told.otherwise;
    shapes.push_back(shape{{{"group", group.id}, {"parameters", parameters}}});
  }
  return shapes;
}

result<void> read_segment(const json& source) {
  const auto read = segments::read_segment("mine", source);
  if (!read)
    return refused_by(read);
  static const segments::segment_registry known{{}, {}};
  const auto asked = known.resolve(*read);
  if (!asked)
    return refused_by(asked);
  static_cast<void>(segments::test(**asked, person, now));
  work_budget work{100'000};
  static_cast<void>(segments::explain(**asked, person, now, work));
  static_cast<void>(segments::as_json(*read));
  return {};
}

} // namespace

const std::vector<document_kind>& all_documents() {
  static const std::vector<document_kind> all{
      {"definition", definition_shapes(), read_definition},
      {"message", message_shapes(), read_message},
      {"segment", segment_shapes(), read_segment},
      {"hook", hook_shapes(), read_hook},
      {"record type", shapes_of_text(records::type_schema_text, type_words), read_type},
      {"send rules", shapes_of_text(messages::send_rules_schema().dump(), rules_words), read_rules},
      {"budget", shapes_of_text(budget::plan_schema().dump(), plan_words), read_plan},
      {"provider", provider_shapes(), read_provider},
      {"scenario", scenario_shapes(), read_scenario_document},
      {"form", form_shapes(), read_form_document},
  };
  return all;
}

const document_kind& document_named(std::string_view name) {
  for (const auto& kind : all_documents()) {
    if (kind.name == name)
      return kind;
  }
  throw std::out_of_range{"there is no such document"};
}

std::string problem_with(const document_kind& kind, const json& source) {
  const auto at = [&](const std::string& what) {
    return what + " in " + dump(source).substr(0, 4000);
  };
  try {
    const auto read = kind.read(source);
    if (read)
      return {};
    if (read.error().details.empty())
      return at("it is refused without a mistake (" + read.error().message + ")");
    for (const auto& mistake : read.error().details) {
      if (mistake.message.empty() || !is_utf8(mistake.message))
        return at("the mistake at \"" + mistake.pointer + "\" has no words");
      if (!is_place_in(source, mistake.pointer))
        return at("the mistake at \"" + mistake.pointer + "\" stands nowhere");
    }
  } catch (const std::exception& failure) {
    return at(std::string{"it throws "} + failure.what());
  }
  return {};
}

} // namespace sojourn::tests
