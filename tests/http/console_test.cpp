// The web console as it is served: its policy, its validators, its pages without a file.
#include "api/console_files.hpp"
#include "api/gzip.hpp"
#include "http_fixture.hpp"

#include <algorithm>

namespace sojourn::tests {

namespace {

const std::string takes_gzip = "Accept-Encoding: gzip, deflate, br\r\n";
constexpr std::size_t most_packed_bytes = 600'000; // of all files

/// A file of the build whose name has this ending.
const api::console_file& a_file(std::string_view ending) {
  for (const auto& file : api::console_files()) {
    if (file.path.ends_with(ending))
      return file;
  }
  throw std::runtime_error{"the console has no file that ends in " + std::string{ending}};
}

std::string target_of(const api::console_file& file) {
  return "/console/" + std::string{file.path};
}

} // namespace

TEST(console_files, are_ordered_and_small) {
  const auto files = api::console_files();
  EXPECT_TRUE(std::ranges::is_sorted(files, {}, &api::console_file::path));
  std::size_t packed = 0;
  for (const auto& file : files)
    packed += file.packed.size();
  EXPECT_GT(files.size(), 10u);
  EXPECT_LE(packed, most_packed_bytes);
}

TEST_F(http, the_console_is_a_page_under_a_strict_content_policy) {
  const auto answer = ask("GET", "/console/");

  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.header("content-type"), "text/html; charset=utf-8");
  EXPECT_EQ(answer.header("cache-control"), "no-cache");
  const auto policy = answer.header("content-security-policy");
  for (const auto* part :
       {"default-src 'none'", "script-src 'self'", "style-src 'self'", "base-uri 'none'",
        "frame-ancestors 'none'", "require-trusted-types-for 'script'"})
    EXPECT_NE(policy.find(part), std::string::npos) << part;
  EXPECT_EQ(policy.find("unsafe"), std::string::npos);
  EXPECT_EQ(answer.header("x-content-type-options"), "nosniff");
  EXPECT_NE(answer.body.find("/console/assets/"), std::string::npos);
}

TEST_F(http, a_path_of_the_console_that_is_no_file_is_its_page) {
  const auto page = ask("GET", "/console/");
  for (const auto* path :
       {"/console/campaigns", "/console/campaigns/tier-upgrade", "/console/developer/hooks/shop",
        "/console/customers/42%2F1", "/console/campaigns/spring/edit",
        "/console/campaigns?state=active&q=", "/console/?from=2026-03-01"}) {
    const auto answer = ask("GET", path);
    EXPECT_EQ(answer.status, 200) << path;
    EXPECT_EQ(answer.body, page.body) << path;
    EXPECT_EQ(answer.header("content-security-policy"), page.header("content-security-policy"));
  }
}

TEST_F(http, a_file_of_the_console_may_be_kept_for_a_year_because_its_name_has_its_hash) {
  const auto& script = a_file(".js");
  const auto answer = ask("GET", target_of(script));

  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.header("content-type"), "text/javascript; charset=utf-8");
  EXPECT_EQ(answer.header("cache-control"), "public, max-age=31536000, immutable");
  EXPECT_EQ(answer.header("etag"), script.etag);
  EXPECT_EQ(ask("HEAD", target_of(script)).status, 200);
}

TEST_F(http, the_console_leaves_packed_for_who_takes_that_and_unpacked_for_who_does_not) {
  const auto& script = a_file(".js");
  const auto packed = ask("GET", target_of(script), takes_gzip);
  const auto plain = ask("GET", target_of(script));

  EXPECT_EQ(packed.header("content-encoding"), "gzip");
  EXPECT_EQ(packed.body, script.packed);
  EXPECT_EQ(plain.header("content-encoding"), "");
  EXPECT_EQ(api::gunzip(packed.body, 10'000'000), plain.body);
  EXPECT_EQ(packed.header("vary"), "Accept-Encoding");
  EXPECT_NE(packed.header("etag"), plain.header("etag"));
}

TEST_F(http, a_browser_that_has_the_console_is_told_that_nothing_changed) {
  const auto first = ask("GET", "/console/", takes_gzip);
  const auto again = ask("GET", "/console/campaigns",
                         takes_gzip + "If-None-Match: " + first.header("etag") + "\r\n");

  EXPECT_EQ(again.status, 304);
  EXPECT_EQ(again.body, "");
}

TEST_F(http, a_part_of_an_older_build_is_not_answered_with_a_page) {
  EXPECT_EQ(ask("GET", "/console/assets/Campaign-old.js").status, 404);
}

TEST_F(http, the_console_needs_no_token_to_be_loaded) {
  options.tokens = {{.name = "ci", .sha256_hex = std::string(64, '0'), .may = {}}};
  EXPECT_EQ(ask("GET", "/console/").status, 200);
  EXPECT_EQ(ask("GET", "/console/campaigns").status, 200);
  EXPECT_EQ(ask("GET", "/v1/campaigns").status, 401) << "what it shows does";
}

TEST_F(http, the_console_without_its_slash_leads_to_it) {
  const auto answer = ask("GET", "/console");
  EXPECT_EQ(answer.status, 308);
  EXPECT_EQ(answer.header("location"), "/console/");
}

} // namespace sojourn::tests
