// A restored file that an operator is asked about, campaign by campaign.
#pragma once

#include "storage/campaigns.hpp"
#include "storage/restore.hpp"
#include "storage/sqlite/sqlite.hpp"

#include <map>

namespace sojourn::storage {

class restore_table {
public:
  explicit restore_table(connection& db) : db_{db} {}

  [[nodiscard]] std::optional<open_restore> open();
  void begin(const open_restore& when, std::int64_t newest_start) {
    begin_.run(when.restored_at, when.copied_at, when.since, newest_start);
  }
  /// What could not be carried out counts as handed over from now on.
  void end() {
    unmark_.run();
    remove_all_.run();
    end_.run();
  }
  [[nodiscard]] bool is_open() { return open_.query().next(); }
  /// The number of the newest inbox entry when it began.
  [[nodiscard]] std::int64_t newest_start();

  /// `state` is the campaign's before it was paused; that of a restore before this one stays.
  void put(const restored_campaign& what, campaign_state state);
  void answer(const std::string& campaign, restore_answer answer, const std::string& who,
              const std::string& why, instant at) {
    answer_.run(answer, who, why, at, campaign);
  }
  void add_done(const std::string& campaign, std::int64_t count) { done_.run(count, campaign); }
  void set_settled(const std::string& campaign) { settled_.run(campaign); }
  [[nodiscard]] std::optional<restored_campaign> find(const std::string& campaign);
  [[nodiscard]] std::vector<restored_campaign> all();
  [[nodiscard]] std::optional<campaign_state> state_before(const std::string& campaign);
  /// Whether something is answered and not carried out yet, or everything is.
  [[nodiscard]] bool is_at_work() { return answered_.query().next() || !is_any_unsettled(); }
  [[nodiscard]] bool is_any_unsettled() { return unsettled_.query().next(); }

  /// By campaign: what was under way, what is due at or before `until` and at or after `since`, and
  /// starts that have not begun.
  [[nodiscard]] std::map<std::string, restored_campaign> count(const open_restore& when);
  [[nodiscard]] std::vector<overdue_instance> overdue(const open_restore& when,
                                                      const std::string& campaign,
                                                      instance_id after, std::size_t limit);
  /// Marks every message and call of the outbox; how many there are.
  int mark_effects() { return mark_.run(engine::effect_kind::http); }
  /// Marks the effect of one instance, if it has one.
  void mark_effect(instance_id instance) { mark_one_.run(instance); }
  /// Lets marked effects of a campaign leave; how many there were.
  int free_effects(const std::string& campaign, std::size_t limit) {
    return free_.run(campaign, limit);
  }
  /// Starts of the campaign up to the inbox entry `newest`.
  [[nodiscard]] std::vector<std::int64_t> starts(const std::string& campaign, std::int64_t newest,
                                                 std::size_t limit);
  /// Runs of the campaign that began before the restore and still enter members.
  [[nodiscard]] std::vector<std::int64_t> runs(const std::string& campaign, instant before);

private:
  [[nodiscard]] static restored_campaign read(const statement::rows& from);

