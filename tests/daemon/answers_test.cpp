// What the daemon answers is what its OpenAPI document says, in both directions.
#include "whole_daemon.hpp"

#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

namespace sojourn::tests {

namespace {

/// The schemas with nothing but what they name: an answer with a member that the document lacks is
/// a mistake, too.
void close(json& schema) {
  if (schema.is_object() && schema.contains("properties") && schema["properties"].is_object() &&
      !schema.contains("additionalProperties"))
    schema["additionalProperties"] = false;
  for (auto& part : schema) {
    if (part.is_structured())
      close(part);
  }
}

class answers : public whole_daemon {
protected:
  /// What is wrong with the answer, by the document; empty: nothing.
  std::string mistakes(const std::string& method, const std::string& pattern,
                       const client::response& response) {
    if (document_.is_null()) {
      document_ = answer("GET", "/v1/openapi.json");
      close(document_["components"]["schemas"]);
    }
    auto lower = method;
    for (auto& c : lower)
      c = static_cast<char>(std::tolower(c));
    const auto& operation = document_.at("paths").at(pattern).at(lower);
    const auto documented = operation.at("responses").find(std::to_string(response.status));
    const bool is_refused = response.status >= 400;
    if (!is_refused && documented == operation.at("responses").end())
      return "the status " + std::to_string(response.status) +
             " is not documented: " + response.body;
    auto root = is_refused ? json{{"$ref", "#/components/schemas/problem"}}
                           : documented->at("content").at("application/json").at("schema");
    close(root);
    root["components"] = document_.at("components");

    valijson::Schema schema;
    valijson::SchemaParser parser;
    parser.populateSchema(valijson::adapters::NlohmannJsonAdapter{root}, schema);
    valijson::Validator validator;
    valijson::ValidationResults found;
    const auto body = json::parse(response.body);
    const valijson::adapters::NlohmannJsonAdapter shown{body};
    if (validator.validate(schema, shown, &found))
      return "";
    std::string told;
    for (valijson::ValidationResults::Error one; found.popError(one);) {
      for (const auto& place : one.context)
        told += place;
      told += " " + one.description + "\n";
    }
    return told + body.dump(1);
  }

