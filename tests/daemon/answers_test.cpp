// What the daemon answers is what its OpenAPI document says, in both directions.
#include "tests/support/pages.hpp"
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
    if (!token_.empty())
      request.headers.emplace_back("Authorization", "Bearer " + token_);
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
  get("/v1/instances/groups", "/v1/instances/groups");
  holds("POST", "/v1/instances/{id}/edit", instance + "/edit", {{"vars", {{"note", 1}}}});
  get("/v1/records/customer/{id}/timeline", "/v1/records/customer/an/timeline");
  get("/v1/records/{type}", "/v1/records/customer?q=an");
  get("/v1/events", "/v1/events");
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
  get("/v1/codes", "/v1/codes?customer=an");
  get("/v1/channels", "/v1/channels");
  get("/v1/placements", "/v1/placements?customer=an");
  get("/v1/audit", "/v1/audit");
  get("/v1/storage", "/v1/storage");
  get("/v1/backups", "/v1/backups");
  get("/v1/records/customer/{id}/export", "/v1/records/customer/an/export");
  holds("POST", "/v1/export", "/v1/export", json::object());
  get("/v1/settings", "/v1/settings");
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

TEST_F(answers, of_the_library_are_documented) {
  start();
  const std::string welcome = "/v1/library/welcome";
  get("/v1/library", "/v1/library");
  for (const auto* id : {"welcome", "vat-invoice", "tier-upgrade"})
    get("/v1/library/{id}", std::string{"/v1/library/"} + id);
  get("/v1/library/{id}/versions", welcome + "/versions");
  holds("POST", "/v1/library/{id}/estimate", welcome + "/estimate", json::object());
  holds("POST", "/v1/library/{id}/install", welcome + "/install", {{"activate", true}});
  holds("POST", "/v1/library/{id}/install", welcome + "/install", {{"parameters", {{"pool", 7}}}});
  get("/v1/library/{id}/installations", welcome + "/installations");

  const std::string mine = "/v1/library/mine";
  json document{{"campaign", "welcome"}};
  holds("PUT", "/v1/library/{id}", mine, document);
  holds("POST", "/v1/library/{id}/install", mine + "/install", {{"campaign", "made"}});
  document["title"] = {{"vi", "Chào"}, {"en", "Hello"}};
  document["placeholders"] = {{"/timezone", {{"parameter", "zone"}}}};
  document["parameters"] = {
      {"properties", {{"zone", {{"type", "string"}, {"default", "Asia/Bangkok"}}}}}};
  holds("PUT", "/v1/library/{id}", mine, document);
  get("/v1/library/{id}", mine);
  get("/v1/library/{id}/versions", mine + "/versions");
  get("/v1/library/{id}/installations/{campaign}", mine + "/installations/made");
  holds("POST", "/v1/library/{id}/installations/{campaign}/update",
        mine + "/installations/made/update", json::object());
  holds("DELETE", "/v1/library/{id}", mine);
}

TEST_F(answers, of_vouchers_and_recommendations_are_documented) {
  start();
  const std::string pool = "/v1/vouchers/gold";
  holds("POST", "/v1/vouchers", "/v1/vouchers", {{"id", "gold"}, {"per_person", 1}});
  holds("POST", "/v1/vouchers", "/v1/vouchers", {{"id", "gold"}});
  holds("PATCH", "/v1/vouchers/{pool}", pool, {{"valid_for", "P14D"}});
  holds("PATCH", "/v1/vouchers/{pool}", pool, {{"valid_for", 14}});
  holds("POST", "/v1/vouchers/{pool}/codes", pool + "/codes", {{"codes", {"A", "B"}}});
  holds("POST", "/v1/vouchers/{pool}/void", pool + "/void", {{"codes", {"A"}}, {"why", "a leak"}});
  holds("POST", "/v1/vouchers/{pool}/void", pool + "/void", {{"codes", {"Z"}}});
  get("/v1/vouchers/{pool}", pool);
  get("/v1/vouchers/{pool}/codes", pool + "/codes");
  get("/v1/codes", "/v1/codes?code=A");

  const std::string home = "/v1/recommendations/rules/home";
  holds("PUT", "/v1/recommendations/rules/{slot}", home, {{"count", 2}});
  holds("PUT", "/v1/recommendations/rules/{slot}", home, {{"count", 99}});
  get("/v1/recommendations/rules", "/v1/recommendations/rules");
  get("/v1/recommendations/rules/{slot}", home);
  get("/v1/recommendations/rules/{slot}/versions", home + "/versions");
  get("/v1/recommendations", "/v1/recommendations?customer=an&slot=home");
  holds("DELETE", "/v1/recommendations/rules/{slot}", home);
}

