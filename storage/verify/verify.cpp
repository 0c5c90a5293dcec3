#include "storage/verify/verify.hpp"

#include "campaign/reader.hpp"
#include "records/identity.hpp"
#include "storage/campaigns.hpp"
#include "storage/erasures.hpp"
#include "storage/instances.hpp"
#include "storage/journal.hpp"
#include "storage/operation.hpp"
#include "storage/sqlite/integrity.hpp"
#include "storage/tables/references.hpp"
#include "storage/verify/verify_sends.hpp"
#include "storage/write/update_traits.hpp"

#include <algorithm>
#include <unordered_map>

namespace sojourn::storage {

namespace {

constexpr std::size_t most_violations = 1000;
constexpr std::size_t page = 256;

class verifier {
public:
  verifier(connection& db, table_set& tables, const std::function<void(std::int64_t)>& progress)
      : db_{db}, tables_{tables}, progress_{progress},
        sends_{tables, [this](const std::string& what, const std::string& where,
                              const std::string& detail) { violated(what, where, detail); }} {}

  verification run() {
    for (const auto& [of, check] : std::initializer_list<std::pair<const char*, check>>{
             {"the file", &verifier::check_file},
             {"instances", &verifier::check_instances},
             {"the journal", &verifier::check_journal},
             {"timers", &verifier::check_timers},
             {"waits", &verifier::check_waits},
             {"placements", &verifier::check_placements},
             {"effects", &verifier::check_effects},
             {"deliveries", &verifier::check_inbox},
             {"re-entry keys", &verifier::check_reentry},
             {"vouchers", &verifier::check_vouchers},
             {"owners", &verifier::check_owners},
             {"identities", &verifier::check_identities},
             {"traits", &verifier::check_traits},
             {"points", &verifier::check_points},
             {"the budget", &verifier::check_budget},
             {"jobs", &verifier::check_jobs},
             {"counts", &verifier::check_counts},
             {"sends", &verifier::check_sends},
             {"references", &verifier::check_references}})
      run_one(of, check);
    return std::move(found_);
  }

private:
  using chain = std::vector<engine::stored_entry>;

  void violated(const std::string& what, const std::string& where, const std::string& detail) {
    if (found_.violations.size() < most_violations)
      found_.violations.push_back({what, where, detail});
  }

  using check = void (verifier::*)();

  /// Goes on with the next check where a damaged page ends this one.
  void run_one(const char* of, check what) {
    try {
      (this->*what)();
    } catch (const sqlite_error& failure) {
      if (!failure.is_damage())
        throw;
      violated("file_damaged", of,
               std::string{"could not be checked to their end: "} + failure.what());
    } catch (const corrupt_row& failure) {
      violated("row_unreadable", of, failure.what());
    }
  }

  void check_file() {
    for (const auto& mistake : page_mistakes(db_))
      violated("file_damaged", mistake.where, mistake.what);
  }

  void check_instances() {
    instance_id last{};
    while (true) {
      const auto ids = tables_.instances.ids_after(last, page);
      for (const auto id : ids)
        check_instance(id);
      if (ids.size() < page)
        break;
      last = ids.back();
      if (progress_)
        progress_(found_.instances);
    }
    if (progress_)
      progress_(found_.instances);
  }

