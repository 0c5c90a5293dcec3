#include "service/implementation/metrics_text.hpp"

#include "metrics/metrics_writer.hpp"
#include "storage/inbox.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace sojourn::service {

namespace {

using metrics::kind;
using metrics::labels;
using metrics::metrics_writer;

double number(const json& within, const char* name) {
  const auto found = within.find(name);
  return found != within.end() && found->is_number() ? found->get<double>() : 0;
}

void write_counters(metrics_writer& to, const actors::counters& count) {
  to.counter("sojourn_starts_total", "Instances started.", count.starts);
  to.counter("sojourn_starts_refused_total", "Starts that a re-entry policy refused.",
             count.starts_refused);
  to.counter("sojourn_turns_total", "Turns committed.", count.turns);
  to.counter("sojourn_journal_entries_total", "Journal entries committed.", count.entries);
  to.counter("sojourn_timer_wakes_total", "Timers that woke an instance.", count.wakes);
  to.counter("sojourn_deliveries_total", "Durable deliveries sent on their way.", count.deliveries);
  to.counter("sojourn_effects_handed_over_total", "Effects handed over to a channel.",
             count.effects_handed_over);
  to.counter("sojourn_effects_accepted_total", "Effects that a channel accepted.",
             count.effects_accepted);
  to.counter("sojourn_effects_failed_total", "Attempts that a channel did not accept.",
             count.effects_failed);
  to.counter("sojourn_effects_unknown_total", "Attempts whose outcome is unknown.",
             count.effects_unknown);
  to.counter("sojourn_placements_served_total", "Placements that were asked for and given.",
             count.placements_served);
  to.counter("sojourn_logins_refused_total",
             "Logins refused: a wrong name, password or code, a disabled account, too many tries.",
             count.logins_refused);
  to.counter("sojourn_requests_shed_total", "Requests refused because too much waited.",
             count.refused_overloaded);
  to.counter("sojourn_actor_restarts_total", "Actors that failed and were started again.",
             count.restarts);
  to.begin(kind::counter, "sojourn_internal_errors_total",
           "Messages whose handling failed by a defect inside a part of the daemon.");
  for (std::size_t i = 0; i < actors::guarded_part_names.size(); ++i)
    to.sample(static_cast<double>(count.internal_errors[i].load()),
              {{"service", std::string{actors::guarded_part_names[i]}}});
  to.gauge("sojourn_live_instances", "Instance actors in memory.",
           static_cast<double>(count.live.load()));
  to.gauge("sojourn_effects_in_flight", "Effects handed over and not settled.",
           static_cast<double>(count.in_flight.load()));
  to.begin(kind::counter, "sojourn_hook_calls_total", "Calls of hooks by outcome.");
  for (const auto& [outcome, value] :
       std::initializer_list<std::pair<const char*, const std::atomic<std::uint64_t>&>>{
           {"accepted", count.hook_accepted},
           {"duplicate", count.hook_duplicate},
           {"ignored", count.hook_ignored},
           {"refused", count.hook_refused},
           {"limited", count.hook_limited}})
    to.sample(static_cast<double>(value.load()), {{"outcome", outcome}});
}

void write_storage(metrics_writer& to, const json& storage) {
  const auto page_bytes = number(storage, "page_bytes");
  to.begin(kind::gauge, "sojourn_storage_bytes",
           "Size of the data file, of its write-ahead log, and of what is free in the file.");
  to.sample(number(storage, "file_bytes"), {{"part", "file"}});
  to.sample(number(storage, "wal_bytes"), {{"part", "wal"}});
  to.sample(number(storage, "free_pages") * page_bytes, {{"part", "free"}});
  to.begin(kind::gauge, "sojourn_storage_rows", "Rows in the data file.");
  if (const auto rows = storage.find("rows"); rows != storage.end()) {
    for (const auto& [table, count] : rows->items())
      to.sample(count.get<double>(), {{"table", table}});
  }
  to.gauge("sojourn_storage_schema_version", "Number of the last migration of the data file.",
           number(storage, "schema_version"));
}

void write_channels(metrics_writer& to, const json& channels, instant now) {
  if (!channels.is_object())
    return;
  const auto& all = channels.at("items");
  const auto each = [&](kind type, const char* name, const char* help, const auto& value) {
    to.begin(type, name, help);
    for (const auto& one : all)
      to.sample(value(one), {{"channel", one.at("name").get<std::string>()}});
  };
  each(kind::gauge, "sojourn_channel_waiting", "Effects in memory that wait for a channel.",
       [](const json& one) { return number(one, "waiting"); });
  each(kind::gauge, "sojourn_channel_oldest_waiting_seconds", "How long the oldest of them waits.",
       [&](const json& one) {
         const auto since = parse_instant(one.value("oldest_at", ""));
         return since ? std::max(0.0, std::chrono::duration<double>{now - *since}.count()) : 0.0;
       });
  each(kind::gauge, "sojourn_channel_in_flight", "Effects that a channel has.",
       [](const json& one) { return number(one, "in_flight"); });
  each(kind::gauge, "sojourn_channel_open",
       "1, or 0 while the provider takes nothing from this account.",
       [](const json& one) { return one.value("open", true) ? 1.0 : 0.0; });
  to.begin(kind::counter, "sojourn_channel_outcomes_total",
           "Outcomes of hand-overs, and messages that rules held back.");
  for (const auto& one : all) {
    for (const auto* outcome : {"accepted", "failed", "unknown", "held_back"})
      to.sample(number(one, outcome),
                {{"channel", one.at("name").get<std::string>()}, {"outcome", outcome}});
  }
  to.begin(kind::histogram, "sojourn_channel_send_duration_seconds",
           "Time from a hand-over to a channel to its answer.");
  for (const auto& one : all) {
    const auto& took = one.at("took");
    to.sample(
        histogram::figures{.cumulative = took.at("at_most"), .sum_seconds = took.at("sum_seconds")},
        {{"channel", one.at("name").get<std::string>()}});
  }
  to.begin(kind::gauge, "sojourn_destinations_failing",
           "Destinations that are left alone for a time because they failed in a row.");
  to.sample(static_cast<double>(
      std::count_if(channels.at("destinations").begin(), channels.at("destinations").end(),
                    [](const json& one) { return one.value("breaker", "closed") != "closed"; })));
}

void write_held(metrics_writer& to, const std::vector<storage::held_total>& held) {
  to.begin(kind::gauge, "sojourn_starts_held",
           "Starts that wait for the end of a campaign's pause.");
  for (const auto& one : held)
    to.sample(static_cast<double>(one.held), {{"campaign", one.campaign}});
  to.begin(kind::counter, "sojourn_starts_dropped_total",
           "Starts that a campaign's pause did not keep.");
  for (const auto& one : held)
    to.sample(static_cast<double>(one.dropped), {{"campaign", one.campaign}});
}

void write_budget(metrics_writer& to, const json& budget) {
  if (!budget.is_object())
    return;
  to.begin(kind::gauge, "sojourn_budget_tokens_left",
           "Tokens left of the limits of this day, month and year together.");
  if (const auto* left = find_path(budget, "tokens.left"); left != nullptr && left->is_number())
    to.sample(left->get<double>());
  to.begin(kind::gauge, "sojourn_budget_credits_left",
           "Credits left of an account, in the smallest unit of its currency.");
  if (const auto credits = budget.find("credits"); credits != budget.end()) {
    for (const auto& [account, shown] : credits->items())
      to.sample(number(shown, "left"),
                {{"account", account}, {"currency", shown.value("currency", "")}});
  }
}

void write_forgotten(metrics_writer& to, const measured& what) {
  to.begin(kind::counter, "sojourn_forgotten_rows_total",
           "Rows of finished data that the retention has removed, since the data file was made.");
  if (what.forgotten.is_object()) {
    for (const auto& [rows, count] : what.forgotten.items())
      to.sample(count.get<double>(), {{"what", rows}});
  }
  to.counter("sojourn_forgetting_seconds_total", "Time of the writer that forgetting took.",
             what.forgetting_seconds);
}

void write_backups(metrics_writer& to, const measured& what) {
  const auto& backups = what.backups;
  to.begin(kind::counter, "sojourn_backups_total", "Backups that were tried, by outcome.");
  to.sample(static_cast<double>(backups.made), {{"outcome", "made"}});
  to.sample(static_cast<double>(backups.failed), {{"outcome", "failed"}});
  to.gauge("sojourn_backup_failing", "1 when the last backup failed.", backups.is_failing ? 1 : 0);
  to.gauge("sojourn_backup_planned", "1 when the daemon makes backups by itself.",
           backups.is_planned ? 1 : 0);
  to.gauge("sojourn_backup_files", "Backups that are in the directory for them.",
           static_cast<double>(backups.count));
  to.begin(kind::gauge, "sojourn_backup_newest_timestamp_seconds",
           "When the newest whole backup was made, in seconds since 1970.");
  if (backups.newest)
    to.sample(static_cast<double>(to_unix_ms(*backups.newest)) / 1000.0);
  to.begin(kind::gauge, "sojourn_disk_free_bytes",
           "What is free for the daemon where its data and its backups lie.");
  if (what.disk_free_bytes)
    to.sample(static_cast<double>(*what.disk_free_bytes), {{"of", "data"}});
  if (what.backup_disk_free_bytes)
    to.sample(static_cast<double>(*what.backup_disk_free_bytes), {{"of", "backups"}});
}

} // namespace

