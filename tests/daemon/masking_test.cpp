// Without the permission to see personal data nobody finds any, whichever route they ask.
#include "api/route.hpp"
#include "tests/support/pages.hpp"
#include "whole_daemon.hpp"

#include <set>

namespace sojourn::tests {

namespace {

const std::string token_of_analyst = "token-of-an-analyst-who-sees-nobody";
const std::string token_of_admin = "token-of-somebody-who-sees-everything";

/// What is known of An, none of which may be found; it occurs nowhere else.
const std::vector<std::string> planted{"Hương-Thảo",   "0912345678",  "84912345678",
                                       "huong.thao@",  "Ngõ Huế",     "quà sinh nhật",
                                       "rất hài lòng", "84987654321", "chi@private.example"};

class masking : public whole_daemon {
protected:
  masking() {
    settings_.auth.tokens = {
        {.name = "analyst",
         .sha256 = {},
         .token = token_of_analyst,
         .scopes = {config::scope::read}},
        {.name = "admin", .sha256 = {}, .token = token_of_admin, .scopes = {config::scope::admin}}};
    token_ = token_of_admin;
  }

  /// An analyst by the API: those of the settings see personal data.
  void make_analyst() {
    analyst_ = answer("POST", "/v1/tokens", {{"name", "masked"}, {"role", "analyst"}}).at("token");
  }

  void plant() {
    install_tier_upgrade();
    answer("PUT", "/v1/records/customer/an",
           {{"name", "Nguyễn Hương-Thảo"},
            {"phone", "0912345678"},
            {"email", "huong.thao@shop.example"},
            {"address", {{"street", "12 Ngõ Huế"}, {"phones", {"+84 912 345 678", 84912345678}}}},
            {"language", "vi"},
            {"tier", "silver"}});
    answer("PATCH", "/v1/records/customer/an", {{"tier", "gold"}});
    settle();
    answer("PUT", "/v1/records/order/o1",
           {{"customer_id", "an"}, {"status", "paid"}, {"note", "quà sinh nhật"}});
    const json told{{"specversion", "1.0"},
                    {"id", "1"},
                    {"source", "/shop"},
                    {"type", "form.answered"},
                    {"subject", "customer:an"},
                    {"data", {{"answers", {{"how", "rất hài lòng"}, {"call", "+84987654321"}}}}}};
    EXPECT_LT(send_as_admin("POST", "/v1/events", told.dump(), "application/cloudevents+json"),
              300);
    answer("PUT", "/v1/records/customer/an/consents",
           {{"channel", "email"}, {"state", "given"}, {"source", "chi@private.example"}});
    answer("POST", "/v1/suppressions",
           {{"channel", "email"}, {"address", "chi@private.example"}, {"reason", "asked"}});
    answer("POST", "/v1/identities", {{"visitor", "v1"}, {"customer", "an"}});
    answer("PUT", "/v1/segments/all", {{"name", "All"}, {"condition", true}});
    answer("PUT", "/v1/messages/welcome",
           {{"languages", {{"vi", {{"subject", "Chào {{customer.name}}"}, {"text", "t"}}}}},
            {"fallback", "vi"}});
    plant_answer();
    answer("POST", "/v1/hooks", {{"id", "shop"}, {"mapping", {{"event", "order.paid"}}}});
    EXPECT_EQ(send_as_admin("POST", "/v1/records/customer/import",
                            "id,name,email\nbinh,Bình,chi@private.example\n,Hương-Thảo,x\n",
                            "text/csv"),
              202);
    answer("POST", "/v1/instances/bulk",
           {{"filter", {{"subject", "customer:an"}}},
            {"action", "pause"},
            {"why", "Hương-Thảo asked, 0912345678"}});
    settle();
    install({{"id", "ask"},
             {"name", "ask"},
             {"trigger", {{"type", "manual"}}},
             {"start", "rest"},
             {"steps", {{"rest", {{"type", "delay"}, {"for", "P9D"}, {"next", "end"}}}}}});
    instance_ =
        answer("POST", "/v1/campaigns/ask/runs",
               {{"customer", "an"}, {"data", {{"note", "quà sinh nhật"}, {"phone", 84912345678}}}})
            .at("id");
    send_ = answer("GET", "/v1/sends").at("items").at(0).at("number").dump();
  }
  /// Somebody answers a public form.
  void plant_answer() {
    answer("PUT", "/v1/forms/asked", json::parse(R"({"header": {"title": "Asked"},
      "components": [{"type": "short_text", "name": "how", "label": "How"}],
      "settings": {"languages": ["vi"]}, "access": {"who": "public"}})"));
    const auto page = ask("GET", "/f/asked");
    client::request request{.method = "POST",
                            .target = "/f/asked",
                            .body = sent_form(page.body, {{"how", "rất hài lòng"}}),
                            .content_type = "application/x-www-form-urlencoded"};
    const auto cookie = page.header("set-cookie");
    request.headers.emplace_back("Cookie", cookie.substr(0, cookie.find(';')));
    const auto sent = client::send(where_, request);
    ASSERT_TRUE(sent);
    ASSERT_EQ(sent->status, 303) << sent->body;
  }
  int send_as_admin(const std::string& method, const std::string& target, const std::string& body,
                    const std::string& type) {
    client::request request{.method = method, .target = target, .body = body, .content_type = type};
    request.headers.emplace_back("Authorization", "Bearer " + token_of_admin);
    const auto response = client::send(where_, request);
    return response ? response->status : 0;
  }

