// Kept whole: one customer in every table, and what is left of them.
#include "fixture.hpp"
#include "storage/audit.hpp"
#include "storage/campaigns.hpp"
#include "storage/erasures.hpp"
#include "storage/events.hpp"
#include "storage/hooks.hpp"
#include "storage/idempotency.hpp"
#include "storage/identities.hpp"
#include "storage/imports.hpp"
#include "storage/jobs.hpp"
#include "storage/mailbox.hpp"
#include "storage/outbox.hpp"
#include "storage/records.hpp"
#include "storage/runs.hpp"
#include "storage/sends.hpp"
#include "storage/sqlite/clean_pages.hpp"
#include "storage/sqlite/transaction.hpp"
#include "storage/vouchers.hpp"
#include "storage/write/count_messages.hpp"
#include "tests/find_bytes.hpp"
#include "tests/places.hpp"

namespace sojourn::storage {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

/// What nothing but the erased customer's data contains.
const std::string secret = "Zq7sEcReT";

class erasing : public storage_test {
protected:
  erasing() { open(); }

  void put(const std::string& type, const std::string& id, const json& record) {
    const auto written = write(*data, [&](transaction& tx) {
      return write_record(tx, record_write_kind::put, {type, id}, record, {}, {}, monday);
    });
    ASSERT_TRUE(written) << written.error().message;
  }
  result<event_written> happen(const std::string& id, const std::string& subject, json with) {
    stored_event event;
    event.source = "/shop";
    event.id = id;
    event.type = "seen";
    event.subject = parse_subject(subject).value();
    event.at = monday;
    event.data = std::move(with);
    return write(*data, [&](transaction& tx) { return write_event(tx, event, {}, monday); });
  }
  result<erasure_written> erase(const std::string& customer, std::size_t portion = default_portion,
                                std::optional<std::int64_t> version = {}) {
    return write(*data, [&](transaction& tx) {
      return erase_subject(tx, records::customer(customer), over(version), "anna", "asked for",
                           monday, portion);
    });
  }
  result<erasure_written> go_on(erasure_id id, std::size_t portion = default_portion) {
    return write(*data, [&](transaction& tx) { return go_on_erasing(tx, id, monday, portion); });
  }
  void create_pool_gold() {
    ASSERT_TRUE(write(*data, [](transaction& tx) { return create_pool(tx, "gold", monday); }));
    ASSERT_TRUE(write(*data, [](transaction& tx) {
      return add_codes(tx, "gold", {"A", "B", "C", "D"}, monday);
    }));
  }

  /// Where in the data directory these bytes are found.
  std::vector<std::string> files_with(const std::string& bytes) {
    return tests::files_with(bytes, options.directory);
  }