std::string metrics_text(const actors::counters& count, const measured& what) {
  metrics_writer to;
  write_counters(to, count);
  to.begin(kind::gauge, "sojourn_instances", "Instances by status.");
  auto instances = what.instances.is_object() ? what.instances : json::object();
  if (!instances.contains("held"))
    instances["held"] = 0; // what alerts look at is always there
  for (const auto& [status, value] : instances.items())
    to.sample(value.get<double>(), {{"status", status}});
  to.gauge("sojourn_timers_overdue",
           "Timers that are due and have not woken their instance; 1000 stands for more.",
           static_cast<double>(what.overdue_timers));
  to.gauge("sojourn_timer_lag_seconds", "How long the oldest timer is due.",
           what.timer_lag_seconds);
  to.gauge("sojourn_schedule_lag_seconds",
           "How long an occurrence of a schedule is due that has not begun.",
           what.schedule_lag_seconds);
  to.gauge("sojourn_writer_queue_length", "Write units that wait for the writer.",
           static_cast<double>(what.writer_queue));
  to.begin(kind::histogram, "sojourn_commit_duration_seconds",
           "Time of a commit until it is on the disk.");
  to.sample(what.commits);
  write_channels(to, what.channels, what.now);
  write_held(to, what.held);
  write_budget(to, what.budget);
  write_forgotten(to, what);
  write_storage(to, what.storage);
  write_backups(to, what);
  return std::move(to).text();
}

} // namespace sojourn::service
