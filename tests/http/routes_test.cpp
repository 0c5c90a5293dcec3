// Routes: the table, the router and the OpenAPI document say the same.
#include "api/openapi.hpp"
#include "api/route.hpp"
#include "http_fixture.hpp"

#include <set>

namespace sojourn::tests {

namespace {

const std::string page_visitor = "v-" + std::string(24, 'a');

std::string path_of_route(const api::route& route) {
  std::string path{route.pattern};
  const auto replace = [&path](const std::string& what, const std::string& by) {
    if (const auto at = path.find(what); at != std::string::npos)
      path.replace(at, what.size(), by);
  };
  replace("{id}", route.id_is == api::kind::instance ? "ins_01hqz3k8c0000" : "some-id");
  replace("{type}", "order"); // customers are erased and not deleted
  replace("{name}", "order");
  replace("{user}", "anna");
  replace("{role}", "cashier");
  replace("{session}", "7");
  replace("{pool}", "gold-2026");
  replace("{campaign}", "spring");
  replace("{code}", route.pattern.starts_with("/docs/") ? "SJ0101" : "CODE-1");
  replace("{card}", "day-in-cart");
  replace("{hook}", "shop");
  replace("{slot}", "home");
  replace("{secret}", "crm");
  replace("{channel}", "zns");
  replace("{account}", "zalo");
  replace("{token}", "AQIDBA");
  replace("{form}", "survey");
  replace("{picture}", "logo");
  replace("{path}", "campaigns/spring");
  replace("{address}", "an@example.com");
  replace("{mark}", "mark_7");
  if (route.pattern == "/v1/onsite/placements" || route.pattern == "/v1/onsite/stream")
    return path + "?visitor=" + page_visitor;
  const bool is_for_somebody = route.pattern == "/v1/placements" ||
                               route.pattern == "/v1/recommendations" ||
                               route.pattern == "/v1/codes" || route.pattern == "/v1/desk" ||
                               (route.pattern == "/v1/identities" && route.method == "GET");
  return is_for_somebody ? path + "?customer=42" : path;
}

json acceptable(const api::field& one) {
  switch (one.is) {
  case api::kind::records:
    return json::array({"A"});
  case api::kind::object:
    return {{"campaign", "spring"}};
  case api::kind::count:
    return 2;
  case api::kind::amount:
    return -2;
  case api::kind::instant:
    return "2026-03-01T00:00:00Z";
  case api::kind::choice:
    return one.choices.front();
  default:
    return "some-name";
  }
}

/// A body and headers that the route takes.
std::pair<std::string, std::string> acceptable_body(const api::route& route) {
  if (route.method == "POST" && route.pattern == "/v1/events")
    return {"Content-Type: application/cloudevents+json\r\n",
            R"({"specversion":"1.0","id":"1","source":"s","type":"t","subject":"customer:1"})"};
  if (route.pattern == "/v1/records/{type}/import")
    return {"Content-Type: text/csv\r\n", "id,name\n1,An\n"};
  if (route.method == "POST" && route.pattern == "/f/{token}")
    return {"Content-Type: application/x-www-form-urlencoded\r\n", "score=9"};
  const std::string origin = route.for_pages ? "Origin: https://shop.example\r\n" : "";
  if (route.body.is == api::body_kind::none)
    return {origin, ""};
  json body = json::object();
  if (route.pattern == "/v1/hooks")
    body["id"] = "shop";
  for (const auto& one : route.body.fields) {
    if (one.required)
      body[std::string{one.name}] = acceptable(one);
  }
  if (route.for_pages) {
    body["visitor"] = page_visitor;
    if (body.contains("id"))
      body["id"] = "l-" + std::string(24, 'a');
    if (body.contains("subscription"))
      body["subscription"] = {
          {"endpoint", "https://push.example/1"},
          {"keys", {{"p256dh", std::string(86, 'A') + "A"}, {"auth", std::string(22, 'A')}}}};
    if (body.contains("fields"))
      body["fields"] = {{"email", "an@example.com"}};
  }
  if (!route.body.exactly_one_of.empty()) {
    const bool moves_clock = route.body.exactly_one_of.front() == "to";
    body[std::string{route.body.exactly_one_of.front()}] =
        moves_clock ? "2026-03-01T00:00:00Z" : "customer:42";
  }
  return {"Content-Type: application/json\r\n" + origin, body.dump()};
}

} // namespace

TEST_F(http, every_route_answers_a_good_request_with_its_documented_status) {
  options.pages = {.enabled = true, .origins = {"https://shop.example"}};
  fake.hosted_forms.next = {.status = 200, .html = "<!doctype html>"}; // taken ones lead on
  client to{port()};
  for (const auto& route : api::routes()) {
    if (route.streams)
      continue; // its answer does not end; onsite_test.cpp and changes_test.cpp have them
    const auto [headers, body] = acceptable_body(route);
    fake.created = route.answer.status == 201;

    const auto answer = to.ask(std::string{route.method}, path_of_route(route), headers, body);

    EXPECT_EQ(answer.status, route.answer.status) << route.method << " " << route.pattern << "\n"
                                                  << answer.body;
  }
}

TEST_F(http, every_route_is_in_the_openapi_document_and_nothing_else) {
  std::set<std::string> routed;
  for (const auto& route : api::routes()) {
    EXPECT_TRUE(routed.insert(std::string{route.method} + " " + std::string{route.pattern}).second)
        << "twice: " << route.pattern;
    EXPECT_FALSE(route.summary.empty()) << route.pattern;
    EXPECT_FALSE(route.answer.description.empty()) << route.pattern;
  }

  std::set<std::string> documented;
  std::set<std::string> operation_ids;
  const auto served = ask("GET", "/v1/openapi.json").parsed();
  for (const auto& [path, operations] : served.at("paths").items()) {
    for (const auto& [method, operation] : operations.items()) {
      auto upper = method;
      for (auto& c : upper)
        c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
      documented.insert(upper + " " + path);
      EXPECT_TRUE(operation_ids.insert(operation.at("operationId")).second) << path;
      EXPECT_TRUE(operation.at("responses").contains("default")) << path;
    }
  }

  EXPECT_EQ(routed, documented);
  EXPECT_EQ(served, api::openapi_document());
}

TEST(openapi, references_lead_somewhere) {
  const auto document = api::openapi_document();
  const std::function<void(const json&)> follow = [&](const json& at) {
    if (at.is_object() && at.contains("$ref")) {
      const auto target = at.at("$ref").get<std::string>();
      EXPECT_TRUE(document.contains(json::json_pointer{target.substr(1)})) << target;
    }
    for (const auto& child : at) {
      if (child.is_structured())
        follow(child);
    }
  };
  follow(document);
}

TEST(openapi, no_answer_is_an_object_of_which_nothing_is_said) {
  const auto document = api::openapi_document();
  const std::function<void(const json&, const std::string&)> look = [&](const json& at,
                                                                        const std::string& where) {
    const bool is_object = at.is_object() && at.value("type", json()) == json("object");
    EXPECT_TRUE(!is_object || at.contains("properties") || at.contains("additionalProperties"))
        << where;
    for (const auto& [name, child] : at.items()) {
      if (child.is_structured())
        look(child, where + "/" + name);
    }
  };
  look(document, "");
}

TEST(openapi, the_most_used_answers_have_schemas_of_their_own) {
  const auto paths = api::openapi_document().at("paths");
  const auto schema = [&](const char* path, const char* method) {
    return paths.at(path)
        .at(method)
        .at("responses")
        .at("200")
        .at("content")
        .at("application/json")
        .at("schema");
  };
  EXPECT_EQ(schema("/v1/campaigns/{id}", "get"), (json{{"$ref", "#/components/schemas/campaign"}}));
  EXPECT_EQ(schema("/v1/audit", "get").at("properties").at("items").at("items"),
            (json{{"$ref", "#/components/schemas/audit_line"}}));
}

TEST(openapi, a_body_says_what_it_needs_and_that_nothing_else_is_read) {
  const auto document = api::openapi_document();
  const auto& schema = document.at("paths")
                           .at("/v1/instances/{id}/signal")
                           .at("post")
                           .at("requestBody")
                           .at("content")
                           .at("application/json")
                           .at("schema");
  EXPECT_EQ(schema.at("required"), json::array({"type"}));
  EXPECT_EQ(schema.at("additionalProperties"), false);
  EXPECT_TRUE(schema.at("properties").contains("data"));
}

TEST_F(http, a_path_that_no_route_has_is_not_found) {
  for (const auto* path : {"/v1/nothing", "/v1/campaigns/", "/v1/campaigns//stats", "/v1",
                           "/v1/campaigns/a/b/c/d/e/f/g/h/i/j/k", "*"}) {
    const auto answer = ask("GET", path);
    EXPECT_EQ(answer.status, 404) << path;
    EXPECT_EQ(problem_code(answer), "SJ0107") << path;
  }
}

TEST_F(http, a_method_that_a_path_lacks_is_refused_with_those_it_has) {
  const auto answer = ask("DELETE", "/v1/campaigns");
  EXPECT_EQ(answer.status, 405);
  EXPECT_EQ(problem_code(answer), "SJ0106");
  EXPECT_EQ(answer.header("allow"), "GET, HEAD, POST");
  EXPECT_EQ(ask("BREW", "/healthz").status, 405);
}

TEST_F(http, head_answers_as_get_without_the_body) {
  client to{port()};
  const auto got = to.ask("GET", "/healthz");
  const auto head = to.ask("HEAD", "/healthz");
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.header("content-length"), std::to_string(got.body.size()));
  EXPECT_EQ(to.ask("GET", "/healthz").status, 200) << "the connection goes on in step";
}

