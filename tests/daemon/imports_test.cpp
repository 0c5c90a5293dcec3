// Imports over HTTP: files of records, brought in whatever happens meanwhile.
#include "whole_daemon.hpp"

#include <sqlite3.h>

namespace sojourn::tests {

namespace {

json tier_campaign() {
  return {{"id", "tier"},
          {"name", "Tier"},
          {"trigger",
           {{"type", "record_created_or_changed"}, {"record", "customer"}, {"fields", {"tier"}}}},
          {"reentry", {{"policy", "parallel"}}},
          {"start", "rest"},
          {"steps", {{"rest", {{"type", "delay"}, {"for", "P1D"}, {"next", "end"}}}}}};
}

class imports : public whole_daemon {
protected:
  client::response upload(const std::string& body, const std::string& query = "",
                          const std::string& type = "text/csv",
                          const std::string& record = "customer") {
    client::request request;
    request.method = "POST";
    request.target = "/v1/records/" + record + "/import" + query;
    request.body = body;
    request.content_type = type;
    auto response = client::send(where_, request);
    EXPECT_TRUE(response) << (response ? "" : response.error().why);
    return response ? *response : client::response{};
  }
  std::string begin(const std::string& body, const std::string& query = "",
                    const std::string& type = "text/csv", const std::string& record = "customer") {
    const auto response = upload(body, query, type, record);
    EXPECT_EQ(response.status, 202) << response.body;
    return json::parse(response.body).at("id");
  }
  json bring_in(const std::string& body, const std::string& query = "",
                const std::string& type = "text/csv", const std::string& record = "customer") {
    const auto id = begin(body, query, type, record);
    settle();
    return look(id);
  }
  json look(const std::string& id) { return answer("GET", "/v1/imports/" + id); }
  json customer(const std::string& id) {
    return answer("GET", "/v1/records/customer/" + id).at("data");
  }
  std::size_t instances() { return answer("GET", "/v1/instances?limit=1000").at("items").size(); }
  /// Overwrites what is stored of a customer, as a failing disk would; no daemon may run.
  void overwrite(const std::string& customer, const std::string& data) {
    sqlite3* db = nullptr;
    ASSERT_EQ(sqlite3_open((directory_ / "sojourn.db").c_str(), &db), SQLITE_OK);
    const auto sql = "UPDATE record SET data = '" + data + "' WHERE id = '" + customer + "'";
    EXPECT_EQ(sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK);
    EXPECT_EQ(sqlite3_changes(db), 1);
    sqlite3_close(db);
  }
  std::size_t files_left() {
    std::size_t count = 0;
    for ([[maybe_unused]] const auto& entry : fs::directory_iterator{directory_ / "imports"})
      ++count;
    return count;
  }
  static std::string many(int count, const std::string& tier = "gold") {
    std::string text = "id,name,tier\n";
    for (int i = 0; i < count; ++i)
      text += "c" + std::to_string(i) + ",Name " + std::to_string(i) + "," + tier + "\n";
    return text;
  }
};

} // namespace

TEST_F(imports, rows_of_a_csv_file_become_records) {
  start();
  const auto done = bring_in("\xEF\xBB\xBFid,name,city\r\n1,\"Nguyễn, An\",\r\n2,Bình,Huế\r\n");
  EXPECT_EQ(done.at("state"), "finished");
  EXPECT_EQ(done.at("rows"), 2);
  EXPECT_EQ(done.at("created"), 2);
  EXPECT_EQ(done.at("failed"), 0);
  EXPECT_EQ(done.at("bytes_read"), done.at("bytes"));
  EXPECT_EQ(customer("1"), json({{"name", "Nguyễn, An"}}));
  EXPECT_EQ(customer("2"), json({{"name", "Bình"}, {"city", "Huế"}}));
  EXPECT_EQ(files_left(), 0u);
}

TEST_F(imports, files_as_spreadsheets_write_them_are_read) {
  start();
  const std::string text = " id ;name;accepts\r1;Nguyễn An;TRUE\r2;Bình;FALSE\r";
  answer("PUT", "/v1/record-types/guest",
         {{"properties", {{"accepts", {{"type", "boolean"}}}, {"name", {{"type", "string"}}}}}});
  std::string utf16{"\xFF\xFE"};
  for (const auto unit : std::u16string{u" id ;name;accepts\r1;Nguyễn An;TRUE\r2;Bình;FALSE\r"}) {
    utf16 += static_cast<char>(unit & 0xFF);
    utf16 += static_cast<char>(unit >> 8);
  }
  for (const auto& file : {text, utf16}) {
    const auto done = bring_in(file, "?mode=put", "text/csv", "guest");
    EXPECT_EQ(done.at("state"), "finished") << done;
    EXPECT_EQ(done.at("rows"), 2) << done;
    EXPECT_EQ(done.at("failed"), 0) << done;
    EXPECT_EQ(done.at("bytes_read"), done.at("bytes"));
    EXPECT_EQ(answer("GET", "/v1/records/guest/1").at("data"),
              json({{"name", "Nguyễn An"}, {"accepts", true}}));
  }
  for (const auto* type : {"application/jsonl", "application/ndjson", "application/x-ndjson"})
    EXPECT_EQ(bring_in("{\"id\": 3, \"name\": \"Chi\"}\n", "", type).at("failed"), 0) << type;
}

TEST_F(imports, the_same_file_again_changes_nothing) {
  start();
  bring_in(many(1'200));
  const auto again = bring_in(many(1'200));
  EXPECT_EQ(again.at("unchanged"), 1'200);
  EXPECT_EQ(again.at("created"), 0);
  EXPECT_EQ(again.at("changed"), 0);
  EXPECT_EQ(answer("GET", "/v1/records/customer/c7").at("version"), 1);
}

TEST_F(imports, a_row_changes_the_fields_that_it_has_or_replaces_the_record_as_asked) {
  start();
  answer("PUT", "/v1/records/customer/1", {{"name", "An"}, {"tier", "gold"}});

  EXPECT_EQ(bring_in("id,city\n1,Huế\n").at("changed"), 1);
  EXPECT_EQ(customer("1"), json({{"name", "An"}, {"tier", "gold"}, {"city", "Huế"}}));

  EXPECT_EQ(bring_in("id,city\n1,Huế\n", "?mode=put").at("changed"), 1);
  EXPECT_EQ(customer("1"), json({{"city", "Huế"}}));

  bring_in("{\"id\": 1, \"city\": null}\n{\"id\": \"3\", \"tier\": \"silver\"}", "",
           "application/x-ndjson");
  EXPECT_EQ(customer("1"), json::object());
  EXPECT_EQ(customer("3"), json({{"tier", "silver"}}));
}

TEST_F(imports, a_broken_row_is_left_out_and_told_with_its_line) {
  start();
  const auto done = bring_in("id,name,registered_at\n"
                             "1,An,\n"
                             "2,Bình,yesterday\n"
                             ",Chi,\n"
                             "4,\"D\nE\",,\n"
                             "5,\"F\"x,\n"
                             "6,G,\n");
  EXPECT_EQ(done.at("state"), "finished");
  EXPECT_EQ(done.at("created"), 2);
  EXPECT_EQ(done.at("failed"), 4);
  std::vector<int> lines;
  for (const auto& one : done.at("errors"))
    lines.push_back(one.at("line"));
  EXPECT_EQ(lines, (std::vector{3, 4, 5, 7}));
  EXPECT_EQ(done.at("errors").at(0).at("record"), "2");
  EXPECT_EQ(done.at("errors").at(2).at("record"), "4") << "a value too many";
  EXPECT_EQ(done.at("errors").at(3).at("record"), "5") << "a mark inside of a value";
  EXPECT_NE(done.at("errors").at(0).at("message").get<std::string>().find("/registered_at"),
            std::string::npos);
  EXPECT_EQ(customer("6"), json({{"name", "G"}}));
}

TEST_F(imports, of_many_broken_rows_the_first_are_kept_and_all_are_counted) {
  start();
  std::string text = "id,registered_at\n";
  for (int i = 0; i < 2'000; ++i)
    text += std::to_string(i) + ",never\n";
  const auto done = bring_in(text);
  EXPECT_EQ(done.at("failed"), 2'000);
  EXPECT_EQ(done.at("errors").size(), 100u);
}

TEST_F(imports, a_file_that_cannot_be_used_fails_and_says_why) {
  start();
  for (const auto* text : {"name,city\nAn,Huế\n", "id,id\n1,2\n", "\n"}) {
    const auto done = bring_in(text);
    EXPECT_EQ(done.at("state"), "failed") << text;
    EXPECT_NE(done.at("reason"), "") << text;
    EXPECT_EQ(done.at("rows"), 0) << text;
  }
  EXPECT_EQ(files_left(), 0u);
}

TEST_F(imports, an_import_that_meets_damaged_data_fails_and_says_so) {
  start();
  bring_in("id,name\n1,An\n");
  daemon_.reset();
  overwrite("1", "{\"name\"");
  start();
  const auto done = bring_in("id,name\n1,Bo\n");
  EXPECT_EQ(done.at("state"), "failed") << "and does not stand still until the next start";
  EXPECT_NE(done.at("reason"), "");
  EXPECT_EQ(files_left(), 0u);
  daemon_.reset();
  overwrite("1", "{\"name\":\"An\"}");
  start();
  EXPECT_EQ(bring_in("id,name\n1,Bo\n").at("changed"), 1) << "and the next one is taken up";
}

TEST_F(imports, what_is_no_file_of_records_is_refused_before_anything_is_kept) {
  start();
  EXPECT_EQ(upload("id\n1\n", "", "text/plain").status, 415);
  EXPECT_EQ(upload("{}", "", "application/json").status, 415);
  EXPECT_EQ(upload("id\n1\n", "?mode=other").status, 422);
  EXPECT_EQ(upload("id\n1\n", "?triggers=maybe").status, 422);
  EXPECT_EQ(upload("id\n1\n", "", "text/csv", "spaceship").status, 404);
  EXPECT_EQ(ask("POST", "/v1/records/customer/import").status, 422);
  EXPECT_EQ(answer("GET", "/v1/imports").at("items"), json::array());
  EXPECT_EQ(files_left(), 0u);
}

TEST_F(imports, a_file_may_be_far_larger_than_another_body) {
  settings_.http.body_limit_kib = 1;
  start();
  EXPECT_EQ(ask("PUT", "/v1/records/customer/1", R"({"name": ")" + std::string(2'000, 'x') + "\"}")
                .status,
            413);
  EXPECT_EQ(bring_in(many(20'000)).at("created"), 20'000);
  settings_.http.upload_limit_mib = 1;
}

TEST_F(imports, a_file_beyond_the_limit_of_uploads_is_refused) {
  settings_.http.upload_limit_mib = 1;
  start();
  EXPECT_EQ(upload(many(200'000)).status, 413);
  EXPECT_EQ(files_left(), 0u);
}

TEST_F(imports, an_import_fires_triggers_unless_it_is_silent) {
  start();
  install(tier_campaign());
  bring_in(many(40), "?triggers=silent");
  EXPECT_EQ(instances(), 0u);
  bring_in(many(40, "diamond"));
  EXPECT_EQ(instances(), 40u);
  bring_in(many(40, "diamond"));
  EXPECT_EQ(instances(), 40u);
}

TEST_F(imports, a_daemon_that_stops_in_the_middle_applies_no_row_twice_and_forgets_none) {
  start();
  install(tier_campaign());
  const auto id = begin(many(5'000));

  // However far it has come by then, three times.
  for (int round = 0; round < 3; ++round) {
    daemon_.reset();
    start();
  }
  settle();

  const auto done = look(id);
  EXPECT_EQ(done.at("state"), "finished");
  EXPECT_EQ(done.at("created"), 5'000);
  EXPECT_EQ(done.at("rows"), 5'000);
  EXPECT_EQ(answer("GET", "/v1/campaigns/tier/stats").at("total"), 5'000);
  EXPECT_EQ(files_left(), 0u);
}

TEST_F(imports, two_imports_and_a_run_at_once_do_not_disturb_each_other) {
  start();
  install({{"id", "spring"},
           {"name", "Spring"},
           {"trigger", {{"type", "manual"}}},
           {"reentry", {{"policy", "parallel"}}},
           {"start", "rest"},
           {"steps", {{"rest", {{"type", "delay"}, {"for", "P1D"}, {"next", "end"}}}}}});
  bring_in(many(500), "?triggers=silent");
  install(tier_campaign());

  const auto first = begin(many(2'000, "diamond"));
  const auto run = answer("POST", "/v1/campaigns/spring/runs", {{"audience", "now"}}).at("id");
  std::string lines;
  for (int i = 0; i < 2'000; ++i)
    lines += R"({"id":"o)" + std::to_string(i) + R"(","customer_id":"c)" + std::to_string(i % 100) +
             R"(","placed_at":"2026-02-01T09:00:00Z","amount":10})" + "\n";
  const auto second = begin(lines, "", "application/x-ndjson", "order");
  settle();

  EXPECT_EQ(look(first).at("rows"), 2'000);
  EXPECT_EQ(look(first).at("failed"), 0);
  EXPECT_EQ(look(second).at("created"), 2'000);
  const auto entered = answer("GET", "/v1/runs/" + run.get<std::string>());
  EXPECT_EQ(entered.at("entered"), entered.at("members"));
  EXPECT_EQ(answer("GET", "/v1/campaigns/tier/stats").at("total"), 2'000);
  EXPECT_EQ(answer("GET", "/v1/records/customer/c7/traits").at("traits").at("orders_count"), 20);
}

TEST_F(imports, a_cancelled_import_applies_nothing_more) {
  start();
  const auto id = begin(many(20'000));
  const auto cancelled = ask("POST", "/v1/imports/" + id + "/cancel", R"({"why":"wrong file"})");
  settle();
  const auto after = look(id);
  if (cancelled.status == 409) // it was quicker
    return;
  EXPECT_EQ(after.at("state"), "cancelled");
  EXPECT_EQ(after.at("reason"), "wrong file");
  EXPECT_EQ(files_left(), 0u);
  EXPECT_EQ(ask("POST", "/v1/imports/" + id + "/cancel", "{}").status, 409);
}

TEST_F(imports, what_an_upload_left_behind_is_removed_at_the_start) {
  start();
  daemon_.reset();
  std::ofstream{directory_ / "imports" / "upload-abc"} << "id\n";
  start();
  EXPECT_EQ(files_left(), 0u);
}

TEST_F(imports, imports_are_listed_from_new_to_old) {
  start();
  for (int i = 0; i < 3; ++i)
    bring_in("id\n" + std::to_string(i) + "\n");
  const auto page = answer("GET", "/v1/imports?limit=2");
  EXPECT_EQ(page.at("items").at(0).at("id"), "imp_3");
  const auto rest =
      answer("GET", "/v1/imports?limit=2&cursor=" + page.at("next_cursor").get<std::string>());
  EXPECT_EQ(rest.at("items").size(), 1u);
  EXPECT_EQ(rest.at("next_cursor"), nullptr);
}

TEST_F(imports, records_are_listed_by_what_their_fields_hold) {
  start();
  bring_in("id,customer_id,status,amount\no1,7,paid,10\no2,7,placed,20\no3,8,paid,10\n", "",
           "text/csv", "order");
  const auto ids = [&](const std::string& query) {
    std::vector<std::string> found;
    const auto listed = answer("GET", "/v1/records/order?" + query);
    for (const auto& one : listed.at("items"))
      found.push_back(one.at("id"));
    return found;
  };
  EXPECT_EQ(ids("data.customer_id=7"), (std::vector<std::string>{"o1", "o2"}));
  EXPECT_EQ(ids("data.customer_id=7&data.status=paid"), std::vector<std::string>{"o1"});
  EXPECT_EQ(ids("data.amount=10"), (std::vector<std::string>{"o1", "o3"}));
  EXPECT_EQ(ids("data.status=lost"), std::vector<std::string>{});

  const auto page = answer("GET", "/v1/records/order?data.amount=10&limit=1");
  EXPECT_EQ(page.at("items").at(0).at("id"), "o1");
  const auto cursor = page.at("next_cursor").get<std::string>();
  EXPECT_EQ(ids("data.amount=10&limit=1&cursor=" + cursor), std::vector<std::string>{"o3"});
  EXPECT_EQ(ask("GET", "/v1/records/order?data.amount=20&cursor=" + cursor).status, 400);
}

TEST_F(imports, a_write_with_if_match_happens_only_at_that_version) {
  start();
  answer("PUT", "/v1/records/customer/1", {{"name", "An"}});
  const auto path = std::string{"/v1/records/customer/1"};
  EXPECT_EQ(ask("PATCH", path, R"({"name":"Ba"})", {{"If-Match", "\"2\""}}).status, 412);
  EXPECT_EQ(customer("1"), json({{"name", "An"}}));
  EXPECT_EQ(ask("PATCH", path, R"({"name":"Ba"})", {{"If-Match", "\"1\""}}).status, 200);
  EXPECT_EQ(ask("PUT", path, R"({"name":"Chi"})", {{"If-Match", "\"1\""}}).status, 412);
  EXPECT_EQ(ask("DELETE", path, "", {{"If-Match", "\"1\""}}).status, 412);
  EXPECT_EQ(ask("DELETE", path, "", {{"If-Match", "\"2\""}}).status, 200);
}

} // namespace sojourn::tests