  connection& db_;
  statement open_{db_, "SELECT restored_at, copied_at, since FROM restore WHERE number = 1"};
  statement newest_start_{db_, "SELECT newest_start FROM restore WHERE number = 1"};
  statement begin_{db_, "INSERT OR REPLACE INTO restore (number, restored_at, copied_at, since, "
                        "newest_start) VALUES (1, ?, ?, ?, ?)"};
  statement end_{db_, "DELETE FROM restore"};
  statement remove_all_{db_, "DELETE FROM restored_campaign"};
  statement put_{db_, "INSERT INTO restored_campaign (campaign, state, is_asked, messages, timers, "
                      "starts, has_schedule, answered_by, why, done, is_settled) "
                      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, '', '', 0, ?8) "
                      "ON CONFLICT DO UPDATE SET is_asked = ?3, messages = ?4, timers = ?5, "
                      "starts = ?6, has_schedule = ?7, answer = NULL, answered_by = '', why = '', "
                      "answered_at = NULL, done = 0, is_settled = ?8"};
  statement answer_{db_, "UPDATE restored_campaign SET answer = ?, answered_by = ?, why = ?, "
                         "answered_at = ? WHERE campaign = ?"};
  statement done_{db_, "UPDATE restored_campaign SET done = done + ? WHERE campaign = ?"};
  statement settled_{db_, "UPDATE restored_campaign SET is_settled = 1 WHERE campaign = ?"};
  statement find_{db_, "SELECT campaign, is_asked, messages, timers, starts, has_schedule, answer, "
                       "answered_by, why, answered_at, done, is_settled FROM restored_campaign "
                       "WHERE campaign = ?"};
  statement all_{db_, "SELECT campaign, is_asked, messages, timers, starts, has_schedule, answer, "
                      "answered_by, why, answered_at, done, is_settled FROM restored_campaign "
                      "ORDER BY campaign"};
  statement state_{db_, "SELECT state FROM restored_campaign WHERE campaign = ?"};
  statement answered_{db_, "SELECT 1 FROM restored_campaign WHERE answer IS NOT NULL "
                           "AND is_settled = 0 LIMIT 1"};
  statement unsettled_{db_, "SELECT 1 FROM restored_campaign WHERE is_settled = 0 LIMIT 1"};
  statement mark_{db_, "UPDATE outbox SET handed_over = 2 WHERE kind <= ?"};
  statement mark_one_{db_, "UPDATE outbox SET handed_over = 2 WHERE instance = ?"};
  statement unmark_{db_, "UPDATE outbox SET handed_over = 1 WHERE handed_over = 2"};
  statement free_{db_, "UPDATE outbox SET handed_over = 0 WHERE instance IN (SELECT o.instance "
                       "FROM outbox o JOIN instance i ON i.id = o.instance "
                       "JOIN campaign c ON c.key = i.campaign "
                       "WHERE o.handed_over = 2 AND c.id = ? LIMIT ?)"};
  statement count_effects_{db_, "SELECT c.id, count(*) FROM outbox o "
                                "JOIN instance i ON i.id = o.instance "
                                "JOIN campaign c ON c.key = i.campaign "
                                "WHERE o.handed_over = 2 GROUP BY c.id"};
  statement count_timers_{db_, "SELECT c.id, count(*) FROM timer t "
                               "JOIN instance i ON i.id = t.instance "
                               "JOIN campaign c ON c.key = i.campaign "
                               "WHERE t.due <= ?1 AND t.due >= ?2 AND NOT EXISTS (SELECT 1 "
                               "FROM outbox o WHERE o.instance = i.id AND o.handed_over = 2) "
                               "GROUP BY c.id"};
  statement count_starts_{db_, "SELECT campaign, count(*) FROM (SELECT campaign FROM inbox "
                               "WHERE instance = 0 UNION ALL SELECT r.campaign FROM run_member m "
                               "JOIN run r ON r.id = m.run WHERE r.state < 2) GROUP BY campaign"};
  statement schedules_{db_, "SELECT campaign FROM schedule"};
  statement overdue_{db_,
                     "SELECT i.id, i.subject, i.step, 1, o.requested_at FROM outbox o "
                     "JOIN instance i ON i.id = o.instance JOIN campaign c ON c.key = i.campaign "
                     "WHERE o.handed_over = 2 AND c.id = ?1 AND i.id > ?4 UNION ALL "
                     "SELECT i.id, i.subject, i.step, 0, t.due FROM timer t "
                     "JOIN instance i ON i.id = t.instance JOIN campaign c ON c.key = i.campaign "
                     "WHERE t.due <= ?2 AND t.due >= ?3 AND c.id = ?1 AND i.id > ?4 AND NOT EXISTS "
                     "(SELECT 1 FROM outbox o WHERE o.instance = i.id AND o.handed_over = 2) "
                     "ORDER BY 1 LIMIT ?5"};
  statement starts_{db_, "SELECT number FROM inbox WHERE campaign = ? AND instance = 0 "
                         "AND number <= ? ORDER BY number LIMIT ?"};
  statement runs_{db_, "SELECT id FROM run WHERE campaign = ? AND state IN (0, 1, 5) "
                       "AND started_at <= ?"};
};

} // namespace sojourn::storage
