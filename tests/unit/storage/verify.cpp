#include "fixture.hpp"
#include "storage/campaigns.hpp"
#include "storage/events.hpp"
#include "storage/instances.hpp"
#include "storage/records.hpp"
#include "storage/store.hpp"
#include "storage/timers.hpp"
#include "storage/vouchers.hpp"
#include "storage/write/bulk.hpp"

#include <algorithm>
#include <fstream>

namespace sojourn::storage {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// A file with something of everything, which a test then damages in one place.
class verifying : public storage_test {
protected:
  void SetUp() override {
    open();
    ASSERT_TRUE(write(*data, [](transaction& tx) { return create_pool(tx, "gold", monday); }));
    ASSERT_TRUE(write(*data, [](transaction& tx) {
      return add_codes(tx, "gold", {"A", "B", "C"}, monday);
    }));
    traveller sleepers{*data, ids, sleeper("once")};
    asleep = sleepers.start("1");
    const auto over = sleepers.start("2");
    sleepers.go(over, cancel_it, monday);
    traveller gifts{*data, ids, gift("skip_if_open")};
    holder = gifts.start("3");
    gifts.take_code(holder, "A", monday);
    asking = gifts.start("4");
    ASSERT_TRUE(write(*data, [](transaction& tx) {
      return write_event(tx,
                         {.source = "shop",
                          .id = "e1",
                          .type = "order.paid",
                          .subject = {"customer", "1"},
                          .at = monday,
                          .data = json::object()},
                         {}, monday);
    }));
    ASSERT_TRUE(write(*data, [](transaction& tx) {
      return write_record(tx, record_write_kind::put, {"customer", "1"}, json::object(), {}, {},
                          monday);
    }));
    close();
  }

  /// What verify finds after `sql`, where ?A, ?H and ?E stand for the three instances.
  std::vector<std::string> after(std::string sql) {
    for (const auto& [name, id] : {std::pair{"?A", asleep}, {"?H", holder}, {"?E", asking}}) {
      for (auto place = sql.find(name); place != sql.npos; place = sql.find(name))
        sql.replace(place, 2, std::to_string(id.value));
    }
    raw_file{file()}.run(sql);
    return violations();
  }

