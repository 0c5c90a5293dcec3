#include "fixture.hpp"
#include "storage/campaigns.hpp"
#include "storage/journal.hpp"
#include "storage/operation.hpp"
#include "storage/read/find_records.hpp"
#include "storage/records.hpp"
#include "storage/turns.hpp"

#include <condition_variable>
#include <csignal>
#include <mutex>
#include <sys/resource.h>

namespace sojourn::storage {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

/// Holds the writer inside a unit until it is told to go on.
class gate {
public:
  void wait() {
    std::unique_lock lock{mutex_};
    reached_ = true;
    changed_.notify_all();
    changed_.wait(lock, [this] { return open_; });
  }
  void await_arrival() {
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [this] { return reached_; });
  }
  void open() {
    const std::lock_guard lock{mutex_};
    open_ = true;
    changed_.notify_all();
  }

private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool reached_ = false;
  bool open_ = false;
};

class writing : public storage_test {
protected:
  /// Submits a unit that stores one record, and notes how it ended.
  void put(const std::string& id, const std::string& text = "x") {
    data->writer().submit<int>(
        [id, text](transaction& tx) -> result<int> {
          const auto written = write_record(tx, record_write_kind::put, {"customer", id},
                                            {{"text", text}}, {}, {}, monday);
          return written ? result<int>{1} : fail(written.error());
        },
        [this, id](result<int> outcome) {
          const std::lock_guard lock{mutex};
          outcomes.emplace_back(id, outcome ? std::nullopt : std::optional{outcome.error().code});
        });
  }
  /// Submits a unit that holds the writer.
  void hold(gate& at) {
    data->writer().submit<int>(
        [&at](transaction&) -> result<int> {
          at.wait();
          return 0;
        },
        [](result<int>) {});
  }
  /// Waits until everything submitted so far has ended.
  void settle() {
    (void)write(*data, [](transaction&) -> result<int> { return 0; });
  }
  std::vector<std::string> stored() {
    std::vector<std::string> ids;
    for (const auto& record :
         data->reader().records().search({.type = "customer", .limit = 1000}).items)
      ids.push_back(record["id"]);
    return ids;
  }

  std::mutex mutex;
  std::vector<std::pair<std::string, std::optional<error_code>>> outcomes;
};

TEST_F(writing, what_waits_is_committed_together_and_completed_in_order) {
  std::vector<std::string> points;
  options.on_commit_boundary = [&](std::string_view point) { points.emplace_back(point); };
  open();
  gate busy;
  hold(busy);
  busy.await_arrival();
  for (const auto* id : {"a", "b", "c"})
    put(id);
  EXPECT_EQ(data->writer().queue_length(), 3u);
  busy.open();
  data->stop();
  EXPECT_THAT(points,
              ElementsAre("before_commit", "after_commit", "before_commit", "after_commit"));
  ASSERT_THAT(outcomes, SizeIs(3));
  EXPECT_EQ(outcomes[0].first, "a");
  EXPECT_EQ(outcomes[2].first, "c");
  EXPECT_THAT(stored(), ElementsAre("a", "b", "c"));
}

TEST_F(writing, nothing_is_answered_before_its_commit) {
  bool answered_early = false;
  options.on_commit_boundary = [&](std::string_view point) {
    if (point != "before_commit")
      return;
    const std::lock_guard lock{mutex};
    answered_early |= !outcomes.empty() || !stored().empty();
  };
  open();
  put("a");
  data->stop();
  EXPECT_FALSE(answered_early);
  EXPECT_THAT(outcomes, SizeIs(1));
}

