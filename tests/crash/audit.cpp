#include "tests/crash/audit.hpp"

#include "engine/entry.hpp"
#include "storage/instances.hpp"
#include "storage/journal.hpp"
#include "storage/store.hpp"
#include "storage/vouchers.hpp"
#include "tests/crash/lives.hpp"
#include "tests/crash/receiver.hpp"

#include <algorithm>
#include <gtest/gtest.h>

namespace sojourn::crash {

namespace {

/// What an entry says happened, without what may differ from instance to instance.
std::string name_of(const engine::entry& what) {
  std::string name{engine::entry_type_name(what.index())};
  std::visit(
      [&name](const auto& one) {
        if constexpr (requires { one.step; })
          name += " " + one.step;
        if constexpr (requires { one.visit; })
          name += "." + std::to_string(one.visit);
      },
      what);
  return name;
}

/// All that the journal of an instance of this campaign may say, each once, in order. The
/// pool may have had no voucher left.
std::vector<std::string> story_of(const std::string& campaign, bool got_a_voucher) {
  if (campaign == "upgrade")
    return {"started",
            "effect_requested greet.1",
            "effect_settled greet.1",
            "effect_requested tell.1",
            "effect_settled tell.1",
            "ended"};
  std::vector<std::string> story{"started",
                                 "wait_began confirm.1",
                                 "event_arrived",
                                 "transition_taken confirm.1",
                                 "effect_requested greet.1",
                                 "effect_settled greet.1",
                                 "delayed rest.1",
                                 "timer_due",
                                 "effect_requested gift.1",
                                 "effect_settled gift.1"};
  story.emplace_back(got_a_voucher ? "voucher_issued gift" : "transition_taken gift.1");
  story.insert(story.end(), {"effect_requested tell.1", "effect_settled tell.1", "ended"});
  return story;
}

class auditor {
public:
  auditor(storage::reader& reader, const place& where, const ledger& clients)
      : reader_{reader}, where_{where}, clients_{clients} {}

  audit_figures run() {
    check_instances();
    check_starts();
    check_changes();
    check_carts();
    check_receiver(deduplicating);
    check_receiver(blunt);
    check_vouchers();
    return figures_;
  }

private:
  void check_instances() {
    storage::instance_query every;
    every.limit = 1000;
    while (true) {
      const auto found = reader_.instances().find(every);
      for (const auto& instance : found)
        check_instance(instance.state);
      if (found.size() < every.limit)
        return;
      every.after = found.back().state.id.value;
    }
  }

  void check_instance(const engine::instance_state& state) {
    ++figures_.instances;
    const auto id = to_text(state.id);
    const bool is_cart = state.campaign == "cart";
    EXPECT_EQ(to_text(state.status), is_cart ? "converted" : "completed")
        << id << " at " << state.step;
    instances_[state.campaign][state.subject.id].push_back(id);

    auto journal = reader_.journal().entries(state.id, 0, 1000);
    ASSERT_TRUE(journal) << journal.error().message;
    std::ranges::reverse(*journal);
    std::vector<std::string> story;
    bool got_a_voucher = false;
    std::string event;
    for (const auto& row : *journal) {
      const auto entry = engine::decode_entry(row.type, row.payload);
      ASSERT_TRUE(entry) << entry.error().message;
      story.push_back(name_of(*entry));
      if (const auto* arrived = std::get_if<engine::event_arrived>(&*entry))
        event = arrived->id;
      if (const auto* began = std::get_if<engine::started>(&*entry); began && !began->heard.empty())
        event = began->heard.front().id;
      if (const auto* settled = std::get_if<engine::effect_settled>(&*entry))
        add_settled(state, *settled);
      if (const auto* issued = std::get_if<engine::voucher_issued>(&*entry)) {
        got_a_voucher = true;
        EXPECT_TRUE(holders_.emplace(issued->code, id).second)
            << issued->code << " was given to " << holders_[issued->code] << " and " << id;
      }
    }
    figures_.entries += static_cast<std::int64_t>(journal->size());
    if (is_cart) {
      bought_by_[state.subject.id] = event;
      const bool heard_at_start = story == std::vector<std::string>{"started", "ended"};
      const std::vector<std::string> heard_later{"started", "delayed rest.1", "event_arrived",
                                                 "ended"};
      EXPECT_TRUE(heard_at_start || story == heard_later) << id;
      figures_.heard_at_start += heard_at_start ? 1 : 0;
      return;
    }
    EXPECT_EQ(story, story_of(state.campaign, got_a_voucher)) << id;
    if (const auto promised = clients_.heard.find(id); promised != clients_.heard.end()) {
      // A late event is for those whose own was never answered; that one may be in the file, too.
      const bool own_came_first =
          promised->second.starts_with("late-") && event.starts_with("paid-");
      EXPECT_TRUE(event == promised->second || own_came_first)
          << id << " was to hear " << promised->second << ", not " << event;
    }
  }