TEST_F(answers, of_the_desk_are_documented) {
  start();
  install_tier_upgrade();
  answer("PUT", "/v1/records/customer/an",
         {{"name", "An"}, {"phone", "0912345678"}, {"tier", "silver"}});
  answer("PATCH", "/v1/records/customer/an", {{"tier", "gold"}});
  install(json::parse(R"({
    "id": "ask", "name": "Ask", "trigger": {"type": "manual"}, "start": "call",
    "steps": {"call": {"type": "task", "text": "Call", "due": "P1D", "next": "also"},
              "also": {"type": "task", "text": {"vi": "Gọi"}, "next": "end"}}})"));
  answer("POST", "/v1/campaigns/ask/runs", {{"customer", "an"}});
  settle();
  get("/v1/desk", "/v1/desk?phone=0912345678");
  get("/v1/desk/tasks", "/v1/desk/tasks");
  const std::string marks = "/v1/desk/an/marks";
  holds("POST", "/v1/desk/{customer}/marks", marks, {{"mark", "note"}, {"note", "red bag"}});
  holds("POST", "/v1/desk/{customer}/marks", marks, {{"mark", "task_done"}, {"task", "task_1"}});
  holds("POST", "/v1/desk/{customer}/marks", marks, {{"mark", "waved"}});
  get("/v1/desk", "/v1/desk?code=an");
  holds("DELETE", "/v1/desk/{customer}/marks/{mark}", marks + "/mark_1");
  holds("POST", "/v1/desk/{customer}/redemptions", "/v1/desk/an/redemptions",
        {{"code", "gold-2026-A"}});
  answer("PUT", "/v1/records/customer/binh", {{"name", "B"}, {"phone", "0912345678"}});
  get("/v1/desk", "/v1/desk?phone=0912345678");
}

TEST_F(answers, of_records_events_and_documents_are_documented) {
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
  get("/v1/restore", "/v1/restore");
  holds("POST", "/v1/restore", "/v1/restore", {{"answer", "drop"}});
  get("/v1/retention", "/v1/retention");
  holds("PUT", "/v1/retention", "/v1/retention", {{"jobs", {{"days", 60}}}});
  holds("POST", "/v1/records/{type}/import", "/v1/records/customer/import", "id,name\nb,Ba\n",
        "text/csv");
  settle();
  get("/v1/imports", "/v1/imports");
  get("/v1/imports/{id}", "/v1/imports/imp_1");
  get("/healthz", "/healthz");
  get("/readyz", "/readyz");
}

