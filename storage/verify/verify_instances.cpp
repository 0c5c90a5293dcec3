#include "storage/verify/verify_instances.hpp"

#include "campaign/reader.hpp"
#include "storage/campaigns.hpp"
#include "storage/erasures.hpp"
#include "storage/instances.hpp"
#include "storage/journal.hpp"
#include "storage/verify/verify_desk.hpp"
#include "storage/verify/verify_sends.hpp"

#include <algorithm>
#include <unordered_map>

namespace sojourn::storage {

namespace {

class instance_verifier {
public:
  instance_verifier(table_set& tables, verification_report& report,
                    const std::function<void(std::int64_t)>& progress)
      : tables_{tables}, report_{report}, progress_{progress},
        sends_{tables, [this](const std::string& what, const std::string& where,
                              const std::string& detail) { report_.add(what, where, detail); }},
        desk_{tables, report} {}

  instance_tally run() {
    report_.run("instances", [this] { check_instances(); });
    report_.run("the journal", [this] { check_journal(); });
    report_.run("timers", [this] { check_timers(); });
    report_.run("waits", [this] { check_waits(); });
    report_.run("placements", [this] { check_placements(); });
    report_.run("the desk", [this] { desk_.check_tables(); });
    return std::move(tally_);
  }

private:
  using chain = std::vector<engine::stored_entry>;

  void check_instances() {
    instance_id last{};
    while (true) {
      const auto ids = tables_.instances.ids_after(last, verify_page);
      for (const auto id : ids)
        check_instance(id);
      if (ids.size() < verify_page)
        break;
      last = ids.back();
      if (progress_)
        progress_(report_.found.instances);
    }
    if (progress_)
      progress_(report_.found.instances);
  }

  void check_instance(instance_id id) {
    ++report_.found.instances;
    const auto where = to_text(id);
    std::optional<stored_instance> instance;
    try {
      instance = tables_.instances.find(id);
    } catch (const corrupt_row& failure) {
      report_.add("row_unreadable", where, failure.what());
      tally_.graph_is_whole = false;
      return;
    }
    if (!instance)
      return;
    const auto& state = instance->state;
    ++tally_.standings[{instance->version, state.status, state.step}];
    if (const auto* version = tables_.campaigns.info(instance->version))
      ++tally_.starts[{version->campaign_key, quarter_of(state.started_at)}];
    if (is_erased(*instance)) {
      check_erased(*instance);
      return;
    }
    const auto journal = read_chain(id, instance->head);
    const auto* definition = definition_of(instance->version);
    tally_.graph_is_whole &= definition != nullptr;
    if (definition != nullptr) {
      tally_.graph_is_whole &= journal.has_value();
      if (journal)
        check_state(instance->version, *journal, state);
      check_subscriptions(*definition, state);
      check_key(*definition, *instance);
    }
    if (journal) {
      check_issued(id, *journal);
      sends_.check(id, *journal);
      desk_.check(state, *journal);
    }
    check_timer(state);
    check_effect(state);
    check_placements(state);
  }

  bool is_erased(const stored_instance& instance) {
    const auto newest = tables_.journal.find(instance.head);
    return newest && newest->instance == instance.state.id &&
           newest->entry.type == engine::entry{engine::erased{}}.index();
  }

  /// Of an erased instance the chain, the counts and that it has ended are left; there is nothing
  /// to replay.
  void check_erased(const stored_instance& instance) {
    const auto& state = instance.state;
    const auto where = to_text(state.id);
    if (state.subject.type != erased_type || !engine::is_ended(state.status) || state.due ||
        state.effect || !state.placements.empty() || !state.vars.empty() || !state.trigger.empty())
      report_.add("erasure_incomplete", where, "its row holds " + show(state));
    walk_chain(state.id, instance.head, [&](const journal_entry& entry) {
      if (entry.number == instance.head)
        return;
      tally_.issued_vouchers += entry.type == engine::entry{engine::voucher_issued{}}.index();
      tally_.issued_vouchers -= entry.type == engine::entry{engine::voucher_returned{}}.index();
      if (entry.format != engine::erased_format || !entry.payload.empty())
        report_.add("erasure_incomplete", where,
                    "the entry at position " + std::to_string(entry.number) + " can be read");
    });
    check_effect(state);
  }