  void add_settled(const engine::instance_state& state, const engine::effect_settled& settled) {
    if (settled.step == "gift") // a voucher: nobody outside receives it
      return;
    ++figures_.effects;
    const auto key = to_text(effect_key{state.id, settled.step, settled.visit});
    const bool honest = settled.how == outcome::unknown && settled.step == "tell";
    EXPECT_TRUE(honest || settled.how == outcome::accepted)
        << key << " is " << to_text(settled.how) << ": " << settled.code;
    figures_.unknown += honest ? 1 : 0;
    settled_[settled.step == "greet" ? deduplicating : blunt].emplace(key, settled.how);
  }

  /// Every start that a client asked for, over all lives, happened once.
  void check_starts() {
    const auto& started = instances_["journey"];
    EXPECT_EQ(started.size(), clients_.starts.size());
    for (const auto& [subject, answer] : clients_.starts) {
      EXPECT_FALSE(answer.empty()) << "the start of " << subject << " was never answered";
      const auto found = started.find(subject);
      ASSERT_NE(found, started.end()) << subject << " was answered " << answer << " and is lost";
      EXPECT_EQ(found->second, std::vector{answer}) << subject;
    }
  }

  /// An acknowledged change started its campaign once, an unanswered one once at most.
  void check_changes() {
    const auto& started = instances_["upgrade"];
    for (const auto& subject : clients_.changes)
      EXPECT_TRUE(started.contains(subject)) << "the change of " << subject << " is lost";
    for (const auto& [subject, instances] : started)
      EXPECT_EQ(instances.size(), 1U) << subject;
  }

  /// Who was acknowledged to have bought behind their cart was converted by that, once.
  void check_carts() {
    const auto& started = instances_["cart"];
    for (const auto& [subject, has_bought] : clients_.carts) {
      const auto found = started.find(subject);
      if (!has_bought && found == started.end())
        continue; // killed before the cart was stored
      ASSERT_NE(found, started.end()) << "the cart of " << subject << " is lost";
      EXPECT_EQ(found->second.size(), 1U) << subject;
      if (has_bought) {
        EXPECT_EQ(bought_by_[subject], "bought-" + subject);
      }
    }
  }

  void check_receiver(const std::string& channel) {
    const auto received = read_received(where_.received(channel));
    const auto& settled = settled_[channel];
    for (const auto& [key, how] : settled) {
      EXPECT_TRUE(received.contains(key) || how == outcome::unknown)
          << key << " is accepted in the journal, but the " << channel << " receiver has it not";
    }
    for (const auto& [key, count] : received) {
      EXPECT_TRUE(settled.contains(key)) << key << " left, but the journal does not know it";
      EXPECT_TRUE(count == 1 || channel == deduplicating)
          << key << " reached a person " << count << " times";
      figures_.repeated += count - 1;
    }
  }

  void check_vouchers() {
    const auto codes = reader_.vouchers().codes("gifts", "", 0, voucher_codes + 1);
    EXPECT_EQ(codes.size(), static_cast<std::size_t>(voucher_codes));
    for (const auto& code : codes) {
      const auto name = code.at("code").get<std::string>();
      const auto holder = holders_.find(name);
      EXPECT_EQ(code.at("state"), holder == holders_.end() ? "free" : "issued") << name;
      if (holder != holders_.end()) {
        EXPECT_EQ(code.at("instance"), holder->second) << name;
      }
    }
    figures_.vouchers = static_cast<std::int64_t>(holders_.size());
  }

  storage::reader& reader_;
  const place& where_;
  const ledger& clients_;
  audit_figures figures_;
  /// By campaign and subject.
  std::map<std::string, std::map<std::string, std::vector<std::string>>> instances_;
  /// By channel and effect key.
  std::map<std::string, std::map<std::string, outcome>> settled_;
  std::map<std::string, std::string> holders_;   ///< of voucher codes
  std::map<std::string, std::string> bought_by_; ///< by subject: the event that converted them
};

} // namespace

audit_figures audit(const place& where, const ledger& clients) {
  storage::store_options options;
  options.directory = where.data();
  const auto verified = storage::verify_offline(options, {});
  if (!verified) {
    ADD_FAILURE() << verified.error().message;
    return {};
  }
  for (const auto& violation : verified->violations)
    ADD_FAILURE() << violation.what << " " << violation.where << ": " << violation.detail;

  const auto store = storage::store::open(options);
  if (!store) {
    ADD_FAILURE() << store.error().message;
    return {};
  }
  const auto figures = auditor{(*store)->reader(), where, clients}.run();
  EXPECT_EQ(figures.entries, verified->entries);
  return figures;
}

} // namespace sojourn::crash
