// All services on one thread: a message runs when the test says so, time moves when told.
#pragma once

#include "actors/service_addresses.hpp"
#include "actors/supervisor.hpp"
#include "service/virtual_clock.hpp"
#include "storage/campaigns.hpp"
#include "storage/events.hpp"
#include "storage/inbox.hpp"
#include "storage/instances.hpp"
#include "storage/journal.hpp"
#include "storage/store.hpp"
#include "tests/support/temporary_directory.hpp"

#include <caf/scheduler/test_coordinator.hpp>
#include <filesystem>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <stdexcept>

namespace sojourn::actors {

/// A virtual clock that can be broken: whoever asks it then meets an exception.
class breakable_clock final : public clock_source {
public:
  [[nodiscard]] instant now() const override {
    if (is_broken)
      throw std::runtime_error{"the clock is broken"};
    return time_.now();
  }
  void move_to(instant to) { time_.move_to(to); }
  bool is_broken = false;

private:
  service::virtual_clock time_{parse_instant("2026-03-02T09:00:00Z").value()};
};

/// Owns the data as the test says.
class switched_ownership final : public ownership {
public:
  [[nodiscard]] bool holds() const override { return is_owner; }
  bool is_owner = true;
};

/// Keeps what it is handed until the test answers.
class scripted_channel final : public channels::channel {
public:
  struct handed {
    channels::send_attempt request;
    channels::completion done;
  };
  [[nodiscard]] channels::capabilities declares() const override { return can; }
  [[nodiscard]] std::optional<std::string> unreachable(const json&) const override {
    if (throws_when_asked)
      throw std::runtime_error{"the channel has a defect"};
    return reaches_nobody;
  }
  void deliver(channels::send_attempt request, channels::completion done) override {
    if (throws_when_handed)
      throw std::runtime_error{"the channel has a defect"};
    got.push_back({std::move(request), std::move(done)});
  }
  void answer(std::size_t which, outcome kind) {
    channels::attempt_result outcome;
    outcome.how = kind;
    std::exchange(got.at(which).done, nullptr)(std::move(outcome));
  }

  channels::capabilities can{.deduplicates = true, .concurrency = 8};
  std::optional<std::string> reaches_nobody;
  bool throws_when_asked = false;
  bool throws_when_handed = false;
  std::vector<handed> got;
};

class actor_fixture : public ::testing::Test {
protected:
  actor_fixture() {
    storage::store_options where;
    where.directory = folder_.path();
    where.inline_writer = true;
    where.on_commit_boundary = [this](std::string_view point) {
      if (on_commit)
        on_commit(point);
    };
    store = storage::store::open(where).value();
    first = std::make_shared<scripted_channel>();
    second = std::make_shared<scripted_channel>();
    channels = {{"first", first}, {"second", second}};
    limits.manual_time = true;
    limits.threads = 1;
  }

  ~actor_fixture() override {
    stop();
    EXPECT_TRUE(store->verify({}).value().violations.empty());
    store.reset();
  }

  /// Makes the services over what the file holds.
  void open() {
    known = std::make_unique<catalogue>(store->reader(), campaign::surroundings{});
    ASSERT_TRUE(known->load());
    with.reset(new services{limits, *store, clock, channels, *known});
    with->owner = owner;
    with->zalo = zalo;
    with->ids = instance_id_source{store->reader().instances().last_id()};
    config_ = std::make_unique<caf::actor_system_config>();
    config_->set("scheduler.policy", caf::atom("testing"));
    system = std::make_unique<caf::actor_system>(*config_);
    scheduler = &dynamic_cast<caf::scheduler::test_coordinator&>(system->scheduler());
    supervisor_ = spawn_supervisor(*system, *with, [](const std::string&) {});
    caf::anon_send(supervisor_, make_services{});
    run();
  }

  /// Ends the services as a crash would: nothing that is only in memory is kept.
  void stop() {
    on_commit = nullptr;
    if (!system)
      return;
    scheduler->clock().cancel_all();
    caf::anon_send(supervisor_, stop_now{});
    supervisor_ = nullptr;
    run();
    first->got.clear();
    second->got.clear();
    scheduler->run();
    system.reset();
    with.reset();
  }

  std::size_t run() { return scheduler->run(); }
  bool step() { return scheduler->try_run_once(); }

  template <class T>
  T write(std::function<result<T>(storage::transaction&)> apply) {
    std::optional<result<T>> got;
    store->writer().submit<T>(std::move(apply), [&](result<T> value) { got = std::move(value); });
    return std::move(got.value().value());
  }

