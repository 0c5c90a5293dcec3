// Everything as lines of JSON, brought into an empty daemon and out of it again.
#include "storage/options.hpp"
#include "storage/portable.hpp"
#include "storage/store.hpp"
#include "whole_daemon.hpp"

#include <fstream>
#include <gmock/gmock.h>
#include <sstream>

namespace sojourn::tests {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class everything : public whole_daemon {
protected:
  /// A shop with something of each kind, and people on their way.
  void fill() {
    start();
    install_tier_upgrade();
    answer("PATCH", "/v1/records/customer/an", {{"tier", "gold"}});
    answer("PUT", "/v1/records/customer/binh",
           {{"name", "Bình"}, {"phone", "0901112233"}, {"tier", "member"}});
    answer("PUT", "/v1/records/order/o1",
           {{"customer_id", "binh"}, {"status", "paid"}, {"total", 150000}, {"currency", "VND"}});
    answer("PUT", "/v1/segments/known", {{"condition", {{"!!", {{{"var", "customer.phone"}}}}}}});
    answer("PUT", "/v1/records/customer/binh/consents", {{"channel", "email"}, {"state", "given"}});
    answer("POST", "/v1/suppressions",
           {{"channel", "email"}, {"address", "x@shop.example"}, {"reason", "asked"}});
    answer("POST", "/v1/identities", {{"visitor", "v1"}, {"customer", "an"}});
    answer("PUT", "/v1/send-rules", {{"caps", json::array()}});
    answer("POST", "/v1/hooks", {{"id", "shop"}});
    tell_paid("e1");
    settle();
  }
  fs::path write_export() {
    return answer("POST", "/v1/export", json::object()).at("path").get<std::string>();
  }
  static std::vector<std::string> lines_in(const fs::path& path) {
    std::ifstream file{path, std::ios::binary};
    std::vector<std::string> lines;
    for (std::string line; std::getline(file, line);)
      lines.push_back(line);
    return lines;
  }
  static std::string text_of(const std::vector<std::string>& lines) {
    std::string text;
    for (const auto& line : lines)
      text += line + "\n";
    return text;
  }
  /// Brings these lines into a directory of their own; gives the error's message, or "".
  std::string bring(const std::string& text, const fs::path& directory) {
    storage::store_options options;
    options.directory = directory;
    std::istringstream lines{text};
    const auto made = storage::import_offline(
        options, lines, "tester", parse_instant("2026-03-01T09:00:00+07:00").value(), {});
    return made ? std::string{} : made.error().message;
  }
  /// The daemon ends, and one on another directory begins.
  void move_to(const fs::path& directory) {
    daemon_.reset();
    directory_ = directory;
    settings_.data.directory = directory;
    // Later, as everywhere: ids tell the time, and what was carried names instances of before.
    *settings_.clock.start += std::chrono::minutes{1};
    start();
  }
  fs::path other() const { return fs::path{folder_.path()} / "other"; }
};

} // namespace

TEST_F(everything, is_the_same_byte_for_byte_after_an_import_into_an_empty_directory) {
  fill();
  const auto first = lines_in(write_export());
  ASSERT_GT(first.size(), 20u);

  ASSERT_EQ(bring(text_of(first), other()), "");
  move_to(other());
  const auto second = lines_in(write_export());

  // The header says when it was made; all else is the same.
  ASSERT_EQ(first.size(), second.size());
  for (std::size_t i = 1; i < first.size(); ++i)
    EXPECT_EQ(first[i], second[i]) << "line " << i + 1;
}

TEST_F(everything, that_is_imported_works_as_it_did) {
  fill();
  const auto before = answer("GET", "/v1/records/customer/binh");
  const auto pool = answer("GET", "/v1/vouchers/gold-2026");
  const auto lines = lines_in(write_export());
  ASSERT_EQ(bring(text_of(lines), other()), "");
  move_to(other());

  EXPECT_EQ(answer("GET", "/v1/records/customer/binh"), before);
  EXPECT_EQ(answer("GET", "/v1/vouchers/gold-2026").at("issued"), pool.at("issued"));
  EXPECT_EQ(answer("GET", "/v1/segments/known/size").at("size"), 1);
  const auto campaign = answer("GET", "/v1/campaigns/tier-upgrade");
  EXPECT_EQ(campaign.at("state"), "paused") << "it would send what the other one sends";
  EXPECT_EQ(answer("GET", "/v1/instances").at("items"), json::array());
  // Found by their phone, which is computed from the records.
  EXPECT_EQ(ask("GET", "/v1/records/customer?identity.phone=%2B84901112233").status, 200);
  // when the campaign goes on, somebody new is upgraded
  answer("POST", "/v1/campaigns/tier-upgrade/resume", json::object());
  answer("PATCH", "/v1/records/customer/binh", {{"tier", "silver"}});
  settle();
  EXPECT_EQ(answer("GET", "/v1/instances").at("items").size(), 1u);
}

