// A store in a folder of its own, and instances that the real engine walks through it.
#pragma once

#include "campaign/reader.hpp"
#include "storage/campaigns.hpp"
#include "storage/listeners.hpp"
#include "storage/store.hpp"
#include "storage/turns.hpp"
#include "tests/support/instants.hpp"
#include "tests/support/temporary_directory.hpp"

#include <filesystem>
#include <future>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

namespace sojourn::storage {

using tests::at;
using tests::temporary_directory;

using namespace std::chrono_literals;

inline const instant monday = at("2026-03-02T09:00:00Z");
inline constexpr auto day = std::chrono::hours{24};
inline const engine::commanded cancel_it{
    .kind = engine::command_kind::cancel, .who = "test", .why = ""};

/// If-Match: only over this version, where there is one.
inline preconditions over(std::optional<std::int64_t> version) {
  if (!version)
    return {};
  return {.match = entity_tags{.listed = {{version_tag(*version)}}}, .none_match = {}};
}
/// If-None-Match: *.
inline const preconditions only_new{.match = {}, .none_match = entity_tags{.any = true}};

/// Looks at a data file, or damages it, past the store.
class raw_file {
public:
  explicit raw_file(const std::string& path);
  ~raw_file();
  raw_file(const raw_file&) = delete;
  raw_file& operator=(const raw_file&) = delete;
  void run(const std::string& sql);
  [[nodiscard]] std::int64_t integer(const std::string& sql);
  [[nodiscard]] std::string text(const std::string& sql);

private:
  sqlite3* handle_ = nullptr;
};

/// Runs `apply` as one unit and waits for its commit.
template <class Apply>
auto write(store& data, Apply apply) -> decltype(apply(std::declval<transaction&>())) {
  using value = typename decltype(apply(std::declval<transaction&>()))::value_type;
  std::promise<result<value>> answer;
  auto answered = answer.get_future();
  data.writer().template submit<value>(
      std::move(apply), [&](result<value> outcome) { answer.set_value(std::move(outcome)); });
  return answered.get();
}

/// The code that a turn has reserved; nullopt: it has none.
[[nodiscard]] std::optional<std::string>
code_in(const std::optional<engine::booking_outcome>& outcome);

/// One campaign in a store and the instances in it, advanced by the engine.
class traveller {
public:
  /// Puts the campaign into the store, as its first or next version.
  traveller(store& data, instance_id_source& ids, json definition);

  /// A turn that was computed and not yet written. A `subject` without a type is a customer.
  [[nodiscard]] turn_write begin(const std::string& subject, instant now,
                                 json trigger = json::object());
  [[nodiscard]] turn_write step(instance_id id, const engine::input& what, instant now);

  [[nodiscard]] result<turn_written> write(const turn_write& turn);
  /// begin and write; the instance's id. Fails the test when it is refused.
  instance_id start(const std::string& subject, instant now = monday);
  turn_written go(instance_id id, const engine::input& what, instant now);

  /// What says that the voucher effect of an instance got this code.
  [[nodiscard]] engine::effect_settled code_given(instance_id id, const std::string& code);
  /// Settles the voucher effect with the code that was reserved.
  turn_written take_code(instance_id id, const std::string& code, instant now);

  [[nodiscard]] engine::instance_state state(instance_id id);

  version_key version;
  std::uint32_t number = 0; ///< of the version
  campaign::definition_ptr definition;
  listener_set listeners;

private:
  [[nodiscard]] turn_write encode(const engine::turn& turn, instant now,
                                  std::shared_ptr<const engine::instance_state> before);

  store& data_;
  instance_id_source& ids_;
};

class storage_test : public ::testing::Test {
protected:
  storage_test();
  void open();
  void close() { data.reset(); }
  void reopen() {
    close();
    open();
  }
  [[nodiscard]] std::string file() const { return options.directory + "/sojourn.db"; }
  /// The violations' names that verify() finds, each once, in order.
  [[nodiscard]] std::vector<std::string> violations();

  temporary_directory folder;
  store_options options;
  std::unique_ptr<store> data;
  instance_id_source ids;
};

/// A campaign that sleeps 25 days, takes a voucher, and waits for a click.
[[nodiscard]] json sleeper(const std::string& policy = "parallel");
/// A campaign that takes a voucher at once and then waits.
[[nodiscard]] json gift(const std::string& policy = "parallel");

} // namespace sojourn::storage