  /// Customers around the one who is erased, so that pages are split and joined.
  void crowd(int first, int count) {
    for (int i = first; i < first + count; ++i)
      put("customer", "c" + std::to_string(i * 7919 % 100'003),
          {{"name", std::string(static_cast<std::size_t>(i % 300), 'x')},
           {"email", "c" + std::to_string(i) + "@example.com"}});
  }
};

TEST_F(erasing, takes_along_what_arrived_in_calls_that_are_or_may_be_about_them) {
  put("customer", "an", {{"name", "An"}});
  put("customer", "binh", {{"name", "Binh"}});
  const json arrived{{"headers", json::object()}, {"body", secret}};
  ASSERT_TRUE(write(*data, [&](transaction& tx) -> result<bool> {
    if (auto made = put_hook(
            tx, {.id = "shop", .definition = {}, .secrets = {}, .first_secret = "s"}, monday);
        !made)
      return fail(made.error());
    checked_hook_call both{.hook = "shop", .message = "m1"};
    for (const auto* id : {"binh", "an"}) {
      hooks::part said;
      said.subject = records::customer(id);
      both.parts.push_back({.said = std::move(said)});
    }
    if (auto made = write_hook_call(tx, both, {}, monday); !made)
      return fail(made.error());
    checked_hook_call unread{.hook = "shop", .message = "m-" + secret, .is_wanted = false};
    unread.arrived = arrived;
    if (auto made = write_hook_call(tx, unread, {}, monday); !made)
      return fail(made.error());
    return true;
  }));
  ASSERT_EQ(data->reader().hooks().call("shop", 2)->arrived, arrived);

  ASSERT_TRUE(erase("an"));

  EXPECT_EQ(data->reader().hooks().call("shop", 1)->details, json::object())
      << "they were the second one of the call";
  EXPECT_FALSE(data->reader().hooks().call("shop", 2)->may_retry)
      << "nobody knows whom that was about";
}

// Kept whole: it fills every table once, and looks for what is left in one pass.
TEST_F(erasing, leaves_no_byte_of_the_customer_in_any_file_and_everything_of_another) {
  const auto id = "id-" + secret;
  create_pool_gold();
  traveller gifts{*data, ids, gift("once")};
  traveller sleepers{*data, ids, sleeper("skip_if_open")};
  crowd(0, 400);
  for (int i = 0; i < 60; ++i) { // earlier values, of all sizes
    put("customer", id,
        {{"name", secret + std::string(static_cast<std::size_t>(i * 37 % 800), 'n')},
         {"phone", "+84 90 111 22 33"},
         {"email", secret + "@example.com"},
         {"zalo_user_id", secret}});
    crowd(400 + i * 10, 10);
  }
  put("customer", "binh", {{"name", "Binh"}, {"phone", "+84901112233"}});
  put("order", "o-" + secret,
      {{"customer_id", id}, {"amount", 5}, {"paid_at", "2026-03-01T09:00:00Z"}});
  put("order", "o-binh", {{"customer_id", "binh"}, {"amount", 7}, {"status", "paid"}});
  ASSERT_TRUE(happen("e-" + secret, "customer:" + id, {{"what", secret}}));
  ASSERT_TRUE(happen("e-order", "order:o-" + secret, {{"what", secret}}));
  ASSERT_TRUE(happen("e-binh", "binh", {{"what", "Binh's"}}));

  const auto ended = gifts.begin(id, monday, {{"data", {{"note", secret}}}});
  ASSERT_TRUE(gifts.write(ended));
  gifts.take_code(ended.after->id, "A", monday);
  gifts.go(ended.after->id, cancel_it, monday);
  const auto open = sleepers.begin(id, monday, {{"data", {{"note", secret}}}});
  ASSERT_TRUE(sleepers.write(open));
  const auto other = sleepers.start("binh");
  ASSERT_TRUE(write(*data, [&](transaction& tx) -> result<bool> {
    put_mail(tx, {.key = {ended.after->id, "rest", 1},
                  .subject = records::customer(id),
                  .campaign = "gift",
                  .message = "m",
                  .subject_line = secret,
                  .text = secret,
                  .html = secret,
                  .at = monday});
    const effect_key key{ended.after->id, "rest", 1};
    const send_request sent{.key = key,
                            .message = {.subject = records::customer(id),
                                        .campaign = "gift",
                                        .channel = "zns",
                                        .zone = "UTC",
                                        .at = monday},
                            .address = secret,
                            .name = "m",
                            .language = "vi",
                            .hash = secret,
                            .content = secret};
    tx.tables.sends.put(tracking_of(key), sent, count_message(tx, sent), true);
    const messages::receipt heard{.kind = messages::receipt_kind::bounced,
                                  .channel = "zns",
                                  .key = tracking_of(key),
                                  .at = monday,
                                  .id = secret,
                                  .detail = secret,
                                  .data = {{"text", secret}}};
    if (auto told = write_receipt(tx, heard, {}, monday); !told)
      return fail(told.error());
    put_consent(tx, records::customer(id), {.word = {}, .at = monday, .source = secret});
    if (auto taken = find_answer(tx, "key-" + secret, "f", monday); !taken)
      return fail(taken.error());
    remember_answer(tx, "key-" + secret, "f",
                    {{"id", to_text(open.after->id)}, {"subject", "customer:" + id}}, monday);
    auto job = begin_job(tx,
                         {.action = job_action::signal,
                          .filter = {.subject = "customer:" + id},
                          .details = {{"type", "t"}, {"data", {{"x", secret}}}},
                          .who = "anna",
                          .why = secret},
                         monday);
    if (!job)
      return fail(job.error());
    auto run = begin_run(tx, "sleeper", json::object(), "anna", "", monday);
    add_members(tx, run.id, {records::customer(id), records::customer("binh")});
    auto import =
        begin_import(tx, {.type = "customer", .key = "id", .file = "gone.csv"}, "anna", monday);
    write_audit(tx, monday, "anna", "customer.look", "customer:" + id, secret);
    auto called = write_hook_call(
        tx,
        {.hook = "shop",
         .message = "m-" + secret,
         .parts = {{.starts = {{.at = monday,
                                .campaign = "sleeper",
                                .subject = records::customer(id),
                                .payload = {{"type", "webhook"}, {"x", secret}}}}}}},
        {}, monday);
    if (!called)
      return fail(called.error());
    return true;
  }));
  raw_file{file()}.run("INSERT INTO import_error (import, line, record, message) "
                       "SELECT max(id), 3, 'id-" +
                       secret + "', '" + secret + "' FROM import");
  const auto stats = data->reader().campaigns().totals();
  const auto binh = data->reader().records().traits("binh");
  ASSERT_THAT(files_with(secret), Not(IsEmpty()));

  const auto erased = erase(id);
  ASSERT_TRUE(erased) << erased.error().message;
  EXPECT_EQ(erased->erasure.state, erasure_state::erased);
  const auto& removed = erased->erasure.removed;
  for (const auto* kind : {"records", "events", "instances", "journal_entries", "cancelled", "mail",
                           "sends", "consents", "deliveries", "run_members", "answers", "jobs",
                           "audit", "import_errors", "hook_calls"})
    EXPECT_GT(removed.value(kind, 0), 0) << kind;
  EXPECT_THAT(violations(), IsEmpty());

  // The figures are the same, but that the open instance was cancelled.
  EXPECT_EQ(data->reader().campaigns().totals().value("waiting", 0), stats.value("waiting", 0) - 1);
  EXPECT_EQ(data->reader().campaigns().totals().value("cancelled", 0),
            stats.value("cancelled", 0) + 1);
  EXPECT_EQ(data->reader().records().traits("binh"), binh);
  EXPECT_EQ(data->reader().vouchers().pool("gold")->at("issued"), 1);
  EXPECT_TRUE(data->reader().records().find(records::customer("binh")));
  EXPECT_EQ(sleepers.state(other).status, engine::instance_status::waiting);
  EXPECT_THAT(data->reader().identities().find_customer("phone", "+84 90 111 22 33"),
              ElementsAre("binh"));
  const auto left = gifts.state(ended.after->id);
  EXPECT_EQ(left.subject.type, "erased");
  EXPECT_EQ(left.step, "rest");

  close();
  EXPECT_THAT(files_with(secret), IsEmpty());
  EXPECT_THAT(files_with("Binh's"), Not(IsEmpty()));
}

TEST_F(erasing, takes_back_a_message_that_is_about_to_leave_and_ends_its_instance) {
  traveller sends{
      *data,
      ids,
      {{"id", "c"},
       {"name", "C"},
       {"trigger", {{"type", "manual"}}},
       {"start", "tell"},
       {"messages",
        {{"m", {{"fallback", "vi"}, {"languages", {{"vi", {{"subject", "s"}, {"text", "t"}}}}}}}}},
       {"steps",
        {{"tell", {{"type", "send"}, {"message", "m"}, {"via", {"mailbox"}}, {"next", "end"}}}}}}};
  const auto id = sends.start("an");
  const auto stale = sends.state(id);

  const auto erased = erase("an");

  ASSERT_TRUE(erased) << erased.error().message;
  ASSERT_THAT(erased->revoked, SizeIs(1));
  EXPECT_EQ(erased->revoked[0].instance, id);
  EXPECT_EQ(erased->revoked[0].effect.step, "tell");
  EXPECT_THAT(data->reader().outbox().list({}, 10), IsEmpty());
  EXPECT_EQ(sends.state(id).status, engine::instance_status::cancelled);
  // What comes of one that had left already means nothing any more, so nothing of it is written.
  engine::effect_settled outcome;
  outcome.step = "tell";
  outcome.visit = outcome.attempt = 1;
  outcome.detail = secret;
  EXPECT_THAT(sends.step(id, outcome, monday).entries, IsEmpty());
}

TEST_F(erasing, an_instance_that_somebody_still_holds_in_memory_cannot_write_its_data_again) {
  traveller sleepers{*data, ids, sleeper()};
  const auto id = sleepers.start("an");
  sleepers.go(id, cancel_it, monday);
  auto held =
      sleepers.step(id, engine::timer_due{monday}, monday); // means nothing; its head counts

  ASSERT_TRUE(erase("an"));

  const auto again = sleepers.write(held);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, error_code::version_mismatch);
  EXPECT_EQ(sleepers.state(id).subject.type, "erased");
}

TEST_F(erasing, goes_on_where_it_stopped_when_the_daemon_was_killed_in_the_middle) {
  traveller sleepers{*data, ids, sleeper()};
  put("customer", "an", {{"name", secret}});
  for (int i = 0; i < 30; ++i) {
    sleepers.start("an");
    put("order", "o" + std::to_string(i), {{"customer_id", "an"}, {"note", secret}});
    ASSERT_TRUE(happen("e" + std::to_string(i), "an", {{"what", secret}}));
  }
  const auto begun = erase("an", 7);
  ASSERT_TRUE(begun) << begun.error().message;
  EXPECT_EQ(begun->erasure.state, erasure_state::running);

  // Meanwhile nothing new of them is taken, so that what is acknowledged stays.
  const auto refused = write(*data, [&](transaction& tx) {
    return write_record(tx, record_write_kind::put, records::customer("an"), json::object(), {}, {},
                        monday);
  });
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, error_code::wrong_state);
  EXPECT_FALSE(happen("later", "an", {}));
  EXPECT_FALSE(sleepers.write(sleepers.begin("an", monday)));
  EXPECT_TRUE(happen("other", "binh", {}));
  EXPECT_EQ(erase("an")->erasure.id, begun->erasure.id);
  EXPECT_THAT(violations(), IsEmpty());