TEST_F(http, an_absolute_target_is_read_as_its_path) {
  EXPECT_EQ(ask("GET", "http://localhost/healthz").status, 200);
}

TEST_F(http, a_literal_segment_goes_before_a_placeholder) {
  const auto answer = ask_json("POST", "/v1/campaigns/validate", "{}");
  EXPECT_EQ(answer.parsed(), json({{"valid", true}}));
  EXPECT_EQ(fake.last().at("call"), "campaigns.validate");
}

TEST_F(http, the_root_names_the_program_and_where_to_go) {
  const auto root = ask("GET", "/").parsed();
  EXPECT_EQ(root.at("name"), "sojourn");
  EXPECT_EQ(root.at("links").at("openapi"), "/v1/openapi.json");
}

TEST_F(http, the_root_leads_a_browser_to_the_console) {
  const auto answer = ask("GET", "/", "Accept: text/html,application/xhtml+xml\r\n");
  EXPECT_EQ(answer.status, 303);
  EXPECT_EQ(answer.header("location"), "/console/");
}

TEST_F(http, metrics_join_the_daemons_with_the_front_ends) {
  client to{port()};
  to.ask("GET", "/healthz");
  to.ask("GET", "/v1/nothing");

  const auto answer = to.ask("GET", "/metrics");

  EXPECT_EQ(answer.header("content-type"), "text/plain; version=0.0.4; charset=utf-8");
  for (const auto* line :
       {"sojourn_up 1\n",
        "sojourn_http_requests_total{method=\"GET\",route=\"/healthz\",status=\"2xx\"} 1\n",
        "sojourn_http_requests_total{method=\"other\",route=\"none\",status=\"4xx\"} 1\n",
        "sojourn_http_connections 1\n"})
    EXPECT_NE(answer.body.find(line), std::string::npos) << line << "\n" << answer.body;
}

} // namespace sojourn::tests