TEST_F(answers, of_hooks_are_documented) {
  start();
  holds("POST", "/v1/hooks", "/v1/hooks", {{"id", "shop"}, {"mapping", {{"event", "order.paid"}}}});
  holds("POST", "/v1/hooks/{hook}", "/v1/hooks/shop", json::object());
  holds("POST", "/v1/hooks/{hook}/secrets", "/v1/hooks/shop/secrets", json::object());
  get("/v1/hooks", "/v1/hooks");
  get("/v1/hooks/{hook}", "/v1/hooks/shop");
  get("/v1/hooks/{hook}/deliveries", "/v1/hooks/shop/deliveries");
  get("/v1/hooks/{hook}/deliveries/{id}", "/v1/hooks/shop/deliveries/1");
  holds("POST", "/v1/hooks/{hook}/deliveries/{id}/retry", "/v1/hooks/shop/deliveries/1/retry");
  const json bringing{
      {"mapping",
       {{"subject", {{"var", "body.who"}}},
        {"unknown", "create"},
        {"records",
         {{{"type", "order"}, {"id", {{"var", "body.id"}}}, {"fields", json::object()}}}}}}};
  holds("POST", "/v1/hooks/{hook}/try", "/v1/hooks/shop/try",
        {{"payload", {{"id", 1}, {"who", "an"}}}, {"definition", bringing}});
  holds("POST", "/v1/hooks/{hook}/try", "/v1/hooks/shop/try", {{"body", "{"}});
  get("/v1/hook-templates", "/v1/hook-templates");
  get("/v1/hook-templates/{id}", "/v1/hook-templates/woocommerce");
  holds("POST", "/v1/hook-templates/{id}/install", "/v1/hook-templates/woocommerce/install",
        json::object());
  holds("POST", "/v1/hooks/{hook}", "/v1/hooks/woocommerce", "webhook_id=5",
        "application/x-www-form-urlencoded");
  holds("DELETE", "/v1/hooks/{hook}/secrets/{id}", "/v1/hooks/shop/secrets/sec_1");
  holds("DELETE", "/v1/hooks/{hook}", "/v1/hooks/shop");
}

TEST_F(answers, of_hosted_forms_are_documented) {
  start();
  const auto form = json::parse(R"({"id": "asked", "name": "Asked",
    "header": {"title": {"vi": "Hỏi", "en": "Asked"}},
    "components": [{"type": "rating", "name": "score", "label": {"vi": "Điểm", "en": "Score"}},
      {"type": "email", "name": "email", "label": "E-mail"},
      {"type": "consent", "name": "news", "label": "News", "channel": "email",
       "purpose": "promotional", "double_opt_in": true, "address": "email"}],
    "access": {"who": "public"}, "customer": {"identifies": "known_or_new"}})");
  holds("POST", "/v1/forms", "/v1/forms", form);
  holds("POST", "/v1/forms", "/v1/forms", form);
  holds("PUT", "/v1/forms/{id}", "/v1/forms/asked", form);
  holds("PUT", "/v1/forms/{id}", "/v1/forms/asked", json::object());
  get("/v1/forms", "/v1/forms");
  get("/v1/forms/{id}", "/v1/forms/asked");
  get("/v1/forms/{id}/versions", "/v1/forms/asked/versions");
  holds("POST", "/v1/forms/{id}/preview", "/v1/forms/asked/preview",
        {{"answers", {{"score", "11"}}}, {"language", "en"}});
  const auto page = ask("GET", "/f/asked");
  client::request request{.method = "POST",
                          .target = "/f/asked",
                          .body =
                              sent_form(page.body, {{"score", "9"}, {"email", "an@shop.example"}}),
                          .content_type = "application/x-www-form-urlencoded"};
  const auto cookie = page.header("set-cookie");
  request.headers.emplace_back("Cookie", cookie.substr(0, cookie.find(';')));
  ASSERT_EQ(client::send(where_, request)->status, 303);
  ASSERT_EQ(answer("GET", "/v1/forms/asked/answers").at("items").size(), 1u);
  get("/v1/forms/{id}/answers", "/v1/forms/asked/answers");
  holds("DELETE", "/v1/forms/{id}", "/v1/forms/asked");
  holds("DELETE", "/v1/forms/{id}/answers", "/v1/forms/asked/answers");
  holds("DELETE", "/v1/forms/{id}", "/v1/forms/asked");
}

