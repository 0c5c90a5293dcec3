// What throws inside the keeper of the account at Zalo ends neither the keeper nor those who wait.
#include "actor_fixture.hpp"
#include "channels/zalo/account.hpp"

namespace sojourn::actors {
namespace {

class keeper_defects : public actor_fixture {
protected:
  keeper_defects() { zalo = &account_; }
  ~keeper_defects() override {
    clock.is_broken = false;
    EXPECT_EQ(with->count.restarts.load(), 0u) << "the keeper did not end";
    stop(); // before the account, which it keeps
  }

  using heard = std::shared_ptr<std::optional<result<json>>>;
  static std::shared_ptr<completion<json>> told_to(const heard& to) {
    return std::make_shared<completion<json>>(
        completion<json>{[to](result<json> answer) { *to = std::move(answer); }});
  }
  heard read_templates() {
    auto answer = std::make_shared<std::optional<result<json>>>();
    with->directory.tell_zalo_keeper(keeper_read{told_to(answer)});
    run();
    return answer;
  }
  heard consent() {
    auto answer = std::make_shared<std::optional<result<json>>>();
    with->directory.tell_zalo_keeper(keeper_consent{{}, told_to(answer)});
    run();
    return answer;
  }
  [[nodiscard]] json token_status() const { return account_.status().at("token"); }
  std::uint64_t errors() {
    return with->count.internal_errors[static_cast<std::size_t>(guarded_part::zalo_keeper)].load();
  }

private:
  channels::zalo::account account_{channels::zalo::settings{}}; ///< nobody has consented yet
};

TEST_F(keeper_defects, a_reading_that_throws_is_answered_and_the_next_one_is_begun) {
  open();
  clock.is_broken = true;
  const auto broken = read_templates();
  clock.is_broken = false;
  const auto next = read_templates();

  EXPECT_EQ(broken->value().error().code, error_code::internal);
  EXPECT_EQ(errors(), 1u);
  ASSERT_TRUE(next->has_value()) << "it waits for no reading that was left half done";
  EXPECT_NE(next->value().error().code, error_code::internal) << "there are no tokens";
}

TEST_F(keeper_defects, a_consent_that_throws_is_answered_and_is_not_in_the_way_of_the_next) {
  open();
  clock.is_broken = true;
  const auto first = consent();
  const auto second = consent();

  EXPECT_EQ(first->value().error().code, error_code::internal);
  EXPECT_EQ(second->value().error().code, error_code::internal)
      << "no consent is said to be under way";
  EXPECT_EQ(errors(), 2u);
}

TEST_F(keeper_defects, a_beginning_that_throws_is_tried_again) {
  run_sql("INSERT INTO provider_template VALUES ('zalo', 'damaged', 'no JSON', 0)");
  open();
  EXPECT_EQ(errors(), 1u);
  EXPECT_EQ(token_status(), json());
  run_sql("DELETE FROM provider_template");

  scheduler->advance_time(std::chrono::seconds{30});
  run();

  EXPECT_EQ(errors(), 1u);
  EXPECT_EQ(token_status().at("state"), "none");
}

} // namespace
} // namespace sojourn::actors
