#include "storage/sqlite/pooled_reader.hpp"

#include "storage/figures.hpp"
#include "storage/read/find_instances.hpp"
#include "storage/read/find_records.hpp"
#include "storage/read/select_customers.hpp"
#include "storage/sqlite/data_file.hpp"
#include "storage/write/held_starts.hpp"

#include <algorithm>
#include <filesystem>
#include <limits>
#include <sqlite3.h>

namespace sojourn::storage {

namespace {

constexpr std::size_t most_connections = 4;

std::int64_t file_bytes(const std::string& path) {
  std::error_code failure;
  const auto bytes = std::filesystem::file_size(path, failure);
  return failure ? 0 : static_cast<std::int64_t>(bytes);
}

tl::unexpected<error> no_instance(instance_id id) {
  return fail(error_code::not_found, "there is no instance " + to_text(id));
}

} // namespace

read_connection::read_connection(const store_options& options)
    : db_{open_reader(options)}, tables{*db_} {}

read_connection::snapshot::~snapshot() {
  sqlite3_exec(of.db_->handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

std::unique_ptr<read_connection> pooled_reader::borrow() {
  std::unique_lock lock{mutex_};
  returned_.wait(lock, [this] { return !free_.empty() || open_ < most_connections; });
  if (!free_.empty()) {
    auto connection = std::move(free_.back());
    free_.pop_back();
    return connection;
  }
  auto connection = std::make_unique<read_connection>(options_);
  ++open_;
  return connection;
}

void pooled_reader::give_back(std::unique_ptr<read_connection> connection) noexcept {
  {
    const std::lock_guard lock{mutex_};
    free_.push_back(std::move(connection));
  }
  returned_.notify_one();
}

result<stored_instance> pooled_reader::load_instance(instance_id id) {
  return as_result([&]() -> result<stored_instance> {
    auto found =
        with_connection([&](read_connection& from) { return from.tables.instances.find(id); });
    if (!found)
      return no_instance(id);
    return std::move(*found);
  });
}

std::vector<due_timer> pooled_reader::due_timers(due_timer after, instant until,
                                                 std::size_t limit) {
  return with_connection(
      [&](read_connection& from) { return from.tables.timers.due(after, until, limit); });
}

std::optional<instant> pooled_reader::next_due() {
  return with_connection([](read_connection& from) { return from.tables.timers.first(); });
}

std::vector<outbox_row> pooled_reader::outbox(instance_id after, std::size_t limit) {
  return with_connection(
      [&](read_connection& from) { return from.tables.outbox.after(after, limit); });
}

std::vector<delivery> pooled_reader::deliveries(std::int64_t after, std::size_t limit) {
  return with_connection(
      [&](read_connection& from) { return from.tables.deliveries.after(after, limit); });
}

std::vector<delivery> pooled_reader::held_starts(const std::string& campaign, std::int64_t after,
                                                 std::size_t limit) {
  return with_connection(
      [&](read_connection& from) { return from.tables.deliveries.held(campaign, after, limit); });
}

std::vector<held_total> pooled_reader::held_totals() {
  return with_connection([](read_connection& from) { return from.tables.held_starts.all(); });
}

reader::events_found pooled_reader::events_since(const subject_ref& subject,
                                                 const std::set<std::string>& types,
                                                 std::int64_t after) {
  return with_connection([&](read_connection& from) {
    return from.in_snapshot([&] {
      auto& events = from.tables.events;
      events.forget_newest(); // only the writer hears of new ones
      events_found found{.events = {}, .newest = events.newest()};
      const auto about = to_text(subject);
      for (const auto& type : types)
        std::ranges::move(events.after(after, about, type), std::back_inserter(found.events));
      std::ranges::sort(found.events, {}, &stored_event::number);
      return found;
    });
  });
}

std::vector<stored_instance> pooled_reader::find_instances(const instance_query& what) {
  return with_connection([&](read_connection& from) {
    return from.in_snapshot([&] { return storage::find_instances(from.tables, what); });
  });
}

result<std::vector<journal_entry>> pooled_reader::journal(instance_id id, journal_position from,
                                                          std::size_t limit) {
  const auto walk_back = [&](table_set& tables) -> result<std::vector<journal_entry>> {
    auto at = tables.instances.head_of(id);
    if (at == 0)
      return no_instance(id);
    if (from != 0) {
      const auto first = tables.journal.find(from);
      if (!first || first->instance != id)
        return fail(error_code::not_found, "position " + std::to_string(from) +
                                               " is not in the journal of " + to_text(id));
      at = from;
    }
    std::vector<journal_entry> found;
    while (at != 0 && found.size() < limit) {
      auto row = tables.journal.find(at);
      if (!row || row->instance != id || row->entry.previous >= at)
        return fail(error_code::data_corrupt, "the journal of " + to_text(id) +
                                                  " is broken at position " + std::to_string(at));
      at = row->entry.previous;
      found.push_back(std::move(row->entry));
    }
    return found;
  };
  return as_result([&] {
    return with_connection([&](read_connection& reading) {
      return reading.in_snapshot([&] { return walk_back(reading.tables); });
    });
  });
}

instance_id pooled_reader::last_instance_id() {
  return with_connection([](read_connection& from) { return from.tables.instances.last_id(); });
}

std::vector<stored_campaign> pooled_reader::campaigns() {
  return with_connection([](read_connection& from) {
    std::vector<stored_campaign> found;
    for (auto& row : from.tables.campaigns.all())
      found.push_back(std::move(row.campaign));
    return found;
  });
}

std::vector<stored_version> pooled_reader::versions(const std::string& campaign) {
  return with_connection(
      [&](read_connection& from) { return from.tables.campaigns.versions(campaign); });
}

result<stored_version> pooled_reader::load_version(version_key key) {
  return as_result([&]() -> result<stored_version> {
    auto found = with_connection(
        [&](read_connection& from) { return from.tables.campaigns.find_version(key); });
    if (!found)
      return fail(error_code::not_found,
                  "there is no campaign version with the key " + std::to_string(key.value));
    return std::move(*found);
  });
}

json pooled_reader::statistics(const std::string& campaign) {
  return with_connection(
      [&](read_connection& from) { return from.tables.statistics.show(campaign); });
}

json pooled_reader::totals() {
  return with_connection([](read_connection& from) { return from.tables.statistics.totals(); });
}

std::optional<json> pooled_reader::record(const subject_ref& record) {
  return with_connection([&](read_connection& from) { return from.tables.records.show(record); });
}

json pooled_reader::record_data(const subject_ref& record) {
  return with_connection([&](read_connection& from) {
    auto found = from.tables.records.find(record);
    return found ? std::move(found->data) : json();
  });
}

record_page pooled_reader::find_records(const record_query& what) {
  return with_connection([&](read_connection& from) {
    return from.in_snapshot([&] { return storage::find_records(from.tables, what); });
  });
}

json pooled_reader::owned_records(const subject_ref& owner, const std::string& type,
                                  std::size_t limit) {
  return with_connection([&](read_connection& from) {
    auto records = json::array();
    auto owned = from.tables.records.owned(to_text(owner), type);
    for (auto one = owned.rbegin(); one != owned.rend() && records.size() < limit; ++one) {
      one->second["id"] = one->first;
      records.push_back(std::move(one->second));
    }
    return records;
  });
}

selected pooled_reader::select_customers(const selection& what, const decision& decide,
                                         const member_visitor& visit) {
  selected all;
  auto next = what;
  portion_size size;
  while (true) {
    const auto begun = std::chrono::steady_clock::now();
    std::optional<std::string> last;
    auto made = with_connection([&](read_connection& from) {
      return from.in_snapshot([&] {
        last = from.tables.records.after_so_many("customer", next.after, size.customers());
        const portion part{.through = last.value_or(""), .until = begun + longest_portion};
        return storage::select_customers(from.db(), from.tables, next, part, decide, visit);
      });
    });
    all.members += made.found.members;
    all.asked += made.found.asked;
    all.errors += made.found.errors;
    all.failure = std::move(made.found.failure);
    if (made.cut_at)
      last = std::move(made.cut_at);
    if (all.failure || !made.wants_more || !last)
      return all;
    next.after = std::move(*last);
    size.took(std::chrono::steady_clock::now() - begun);
  }
}

std::vector<selected>
pooled_reader::count_customers(const std::vector<segments::predicate_ptr>& asked, instant now,
                               std::stop_token stop) {
  std::vector<selected> all(asked.size());
  std::string after;
  portion_size size;
  while (true) {
    const auto begun = std::chrono::steady_clock::now();
    std::optional<std::string> last;
    bool is_cut = false;
    // One portion of customers is asked about all conditions on one state of the file, so that
    // their counts fit together.
    const auto counted = with_connection([&](read_connection& from) {
      return from.in_snapshot([&] {
        last = from.tables.records.after_so_many("customer", after, size.customers());
        portion part{.through = last.value_or("")};
        if (size.customers() > 1)
          part.until = begun + longest_portion;
        std::vector<selected> found;
        for (std::size_t i = 0; i < asked.size() && !is_cut; ++i) {
          const selection what{
              .asked = asked[i], .now = now, .after = after, .in_order = false, .stop = stop};
          auto made = storage::select_customers(from.db(), from.tables, what, part, {}, {});
          is_cut = made.cut_at.has_value();
          found.push_back(std::move(made.found));
        }
        return found;
      });
    });
    size.took(std::chrono::steady_clock::now() - begun);
    if (is_cut) // again, with fewer customers
      continue;
    for (std::size_t i = 0; i < counted.size(); ++i) {
      all[i].members += counted[i].members;
      all[i].asked += counted[i].asked;
      all[i].errors += counted[i].errors;
      all[i].failure = counted[i].failure;
      if (all[i].failure)
        return all;
    }
    if (!last)
      return all;
    after = std::move(*last);
  }
}

std::int64_t pooled_reader::count_records(const std::string& type) {
  return with_connection([&](read_connection& from) { return from.tables.records.count(type); });
}

std::optional<json> pooled_reader::customer_view(const std::string& id,
                                                 const std::set<std::string>& lists) {
  return with_connection([&](read_connection& from) {
    return from.in_snapshot([&] { return storage::customer_view(from.tables, id, lists); });
  });
}

std::vector<stored_segment> pooled_reader::segments() {
  return with_connection([](read_connection& from) { return from.tables.segments.all(); });
}

std::vector<stored_segment> pooled_reader::segment_versions(const std::string& id) {
  return with_connection([&](read_connection& from) { return from.tables.segments.versions(id); });
}

std::optional<stored_run> pooled_reader::run(run_id id) {
  return with_connection([&](read_connection& from) { return from.tables.runs.find(id); });
}

std::vector<stored_run> pooled_reader::runs(const std::string& campaign, run_id before,
                                            std::size_t limit) {
  return with_connection(
      [&](read_connection& from) { return from.tables.runs.of(campaign, before, limit); });
}

std::vector<run_id> pooled_reader::runs_under_way() {
  return with_connection([](read_connection& from) { return from.tables.runs.under_way(); });
}

std::vector<run_member> pooled_reader::run_members(run_id id, std::int64_t after,
                                                   std::size_t limit) {
  return with_connection(
      [&](read_connection& from) { return from.tables.runs.members(id, after, limit); });
}

bool pooled_reader::has_queued_run(const std::string& campaign) {
  return with_connection(
      [&](read_connection& from) { return from.tables.runs.has_queued(campaign); });
}

std::optional<instant> pooled_reader::schedule_done(const std::string& campaign) {
  return with_connection(
      [&](read_connection& from) { return from.tables.runs.done_until(campaign); });
}

std::vector<engine::pause> pooled_reader::pauses(const std::string& campaign, instant since) {
  return with_connection(
      [&](read_connection& from) { return from.tables.pauses.since(campaign, since); });
}

std::int64_t pooled_reader::delivery_count() {
  return with_connection([](read_connection& from) {
    return from.in_snapshot([&] {
      return from.tables.statistics.counters()[static_cast<std::size_t>(counter::deliveries)] -
             from.tables.held_starts.held();
    });
  });
}

std::vector<json> pooled_reader::record_types() {
  return with_connection([](read_connection& from) { return from.tables.record_types.show_all(); });
}

std::optional<json> pooled_reader::record_type(const std::string& name) {
  return with_connection(
      [&](read_connection& from) { return from.tables.record_types.show(name); });
}

records::record_type_ptr pooled_reader::described_type(const std::string& name) {
  const auto version = with_connection(
      [&](read_connection& from) { return from.tables.record_types.version(name); });
  if (version == 0)
    return records::find_shipped(name);
  {
    const std::lock_guard lock{types_mutex_};
    const auto known = types_.find(name);
    if (known != types_.end() && known->second.first == version)
      return known->second.second;
  }
  auto found =
      with_connection([&](read_connection& from) { return from.tables.record_types.read(name); });
  const std::lock_guard lock{types_mutex_};
  types_[name] = found;
  return found.second;
}

json pooled_reader::traits(const std::string& customer) {
  return with_connection([&](read_connection& from) { return figures(from.tables, customer); });
}

std::vector<json> pooled_reader::point_entries(const std::string& customer, std::int64_t before,
                                               std::size_t limit) {
  const auto below = before == 0 ? std::numeric_limits<std::int64_t>::max() : before;
  return with_connection(
      [&](read_connection& from) { return from.tables.points.show(customer, below, limit); });
}

std::vector<stored_placement> pooled_reader::placements(const std::string& subject,
                                                        const std::string& slot, instant now,
                                                        std::size_t limit) {
  return with_connection([&](read_connection& from) {
    return from.tables.placements.shown(subject, slot, now, limit);
  });
}

std::vector<stored_hook> pooled_reader::hooks() {
  return with_connection([](read_connection& from) {
    return from.in_snapshot([&] { return from.tables.hooks.all(); });
  });
}

std::vector<audit_line> pooled_reader::audit(const audit_query& what) {
  return with_connection([&](read_connection& from) { return from.tables.audit.find(what); });
}

std::vector<hook_delivery> pooled_reader::hook_deliveries(const std::string& hook,
                                                          std::int64_t before, std::size_t limit) {
  return with_connection([&](read_connection& from) {
    return from.in_snapshot([&] {
      return from.tables.hook_deliveries.of(from.tables.hooks.key_of(hook), before, limit);
    });
  });
}

std::optional<instant> pooled_reader::redeemed_at(const std::string& pool,
                                                  const std::string& code) {
  return with_connection(
      [&](read_connection& from) { return from.tables.vouchers.redeemed_at(pool, code); });
}

std::vector<json> pooled_reader::pools() {
  return with_connection([](read_connection& from) { return from.tables.vouchers.show_pools(); });
}

std::optional<json> pooled_reader::pool(const std::string& name) {
  return with_connection(
      [&](read_connection& from) { return from.tables.vouchers.show_pool(name); });
}

std::vector<json> pooled_reader::codes(const std::string& pool, const std::string& state,
                                       std::int64_t after, std::size_t limit) {
  return with_connection([&](read_connection& from) -> std::vector<json> {
    const auto key = from.tables.vouchers.pool_key(pool);
    const auto wanted = parse_voucher_state(state);
    if (!key || (!state.empty() && !wanted))
      return {};
    return from.tables.vouchers.show_after(*key, wanted, after, limit);
  });
}

std::vector<json> pooled_reader::mailbox(const std::string& subject, std::int64_t before,
                                         std::size_t limit) {
  const auto below = before == 0 ? std::numeric_limits<std::int64_t>::max() : before;
  return with_connection(
      [&](read_connection& from) { return from.tables.mailbox.show(subject, below, limit); });
}

std::vector<std::string> pooled_reader::find_customer(const std::string& kind,
                                                      const std::string& value) {
  constexpr std::size_t most = 100;
  auto found = identities_.find(std::string{records::customer_type}, kind, value, most);
  return found ? std::move(*found) : std::vector<std::string>{};
}

std::optional<instant> pooled_reader::remembered_clock() {
  return with_connection([](read_connection& from) { return from.tables.clock.find(); });
}

std::optional<std::string> pooled_reader::secret(const std::string& name) {
  return with_connection([&](read_connection& from) { return from.tables.sealed.find(name); });
}

std::vector<provider_template> pooled_reader::provider_templates(const std::string& account) {
  return with_connection(
      [&](read_connection& from) { return from.tables.provider_templates.of(account); });
}

bool pooled_reader::is_quiet(instant now) {
  return with_connection([&](read_connection& from) {
    return from.in_snapshot([&] {
      const auto due = from.tables.timers.first();
      return (!due || *due > now) && from.tables.deliveries.after(0, 1).empty() &&
             !from.tables.held_starts.is_any_free() && from.tables.outbox.is_empty() &&
             are_runs_quiet(from.tables) && !from.tables.jobs.is_any_under_way() &&
             from.tables.imports.under_way().empty() && from.tables.aliases.under_way().empty() &&
             from.tables.erasures.under_way().empty();
    });
  });
}

json pooled_reader::status() {
  return with_connection([&](read_connection& from) {
    return from.in_snapshot([&] {
      auto& db = from.db();
      std::int64_t instances = 0;
      for (const auto& [where, count] : from.tables.statistics.all())
        instances += count;
      // No entry is ever removed, so the last number is how many there are.
      json rows{{"journal", from.tables.journal.last()}, {"instances", instances}};
      const auto counted = from.tables.statistics.counters();
      for (std::size_t i = 0; i < counter_kinds; ++i)
        rows[std::string{to_text(static_cast<counter>(i))}] = counted[i];
      return json{{"schema_version", db.integer("PRAGMA user_version")},
                  {"page_bytes", db.integer("PRAGMA page_size")},
                  {"pages", db.integer("PRAGMA page_count")},
                  {"free_pages", db.integer("PRAGMA freelist_count")},
                  {"file_bytes", file_bytes(database_path(options_))},
                  {"wal_bytes", file_bytes(database_path(options_) + "-wal")},
                  {"rows", std::move(rows)}};
    });
  });
}

} // namespace sojourn::storage