TEST_F(writing, a_failing_unit_fails_alone) {
  open();
  gate busy;
  hold(busy);
  busy.await_arrival();
  put("a");
  std::vector<error> failures;
  data->writer().submit<int>(
      [](transaction& tx) -> result<int> {
        (void)write_record(tx, record_write_kind::put, {"customer", "bad"}, json::object(), {}, {},
                           monday);
        return fail(error_code::wrong_state, "no");
      },
      [&](result<int> outcome) { failures.push_back(outcome.error()); });
  data->writer().submit<int>(
      [](transaction& tx) -> result<int> {
        (void)write_record(tx, record_write_kind::put, {"customer", "worse"}, json::object(), {},
                           {}, monday);
        throw std::runtime_error{"a defect"};
      },
      [&](result<int> outcome) { failures.push_back(outcome.error()); });
  put("b");
  busy.open();
  settle();
  EXPECT_THAT(stored(), ElementsAre("a", "b"));
  ASSERT_THAT(failures, SizeIs(2));
  EXPECT_EQ(failures[0], (error{error_code::wrong_state, "no"}));
  EXPECT_EQ(failures[1], (error{error_code::internal, "a defect"}));
  EXPECT_EQ(data->reader().operation().status()["rows"]["records"], 2);
  EXPECT_THAT(violations(), IsEmpty());
}

TEST_F(writing, a_refused_turn_leaves_no_gap_in_the_journal) {
  open();
  traveller sleepers{*data, ids, sleeper()};
  const auto first = sleepers.begin("1", monday);
  const auto second = sleepers.begin("2", monday);
  gate busy;
  hold(busy);
  busy.await_arrival();
  std::vector<journal_position> heads;
  const auto submit = [&](const turn_write& turn, bool keep) {
    data->writer().submit<turn_written>(
        [&turn, keep](transaction& tx) -> result<turn_written> {
          auto written = write_turn(tx, turn);
          if (!keep)
            return fail(error_code::wrong_state, "no");
          return written;
        },
        [&](result<turn_written> outcome) { heads.push_back(outcome ? outcome->head : 0); });
  };
  submit(first, true);
  submit(second, false);
  submit(second, true);
  busy.open();
  settle();
  EXPECT_THAT(heads, ElementsAre(2, 0, 4));
  EXPECT_EQ(data->reader().campaigns().totals()["waiting"], 2);
  EXPECT_THAT(violations(), IsEmpty());
}

TEST_F(writing, a_unit_sees_the_units_before_it_in_the_same_commit) {
  open();
  gate busy;
  hold(busy);
  busy.await_arrival();
  put("a");
  std::int64_t version = 0;
  data->writer().submit<record_change>(
      [](transaction& tx) {
        return write_record(tx, record_write_kind::patch, {"customer", "a"}, {{"more", 1}}, {}, {},
                            monday);
      },
      [&](result<record_change> outcome) { version = outcome.value().version; });
  busy.open();
  settle();
  EXPECT_EQ(version, 2);
}

TEST_F(writing, a_full_queue_refuses_at_once) {
  options.queue_limit = 2;
  open();
  gate busy;
  hold(busy);
  busy.await_arrival();
  put("a");
  put("b");
  put("c");
  EXPECT_THAT(outcomes, ElementsAre(std::pair{"c", error_code::overloaded}));
  busy.open();
  data->stop();
  EXPECT_THAT(stored(), ElementsAre("a", "b"));
}

TEST_F(writing, stopping_runs_what_is_queued_and_refuses_the_rest) {
  open();
  gate busy;
  hold(busy);
  busy.await_arrival();
  put("a");
  busy.open();
  data->stop();
  put("late");
  ASSERT_THAT(outcomes, SizeIs(2));
  EXPECT_EQ(outcomes[0].second, std::nullopt);
  EXPECT_EQ(outcomes[1].second, error_code::shutting_down);
  EXPECT_EQ(std::filesystem::file_size(file() + "-wal"), 0u) << "everything is in the file";
}

TEST_F(writing, a_completion_may_submit_and_stop) {
  open();
  std::promise<void> stopped;
  data->writer().submit<int>([](transaction&) -> result<int> { return 0; },
                             [&](result<int>) {
                               put("next");
                               data->stop();
                               stopped.set_value();
                             });
  stopped.get_future().wait();
  data->stop();
  EXPECT_THAT(stored(), ElementsAre("next"));
}

