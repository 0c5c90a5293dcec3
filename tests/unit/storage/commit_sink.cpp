// What a commit means beside the local file, and what becomes of it where that fails.
#include "storage/sqlite/commit_sink.hpp"

#include "fixture.hpp"
#include "storage/records.hpp"
#include "storage/sqlite/commit_writer.hpp"

namespace sojourn::storage {
namespace {

using ::testing::ElementsAre;

/// Takes so many commits, and then no more.
class failing_sink final : public commit_sink {
public:
  explicit failing_sink(int takes) : takes_{takes} {}
  void before_commit() override { calls.emplace_back("before"); }
  result<void> committed(const commit_made&) override {
    calls.emplace_back("committed");
    if (takes_-- > 0)
      return {};
    return fail(error_code::storage_failed, "the other machine does not answer");
  }
  void between_commits(journal_position, bool) override { calls.emplace_back("between"); }
  void ended(journal_position, bool) override { calls.emplace_back("ended"); }

  std::vector<std::string> calls;

private:
  int takes_;
};

class commits_elsewhere : public storage_test {
protected:
  void SetUp() override {
    open();
    close(); // the file is there, with its tables
    options.inline_writer = true;
  }
  /// Writes one record; how that ended.
  static std::optional<error> put(writer& to, const std::string& id) {
    std::optional<error> failure;
    to.submit<int>(
        [id](transaction& tx) -> result<int> {
          const auto written = write_record(tx, record_write_kind::put, {"customer", id},
                                            {{"name", id}}, {}, {}, monday);
          return written ? result<int>{1} : fail(written.error());
        },
        [&](const result<int>& outcome) {
          if (!outcome)
            failure = outcome.error();
        });
    return failure;
  }
};

TEST_F(commits_elsewhere, an_error_there_is_final_and_is_told_to_everybody) {
  failing_sink elsewhere{1};
  std::vector<error> told;
  {
    connection db{file(), access::read_write};
    commit_writer writes{db, options, elsewhere};
    writes.on_failure([&](error why) { told.push_back(std::move(why)); });

    EXPECT_EQ(put(writes, "an"), std::nullopt);
    EXPECT_EQ(put(writes, "bo")->code, error_code::storage_failed);
    EXPECT_EQ(put(writes, "chi")->code, error_code::storage_failed) << "nothing more is written";
  }
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(told[0].message, "the other machine does not answer");
  EXPECT_THAT(elsewhere.calls,
              ElementsAre("before", "committed", "between", "before", "committed"));
}

TEST_F(commits_elsewhere, what_was_committed_here_before_the_error_is_found_by_the_next_start) {
  failing_sink elsewhere{0};
  {
    connection db{file(), access::read_write};
    commit_writer writes{db, options, elsewhere};
    (void)put(writes, "an"); // who asked hears that it is not known
  }
  open();
  EXPECT_TRUE(data->reader().records().find({"customer", "an"}));
  EXPECT_EQ(put(data->writer(), "bo"), std::nullopt);
  EXPECT_TRUE(violations().empty());
}

} // namespace
} // namespace sojourn::storage