  int portions = 0;
  auto state = erasure_state::running;
  while (state == erasure_state::running && portions++ < 200) {
    reopen();
    ASSERT_THAT(data->reader().erasures().under_way(), SizeIs(1));
    state = go_on(begun->erasure.id, 7)->erasure.state;
  }
  EXPECT_GT(portions, 5);
  const auto done = data->reader().erasures().find(begun->erasure.id);
  EXPECT_EQ(done->removed.at("instances"), 30);
  EXPECT_EQ(done->removed.at("events"), 30);
  EXPECT_EQ(done->removed.at("records"), 31);
  EXPECT_THAT(violations(), IsEmpty());
  traveller again{*data, ids, sleeper()};
  EXPECT_TRUE(again.write(again.begin("an", monday))); // a new customer of the same id
  close();
  EXPECT_THAT(files_with(secret), IsEmpty());
}

TEST_F(erasing, the_points_stay_in_the_sums_and_belong_to_nobody) {
  const auto book =
      json::parse(R"({"type": "points", "book": "shop", "amount": {"var": "trigger.n"},
      "reference": {"var": "trigger.ref"}, "next": "end"})");
  traveller books{*data,
                  ids,
                  {{"id", "c"},
                   {"name", "C"},
                   {"trigger", {{"type", "manual"}}},
                   {"reentry", {{"policy", "parallel"}}},
                   {"start", "book"},
                   {"steps", {{"book", book}}}}};
  for (const auto& [who, n] :
       std::vector<std::pair<std::string, int>>{{"an", 5}, {"an", 2}, {"binh", 4}}) {
    const auto turn =
        books.begin(who, monday, {{"n", n}, {"ref", who + secret + std::to_string(n)}});
    const auto written = books.write(turn);
    ASSERT_TRUE(written);
    books.go(turn.after->id, engine::booking_settled(*turn.after->effect, *written->booking),
             monday);
  }

  const auto erased = erase("an");

  ASSERT_TRUE(erased) << erased.error().message;
  EXPECT_EQ(erased->erasure.removed.at("points"), 2);
  raw_file raw{file()};
  EXPECT_EQ(raw.integer("SELECT sum(amount) FROM point_entry"), 11);
  EXPECT_EQ(raw.integer("SELECT sum(balance) FROM point_balance"), 11);
  EXPECT_EQ(raw.integer("SELECT count(*) FROM point_entry WHERE reference LIKE 'an%'"), 0);
  EXPECT_EQ(data->reader().records().traits("an").at("points"), 0);
  EXPECT_EQ(data->reader().records().traits("binh").at("points"), 4);
  EXPECT_THAT(violations(), IsEmpty());
}