  instance_id asleep, holder, asking;
};

TEST_F(verifying, a_sound_file_has_no_violations_and_is_counted) {
  std::vector<std::int64_t> progress;
  const auto found = verify_offline(options, [&](std::int64_t done) { progress.push_back(done); });
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_THAT(found->violations, IsEmpty());
  EXPECT_EQ(found->instances, 4);
  EXPECT_EQ(found->timers, 2);
  EXPECT_EQ(found->effects, 1);
  EXPECT_EQ(found->entries, raw_file{file()}.integer("SELECT count(*) FROM journal"));
  EXPECT_EQ(progress.back(), 4);
}

TEST_F(verifying, an_open_store_can_be_verified_too) {
  open();
  EXPECT_THAT(violations(), IsEmpty());
}

TEST_F(verifying, a_missing_journal_entry) {
  EXPECT_THAT(after("DELETE FROM journal WHERE instance = ?A AND prev = 0"),
              Contains("journal_chain"));
}

TEST_F(verifying, a_lost_last_entry) {
  EXPECT_THAT(after("DELETE FROM journal WHERE seq = (SELECT head FROM instance WHERE id = ?A)"),
              Contains("journal_chain"));
}

TEST_F(verifying, an_entry_that_belongs_to_another_instance) {
  EXPECT_THAT(after("UPDATE journal SET instance = ?H WHERE instance = ?A AND prev = 0"),
              Contains("journal_chain"));
}

TEST_F(verifying, a_chain_that_runs_in_a_circle) {
  EXPECT_THAT(after("UPDATE journal SET prev = seq + 1 WHERE instance = ?A AND prev = 0"),
              Contains("journal_chain"));
}

TEST_F(verifying, an_entry_that_cannot_be_decoded) {
  EXPECT_THAT(after("UPDATE journal SET payload = '{' WHERE instance = ?A AND prev = 0"),
              ElementsAre("journal_entry"));
  EXPECT_THAT(after("UPDATE journal SET format = 9 WHERE instance = ?A"),
              ElementsAre("journal_entry"));
}

TEST_F(verifying, an_entry_in_nobodys_history) {
  EXPECT_THAT(after("INSERT INTO journal SELECT 1000, 5, 0, at, type, format, payload "
                    "FROM journal LIMIT 1"),
              ElementsAre("entry_without_instance", "journal_gap", "journal_orphan"));
}

TEST_F(verifying, an_entry_beside_the_chain_of_its_instance) {
  EXPECT_THAT(after("INSERT INTO journal SELECT (SELECT max(seq) + 1 FROM journal), ?A, 0, at, "
                    "type, format, payload FROM journal LIMIT 1"),
              ElementsAre("journal_orphan"));
}

TEST_F(verifying, a_row_that_says_another_step) {
  EXPECT_THAT(after("UPDATE instance SET step = 'offer' WHERE id = ?A"), Contains("state_differs"));
}

TEST_F(verifying, a_state_that_differs_from_the_journal) {
  EXPECT_THAT(after("UPDATE instance SET state = json_set(state, '$.vars.x', 1) WHERE id = ?A"),
              ElementsAre("state_differs"));
}

TEST_F(verifying, a_journal_that_the_campaign_cannot_have_written) {
  EXPECT_THAT(after("UPDATE journal SET at = at + 1 WHERE instance = ?A"),
              Contains("replay_differs"));
}

TEST_F(verifying, a_row_that_cannot_be_read) {
  EXPECT_THAT(after("UPDATE instance SET status = 99 WHERE id = ?A"), Contains("row_unreadable"));
}

TEST_F(verifying, a_version_that_is_missing) {
  EXPECT_THAT(after("DELETE FROM campaign_version"), Contains("row_unreadable"));
}

TEST_F(verifying, a_definition_that_cannot_be_read) {
  EXPECT_THAT(after("UPDATE campaign_version SET definition = '{}'"),
              ElementsAre("version_unreadable"));
}

TEST_F(verifying, a_missing_timer) {
  EXPECT_THAT(after("DELETE FROM timer WHERE instance = ?A"),
              ElementsAre("counter_differs", "timer_missing"));
}

TEST_F(verifying, a_timer_that_nobody_has) {
  EXPECT_THAT(after("UPDATE timer SET due = due + 1 WHERE instance = ?A"),
              ElementsAre("timer_missing", "timer_without_instance"));
}

TEST_F(verifying, a_missing_wait) {
  EXPECT_THAT(after("DELETE FROM wait WHERE instance = ?A"),
              ElementsAre("counter_differs", "wait_missing"));
}

TEST_F(verifying, waits_that_nobody_wants) {
  EXPECT_THAT(after("INSERT INTO wait VALUES ('a', 'customer:1', ?A), ('b', 'x:y', 5)"),
              ElementsAre("counter_differs", "wait_not_wanted", "wait_without_instance"));
}

TEST_F(verifying, a_missing_effect) {
  EXPECT_THAT(after("DELETE FROM outbox WHERE instance = ?E"),
              ElementsAre("counter_differs", "effect_missing", "voucher_wrong"));
}

TEST_F(verifying, an_effect_of_another_attempt) {
  EXPECT_THAT(after("UPDATE outbox SET attempt = 7"), ElementsAre("effect_differs"));
}

TEST_F(verifying, effects_that_nobody_asked_for) {
  EXPECT_THAT(
      after("INSERT INTO outbox SELECT 5, step, visit, attempt, kind, pool, requested_at, 0, NULL "
            "FROM outbox"),
      ElementsAre("counter_differs", "effect_without_instance"));
  EXPECT_THAT(after("UPDATE outbox SET instance = ?A WHERE instance = 5"),
              Contains("effect_not_pending"));
}

TEST_F(verifying, an_inbox_entry_to_nobody) {
  EXPECT_THAT(after("UPDATE inbox SET instance = 5"), ElementsAre("delivery_without_instance"));
}

TEST_F(verifying, reentry_keys_that_are_wrong) {
  EXPECT_THAT(after("UPDATE reentry SET open = 1 - open WHERE instance = ?A"),
              ElementsAre("reentry_wrong"));
  EXPECT_THAT(after("DELETE FROM reentry WHERE instance = ?A"), ElementsAre("reentry_missing"));
  EXPECT_THAT(after("INSERT INTO reentry VALUES (1, 'x', 5, 1)"),
              ElementsAre("reentry_missing", "reentry_wrong"));
}

TEST_F(verifying, statistics_that_are_wrong) {
  EXPECT_THAT(after("UPDATE statistic SET count = count + 1 WHERE step = 'rest'"),
              ElementsAre("statistics_differ"));
}

TEST_F(verifying, a_counter_that_is_wrong) {
  EXPECT_THAT(after("UPDATE counter SET value = 0 WHERE name = 'records'"),
              ElementsAre("counter_differs"));
}

TEST_F(verifying, a_code_that_the_journal_issued_and_the_pool_has_again) {
  EXPECT_THAT(after("UPDATE voucher SET state = 0, instance = NULL WHERE code = 'A'"),
              ElementsAre("pool_counts", "voucher_not_issued", "voucher_wrong", "vouchers_issued"));
}

TEST_F(verifying, a_code_that_is_issued_without_the_journal) {
  EXPECT_THAT(after("UPDATE voucher SET state = 2, instance = ?A WHERE code = 'C'"),
              ElementsAre("pool_counts", "vouchers_issued"));
}

TEST_F(verifying, a_code_that_is_reserved_for_nobody) {
  EXPECT_THAT(after("UPDATE voucher SET state = 1, instance = ?A, step = 'x', visit = 1 "
                    "WHERE code = 'C'; UPDATE pool SET free = free - 1, reserved = reserved + 1"),
              ElementsAre("voucher_wrong"));
}

TEST_F(verifying, an_index_that_lost_a_row) {
  EXPECT_THAT(after("PRAGMA writable_schema = ON; "
                    "UPDATE sqlite_schema SET sql = 'CREATE INDEX instance_by_subject ON instance "
                    "(step)' WHERE name = 'instance_by_subject'"),
              Contains("file_damaged"));
}

/// A page of a table is overwritten on the disk.
class damaged_page : public storage_test {
protected:
  void damage(const std::string& table) {
    open();
    traveller sleepers{*data, ids, sleeper()};
    sleepers.start("42");
    close();
    std::int64_t page = 0;
    std::int64_t bytes = 0;
    {
      raw_file raw{file()};
      page = raw.integer("SELECT rootpage FROM sqlite_schema WHERE name = '" + table + "'");
      bytes = raw.integer("PRAGMA page_size");
    }
    std::fstream raw{file(), std::ios::in | std::ios::out | std::ios::binary};
    raw.seekp((page - 1) * bytes);
    raw << std::string(static_cast<std::size_t>(bytes), '\x55');
  }
};

TEST_F(damaged_page, is_said_to_be_of_its_table_and_the_other_checks_go_on) {
  damage("timer");
  open();

  const auto found = data->verify({});

  ASSERT_TRUE(found) << found.error().message;
  const auto is_of_timers = [](const violation& one) {
    return one.what == "file_damaged" && one.where == "timer";
  };
  EXPECT_TRUE(std::ranges::any_of(found->violations, is_of_timers));
  EXPECT_EQ(found->instances, 1);
}

TEST_F(damaged_page, fails_who_writes_to_it_and_nobody_else) {
  damage("pool");
  open();

  const auto refused = write(*data, [](transaction& tx) { return create_pool(tx, "a", monday); });
  const auto written = write(*data, [](transaction& tx) {
    return write_record(tx, record_write_kind::put, {"customer", "42"}, {{"name", "An"}}, {}, {},
                        monday);
  });

  EXPECT_EQ(refused.error().code, error_code::data_corrupt);
  EXPECT_TRUE(written) << written.error().message;
}

using seeding_many = storage_test;

TEST_F(seeding_many, sleepers_are_as_if_they_had_been_started) {
  open();
  auto sleepers = std::make_unique<traveller>(*data, ids, sleeper("skip_if_open"));
  close();
  const auto make = [&](std::int64_t number) {
    return sleepers->begin(seed_subject_id(number), monday + number * 1s);
  };
  const auto seeded =
      seed_sleepers(options, {.count = 2500, .per_template = 1000, .make_template = make});
  ASSERT_TRUE(seeded) << seeded.error().message;
  open();
  const auto found = data->verify({});
  ASSERT_TRUE(found);
  for (const auto& violation : found->violations)
    ADD_FAILURE() << violation.what << " " << violation.where << " " << violation.detail;
  EXPECT_EQ(found->instances, 2500);
  EXPECT_EQ(data->reader().campaigns().totals()["waiting"], 2500);
  EXPECT_EQ(
      data->reader().instances().find({.subject = "customer:" + seed_subject_id(1234)}).size(), 1u);
  EXPECT_EQ(data->reader().timers().next_due(), monday + 25 * day);
}

TEST_F(seeding_many, a_template_that_does_not_fit_is_refused) {
  open();
  auto sleepers = std::make_unique<traveller>(*data, ids, sleeper());
  close();
  const auto make = [&](std::int64_t) { return sleepers->begin("42", monday); };
  const auto refused =
      seed_sleepers(options, {.count = 10, .per_template = 10, .make_template = make});
  EXPECT_EQ(refused.error().code, error_code::invalid_request);
}

} // namespace
} // namespace sojourn::storage