  void check_instance(instance_id id) {
    ++found_.instances;
    const auto where = to_text(id);
    std::optional<stored_instance> instance;
    try {
      instance = tables_.instances.find(id);
    } catch (const corrupt_row& failure) {
      violated("row_unreadable", where, failure.what());
      return;
    }
    if (!instance)
      return;
    const auto& state = instance->state;
    ++standings_[{instance->version, state.status, state.step}];
    if (is_erased(*instance)) {
      check_erased(*instance);
      return;
    }
    const auto journal = read_chain(id, instance->head);
    if (const auto* definition = definition_of(instance->version)) {
      if (journal)
        check_state(instance->version, *journal, state);
      check_subscriptions(*definition, state);
      check_key(*definition, *instance);
    }
    if (journal) {
      check_issued(id, *journal);
      sends_.check(id, *journal);
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
      violated("erasure_incomplete", where, "its row holds " + show(state));
    walk_chain(state.id, instance.head, [&](const journal_entry& entry) {
      if (entry.number == instance.head)
        return;
      issued_ += entry.type == engine::entry{engine::voucher_issued{}}.index();
      if (entry.format != engine::erased_format || !entry.payload.empty())
        violated("erasure_incomplete", where,
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
        violated("journal_entry", to_text(id),
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
      violated("journal_chain", to_text(id), "at position " + std::to_string(at) + ": " + why);
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
      ++found_.entries;
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
        violated("version_missing", where, "instances name it");
        return nullptr;
      }
      auto definition = campaign::read_stored(version->definition, version->library, {});
      if (definition) // what it took is told apart; now all of it, with the schema
        definition = campaign::read_definition(
            version->definition,
            {.library = std::make_shared<const campaign::message_library>((*definition)->library)});
      if (definition)
        known->second = std::move(*definition);
      else
        violated("version_unreadable", where, definition.error().message);
    } catch (const corrupt_row& failure) {
      violated("version_unreadable", where, failure.what());
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
        journal);
    if (!replayed)
      violated("replay_differs", to_text(state.id), replayed.error().message);
    else if (!(*replayed == state))
      violated("state_differs", to_text(state.id),
               "the row holds " + show(state) + ", the journal gives " + show(*replayed));
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
      violated("timer_missing", to_text(state.id), "due " + to_text(*state.due));
  }

  void check_effect(const engine::instance_state& state) {
    const auto row = tables_.outbox.find(state.id);
    if (row.has_value() != state.effect.has_value())
      violated(row ? "effect_not_pending" : "effect_missing", to_text(state.id),
               "at \"" + (row ? row->effect.step : state.effect->step) + "\"");
    else if (row && !row->is_of(*state.effect))
      violated("effect_differs", to_text(state.id), "at \"" + row->effect.step + "\"");
    found_.effects += row.has_value();
  }

  void check_subscriptions(const campaign::definition& definition,
                           const engine::instance_state& state) {
    for (const auto& event : engine::subscriptions(definition, state)) {
      ++waits_expected_;
      if (!tables_.waits.holds({event, to_text(state.subject), state.id}))
        violated("wait_missing", to_text(state.id), event);
    }
  }

  void check_placements(const engine::instance_state& state) {
    for (const auto& [step, put] : state.placements) {
      ++placements_expected_;
      if (!tables_.placements.holds(to_text(state.subject),
                                    {put.slot, state.id, step, put.from, put.until}))
        violated("placement_missing", to_text(state.id), "of \"" + step + "\" in " + put.slot);
    }
  }

  void check_placements() {
    if (const auto count = tables_.placements.count(); count != placements_expected_)
      violated("placements_differ", "placement",
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
      violated("reentry_missing", to_text(state.id), "the key \"" + state.reentry_key + "\"");
  }

  void check_issued(instance_id id, const chain& journal) {
    for (const auto& entry : journal) {
      const auto* issued = std::get_if<engine::voucher_issued>(&entry.what);
      if (!issued)
        continue;
      ++issued_;
      const auto pool = tables_.vouchers.pool_key(issued->pool);
      const auto voucher = pool ? tables_.vouchers.find(*pool, issued->code) : std::nullopt;
      if (!voucher || voucher->instance != id || voucher->state < voucher_state::issued)
        violated("voucher_not_issued", issued->pool + "/" + issued->code,
                 "the journal of " + to_text(id) + " issued it");
    }
  }

  void check_journal() {
    const auto count = tables_.journal.count();
    if (count != found_.entries)
      violated("journal_orphan", "journal",
               std::to_string(count) + " entries, " + std::to_string(found_.entries) +
                   " of them in the history of an instance");
    if (const auto last = tables_.journal.last(); last != count)
      violated("journal_gap", "journal",
               std::to_string(count) + " entries, the last is " + std::to_string(last));
    if (count == found_.entries)
      return;
    for (const auto& row : tables_.journal.without_instance(most_violations))
      violated("entry_without_instance", to_text(row.instance),
               "position " + std::to_string(row.entry.number));
  }

  void check_timers() {
    for (const auto& timer : tables_.timers.stray(most_violations))
      violated("timer_without_instance", to_text(timer.instance), "due " + to_text(timer.due));
    found_.timers = tables_.timers.count();
  }

  /// Each wait is looked at again only when there are more of them than there should be.
  void check_waits() {
    waits_ = tables_.waits.count();
    if (waits_ == waits_expected_)
      return;
    wait_table::row last;
    while (true) {
      const auto rows = tables_.waits.after(last, page);
      for (const auto& row : rows)
        check_wait(row);
      if (rows.size() < page)
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
      violated("wait_without_instance", to_text(row.instance), row.event);
    else if (definition &&
             (to_text(instance->state.subject) != row.subject ||
              !engine::subscriptions(*definition, instance->state).contains(row.event)))
      violated("wait_not_wanted", to_text(row.instance), row.event + " of " + row.subject);
  }

  void check_effects() {
    for (const auto id : tables_.outbox.stray(most_violations)) {
      ++found_.effects;
      violated("effect_without_instance", to_text(id), "");
    }
  }

  void check_inbox() {
    try {
      for (const auto& row : tables_.inbox.stray(most_violations))
        violated("delivery_without_instance", to_text(row.instance),
                 "inbox entry " + std::to_string(row.number));
      for (const auto& total : tables_.held_starts.all()) {
        const auto held = tables_.inbox.count_held(total.campaign);
        if (held != total.held)
          violated("held_starts_differ", total.campaign,
                   std::to_string(total.held) + " instead of " + std::to_string(held));
      }
    } catch (const corrupt_row& failure) {
      violated("delivery_unreadable", "delivery", failure.what());
    }
  }

  void check_reentry() {
    for (const auto& row : tables_.reentry.wrong(most_violations))
      violated("reentry_wrong", to_text(row.instance),
               "the key \"" + row.key + "\" is " + (row.open ? "open" : "closed"));
  }

  void check_vouchers() {
    for (const auto& code : tables_.vouchers.wrong(most_violations))
      violated("voucher_wrong", code, "its state is not that of its holder");
    for (const auto& pool : tables_.vouchers.wrong_pools(most_violations))
      violated("pool_counts", pool, "they are not the counts of its codes");
    if (const auto count = tables_.vouchers.count_issued(); count != issued_)
      violated("vouchers_issued", "vouchers",
               std::to_string(count) + " are issued, the journal issued " +
                   std::to_string(issued_));
  }

  void check_owners() {
    std::string type;
    while (const auto next = tables_.records.next_type(type)) {
      type = *next;
      try {
        check_owners(type);
      } catch (const corrupt_row& failure) {
        violated("record_unreadable", type, failure.what());
      }
    }
  }

  void check_owners(const std::string& name) {
    const auto type = tables_.record_types.find(name);
    std::string after;
    while (true) {
      const auto rows = tables_.records.after(name, after, page);
      for (const auto& row : rows) {
        const auto owner = owner_column(tables_, type.get(), row.data);
        count_identities(type.get(), {name, row.id}, row.data);
        if (owner != row.owner && !is_on_its_way(row.owner))
          violated("owner_differs", to_text(subject_ref{name, row.id}),
                   row.owner.value_or("nobody") + " instead of " + owner.value_or("nobody"));
      }
      if (rows.size() < page)
        return;
      after = rows.back().id;
    }
  }

  /// Whether the owner is a visitor whose records are coming to a customer.
  bool is_on_its_way(const std::optional<std::string>& owner) {
    constexpr std::string_view visitors = "visitor:";
    if (!owner || !owner->starts_with(visitors))
      return false;
    const auto link = tables_.aliases.find(owner->substr(visitors.size()));
    return link && !link->is_done;
  }

  void count_identities(const records::record_type* type, const subject_ref& record,
                        const json& data) {
    if (type == nullptr)
      return;
    for (const auto& [field, value] : records::identities_in(*type, data)) {
      ++identities_expected_;
      if (!tables_.identities.holds(record.type, field, value, record.id))
        violated("identity_missing", to_text(record), field);
    }
  }

  void check_identities() {
    if (const auto count = tables_.identities.count(); count != identities_expected_)
      violated("identities_differ", "identity",
               std::to_string(count) + " instead of " + std::to_string(identities_expected_));
  }

  /// Those that are kept, and those that should be.
  void check_traits() {
    std::string after;
    while (true) {
      const auto customers = tables_.traits.customers_after(after, page);
      for (const auto& customer : customers)
        check_traits(customer);
      if (customers.size() < page)
        break;
      after = customers.back();
    }
    std::string owner;
    while (const auto next = tables_.records.next_owner(owner)) {
      owner = *next;
      if (const auto customer = customer_of(owner);
          customer && tables_.traits.find(*customer) == records::traits{})
        check_traits(*customer);
    }
    std::string buyer;
    while (const auto next = tables_.paid_orders.next_customer(buyer)) {
      buyer = *next;
      if (tables_.traits.find(buyer) == records::traits{})
        check_traits(buyer);
    }
  }

  void check_traits(const std::string& customer) {
    try {
      const auto kept = tables_.traits.find(customer);
      if (const auto computed = compute_traits(tables_, customer); kept != computed)
        violated("traits_differ", "customer:" + customer,
                 dump(records::as_json(kept)) + " instead of " + dump(records::as_json(computed)));
      if (const auto paid = tables_.paid_orders.of(customer);
          paid != compute_paid_orders(tables_, customer))
        violated("paid_orders_differ", "customer:" + customer,
                 std::to_string(paid.size()) + " are kept, and they are not what the orders give");
    } catch (const corrupt_row& failure) {
      violated("record_unreadable", "customer:" + customer, failure.what());
    }
  }

  void check_points() {
    for (const auto& customer : tables_.points.wrong(most_violations))
      violated("balance_differs", "customer:" + customer, "it is not the sum of its entries");
  }

  /// The sums of the ledger; and what is reserved and may not have happened is for an effect.
  void check_budget() {
    for (const auto& sum : tables_.budget_ledger.wrong(most_violations))
      violated("budget_differs", sum, "it is not what the ledger adds up to");
    for (const auto& held : tables_.budget_ledger.without_effect(most_violations))
      violated("reservation_without_effect", to_text(held.key), "of " + held.action);
  }

  void check_sends() { sends_.check_tables(most_violations); }

  void check_references() {
    for (auto& one : dangling_references(db_, most_violations))
      violated(one.what, one.where, one.detail);
  }

  void check_jobs() {
    for (const auto id : tables_.jobs.wrong(most_violations))
      violated("job_counts", to_text(id), "they do not add up to its list and its errors");
  }

  void check_counts() {
    const auto written = tables_.statistics.all();
    for (const auto& [where, count] : written)
      compare_standing(where, count, standings_.contains(where) ? standings_.at(where) : 0);
    for (const auto& [where, count] : standings_) {
      if (!written.contains(where))
        compare_standing(where, 0, count);
    }
    const std::array<std::int64_t, counter_kinds> counted{
        found_.timers, waits_, tables_.outbox.count(), tables_.inbox.count(),
        tables_.records.count()};
    const auto counters = tables_.statistics.counters();
    for (std::size_t i = 0; i < counter_kinds; ++i) {
      if (counters[i] != counted[i])
        violated("counter_differs", std::string{to_text(static_cast<counter>(i))},
                 std::to_string(counters[i]) + " instead of " + std::to_string(counted[i]));
    }
  }

  void compare_standing(const standing& where, std::int64_t written, std::int64_t counted) {
    if (written != counted)
      violated("statistics_differ",
               "version " + std::to_string(where.version.value) + ", " +
                   std::string{to_text(where.status)} + " at \"" + where.step + "\"",
               std::to_string(written) + " instead of " + std::to_string(counted));
  }

  connection& db_;
  table_set& tables_;
  const std::function<void(std::int64_t)>& progress_;
  send_verifier sends_;
  verification found_;
  std::unordered_map<std::int64_t, campaign::definition_ptr> definitions_;
  std::map<std::pair<std::int64_t, std::uint32_t>, std::optional<version_key>> earlier_;
  std::map<standing, std::int64_t> standings_;
  std::int64_t waits_expected_ = 0;
  std::int64_t waits_ = 0;
  std::int64_t placements_expected_ = 0;
  std::int64_t issued_ = 0;
  std::int64_t identities_expected_ = 0;
};

} // namespace

verification verify(connection& db, table_set& tables,
                    const std::function<void(std::int64_t)>& progress) {
  return verifier{db, tables, progress}.run();
}

} // namespace sojourn::storage