TEST_F(erasing, the_audit_says_that_it_happened_and_who_and_why_but_not_of_whom) {
  put("customer", secret, {{"name", "An"}});
  const auto erased = erase(secret);
  ASSERT_TRUE(erased);

  raw_file raw{file()};
  EXPECT_EQ(raw.text("SELECT who || ' ' || why FROM audit WHERE action = 'customer.erase'"),
            "anna asked for");
  const auto target = raw.text("SELECT target FROM audit WHERE action = 'customer.erase'");
  EXPECT_EQ(target, "era_1 hmac-sha256:" + erased->erasure.digest);
  EXPECT_THAT(data->reader().erasures().list("customer:" + secret, {100}, 10), SizeIs(1));
  EXPECT_THAT(data->reader().erasures().list("customer:another", {100}, 10), IsEmpty());
}

TEST_F(erasing, passes_over_an_answer_that_is_sealed) {
  put("customer", "an", {{"name", "An"}});
  ASSERT_TRUE(write(*data, [](transaction& tx) -> result<bool> {
    if (auto taken = find_answer(tx, "key", "f", monday); !taken)
      return fail(taken.error());
    remember_answer(tx, "key", "f", {{"secret", "x"}}, monday, answer_kind::confidential);
    return true;
  }));

  const auto erased = erase("an");

  ASSERT_TRUE(erased) << erased.error().message;
  EXPECT_EQ(erased->erasure.removed.at("answers"), 0);
}