TEST_F(answers, of_boosters_cards_and_eligibility_are_documented) {
  settings_.clock.start = parse_instant("2026-08-20T09:00:00+07:00").value();
  start();
  get("/v1/eligibility", "/v1/eligibility");
  get("/v1/eligibility/settings", "/v1/eligibility/settings");
  get("/v1/eligibility/inputs", "/v1/eligibility/inputs");
  holds("PUT", "/v1/eligibility/settings", "/v1/eligibility/settings", {{"group_cap", 1500}});
  holds("PUT", "/v1/eligibility/inputs", "/v1/eligibility/inputs",
        {{"positive_rating", 0.9},
         {"chat_response", 0.9},
         {"followers", 10},
         {"revenue_30_days", {{"amount", "900.00"}, {"currency", "USD"}}}});
  holds("PATCH", "/v1/eligibility/inputs", "/v1/eligibility/inputs", {{"followers", nullptr}});
  holds("POST", "/v1/eligibility/evaluate", "/v1/eligibility/evaluate", json::object());
  get("/v1/eligibility", "/v1/eligibility");
  get("/v1/eligibility/history", "/v1/eligibility/history");

  const json sale{{"title", "9.9"},
                  {"timezone", "Asia/Ho_Chi_Minh"},
                  {"date", "2026-09-09"},
                  {"approved_skus", {"a", "b", "c", "d", "e"}},
                  {"voucher_pool", "booster"},
                  {"via", {"mailbox"}}};
  holds("PUT", "/v1/boosters/{id}", "/v1/boosters/9-9", sale);
  auto other = sale;
  other["id"] = "10-10";
  other["approved_skus"] = {"a"};
  holds("POST", "/v1/boosters", "/v1/boosters", other);
  get("/v1/boosters/{id}", "/v1/boosters/10-10");
  holds("POST", "/v1/boosters/{id}/setup", "/v1/boosters/10-10/setup", json::object());
  holds("DELETE", "/v1/boosters/{id}", "/v1/boosters/10-10");
  holds("POST", "/v1/boosters/{id}/setup", "/v1/boosters/9-9/setup", json::object());
  holds("POST", "/v1/boosters/{id}/move", "/v1/boosters/9-9/move", {{"date", "2026-09-10"}});
  get("/v1/boosters", "/v1/boosters");
  get("/v1/boosters/{id}", "/v1/boosters/9-9");

  const std::string cards = "/v1/boosters/9-9/cards";
  get("/v1/boosters/{id}/cards", cards);
  auto card = answer("GET", cards + "/day-wishlist").at("card");
  card["title"] = "Wishes";
  holds("PUT", "/v1/boosters/{id}/cards/{card}", cards + "/day-wishlist", card);
  card["id"] = "day-more";
  holds("POST", "/v1/boosters/{id}/cards", cards, card);
  holds("DELETE", "/v1/boosters/{id}/cards/{card}", cards + "/day-more");
  holds("POST", "/v1/boosters/{id}/cards/{card}/switch", cards + "/day-wishlist/switch",
        {{"to", "on"}});
  holds("POST", "/v1/boosters/{id}/cards/{card}/switch", cards + "/teasing-follower/switch",
        {{"to", "on"}}); // an advanced group
  answer("POST", "/v1/clock", {{"to", "2026-09-10T12:00:00+07:00"}});
  get("/v1/boosters/{id}/cards/{card}", cards + "/day-wishlist");
  get("/v1/boosters/{id}/cards/{card}/preview", cards + "/day-unpaid/preview");

  get("/v1/monitor", "/v1/monitor?booster=9-9&by=phase,group,day");
  get("/v1/monitor", "/v1/monitor?booster=9-9&by=group&compare_with=9-9");
  get("/v1/monitor/customers", "/v1/monitor/customers?booster=9-9");
  get("/v1/monitor/groups", "/v1/monitor/groups");
  get("/v1/series", "/v1/series?from=2026-09-09T00:00:00Z&to=2026-09-11T00:00:00Z");

  holds("POST", "/v1/boosters/{id}/template", "/v1/boosters/9-9/template", {{"id", "ours"}});
  get("/v1/booster-templates", "/v1/booster-templates");
  get("/v1/booster-templates/{id}", "/v1/booster-templates/marketplace");
  const auto kept = answer("GET", "/v1/booster-templates/ours").at("template");
  holds("PUT", "/v1/booster-templates/{id}", "/v1/booster-templates/theirs", kept);
  holds("DELETE", "/v1/booster-templates/{id}", "/v1/booster-templates/theirs");
}

