// `sojourn import`: a file is sent, watched, and what was left out is told.
#include "cli/import.hpp"

#include "cli_fixture.hpp"

#include <gmock/gmock.h>

namespace sojourn::cli {

using testing::HasSubstr;

TEST_F(command_line, an_import_sends_the_file_and_looks_until_it_is_in) {
  const auto path = file("customers.csv", "id\n1\n");
  answer(202, R"({"id": "imp_7", "state": "waiting", "bytes": 5})");
  answer(200, R"({"id": "imp_7", "state": "running", "bytes": 5, "bytes_read": 3})");
  answer(200, R"({"id": "imp_7", "state": "finished", "rows": 1, "failed": 0, "errors": []})");

  EXPECT_EQ(run({"import", path, "--silent", "--key", "phone no"}), exit_code::ok);

  ASSERT_EQ(asked.size(), 3u);
  EXPECT_EQ(asked[0].method, "POST");
  EXPECT_EQ(asked[0].target,
            "/v1/records/customer/import?mode=patch&key=phone%20no&triggers=silent");
  EXPECT_EQ(asked[0].content_type, "text/csv");
  EXPECT_EQ(asked[0].file, path);
  EXPECT_EQ(asked[2].target, "/v1/imports/imp_7");
  EXPECT_EQ(pauses, 1);
  EXPECT_THAT(out.str(), HasSubstr("finished"));
}

TEST_F(command_line, an_import_that_left_rows_out_shows_them_and_ends_with_a_refusal) {
  answer(202, R"({"id": "imp_7", "state": "waiting"})");
  answer(200, R"({"id": "imp_7", "state": "finished", "rows": 2, "failed": 1,
                  "errors": [{"line": 3, "record": "2", "message": "/tier: no"}]})");
  EXPECT_EQ(run({"import", file("orders.ndjson", "{}"), "--type", "order"}), exit_code::refused);
  EXPECT_THAT(out.str(), HasSubstr("/tier: no"));
  EXPECT_EQ(asked[0].content_type, "application/x-ndjson");
}

TEST_F(command_line, an_import_of_what_is_no_file_of_records_asks_nobody) {
  EXPECT_EQ(run({"import", (folder / "missing.csv").string()}), exit_code::refused);
  EXPECT_EQ(run({"import", file("customers.xlsx", "PK")}), exit_code::refused);
  EXPECT_TRUE(asked.empty());
}

TEST(import_progress, a_bar_shows_the_share) {
  EXPECT_EQ(progress_bar(0), "[                              ]   0 %");
  EXPECT_EQ(progress_bar(0.5), "[===============               ]  50 %");
  EXPECT_EQ(progress_bar(1), "[==============================] 100 %");
}

} // namespace sojourn::cli
