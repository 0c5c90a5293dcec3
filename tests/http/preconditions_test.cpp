// If-Match and If-None-Match (RFC 9110, section 13), over every route.
#include "api/route.hpp"
#include "http_fixture.hpp"

namespace sojourn::tests {

namespace {

/// The pointers of a problem's errors.
std::vector<std::string> pointers_of(const answered& answer) {
  std::vector<std::string> pointers;
  const auto problem = answer.parsed();
  for (const auto& one : problem.value("errors", json::array()))
    pointers.push_back(one.at("pointer"));
  return pointers;
}

std::string filled_in(std::string_view pattern) {
  std::string path;
  while (!pattern.empty()) {
    const auto open = std::min(pattern.find('{'), pattern.size());
    path += pattern.substr(0, open);
    pattern.remove_prefix(open);
    if (pattern.empty())
      break;
    path += path.ends_with("/instances/") ? "ins_01hqz3k8c0000" : "order";
    pattern.remove_prefix(pattern.find('}') + 1);
  }
  return path;
}

} // namespace

TEST_F(http, a_precondition_that_a_route_cannot_keep_is_refused_not_ignored) {
  for (const auto& route : api::routes()) {
    if (route.has_etag || route.for_pages)
      continue;
    for (const auto* name : {"If-Match", "If-None-Match"}) {
      const auto answer = ask_json(std::string{route.method}, filled_in(route.pattern), "{}",
                                   std::string{name} + ": \"3\"\r\n");
      const auto pointer =
          std::string{"/header/"} + (name[3] == 'M' ? "if-match" : "if-none-match");
      const auto pointers = answer.status == 422 ? pointers_of(answer) : std::vector<std::string>{};
      // What takes another media type or needs a body refuses that first, and does nothing either.
      EXPECT_TRUE(std::ranges::count(pointers, pointer) == 1 || answer.status == 415 ||
                  (answer.status == 422 && pointers.empty()))
          << route.method << " " << route.pattern << " " << answer.status << answer.body;
    }
  }
  EXPECT_TRUE(fake.asked().empty());
}

TEST_F(http, every_write_of_what_has_versions_hands_its_preconditions_on) {
  const auto last = [&](const char* method, const char* path, const std::string& headers) {
    ask_json(method, path, method[0] == 'D' ? "" : "{}", headers);
    return fake.last();
  };
  for (const auto& [method, path] :
       std::vector<std::pair<const char*, const char*>>{{"PUT", "/v1/campaigns/x"},
                                                        {"PUT", "/v1/hooks/x"},
                                                        {"DELETE", "/v1/hooks/x"},
                                                        {"PUT", "/v1/record-types/x"},
                                                        {"PUT", "/v1/records/order/1"},
                                                        {"PATCH", "/v1/records/order/1"},
                                                        {"DELETE", "/v1/records/order/1"},
                                                        {"DELETE", "/v1/records/customer/1"},
                                                        {"PUT", "/v1/budget"},
                                                        {"PUT", "/v1/segments/x"},
                                                        {"DELETE", "/v1/segments/x"},
                                                        {"PUT", "/v1/library/x"},
                                                        {"DELETE", "/v1/library/x"},
                                                        {"PUT", "/v1/benchmarks"},
                                                        {"DELETE", "/v1/benchmarks"},
                                                        {"DELETE", "/v1/messages/x"},
                                                        {"DELETE", "/v1/budget"},
                                                        {"PUT", "/v1/messages/x"}}) {
    EXPECT_EQ(last(method, path, "If-None-Match: *\r\n").value("if_none_match", json()), "*")
        << method << " " << path;
    EXPECT_EQ(
        last(method, path, "If-Match: \"1\"\r\nIf-Match: W/\"2\"\r\n").value("if_match", json()),
        json({"1", "W/2"}))
        << method << " " << path << ": two lines are one list";
    EXPECT_FALSE(last(method, path, "").contains("if_match"));
  }
}

TEST_F(http, a_tag_of_another_form_is_a_mistake) {
  for (const auto* tag : {"17", "\"x", "*, \"1\"", "w/\"1\""}) {
    const auto answer =
        ask_json("PUT", "/v1/records/customer/42", "{}", std::string{"If-Match: "} + tag + "\r\n");
    EXPECT_EQ(answer.status, 422) << tag;
    EXPECT_EQ(pointers_of(answer), std::vector<std::string>{"/header/if-match"}) << tag;
  }
  EXPECT_TRUE(fake.asked().empty());
}

TEST_F(http, a_date_that_nothing_has_is_no_precondition_of_a_write) {
  const std::string since = "If-Unmodified-Since: Sat, 29 Oct 1994 19:43:31 GMT\r\n";
  EXPECT_EQ(pointers_of(ask_json("PUT", "/v1/records/customer/42", "{}", since)),
            std::vector<std::string>{"/header/if-unmodified-since"});
  EXPECT_TRUE(fake.asked().empty());
  EXPECT_EQ(
      ask("GET", "/v1/records/customer/42", "If-Modified-Since: Sat, 29 Oct 2094 19:43:31 GMT\r\n")
          .status,
      200);
}

TEST_F(http, everything_with_an_etag_is_answered_304_to_who_has_it) {
  client to{port()};
  for (const auto& route : api::routes()) {
    if (!route.has_etag || route.method != "GET")
      continue;
    const auto path =
        filled_in(route.pattern) + (route.pattern == "/v1/placements" ? "?customer=42" : "");
    const auto first = to.ask("GET", path);
    ASSERT_EQ(first.status, 200) << path;
    const auto etag = first.header("etag");
    ASSERT_FALSE(etag.empty()) << path;

    for (const auto& known : {etag, "W/" + etag, "\"other\", " + etag, std::string{"*"}}) {
      const auto again = to.ask("GET", path, "If-None-Match: " + known + "\r\n");
      EXPECT_EQ(again.status, 304) << path << " " << known;
      EXPECT_EQ(again.header("etag"), etag) << path;
      EXPECT_EQ(again.body, "") << path;
    }
    EXPECT_EQ(to.ask("HEAD", path, "If-None-Match: " + etag + "\r\n").status, 304) << path;
    EXPECT_EQ(to.ask("GET", path, "If-None-Match: \"other\"\r\n").status, 200) << path;
    EXPECT_EQ(to.ask("GET", path, "If-Match: " + etag + "\r\n").status, 200) << path;
    EXPECT_EQ(to.ask("GET", path, "If-Match: \"other\"\r\n").status, 412) << path;
  }
}

TEST_F(http, the_etag_of_what_changes_without_a_version_tells_that) {
  const auto first = ask("GET", "/v1/campaigns/a").header("etag");
  const auto other = ask("GET", "/v1/campaigns/b").header("etag");
  EXPECT_TRUE(first.starts_with("\"3."));
  EXPECT_NE(first, other) << "the same version, and another body";
}

} // namespace sojourn::tests