TEST_F(answers, of_suggestions_benchmarks_and_the_score_are_documented) {
  start();
  answer("PUT", "/v1/records/customer/an", {{"name", "An"}});
  answer("PUT", "/v1/records/order/o-1",
         {{"customer_id", "an"},
          {"status", "paid"},
          {"amount", 1},
          {"paid_at", "2025-10-01T09:00:00+07:00"}});
  get("/v1/suggestions", "/v1/suggestions");
  holds("POST", "/v1/suggestions/{id}/draft", "/v1/suggestions/win-back/draft", json::object());
  holds("POST", "/v1/suggestions/{id}/draft", "/v1/suggestions/win-back/draft",
        {{"parameters", {{"at", "soon"}}}});
  get("/v1/suggestions", "/v1/suggestions?show=all");
  holds("POST", "/v1/suggestions/{id}/dismiss", "/v1/suggestions/reach-new/dismiss",
        json::object());
  holds("POST", "/v1/suggestions/{id}/restore", "/v1/suggestions/reach-new/restore",
        json::object());
  get("/v1/benchmarks", "/v1/benchmarks");
  holds("PUT", "/v1/benchmarks", "/v1/benchmarks", {{"read_rate", 0.1}});
  holds("PUT", "/v1/benchmarks", "/v1/benchmarks", {{"read_rates", 0.1}});
  get("/v1/benchmarks", "/v1/benchmarks");
  holds("DELETE", "/v1/benchmarks", "/v1/benchmarks");
  answer("POST", "/v1/campaigns/win-back-2026-03-01/activate", json::object());
  answer("POST", "/v1/clock", {{"to", "2026-03-03T12:00:00+07:00"}});
  get("/v1/suggestions", "/v1/suggestions?show=all");
  get("/v1/score", "/v1/score");
  get("/v1/score/history", "/v1/score/history");
  get("/v1/best-hours", "/v1/best-hours");
}

TEST_F(answers, of_users_roles_tokens_and_sessions_are_documented) {
  start();
  get("/v1/me", "/v1/me");
  token_ = answer("POST", "/v1/tokens", {{"name", "tests"}, {"role", "administrator"}}).at("token");
  const std::string password = "correct horse battery";
  holds("POST", "/v1/users", "/v1/users",
        {{"login", "anna"}, {"role", "administrator"}, {"password", password}});
  holds("POST", "/v1/users", "/v1/users", {{"login", "binh"}, {"role", "analyst"}});
  holds("POST", "/v1/users", "/v1/users", {{"login", "binh"}, {"role", "analyst"}});
  get("/v1/users", "/v1/users");
  get("/v1/users/{user}", "/v1/users/binh");
  holds("PUT", "/v1/users/{user}", "/v1/users/binh",
        {{"name", "B"}, {"language", "en"}, {"role", "marketer"}});
  holds("POST", "/v1/users/{user}/password", "/v1/users/binh/password", json::object());
  const json clerk{{"title", {{"vi", "Kế toán"}, {"en", "Clerk"}}}, {"permissions", {"view"}}};
  holds("PUT", "/v1/roles/{role}", "/v1/roles/clerk", clerk);
  get("/v1/roles", "/v1/roles");
  get("/v1/roles/{role}", "/v1/roles/clerk");
  get("/v1/roles/{role}", "/v1/roles/sender");
  holds("DELETE", "/v1/roles/{role}", "/v1/roles/clerk");
  holds("POST", "/v1/tokens", "/v1/tokens",
        {{"name", "bot"}, {"role", "analyst"}, {"expires_at", "2027-01-01T00:00:00Z"}});
  get("/v1/tokens", "/v1/tokens");
  get("/v1/tokens/{name}", "/v1/tokens/bot");
  holds("DELETE", "/v1/tokens/{name}", "/v1/tokens/bot");
  holds("POST", "/v1/session", "/v1/session", {{"login", "anna"}, {"password", password}});
  holds("POST", "/v1/session", "/v1/session", {{"login", "anna"}, {"password", "wrong"}});
  get("/v1/sessions", "/v1/sessions?user=anna");
  holds("DELETE", "/v1/sessions", "/v1/sessions?user=anna");
  holds("DELETE", "/v1/users/{user}", "/v1/users/binh");
  get("/v1/audit", "/v1/audit");
}

} // namespace sojourn::tests