  /// A path of the route that leads to what was planted.
  std::string path_to(const api::route& route) const {
    std::string path{route.pattern};
    const auto fill = [&path](const std::string& place, const std::string& value) {
      if (const auto at = path.find(place); at != std::string::npos)
        path.replace(at, place.size(), value);
    };
    const std::string_view pattern = route.pattern;
    const auto is_under = [&](std::string_view area) { return pattern.starts_with(area); };
    fill("{customer}", "an");
    fill("{type}", "customer");
    fill("{hook}", "shop");
    fill("{pool}", "gold-2026");
    fill("{channel}", "zns");
    fill("{user}", "anna");
    fill("{role}", "analyst");
    fill("{name}", is_under("/v1/record-types") ? "customer" : "tier-upgraded");
    fill("{id}", is_under("/v1/campaigns")    ? "tier-upgrade"
                 : is_under("/v1/instances")  ? instance_
                 : is_under("/v1/sends")      ? send_
                 : is_under("/v1/records")    ? "an"
                 : is_under("/v1/identities") ? "v1"
                 : is_under("/v1/segments")   ? "all"
                 : is_under("/v1/messages")   ? "welcome"
                 : is_under("/v1/forms")      ? "asked"
                 : is_under("/v1/jobs")       ? "job_1"
                 : is_under("/v1/imports")    ? "imp_1"
                                              : "1");
    if (pattern == "/v1/placements" || pattern == "/v1/recommendations" ||
        (pattern == "/v1/identities" && route.method == "GET"))
      path += "?customer=an";
    return path;
  }
  /// A body with which a route that only computes shows somebody's data.
  static std::string body_for(const api::route& route) {
    if (route.pattern.ends_with("/preview"))
      return R"({"customer":"an"})";
    if (route.pattern == "/v1/segments/size")
      return R"({"condition":true})";
    return "{}";
  }