TEST_F(erasing, says_of_every_table_what_becomes_of_it) {
  std::ifstream page{tests::source_folder() + "/docs/privacy.md"};
  const std::string told{std::istreambuf_iterator{page}, {}};
  raw_file raw{file()};
  std::string table;
  while (!(table = raw.text("SELECT name FROM sqlite_schema WHERE type = 'table' AND name > '" +
                            table + "' AND name NOT LIKE 'sqlite%' ORDER BY name LIMIT 1"))
              .empty())
    EXPECT_NE(told.find('`' + table + '`'), std::string::npos)
        << table << " is not in docs/privacy.md; what does it hold of a person?";
}

TEST_F(erasing, of_somebody_unknown_or_of_another_version_changes_nothing) {
  EXPECT_EQ(erase("nobody").error().code, error_code::not_found);
  put("customer", "an", {{"name", "An"}});
  EXPECT_EQ(erase("an", default_portion, 2).error().code, error_code::version_mismatch);
  EXPECT_TRUE(data->reader().records().find(records::customer("an")));
  const auto erased = erase("an", default_portion, 1);
  EXPECT_EQ(erase("an")->erasure.id, erased->erasure.id); // the same again
  put("customer", "an", {{"name", "Another An"}});
  EXPECT_EQ(data->reader().records().find(records::customer("an"))->at("version"), 2)
      << "what was told of the first one does not fit the second";
}

TEST_F(erasing, an_import_that_began_before_does_not_bring_the_customer_back) {
  const auto type = data->reader().records().described_type("customer");
  put("customer", "an", {{"name", secret}});
  const auto begun = write(*data, [&](transaction& tx) -> result<stored_import> {
    return begin_import(tx, {.type = "customer", .key = "id", .file = "f.csv"}, "anna", monday);
  });
  ASSERT_TRUE(erase("an"));

  import_chunk chunk{.id = begun->id, .from = begun->at, .to = {}, .type = type, .rows = {}};
  for (const auto* id : {"an", "binh"})
    chunk.rows.push_back({.line = 2,
                          .id = id,
                          .data = {{"name", secret}},
                          .mistake = {},
                          .as_new = json{{"name", "x"}}.dump(),
                          .owner = {}});
  chunk.to = chunk.from;
  chunk.to.offset += 10;
  ASSERT_TRUE(write(
      *data, [&](transaction& tx) { return write_import_chunk(tx, chunk, nullptr, monday); }));

  EXPECT_FALSE(data->reader().records().find(records::customer("an")));
  EXPECT_TRUE(data->reader().records().find(records::customer("binh")));
  const auto errors = data->reader().imports().errors(begun->id);
  ASSERT_THAT(errors, SizeIs(1));
  EXPECT_EQ(errors[0].record, "");
  EXPECT_EQ(errors[0].message, "the customer was erased");
}