  /// The entries of an instance, oldest first; nullopt when that cannot be said.
  std::optional<chain> read_chain(instance_id id, journal_position head) {
    chain entries;
    bool readable = true;
    const bool whole = walk_chain(id, head, [&](const journal_entry& entry) {
      auto decoded = decode(entry);
      if (!decoded) {
        report_.add("journal_entry", to_text(id),
                    "at position " + std::to_string(entry.number) + ": " + decoded.error().message);
        readable = false;
      } else {
        entries.push_back({.at = entry.at, .what = std::move(*decoded)});
      }
    });
    if (!whole || !readable)
      return std::nullopt;
    std::ranges::reverse(entries);
    return entries;
  }

  /// Visits the entries of an instance, newest first; false when the chain is broken.
  template <class Visit>
  bool walk_chain(instance_id id, journal_position head, const Visit& visit) {
    const auto broken = [&](journal_position at, const std::string& why) {
      report_.add("journal_chain", to_text(id), "at position " + std::to_string(at) + ": " + why);
      return false;
    };
    if (head == 0)
      return broken(0, "the instance has no entries");
    for (auto at = head; at != 0;) {
      const auto row = tables_.journal.find(at);
      if (!row)
        return broken(at, "there is no such entry");
      if (row->instance != id)
        return broken(at, "the entry belongs to " + to_text(row->instance));
      if (row->entry.previous >= at || row->entry.previous < 0)
        return broken(at, "its previous entry is " + std::to_string(row->entry.previous));
      ++report_.found.entries;
      visit(row->entry);
      at = row->entry.previous;
    }
    return true;
  }

  static result<engine::entry> decode(const journal_entry& entry) {
    if (entry.format != engine::entry_format)
      return fail(error_code::data_corrupt,
                  "the entry has the format " + std::to_string(entry.format));
    return engine::decode_entry(entry.type, entry.payload);
  }

  /// nullptr when the version cannot be read, which is reported once.
  const campaign::definition* definition_of(version_key key) {
    const auto [known, is_new] = definitions_.try_emplace(key.value);
    if (!is_new)
      return known->second.get();
    const auto where = "version " + std::to_string(key.value);
    try {
      const auto version = tables_.campaigns.find_version(key);
      if (!version) {
        report_.add("version_missing", where, "instances name it");
        return nullptr;
      }
      auto definition = campaign::read_stored(version->definition, version->library, {});
      if (definition) // what it took is told apart; now all of it, with the schema
        definition = campaign::read_definition(
            version->definition,
            {.library = std::make_shared<const campaign::message_library>((*definition)->library),
             .own_lists = std::nullopt});
      if (definition)
        known->second = std::move(*definition);
      else
        report_.add("version_unreadable", where, definition.error().message);
    } catch (const corrupt_row& failure) {
      report_.add("version_unreadable", where, failure.what());
    }
    return known->second.get();
  }

  void check_state(version_key version, const chain& journal, const engine::instance_state& state) {
    const auto* newest = tables_.campaigns.info(version);
    const auto replayed = engine::replay(
        [&](std::uint32_t number) {
          return number == newest->version ? definition_of(version)
                                           : definition_of(newest->campaign_key, number);
        },
        journal,
        [&](std::uint32_t before, std::uint32_t number, const engine::turn& made) {
          count_graph(newest->campaign, before, number, made);
        });
    tally_.graph_is_whole &= replayed.has_value();
    if (!replayed)
      report_.add("replay_differs", to_text(state.id), replayed.error().message);
    else if (!(*replayed == state))
      report_.add("state_differs", to_text(state.id),
                  "the row holds " + show(state) + ", the journal gives " + show(*replayed));
  }