  std::string analyst_;
  std::string instance_;
  std::string send_;
};

bool holds_any(const std::string& text, std::string* found = nullptr) {
  for (const auto& one : planted) {
    if (text.find(one) != std::string::npos) {
      if (found != nullptr)
        *found = one;
      return true;
    }
  }
  return false;
}

} // namespace

TEST_F(masking, nobody_finds_the_personal_data_that_they_may_not_see_on_any_route) {
  start();
  make_analyst();
  plant();
  std::set<std::string> telling;
  std::size_t answered = 0;
  for (const auto& route : api::routes()) {
    const bool reads = route.method == "GET" || route.needs == accounts::permission::view;
    if (route.is_open || !reads)
      continue;
    const auto name = std::string{route.method} + " " + std::string{route.pattern};
    const auto path = path_to(route);
    const auto body = route.method == "GET" ? std::string{} : body_for(route);
    token_ = token_of_admin;
    const auto whole = ask(std::string{route.method}, path, body);
    if (holds_any(whole.body))
      telling.insert(name);
    token_ = analyst_;
    const auto masked = ask(std::string{route.method}, path, body);
    std::string found;
    EXPECT_FALSE(holds_any(masked.body, &found)) << name << " shows " << found << "\n"
                                                 << masked.body;
    for (const auto& [header, value] : masked.headers)
      EXPECT_FALSE(holds_any(value)) << name << " shows it in " << header;
    answered += masked.status < 300 ? 1 : 0;
    if (masked.status != 403) {
      EXPECT_EQ(masked.status, whole.status) << name << "\n" << masked.body;
    }
  }
  token_ = token_of_admin;
  // What was planted would have been found.
  for (const auto* name :
       {"GET /v1/records/{type}", "GET /v1/records/{type}/{id}", "GET /v1/mailbox",
        "GET /v1/instances/{id}", "GET /v1/instances/{id}/journal", "GET /v1/sends/{id}",
        "GET /v1/suppressions", "GET /v1/jobs/{id}", "GET /v1/records/customer/{customer}/consents",
        "POST /v1/messages/{id}/preview", "GET /v1/forms/{id}/answers"})
    EXPECT_TRUE(telling.contains(name)) << name << " did not show what was planted";
  EXPECT_GT(answered, 40u);
}

TEST_F(masking, the_desk_shows_the_one_who_stands_there_to_whoever_serves_them) {
  start();
  plant();
  const auto staff =
      answer("POST", "/v1/tokens", {{"name", "masked"}, {"role", "staff"}}).at("token");
  token_ = staff;
  const auto shown = answer("GET", "/v1/desk?phone=0912345678");
  EXPECT_EQ(shown.at("customer").at("name"), "Nguyễn Hương-Thảo");
  for (const auto& route : api::routes()) {
    if (route.is_open || route.method != "GET" || route.needs == accounts::permission::desk)
      continue;
    EXPECT_FALSE(holds_any(ask("GET", path_to(route)).body)) << route.pattern;
  }
  token_ = token_of_admin;
}

TEST_F(masking, figures_ids_and_states_stay) {
  start();
  make_analyst();
  plant();
  token_ = analyst_;
  const auto record = answer("GET", "/v1/records/customer/an");
  EXPECT_EQ(record.at("id"), "an");
  EXPECT_EQ(record.at("data").at("name"), "•••");
  const auto send = answer("GET", "/v1/sends/" + send_);
  EXPECT_EQ(send.at("channel"), "mailbox");
  EXPECT_EQ(send.at("campaign"), "tier-upgrade");
  EXPECT_EQ(send.at("subject"), "customer:an");
  EXPECT_EQ(answer("GET", "/v1/campaigns/tier-upgrade").at("definition").at("start"), "which-tier");
  EXPECT_GT(answer("GET", "/v1/campaigns/tier-upgrade/stats").at("total"), 0);
  token_ = token_of_admin;
}

TEST_F(masking, of_what_a_write_answers_with_holds_too) {
  start();
  const auto developer =
      answer("POST", "/v1/tokens", {{"name", "masked"}, {"role", "developer"}}).at("token");
  plant();
  token_ = developer;
  const auto written = ask("PATCH", "/v1/records/customer/an", R"({"points":5})");
  EXPECT_EQ(written.status, 200) << written.body;
  EXPECT_FALSE(holds_any(written.body)) << written.body;
  const auto refused = ask("PATCH", "/v1/records/customer/an", R"({"email":"chi@private"})");
  EXPECT_FALSE(holds_any(refused.body)) << refused.body;
  token_ = token_of_admin;
}

} // namespace sojourn::tests
