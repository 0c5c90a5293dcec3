// A daemon that is killed while messages go out over web push, SMS, Zalo and e-mail: counted at the
// receivers.
#include "channels/wire_key.hpp"
#include "engine/entry.hpp"
#include "signing/base64.hpp"
#include "signing/digest.hpp"
#include "storage/instances.hpp"
#include "storage/journal.hpp"
#include "storage/sends.hpp"
#include "storage/store.hpp"
#include "tests/crash/fresh_place.hpp"
#include "tests/crash/outward.hpp"
#include "tests/crash/receiver.hpp"

#include <gtest/gtest.h>
#include <iostream>
#include <random>
#include <set>

namespace sojourn::crash {

namespace {

constexpr int kills_of_a_kind = 8;
constexpr int longest_life = 24; ///< in moments of the kind that ends it

/// A life ends when a client has heard an answer, before or after a commit, or when a provider has
/// taken a message and not answered.
enum class end { answered, before_commit, after_commit, taken };
constexpr std::array ends{end::answered, end::before_commit, end::after_commit, end::taken};

void live_and_die(const place& where, const counterparts& with, int life, end how, int count,
                  ledger& clients) {
  constexpr int never = 0;
  with.doom(how == end::taken ? count : never);
  process daemon{[&](const reporter& report) {
    fate own{how == end::before_commit  ? moment::before_commit
             : how == end::after_commit ? moment::after_commit
                                        : moment::handed_over,
             count};
    serve_outward(where, with, life, own, clients, report);
  }};
  int answers = 0;
  while (const auto line = daemon.next_line()) {
    if (clients.take(*line) && ++answers == count && how == end::answered)
      daemon.kill();
  }
  expect_killed(daemon.wait(), life);
}

/// By what the receiver of a channel knows a send. A message to a user of Zalo carries no key of
/// ours; each customer gets one.
std::string known_as(const std::string& channel, const effect_key& key, const json& send) {
  const auto tracking = send.at("tracking").get<std::string>();
  if (channel == "zalo_oa")
    return parse_subject(send.at("subject").get<std::string>()).value().id;
  if (channel == "web_push")
    return signing::base64url_encode(signing::sha256(channels::wire_key(key))).substr(0, 32);
  if (channel == "email")
    return "<" + tracking + "@example.com>";
  return tracking;
}

struct figures {
  int sends = 0;
  int repeated = 0; ///< at the gateway that deduplicates
  int unknown = 0;
  int by_receipt = 0; ///< of those, settled by what Zalo told
};

class outward_audit {
public:
  outward_audit(storage::reader& reader, const place& where) : reader_{reader} {
    for (const std::string channel : outward_channels)
      received_[channel] = read_received(where.received(channel));
  }

  figures run(const ledger& clients) {
    check_instances(clients);
    check_sends();
    for (const auto& [channel, keys] : received_) {
      for (const auto& [key, count] : keys)
        EXPECT_TRUE(known_[channel].contains(key))
            << key << " reached somebody by " << channel << ", and no send says so";
    }
    return found_;
  }

private:
  void check_instances(const ledger& clients) {
    storage::instance_query every;
    every.limit = 1000;
    std::map<std::string, int> started;
    while (true) {
      const auto found = reader_.instances().find(every);
      for (const auto& instance : found) {
        EXPECT_EQ(to_text(instance.state.status), "completed") << to_text(instance.state.id);
        ++started[instance.state.subject.id];
        add_settled(instance.state.id);
      }
      if (found.size() < every.limit)
        break;
      every.after = found.back().state.id.value;
    }
    EXPECT_EQ(started.size(), clients.starts.size());
    for (const auto& [subject, answer] : clients.starts)
      EXPECT_EQ(started[subject], 1) << subject << " was answered " << answer;
  }

  /// How each step of the instance ended for it.
  void add_settled(instance_id id) {
    const auto journal = reader_.journal().entries(id, 0, 1000);
    ASSERT_TRUE(journal) << journal.error().message;
    for (const auto& row : *journal) {
      const auto entry = engine::decode_entry(row.type, row.payload);
      ASSERT_TRUE(entry) << entry.error().message;
      if (const auto* settled = std::get_if<engine::effect_settled>(&*entry))
        settled_[id][settled->step].push_back(settled->how); // the newest first
      else if (const auto* event = std::get_if<engine::event_arrived>(&*entry))
        told_[id].insert(event->data.value("step", std::string{}));
    }
  }

  void check_sends() {
    storage::send_query every;
    every.limit = 1000;
    do {
      const auto page = reader_.sends().find(every);
      for (const auto& send : page.items)
        check_send(send);
      every.before = page.next;
    } while (every.before != 0);
  }

