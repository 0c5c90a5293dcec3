// Starts that deliveries ask for: many in one commit, those in trouble one by one.
#include "actor_fixture.hpp"
#include "storage/campaigns.hpp"
#include "storage/inbox.hpp"

namespace sojourn::actors {
namespace {

using namespace std::chrono_literals;
using engine::instance_status;

const json sleeping = {{"begin", {{"type", "delay"}, {"for", "PT1H"}, {"next", "end"}}}};
const json sending = {
    {"begin", {{"type", "send"}, {"message", "hello"}, {"via", {"first"}}, {"next", "end"}}}};

json on_order(const char* policy) {
  return {{"trigger", {{"type", "event"}, {"event", "ordered"}}},
          {"reentry", {{"policy", policy}}}};
}

class caused_starts : public actor_fixture {
protected:
  /// The starts of these customers, committed and not yet brought anywhere.
  std::vector<storage::inbox_entry> orders_of(const std::vector<std::string>& customers) {
    std::vector<storage::inbox_entry> all;
    for (const auto& customer : customers) {
      auto inbox_entries = write_event("ordered", customer);
      std::move(inbox_entries.begin(), inbox_entries.end(), std::back_inserter(all));
    }
    return all;
  }
  std::int64_t count(const char* status) {
    return store->reader().campaigns().totals().value(status, std::int64_t{0});
  }
  bool all_is_consumed() { return store->reader().inbox().list(0, 10).empty(); }
};

TEST_F(caused_starts, that_then_rest_share_a_commit_and_need_no_actor) {
  campaign("c", sleeping, on_order("parallel"));
  open();
  const auto orders = orders_of({"1", "2", "3"});
  const auto running = system->registry().running();
  int commits = 0;
  on_commit = [&](std::string_view point) { commits += point == "after_commit" ? 1 : 0; };

  route_all(orders);
  run();

  EXPECT_EQ(commits, 1);
  EXPECT_EQ(system->registry().running(), running);
  EXPECT_EQ(count("waiting"), 3);
  EXPECT_TRUE(all_is_consumed());
  EXPECT_EQ(with->count.starts.load(), 3u);
  pass(1h);
  EXPECT_EQ(count("completed"), 3);
}

TEST_F(caused_starts, that_are_routed_twice_begin_once) {
  campaign("c", sleeping, on_order("parallel"));
  open();
  const auto orders = orders_of({"1", "2"});
  route_all(orders);
  route_all(orders);
  run();
  kill(with->directory.all().router); // the new one knows nothing of what was sent
  route_all(orders);
  run();
  EXPECT_EQ(count("waiting"), 2);
  EXPECT_TRUE(all_is_consumed());
}

TEST_F(caused_starts, of_a_key_that_is_taken_are_refused_alone) {
  campaign("c", sleeping, on_order("skip_if_open"));
  open();
  route_all(orders_of({"1", "1", "2"}));
  run();
  EXPECT_EQ(count("waiting"), 2);
  EXPECT_EQ(with->count.starts_refused.load(), 1u);
  EXPECT_TRUE(all_is_consumed());
}

TEST_F(caused_starts, that_restart_end_those_before_them) {
  campaign("c", sleeping, on_order("restart"));
  open();
  route_all(orders_of({"1", "2", "1"}));
  run();
  EXPECT_EQ(count("cancelled"), 1);
  EXPECT_EQ(count("waiting"), 2);
  EXPECT_TRUE(all_is_consumed());
}

TEST_F(caused_starts, that_ask_for_effects_have_them_after_their_commit) {
  campaign("c", sending, on_order("parallel"));
  open();
  route_all(orders_of({"1", "2"}));
  run();
  ASSERT_EQ(first->got.size(), 2u);
  first->answer(0, outcome::accepted);
  first->answer(1, outcome::accepted);
  run();
  EXPECT_EQ(count("completed"), 2);
}

TEST_F(caused_starts, more_than_fit_into_a_commit_all_begin) {
  campaign("c", sleeping, on_order("parallel"));
  limits.max_deliveries = 200;
  open();
  std::vector<std::string> customers;
  for (int i = 0; i < 300; ++i)
    customers.push_back(std::to_string(i));
  route_all(orders_of(customers));
  run();
  EXPECT_EQ(count("waiting"), 300);
  EXPECT_TRUE(all_is_consumed());
}

} // namespace
} // namespace sojourn::actors