  void count_graph(const std::string& campaign, std::uint32_t before, std::uint32_t number,
                   const engine::turn& made) {
    const auto* now = tables_.campaigns.info(campaign, number);
    const auto* then = tables_.campaigns.info(campaign, before);
    if (now == nullptr || then == nullptr)
      return;
    for (auto& [place, change] :
         graph_changes_of(then->key, now->key, now->timezone, made.passages))
      tally_.graph[std::move(place)] += change;
  }

  /// An earlier version, which the instance has left.
  const campaign::definition* definition_of(std::int64_t campaign, std::uint32_t number) {
    const auto [known, is_new] = earlier_.try_emplace({campaign, number});
    if (is_new) {
      if (const auto version = tables_.campaigns.find_version(campaign, number))
        known->second = version->key;
    }
    return known->second ? definition_of(*known->second) : nullptr;
  }

  static std::string show(const engine::instance_state& state) {
    return std::string{to_text(state.status)} + " for " + std::string{to_text(state.waiting)} +
           " at \"" + state.step + "\", " + (state.due ? "due " + to_text(*state.due) : "not due") +
           ", " + engine::encode_state(state);
  }

  void check_timer(const engine::instance_state& state) {
    if (!state.due)
      return;
    if (!tables_.timers.holds(*state.due, state.id))
      report_.add("timer_missing", to_text(state.id), "due " + to_text(*state.due));
  }

  void check_effect(const engine::instance_state& state) {
    const auto row = tables_.outbox.find(state.id);
    if (row.has_value() != state.effect.has_value())
      report_.add(row ? "effect_not_pending" : "effect_missing", to_text(state.id),
                  "at \"" + (row ? row->effect.step : state.effect->step) + "\"");
    else if (row && !row->is_of(*state.effect))
      report_.add("effect_differs", to_text(state.id), "at \"" + row->effect.step + "\"");
    report_.found.effects += row.has_value();
  }

  void check_subscriptions(const campaign::definition& definition,
                           const engine::instance_state& state) {
    for (const auto& event : engine::subscriptions(definition, state)) {
      ++waits_expected_;
      if (!tables_.waits.holds({event, to_text(state.subject), state.id}))
        report_.add("wait_missing", to_text(state.id), event);
    }
  }

  void check_placements(const engine::instance_state& state) {
    for (const auto& [step, put] : state.placements) {
      ++placements_expected_;
      if (!tables_.placements.holds(to_text(state.subject),
                                    {put.slot, state.id, step, put.from, put.until}))
        report_.add("placement_missing", to_text(state.id), "of \"" + step + "\" in " + put.slot);
    }
  }

  void check_placements() {
    if (const auto count = tables_.placements.count(); count != placements_expected_)
      report_.add("placements_differ", "placement",
                  std::to_string(count) + " instead of " + std::to_string(placements_expected_));
  }

  void check_key(const campaign::definition& definition, const stored_instance& instance) {
    const auto& state = instance.state;
    const auto policy = definition.reentry.policy;
    if (policy == campaign::reentry_policy::parallel ||
        (engine::is_ended(state.status) && policy != campaign::reentry_policy::once))
      return;
    const auto* version = tables_.campaigns.info(instance.version);
    const auto row = tables_.reentry.find(version->campaign_key, state.reentry_key);
    if (!row || (!engine::is_ended(state.status) && row->instance != state.id))
      report_.add("reentry_missing", to_text(state.id), "the key \"" + state.reentry_key + "\"");
  }

