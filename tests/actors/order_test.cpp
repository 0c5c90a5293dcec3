// Starts and events in many interleavings, against what a small model says: starts with one
// re-entry key happen in the order of their causes, none is lost, and each hears what was stored
// after it. A failure prints its seed.
#include "actor_fixture.hpp"
#include "storage/campaigns.hpp"
#include "storage/instances.hpp"
#include "storage/journal.hpp"

#include <random>

namespace sojourn::actors {
namespace {

using namespace std::chrono_literals;
using engine::instance_status;

const json sleeping = {{"begin", {{"type", "delay"}, {"for", "PT1H"}, {"next", "end"}}}};
const json sending = {
    {"begin", {{"type", "send"}, {"message", "hello"}, {"via", {"first"}}, {"next", "end"}}}};
const json listening = {{"begin",
                         {{"type", "wait"},
                          {"events", {{{"event", "clicked"}, {"next", "end"}}}},
                          {"timeout", "PT1H"},
                          {"on_timeout", "end"}}}};

json on_order(const char* policy) {
  return {{"trigger", {{"type", "event"}, {"event", "ordered"}}},
          {"reentry", {{"policy", policy}}},
          {"goal", {{"event", "paid"}}}};
}

/// Runs messages of the actors in an order that the seed draws; each actor's own messages stay in
/// order, as CAF keeps them.
class interleavings : public actor_fixture {
protected:
  void begin(unsigned seed) {
    dice.seed(seed);
    clock.move_to(clock.now() + 1s);
  }
  std::size_t draw(std::size_t below) {
    return std::uniform_int_distribution<std::size_t>{0, below - 1}(dice);
  }

  void run_some(std::size_t most) {
    for (auto left = draw(most + 1); left > 0 && !scheduler->jobs.empty(); --left)
      run_one();
  }
  void run_one() {
    auto& jobs = scheduler->jobs;
    std::rotate(jobs.begin(), jobs.begin() + static_cast<std::ptrdiff_t>(draw(jobs.size())),
                jobs.end());
    step();
  }
  void run_all() {
    while (!scheduler->jobs.empty())
      run_one();
  }

  void set_campaign(const std::string& id, storage::campaign_state to) {
    write<storage::stored_campaign>([&](storage::transaction& tx) {
      return storage::write_campaign_state(tx, id, to, "test", "", clock.now());
    });
    known->set_state(id, to);
    if (to == storage::campaign_state::active) {
      wake_parked(id);
      with->directory.tell_router(begin_held{id});
    }
  }
  /// As whoever lets a campaign go on does.
  void wake_parked(const std::string& campaign) {
    storage::instance_query which;
    which.campaign = campaign;
    which.status = instance_status::paused;
    which.limit = 1000;
    for (const auto& one : store->reader().instances().find(which)) {
      if (one.state.waiting != engine::waiting_for::campaign_resume)
        continue;
      auto input = std::make_shared<envelope>();
      input->what = engine::commanded{engine::command_kind::campaign_resumed, "campaign", {}, {}};
      with->directory.tell_registry(deliver{one.state.id, std::move(input)});
    }
  }

  struct begun {
    std::string cause; ///< the id of the event that started it
    instance_status status{};
    std::int64_t first_entry = 0;
  };
  /// The instances of a customer, in the order in which they began.
  std::vector<begun> instances_of(const std::string& customer) {
    storage::instance_query which;
    which.subject = "customer:" + customer;
    which.limit = 1000;
    std::vector<begun> found;
    for (const auto& one : store->reader().instances().find(which)) {
      const auto journal = store->reader().journal().entries(one.state.id, 0, 1000).value();
      found.push_back(
          {one.state.trigger.value("id", std::string{}), one.state.status, journal.back().number});
    }
    std::ranges::sort(found, {}, &begun::first_entry);
    return found;
  }