TEST_F(everything, holds_no_password_no_secret_and_no_session) {
  fill();
  answer("PUT", "/v1/secrets/crm", {{"value", "very-hush-hush"}});
  std::string text = text_of(lines_in(write_export()));
  for (const auto* table : {"\"table\":\"user\"", "\"table\":\"sealed\"", "\"table\":\"session\"",
                            "\"table\":\"hook_secret\"", "\"table\":\"access_token\""})
    EXPECT_THAT(text, Not(HasSubstr(table)));
  EXPECT_THAT(text, Not(HasSubstr("very-hush-hush")));
}

TEST_F(everything, is_refused_where_there_are_data) {
  fill();
  const auto text = text_of(lines_in(write_export()));
  daemon_.reset();
  EXPECT_THAT(bring(text, directory_), HasSubstr("there are data in"));
  start();
  EXPECT_EQ(ask("GET", "/v1/records/customer/an").status, 200);
}

TEST_F(everything, is_refused_while_a_daemon_has_the_directory) {
  fill();
  EXPECT_THAT(bring(text_of(lines_in(write_export())), directory_), HasSubstr("another daemon"));
}

TEST_F(everything, that_is_cut_short_or_changed_imports_nothing_and_says_which_line) {
  fill();
  const auto lines = lines_in(write_export());
  const auto last = std::to_string(lines.size());

  auto cut = lines;
  cut.pop_back();
  EXPECT_THAT(bring(text_of(cut), other()),
              HasSubstr("line " + last + ": the export is cut short"));
  auto fewer = lines;
  fewer.erase(fewer.end() - 2);
  EXPECT_THAT(bring(text_of(fewer), other()), HasSubstr("not as many as the end says"));
  auto unknown = lines;
  unknown.insert(unknown.end() - 1, R"({"table":"session","row":{}})");
  EXPECT_THAT(bring(text_of(unknown), other()), HasSubstr("there is no table \"session\""));
  auto twice = lines;
  twice.insert(twice.begin() + 1, twice[1]);
  EXPECT_THAT(bring(text_of(twice), other()),
              HasSubstr("line 3: the row of campaign does not fit"));
  auto noise = lines;
  noise[3] = "{";
  EXPECT_THAT(bring(text_of(noise), other()), HasSubstr("line 4: "));
  auto later = lines;
  later[0] =
      R"({"format":"sojourn-export","version":2,"schema":1,"made_at":"2026-03-01T00:00:00Z"})";
  EXPECT_THAT(bring(text_of(later), other()), HasSubstr("line 1: "));

  // and after all of these it is still possible
  EXPECT_EQ(bring(text_of(lines), other()), "");
}

TEST_F(everything, whoever_was_in_a_campaign_that_takes_everybody_once_is_not_taken_again) {
  start();
  install({{"id", "welcome"},
           {"name", "welcome"},
           {"trigger", {{"type", "manual"}}},
           {"reentry", {{"policy", "once"}}},
           {"start", "rest"},
           {"steps", {{"rest", {{"type", "delay"}, {"for", "P1D"}, {"next", "end"}}}}}});
  answer("PUT", "/v1/records/customer/an", {{"name", "An"}});
  answer("POST", "/v1/campaigns/welcome/runs", {{"customer", "an"}});
  settle();
  const auto lines = lines_in(write_export());
  ASSERT_EQ(bring(text_of(lines), other()), "");
  move_to(other());
  answer("POST", "/v1/campaigns/welcome/resume", json::object());
  ask("POST", "/v1/campaigns/welcome/runs", R"({"customer": "an"})");
  settle();
  EXPECT_EQ(answer("GET", "/v1/instances").at("items"), json::array());
}

} // namespace sojourn::tests