  void holds(const std::string& method, const std::string& pattern, const std::string& target,
             const json& body = {}, const std::string& type = "application/json") {
    client::request request;
    request.method = method;
    request.target = target;
    request.body = body.is_null() ? "" : body.is_string() ? body.get<std::string>() : body.dump();
    request.content_type = request.body.empty() ? "" : type;
    const auto response = client::send(where_, request);
    ASSERT_TRUE(response) << target;
    EXPECT_EQ(mistakes(method, pattern, *response), "") << method << " " << target;
  }
  void get(const std::string& pattern, const std::string& target) { holds("GET", pattern, target); }

private:
  json document_;
};

} // namespace

TEST_F(answers, of_campaigns_instances_and_what_they_send_are_documented) {
  start();
  install_tier_upgrade();
  answer("PUT", "/v1/records/customer/an", {{"name", "An"}, {"tier", "gold"}});
  settle();
  const std::string campaign = "/v1/campaigns/tier-upgrade";
  const auto source = answer("GET", campaign).at("definition");
  auto other = source;
  other["id"] = "other";

  holds("POST", "/v1/campaigns", "/v1/campaigns", other);
  holds("POST", "/v1/campaigns", "/v1/campaigns", other);
  holds("PUT", "/v1/campaigns/{id}", campaign, source);
  holds("POST", "/v1/campaigns/validate", "/v1/campaigns/validate", source);
  holds("POST", "/v1/campaigns/validate", "/v1/campaigns/validate", json::object());
  holds("POST", "/v1/campaigns/{id}/copy", campaign + "/copy", {{"id", "copied"}});
  holds("POST", "/v1/campaigns/{id}/activate", "/v1/campaigns/other/activate");
  holds("POST", "/v1/campaigns/{id}/pause", "/v1/campaigns/other/pause");
  holds("POST", "/v1/campaigns/{id}/lint", campaign + "/lint");
  get("/v1/campaigns", "/v1/campaigns");
  get("/v1/campaigns/{id}", campaign);
  for (const auto* part : {"versions", "stats", "graph", "audience", "results"})
    get(std::string{"/v1/campaigns/{id}/"} + part, campaign + "/" + part);

  const auto instance = "/v1/instances/" + only_instance();
  get("/v1/instances", "/v1/instances");
  get("/v1/instances/{id}", instance);
  get("/v1/instances/{id}/journal", instance + "/journal");
  get("/v1/instances/{id}/explain", instance + "/explain");
  get("/v1/mailbox", "/v1/mailbox");
  get("/v1/sends", "/v1/sends");
  get("/v1/sends/{id}",
      "/v1/sends/" + answer("GET", "/v1/sends").at("items").at(0).at("number").dump());
  get("/v1/vouchers", "/v1/vouchers");
  get("/v1/vouchers/{pool}", "/v1/vouchers/gold-2026");
  get("/v1/vouchers/{pool}/codes", "/v1/vouchers/gold-2026/codes");
  holds("POST", "/v1/vouchers", "/v1/vouchers", {{"id", "new"}});
  holds("POST", "/v1/vouchers/{pool}/codes", "/v1/vouchers/new/codes", {{"codes", {"A"}}});
  get("/v1/channels", "/v1/channels");
  get("/v1/placements", "/v1/placements?customer=an");
  get("/v1/audit", "/v1/audit");
  get("/v1/storage", "/v1/storage");
  get("/v1/clock", "/v1/clock");
  holds("POST", "/v1/clock", "/v1/clock", {{"advance", "PT1H"}});

  const json pausing{{"filter", {{"campaign", "tier-upgrade"}}}, {"action", "pause"}};
  auto counting = pausing;
  counting["dry_run"] = true;
  holds("POST", "/v1/instances/bulk", "/v1/instances/bulk", counting);
  holds("POST", "/v1/instances/bulk", "/v1/instances/bulk", pausing);
  settle();
  get("/v1/jobs", "/v1/jobs");
  get("/v1/jobs/{id}", "/v1/jobs/job_1");
  get("/v1/jobs/{id}/errors", "/v1/jobs/job_1/errors");
}

TEST_F(answers, of_records_events_hooks_and_documents_are_documented) {
  start();
  const std::string customer = "/v1/records/customer/an";
  holds("PUT", "/v1/records/{type}/{id}", customer, {{"name", "An"}});
  holds("PUT", "/v1/records/{type}/{id}", customer, {{"email", 7}});
  holds("PATCH", "/v1/records/{type}/{id}", customer, {{"tier", "gold"}});
  get("/v1/records/{type}", "/v1/records/customer");
  get("/v1/records/{type}/{id}", customer);
  get("/v1/records/customer/{id}/traits", customer + "/traits");
  holds("PUT", "/v1/records/customer/{customer}/consents", customer + "/consents",
        {{"channel", "email"}, {"state", "given"}});
  get("/v1/records/customer/{customer}/consents", customer + "/consents");
  holds("PUT", "/v1/record-types/{name}", "/v1/record-types/ticket",
        {{"properties", json::object()}});
  get("/v1/record-types", "/v1/record-types");
  get("/v1/record-types/{name}", "/v1/record-types/ticket");

  const json event{{"specversion", "1.0"},
                   {"id", "1"},
                   {"source", "/shop"},
                   {"type", "order.paid"},
                   {"subject", "customer:an"}};
  holds("POST", "/v1/events", "/v1/events", event, "application/cloudevents+json");
  holds("POST", "/v1/events", "/v1/events", event, "application/cloudevents+json");
  holds("POST", "/v1/events", "/v1/events", json::array({event}),
        "application/cloudevents-batch+json");

  holds("POST", "/v1/hooks", "/v1/hooks", {{"id", "shop"}, {"mapping", {{"event", "order.paid"}}}});
  holds("POST", "/v1/hooks/{hook}", "/v1/hooks/shop", json::object());
  holds("POST", "/v1/hooks/{hook}/secrets", "/v1/hooks/shop/secrets", json::object());
  get("/v1/hooks", "/v1/hooks");
  get("/v1/hooks/{hook}", "/v1/hooks/shop");
  get("/v1/hooks/{hook}/deliveries", "/v1/hooks/shop/deliveries");
  holds("DELETE", "/v1/hooks/{hook}/secrets/{id}", "/v1/hooks/shop/secrets/sec_1");
  holds("DELETE", "/v1/hooks/{hook}", "/v1/hooks/shop");

  holds("PUT", "/v1/segments/{id}", "/v1/segments/all", {{"name", "All"}, {"condition", true}});
  get("/v1/segments", "/v1/segments");
  get("/v1/segments/{id}", "/v1/segments/all");
  get("/v1/segments/{id}/versions", "/v1/segments/all/versions");
  get("/v1/segments/{id}/size", "/v1/segments/all/size");
  get("/v1/segments/{id}/members", "/v1/segments/all/members");
  get("/v1/segments/{id}/members/{customer}", "/v1/segments/all/members/an");
  holds("POST", "/v1/segments/size", "/v1/segments/size", {{"condition", true}});
  holds("DELETE", "/v1/segments/{id}", "/v1/segments/all");
  const json text{{"languages", {{"en", {{"subject", "s"}, {"text", "t"}}}}}, {"fallback", "en"}};
  holds("PUT", "/v1/messages/{id}", "/v1/messages/welcome", text);
  get("/v1/messages", "/v1/messages");
  get("/v1/messages/{id}", "/v1/messages/welcome");
  get("/v1/messages/{id}/versions", "/v1/messages/welcome/versions");
  holds("DELETE", "/v1/messages/{id}", "/v1/messages/welcome");

  holds("POST", "/v1/suppressions", "/v1/suppressions",
        {{"channel", "email"}, {"address", "an@shop.example"}, {"reason", "asked"}});
  get("/v1/suppressions", "/v1/suppressions");
  get("/v1/send-rules", "/v1/send-rules");
  holds("PUT", "/v1/send-rules", "/v1/send-rules", json::object());
  get("/v1/budget", "/v1/budget");
  holds("POST", "/v1/records/{type}/import", "/v1/records/customer/import", "id,name\nb,Ba\n",
        "text/csv");
  settle();
  get("/v1/imports", "/v1/imports");
  get("/v1/imports/{id}", "/v1/imports/imp_1");
  get("/healthz", "/healthz");
  get("/readyz", "/readyz");
}

} // namespace sojourn::tests