  /// Each code that the journal gave and did not take back.
  void check_issued(instance_id id, const chain& journal) {
    std::map<std::pair<std::string, std::string>, std::optional<instant>> given;
    for (const auto& entry : journal) {
      if (const auto* issued = std::get_if<engine::voucher_issued>(&entry.what))
        given.insert_or_assign({issued->pool, issued->code}, issued->valid_until);
      else if (const auto* returned = std::get_if<engine::voucher_returned>(&entry.what))
        given.erase({returned->pool, returned->code});
    }
    tally_.issued_vouchers += static_cast<std::int64_t>(given.size());
    for (const auto& [which, valid_until] : given) {
      const auto& [name, code] = which;
      const auto pool = tables_.vouchers.pool_key(name);
      const auto voucher = pool ? tables_.vouchers.find(*pool, code) : std::nullopt;
      if (!voucher || voucher->of.instance != id || voucher->state < voucher_state::issued)
        report_.add("voucher_not_issued", name + "/" + code,
                    "the journal of " + to_text(id) + " issued it");
      else if (voucher->valid_until != valid_until)
        report_.add("voucher_differs", name + "/" + code,
                    "it is good until another instant than the journal of " + to_text(id) +
                        " says");
    }
  }

  void check_journal() {
    const auto count = tables_.journal.count();
    if (count != report_.found.entries)
      report_.add("journal_orphan", "journal",
                  std::to_string(count) + " entries, " + std::to_string(report_.found.entries) +
                      " of them in the history of an instance");
    const auto forgotten = tables_.forgotten.total(forgotten_row::journal_entries);
    if (const auto last = tables_.journal.last(); last != count + forgotten)
      report_.add("journal_gap", "journal",
                  std::to_string(count) + " entries and " + std::to_string(forgotten) +
                      " that are forgotten, the last is " + std::to_string(last));
    if (count == report_.found.entries)
      return;
    for (const auto& row : tables_.journal.without_instance(most_violations))
      report_.add("entry_without_instance", to_text(row.instance),
                  "position " + std::to_string(row.entry.number));
  }

  void check_timers() {
    for (const auto& timer : tables_.timers.stray(most_violations))
      report_.add("timer_without_instance", to_text(timer.instance), "due " + to_text(timer.due));
    report_.found.timers = tables_.timers.count();
  }

  /// Each wait is looked at again only when there are more of them than there should be.
  void check_waits() {
    tally_.waits = tables_.waits.count();
    if (tally_.waits == waits_expected_)
      return;
    wait_table::row last;
    while (true) {
      const auto rows = tables_.waits.after(last, verify_page);
      for (const auto& row : rows)
        check_wait(row);
      if (rows.size() < verify_page)
        break;
      last = rows.back();
    }
  }

  void check_wait(const wait_table::row& row) {
    std::optional<stored_instance> instance;
    try {
      instance = tables_.instances.find(row.instance);
    } catch (const corrupt_row&) {
      return; // said already
    }
    const auto* definition = instance ? definition_of(instance->version) : nullptr;
    if (!instance)
      report_.add("wait_without_instance", to_text(row.instance), row.event);
    else if (definition &&
             (to_text(instance->state.subject) != row.subject ||
              !engine::subscriptions(*definition, instance->state).contains(row.event)))
      report_.add("wait_not_wanted", to_text(row.instance), row.event + " of " + row.subject);
  }

  table_set& tables_;
  verification_report& report_;
  const std::function<void(std::int64_t)>& progress_;
  send_verifier sends_;
  desk_verifier desk_;
  instance_tally tally_;
  std::unordered_map<std::int64_t, campaign::definition_ptr> definitions_;
  std::map<std::pair<std::int64_t, std::uint32_t>, std::optional<version_key>> earlier_;
  std::int64_t waits_expected_ = 0;
  std::int64_t placements_expected_ = 0;
};

} // namespace

instance_tally verify_instances(table_set& tables, verification_report& report,
                                const std::function<void(std::int64_t)>& progress) {
  return instance_verifier{tables, report, progress}.run();
}

} // namespace sojourn::storage