TEST_F(writing, an_inline_writer_commits_on_the_submitting_thread) {
  options.inline_writer = true;
  open();
  put("a");
  EXPECT_THAT(outcomes, SizeIs(1));
  data->writer().submit<int>(
      [&](transaction&) -> result<int> {
        put("b");
        return 0;
      },
      [&](result<int>) { put("c"); });
  EXPECT_THAT(stored(), ElementsAre("a", "b", "c"));
}

TEST_F(writing, a_full_disk_stops_acceptance_and_keeps_what_was_accepted) {
  options.page_limit = 220;
  open();
  std::vector<error> told;
  data->on_failure([&](error why) { told.push_back(std::move(why)); });
  const std::string big(20'000, 'x');
  for (int i = 0; i < 60; ++i)
    put("r" + std::to_string(100 + i), big);
  data->stop();

  std::vector<std::string> accepted;
  for (const auto& [id, failure] : outcomes) {
    if (!failure)
      accepted.push_back(id);
    else
      EXPECT_EQ(*failure, error_code::storage_full);
  }
  ASSERT_THAT(outcomes, SizeIs(60));
  EXPECT_LT(accepted.size(), 60u);
  ASSERT_THAT(told, SizeIs(1));
  EXPECT_EQ(told[0].code, error_code::storage_full);

  options.page_limit = 0;
  reopen();
  EXPECT_EQ(stored(), accepted);
  EXPECT_THAT(violations(), IsEmpty());
}

TEST_F(writing, a_full_disk_fails_a_turn_as_a_whole) {
  options.page_limit = 260; // an empty file has some 210
  open();
  traveller sleepers{*data, ids, sleeper()};
  std::size_t accepted = 0;
  for (int i = 0; i < 2000; ++i) {
    const auto written = sleepers.write(sleepers.begin(std::to_string(i), monday));
    if (!written) {
      EXPECT_EQ(written.error().code, error_code::storage_full);
      break;
    }
    ++accepted;
  }
  ASSERT_LT(accepted, 2000u);
  options.page_limit = 0;
  reopen();
  EXPECT_EQ(data->reader().campaigns().totals()["waiting"], accepted);
  EXPECT_THAT(violations(), IsEmpty());
}

/// Lets no file grow beyond a size while it lives: writes beyond it fail as on a bad disk.
class file_size_limit {
public:
  explicit file_size_limit(rlim_t bytes) : handler_{std::signal(SIGXFSZ, SIG_IGN)} {
    getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit now{bytes, before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &now);
  }
  ~file_size_limit() {
    setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }
  file_size_limit(const file_size_limit&) = delete;
  file_size_limit& operator=(const file_size_limit&) = delete;

private:
  rlimit before_{};
  sighandler_t handler_;
};

TEST_F(writing, a_commit_that_fails_is_final) {
  open();
  put("a");
  settle();
  std::vector<error> told;
  data->on_failure([&](error why) { told.push_back(std::move(why)); });
  {
    const file_size_limit limit{std::filesystem::file_size(file() + "-wal") + 100'000};
    put("big", std::string(1'000'000, 'x'));
    settle();
  }
  put("later");
  data->stop();
  ASSERT_THAT(outcomes, SizeIs(3));
  EXPECT_EQ(outcomes[1],
            (std::pair{std::string{"big"}, std::optional{error_code::storage_failed}}));
  EXPECT_EQ(outcomes[2].second, error_code::storage_failed) << "no retry in place";
  ASSERT_THAT(told, SizeIs(1));
  reopen();
  EXPECT_THAT(stored(), ElementsAre("a"));
  EXPECT_THAT(violations(), IsEmpty());
}

TEST_F(writing, the_log_stays_bounded_under_load) {
  options.checkpoint_pages = 50;
  options.wal_limit_mib = 1;
  open();
  std::uintmax_t largest = 0;
  for (int i = 0; i < 2000; ++i) {
    put("r" + std::to_string(i % 100), std::string(3000, static_cast<char>('a' + i % 26)));
    settle();
    largest = std::max(largest, std::filesystem::file_size(file() + "-wal"));
  }
  EXPECT_LT(largest, 2u << 20);
  EXPECT_LT(data->reader().operation().status()["wal_bytes"], 2 << 20);
}

} // namespace
} // namespace sojourn::storage