TEST_F(erasing, verify_notices_when_something_of_an_erased_instance_can_still_be_read) {
  traveller sleepers{*data, ids, sleeper()};
  sleepers.start("an");
  ASSERT_TRUE(erase("an"));
  EXPECT_THAT(violations(), IsEmpty());

  close();
  raw_file{file()}.run("UPDATE journal SET payload = '{}' WHERE seq = 1");

  EXPECT_THAT(violations(), Contains("erasure_incomplete"));
}

TEST_F(erasing, is_done_when_the_log_is_empty_which_waits_for_readers) {
  put("customer", "an", {{"name", secret}});
  const auto erased = erase("an");
  ASSERT_TRUE(write(*data, [](transaction& tx) -> result<bool> {
    ask_for_empty_log(tx);
    return true;
  }));
  const auto emptied =
      write(*data, [](transaction& tx) -> result<bool> { return is_log_emptied(tx); });
  EXPECT_TRUE(*emptied);
  EXPECT_THAT(files_with(secret), IsEmpty()); // while it runs
  const auto done =
      write(*data, [&](transaction& tx) { return finish_erasure(tx, erased->erasure.id); });
  EXPECT_EQ(done->state, erasure_state::done);
}

constexpr std::int64_t small = 512 * 100; ///< bytes of a file

TEST(a_page, is_cleared_between_its_list_of_cells_and_its_first_cell_alone) {
  std::vector<std::byte> page(512, std::byte{0xAA});
  const auto put = [&](std::size_t at, int value) { page[at] = static_cast<std::byte>(value); };
  put(0, 13); // a leaf of a table
  put(3, 0);
  put(4, 1);
  put(5, 1);
  put(6, 0x90); // its first cell is at 400
  put(8, 1);
  put(9, 0x90);
  const auto third = std::int64_t{512 * 2};

  EXPECT_TRUE(clear_unused(page, third, small));

  EXPECT_EQ(page[10], std::byte{0});
  EXPECT_EQ(page[399], std::byte{0});
  EXPECT_EQ(page[400], std::byte{0xAA});
  EXPECT_EQ(page[8], std::byte{1});
  EXPECT_FALSE(clear_unused(page, third, small)); // nothing is left to clear
}

TEST(a_page, that_holds_no_cells_or_is_not_sound_stays_as_it_is) {
  std::vector<std::byte> overflow(512, std::byte{0});
  overflow[100] = std::byte{7};
  const auto as_it_was = overflow;
  EXPECT_FALSE(clear_unused(overflow, 512 * 2, small));
  EXPECT_EQ(overflow, as_it_was);

  std::vector<std::byte> odd(512, std::byte{0xAA});
  odd[0] = std::byte{13}; // says that it has 43,690 cells
  EXPECT_FALSE(clear_unused(odd, 512 * 2, small));
  std::vector<std::byte> map(512, std::byte{0});
  map[0] = std::byte{5}; // the second page says where others hang
  map[50] = std::byte{9};
  EXPECT_FALSE(clear_unused(map, 512, small));
  EXPECT_EQ(map[50], std::byte{9});
}

TEST(a_page, of_a_file_whose_page_numbers_look_like_a_kind_is_left_to_sqlite) {
  // An overflow page whose next one has the number 0x02000000, and whose content looks sound.
  constexpr std::size_t page_bytes = 4096;
  std::vector<std::byte> overflow(page_bytes, std::byte{0});
  overflow[0] = std::byte{2};
  overflow[5] = std::byte{0x0F};
  overflow[100] = std::byte{7};
  const auto at = std::int64_t{page_bytes} * 1000;
  const auto gibibytes = [](std::int64_t count) { return count << 30; };

  EXPECT_FALSE(clear_unused(overflow, at, gibibytes(130)));
  EXPECT_EQ(overflow[100], std::byte{7});
  EXPECT_FALSE(clear_unused(overflow, at, gibibytes(97))) << "its log may make the file so long";

  auto leaf = overflow; // the numbers of its kind are far away still
  leaf[0] = std::byte{13};
  EXPECT_TRUE(clear_unused(leaf, at, gibibytes(130)));
  auto interior = overflow; // in a file whose numbers do not reach so far, it is of an index
  EXPECT_TRUE(clear_unused(interior, at, gibibytes(90)));
}

} // namespace
} // namespace sojourn::storage