  /// Stores an active campaign: before open().
  void campaign(const std::string& id, json steps, json more = json::object()) {
    json definition = {
        {"id", id},
        {"name", id},
        {"timezone", "UTC"},
        {"trigger", {{"type", "manual"}}},
        {"start", "begin"},
        {"steps", std::move(steps)},
        {"messages",
         {{"hello",
           {{"fallback", "en"}, {"languages", {{"en", {{"subject", "Hi"}, {"text", "Hello"}}}}}}}}},
    };
    definition.update(more);
    const auto read = campaign::read_definition(definition);
    ASSERT_TRUE(read) << read.error().message << " "
                      << (read.error().details.empty() ? "" : read.error().details.front().message);
    write<storage::version_written>([&](storage::transaction& tx) {
      return storage::write_version(tx, id, definition, true, "test", clock.now());
    });
    write<storage::stored_campaign>([&](storage::transaction& tx) {
      return storage::write_campaign_state(tx, id, storage::campaign_state::active, "test", "",
                                           clock.now());
    });
  }

  using answer = std::shared_ptr<std::optional<result<turn_report>>>;

  static envelope_ptr letter(const answer& to) {
    auto input = std::make_shared<envelope>();
    input->done =
        completion<turn_report>{[to](result<turn_report> report) { *to = std::move(report); }};
    return input;
  }

  /// Asks for a start; nothing runs yet.
  answer ask_start(const std::string& id, const std::string& customer,
                   const std::string& key = "") {
    auto heard = std::make_shared<std::optional<result<turn_report>>>();
    auto call = std::make_shared<start_call>();
    call->campaign = id;
    call->subject = {"customer", customer};
    call->data = json::object();
    call->who = "test";
    call->input = letter(heard);
    call->input->idem = {key, key};
    with->directory.tell_router(request_start{std::move(call)});
    return heard;
  }

  instance_id start(const std::string& id, const std::string& customer) {
    const auto heard = ask_start(id, customer);
    run();
    return heard->value().value().id;
  }

  answer send(instance_id id, engine::input what) {
    auto heard = std::make_shared<std::optional<result<turn_report>>>();
    auto input = letter(heard);
    input->what = std::move(what);
    with->directory.tell_registry(deliver{id, std::move(input)});
    return heard;
  }

  std::vector<storage::inbox_entry> write_event(const std::string& type,
                                                const std::string& customer) {
    storage::stored_event event;
    event.source = "test";
    event.id = std::to_string(++events_);
    event.type = type;
    event.subject = {"customer", customer};
    event.at = clock.now();
    event.data = json::object();
    return write<storage::event_written>([&](storage::transaction& tx) {
             return storage::write_event(tx, event, *known->listeners(), clock.now());
           })
        .inbox_entries;
  }

  void route_all(std::vector<storage::inbox_entry> inbox_entries) {
    with->directory.tell_router(
        route{std::make_shared<const std::vector<storage::inbox_entry>>(std::move(inbox_entries))});
  }

  void pass(milliseconds time) {
    clock.move_to(clock.now() + time);
    with->directory.tell_timers(look_at_clock{});
    run();
  }

  engine::instance_status status(instance_id id) {
    return store->reader().instances().load(id).value().state.status;
  }
  [[nodiscard]] std::filesystem::path directory() const { return folder_.path(); }
  std::size_t entries(instance_id id) {
    return store->reader().journal().entries(id, 0, 1000).value().size();
  }

  /// Changes one row of the file, as a defect or a failing disk would.
  void run_sql(const std::string& sql) {
    sqlite3* db = nullptr;
    ASSERT_EQ(sqlite3_open((directory() / "sojourn.db").c_str(), &db), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK);
    EXPECT_EQ(sqlite3_changes(db), 1);
    sqlite3_close(db);
  }

  template <class Service>
  void kill(const Service& service) {
    caf::anon_send_exit(service, caf::exit_reason::kill);
    run();
  }

  options limits;
  breakable_clock clock;
  std::shared_ptr<switched_ownership> owner = std::make_shared<switched_ownership>();
  std::unique_ptr<storage::store> store;
  std::shared_ptr<scripted_channel> first;
  std::shared_ptr<scripted_channel> second;
  channels::channel_map channels;
  channels::zalo::account* zalo = nullptr; ///< the shop has none
  std::function<void(std::string_view)> on_commit;
  std::unique_ptr<catalogue> known;
  std::unique_ptr<services> with;
  std::unique_ptr<caf::actor_system> system;
  caf::scheduler::test_coordinator* scheduler = nullptr;

private:
  tests::temporary_directory folder_;
  std::unique_ptr<caf::actor_system_config> config_;
  supervisor_actor supervisor_;
  int events_ = 0;
};

} // namespace sojourn::actors