  void check_send(const json& send) {
    const auto channel = send.at("channel").get<std::string>();
    const effect_key key{parse_instance_id(send.at("instance").get<std::string>()).value(),
                         send.at("step").get<std::string>(), send.at("visit").get<std::uint32_t>()};
    const auto name = known_as(channel, key, send);
    const auto at = received_[channel].find(name);
    const int count = at == received_[channel].end() ? 0 : at->second;
    const auto what = channel + " " + to_text(key) + " is " +
                      send.at("outcome").get<std::string>() + ", received " +
                      std::to_string(count) + " times";
    ++found_.sends;
    EXPECT_TRUE(known_[channel].insert(name).second) << what;
    const auto& settled = settled_[key.instance][key.step];
    ASSERT_FALSE(settled.empty()) << what;
    const auto last = settled.front();
    EXPECT_TRUE(last == outcome::accepted || last == outcome::unknown) << what;
    if (last == outcome::accepted) {
      EXPECT_GE(count, 1) << what << ": lost";
    }
    if (channel == "sms") {
      EXPECT_EQ(last, outcome::accepted) << what << ": it can be asked again";
      found_.repeated += std::max(count - 1, 0);
    } else {
      EXPECT_LE(count, 1) << what << ": a person got it twice";
    }
    if (channel == "zns") {
      EXPECT_EQ(send.contains("delivered_at"), count == 1) << what << ", as Zalo told";
    }
    if (channel == "zalo_oa") { // receipts name it by the id that an answer brought, if one came
      EXPECT_EQ(send.contains("delivered_at"), last == outcome::accepted)
          << what << ", as Zalo told";
    }
    const bool was_unknown = std::ranges::find(settled, outcome::unknown) != settled.end();
    found_.unknown += was_unknown;
    found_.by_receipt += last == outcome::unknown && told_[key.instance].contains(key.step);
  }

  storage::reader& reader_;
  std::map<std::string, std::map<std::string, int>> received_; ///< by channel and key
  std::map<std::string, std::set<std::string>> known_;
  std::map<instance_id, std::map<std::string, std::vector<outcome>>> settled_;
  std::map<instance_id, std::set<std::string>> told_; ///< steps that a receipt settled
  figures found_;
};

TEST(a_killed_daemon, sends_no_message_twice_and_loses_none_over_real_protocols) {
  const auto seed = chosen_seed();
  std::cout << "SOJOURN_SEED=" << seed << std::endl;
  std::mt19937_64 draws{seed};
  const fresh_place fresh;
  const auto& where = fresh.where();
  const counterparts providers{where};
  ledger clients;

  process first{[&](const reporter&) { prepare_outward(where, providers); }};
  expect_to_end_well(first, clients);
  constexpr int lives = kills_of_a_kind * static_cast<int>(ends.size());
  for (int life = 0; life < lives && !::testing::Test::HasFailure() && clients.failures.empty();
       ++life) {
    const auto how = ends[static_cast<std::size_t>(life) % ends.size()];
    live_and_die(where, providers, life, how, 1 + static_cast<int>(draws() % longest_life),
                 clients);
  }
  ASSERT_EQ(clients.failures, std::vector<std::string>{});
  ASSERT_FALSE(::testing::Test::HasFailure());
  providers.doom(0);
  process last{[&](const reporter& report) { finish_outward(where, providers, clients, report); }};
  expect_to_end_well(last, clients);
  ASSERT_EQ(clients.failures, std::vector<std::string>{});

  storage::store_options options;
  options.directory = where.data();
  const auto verified = storage::verify_offline(options, {});
  ASSERT_TRUE(verified) << verified.error().message;
  for (const auto& violation : verified->violations)
    ADD_FAILURE() << violation.what << " " << violation.where << ": " << violation.detail;
  const auto store = storage::store::open(options);
  ASSERT_TRUE(store) << store.error().message;
  const auto found = outward_audit{(*store)->reader(), where}.run(clients);
  // A kill at a provider leaves its trace; without any, nothing was proved.
  EXPECT_GE(found.repeated + found.unknown, kills_of_a_kind);
  EXPECT_GT(found.by_receipt, 0);
  std::cout << lives << " kills; checked " << clients.starts.size() << " starts and " << found.sends
            << " sends (" << found.repeated << " repeated where they are recognised, "
            << found.unknown << " unknown at first, " << found.by_receipt
            << " of them settled by a receipt); SOJOURN_SEED=" << seed << std::endl;
}

} // namespace
} // namespace sojourn::crash