  std::mt19937 dice;
};

class restarts : public interleavings, public ::testing::WithParamInterface<unsigned> {};

TEST_P(restarts, happen_in_the_order_of_their_causes_and_none_is_dropped) {
  const auto seed = GetParam();
  campaign("c", seed % 2 == 0 ? sleeping : sending, on_order("restart"));
  limits.max_deliveries = seed % 3 == 0 ? 4 : 1'024; // most of them are read from the file
  open();
  begin(seed);
  std::map<std::string, std::vector<std::string>> causes;

  for (int i = 0; i < 60; ++i) {
    const auto customer = std::to_string(draw(3));
    auto inbox_entries = write_event("ordered", customer);
    causes[customer].push_back(inbox_entries.at(0).payload.at("id"));
    route_all(std::move(inbox_entries));
    run_some(12);
    if (draw(30) == 0)
      kill(with->directory.all().registry); // its instances are lost from memory
  }
  run_all();
  pass(1s); // what was tried again
  run_all();

  for (const auto& [customer, expected] : causes) {
    std::vector<std::string> began;
    const auto instances = instances_of(customer);
    for (const auto& one : instances) {
      began.push_back(one.cause);
      EXPECT_EQ(one.status,
                &one == &instances.back() ? instance_status::waiting : instance_status::cancelled)
          << "seed " << seed;
    }
    EXPECT_EQ(began, expected) << "seed " << seed << ", customer " << customer;
  }
  EXPECT_EQ(with->count.starts_refused.load(), 0u) << "seed " << seed;
}

INSTANTIATE_TEST_SUITE_P(seeds, restarts, ::testing::Range(1u, 41u));

class late_hearing : public interleavings, public ::testing::WithParamInterface<unsigned> {};

TEST_P(late_hearing, is_of_what_was_stored_after_the_cause_and_of_nothing_before) {
  const auto seed = GetParam();
  const auto* policy = seed % 2 == 0 ? "parallel" : "restart";
  campaign("c", seed % 3 == 0 ? sending : seed % 3 == 1 ? sleeping : listening, on_order(policy));
  open();
  begin(seed);
  struct model_start {
    std::string cause;
    bool converted = false;
  };
  std::map<std::string, std::vector<model_start>> expected;
  bool paused = false;

  for (int i = 0; i < 80; ++i) {
    const auto customer = std::to_string(draw(4));
    const auto what = draw(10);
    if (what < 5) {
      auto inbox_entries = write_event("ordered", customer);
      ASSERT_FALSE(inbox_entries.empty());
      expected[customer].push_back({inbox_entries.back().payload.at("id"), false});
      route_all(std::move(inbox_entries));
    } else if (what < 8) {
      route_all(write_event("paid", customer));
      for (auto& one : expected[customer])
        one.converted = true;
    } else if (what == 8) {
      set_campaign("c", paused ? storage::campaign_state::active : storage::campaign_state::paused);
      paused = !paused;
    } else if (draw(4) == 0) { // everything that is in memory only is gone
      stop();
      open();
    }
    run_some(8);
  }
  if (paused)
    set_campaign("c", storage::campaign_state::active);
  run_all();
  pass(1s);
  run_all();

  for (const auto& [customer, starts] : expected) {
    const auto instances = instances_of(customer);
    ASSERT_EQ(instances.size(), starts.size()) << "seed " << seed << ", customer " << customer;
    for (const auto& one : instances) {
      const auto said = std::ranges::find(starts, one.cause, &model_start::cause);
      ASSERT_NE(said, starts.end()) << "seed " << seed;
      // One that was restarted before the payment came is cancelled; it could not hear it.
      const bool fits = said->converted
                            ? one.status == instance_status::converted ||
                                  (*policy == 'r' && one.status == instance_status::cancelled)
                            : one.status == instance_status::waiting ||
                                  (*policy == 'r' && one.status == instance_status::cancelled);
      EXPECT_TRUE(fits) << "seed " << seed << ", customer " << customer << ", cause " << one.cause
                        << " is " << engine::to_text(one.status);
    }
    if (starts.empty() || *policy == 'p') // nobody's turn comes before another's
      continue;
    EXPECT_EQ(instances.back().cause, starts.back().cause) << "seed " << seed;
    EXPECT_EQ(instances.back().status,
              starts.back().converted ? instance_status::converted : instance_status::waiting)
        << "seed " << seed << ", customer " << customer;
  }
}

INSTANTIATE_TEST_SUITE_P(seeds, late_hearing, ::testing::Range(1u, 41u));

class starts_by_hand : public interleavings {};

TEST_F(starts_by_hand, of_one_key_all_begin_one_after_another) {
  campaign("c", sleeping, {{"reentry", {{"policy", "restart"}}}});
  open();
  begin(7);
  std::vector<answer> answers;
  for (int i = 0; i < 20; ++i) {
    answers.push_back(ask_start("c", "1"));
    run_some(6);
  }
  run_all();
  for (const auto& one : answers) {
    ASSERT_TRUE(one->has_value());
    EXPECT_TRUE((*one)->has_value());
  }
  EXPECT_EQ(store->reader().campaigns().totals().value("cancelled", 0), 19);
  EXPECT_EQ(store->reader().campaigns().totals().value("waiting", 0), 1);
}

TEST_F(starts_by_hand, more_of_one_key_than_have_room_are_told_so) {
  campaign("c", sleeping, {{"reentry", {{"policy", "restart"}}}});
  open();
  std::vector<answer> answers;
  for (int i = 0; i < 60; ++i)
    answers.push_back(ask_start("c", "1"));
  run();
  int overloaded = 0;
  for (const auto& one : answers) {
    ASSERT_TRUE(one->has_value());
    overloaded += !(*one)->has_value() && (*one)->error().code == error_code::overloaded ? 1 : 0;
  }
  EXPECT_GT(overloaded, 0);
  EXPECT_EQ(store->reader().campaigns().totals().value("waiting", 0), 1);
}

} // namespace
} // namespace sojourn::actors
