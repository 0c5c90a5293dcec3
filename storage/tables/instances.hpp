// Instance rows: what the hot path reads and writes.
#pragma once

#include "storage/campaigns.hpp"
#include "storage/instances.hpp"
#include "storage/journal.hpp"
#include "storage/tables/campaigns.hpp"

namespace sojourn::storage {

class instance_table {
public:
  instance_table(connection& db, campaign_table& campaigns) : db_{db}, campaigns_{campaigns} {}

  /// False when the id is taken.
  [[nodiscard]] bool insert(const engine::instance_state& state, version_key version,
                            std::int64_t campaign, std::string_view subject,
                            std::string_view encoded, journal_position head, instant now);
  /// False when the row's head is another than `expected_head`. The status is only
  /// written when it is another than `status_before`: it is part of an index.
  [[nodiscard]] bool update(const engine::instance_state& state,
                            engine::instance_status status_before, std::string_view encoded,
                            journal_position expected_head, journal_position head, instant now);

  void set_subject(instance_id id, const subject_ref& subject, const std::string& reentry_key) {
    const auto own_key = reentry_key == subject.id ? std::nullopt : std::optional{reentry_key};
    set_subject_.run(to_text(subject), own_key, id);
  }
  /// Leaves of a row that has ended only where it ended: no subject but `in_place_of_it`, no state
  /// but `encoded`, and `head` as its last entry.
  void erase(instance_id id, const std::string& in_place_of_it, const std::string& encoded,
             journal_position head) {
    erase_.run(in_place_of_it, encoded, head, id);
  }
  void set_version(instance_id id, version_key version) { set_version_.run(version.value, id); }

  /// Throws corrupt_row for a row that cannot be read; not_found is nullopt.
  [[nodiscard]] std::optional<stored_instance> find(instance_id id);
  [[nodiscard]] journal_position head_of(instance_id id);
  [[nodiscard]] instance_id last_id();
  /// In their order, after `after`.
  [[nodiscard]] std::vector<instance_id> ids_after(instance_id after, std::size_t limit);

  /// Ids below `before`, newest first. The step is not compared when it is empty.
  [[nodiscard]] std::vector<instance_id> newest(instance_id before, std::size_t limit);
  /// What is wanted beside campaign, status and subject.
  struct narrowing {
    std::string step{};
    version_key version{}; ///< 0: any
    std::optional<engine::waiting_for> waiting{};
    std::string code{};
    [[nodiscard]] bool is_none() const {
      return step.empty() && version.value == 0 && !waiting && code.empty();
    }
  };
  [[nodiscard]] std::vector<instance_id> newest_of(std::int64_t campaign,
                                                   engine::instance_status status,
                                                   const narrowing& to, instance_id before,
                                                   std::size_t limit);
  [[nodiscard]] std::vector<instance_id> newest_about(const std::string& subject,
                                                      std::optional<std::int64_t> campaign,
                                                      std::optional<engine::instance_status> status,
                                                      const narrowing& to, instance_id before,
                                                      std::size_t limit);
  [[nodiscard]] std::vector<instance_group> groups(const group_query& what);

private:
  [[nodiscard]] stored_instance read(const statement::rows& from);

  connection& db_;
  campaign_table& campaigns_;
  statement insert_{db_, "INSERT INTO instance (id, version, campaign, status, waiting, step, "
                         "subject, reentry_key, due, head, updated_at, state) "
                         "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING"};
  statement update_{db_, "UPDATE instance SET waiting = ?, step = ?, due = ?, head = ?, "
                         "updated_at = ?, state = ? WHERE id = ? AND head = ?"};
  statement update_status_{
      db_, "UPDATE instance SET status = ?, waiting = ?, step = ?, due = ?, head = ?, "
           "updated_at = ?, state = ? WHERE id = ? AND head = ?"};
  statement set_subject_{db_, "UPDATE instance SET subject = ?, reentry_key = ? WHERE id = ?"};
  statement erase_{db_, "UPDATE instance SET subject = ?, reentry_key = NULL, state = ?, head = ? "
                        "WHERE id = ?"};
  statement set_version_{db_, "UPDATE instance SET version = ? WHERE id = ?"};
  statement find_{db_, "SELECT id, version, status, waiting, step, subject, reentry_key, due, "
                       "head, updated_at, state FROM instance WHERE id = ?"};
  statement ids_after_{db_, "SELECT id FROM instance WHERE id > ? ORDER BY id LIMIT ?"};
  statement head_of_{db_, "SELECT head FROM instance WHERE id = ?"};
  statement last_id_{db_, "SELECT coalesce(max(id), 0) FROM instance"};
  statement newest_{db_, "SELECT id FROM instance WHERE id < ? ORDER BY id DESC LIMIT ?"};
  statement newest_of_{db_, "SELECT id FROM instance INDEXED BY instance_by_status "
                            "WHERE campaign = ?1 AND status = ?2 AND id < ?3 "
                            "ORDER BY id DESC LIMIT ?4"};
  statement newest_at_{db_, "SELECT id FROM instance INDEXED BY instance_by_status "
                            "WHERE campaign = ?1 AND status = ?2 AND id < ?3 "
                            "AND (?5 = '' OR step = ?5) AND (?6 = 0 OR version = ?6) "
                            "AND (?7 IS NULL OR waiting = ?7) ORDER BY id DESC LIMIT ?4"};
  statement newest_coded_{db_, "SELECT id FROM instance INDEXED BY instance_in_trouble "
                               "WHERE (status = 3 OR waiting = 8) AND campaign = ?1 "
                               "AND status = ?2 AND id < ?3 AND (?5 = '' OR step = ?5) "
                               "AND (?6 = 0 OR version = ?6) "
                               "AND (?7 IS NULL OR waiting = ?7) "
                               "AND json_extract(state, '$.code') = ?8 ORDER BY id DESC LIMIT ?4"};
  statement groups_{
      db_, "SELECT c.id, i.status, i.step, json_extract(i.state, '$.code'), count(*), "
           "min(i.updated_at), max(i.updated_at), max(i.id) "
           "FROM instance i INDEXED BY instance_in_trouble JOIN campaign c ON c.key = i.campaign "
           "WHERE (i.status = 3 OR i.waiting = 8) AND (?1 = '' OR c.id = ?1) "
           "AND (i.status = 3 OR (i.status = 1 AND i.updated_at <= ?2)) "
           "GROUP BY i.campaign, i.status, i.step, json_extract(i.state, '$.code') "
           "ORDER BY max(i.updated_at) DESC, max(i.id) DESC LIMIT ?3"};
  statement newest_about_{db_, "SELECT id FROM instance INDEXED BY instance_by_subject "
                               "WHERE subject = ?1 AND id < ?2 AND (?3 IS NULL OR campaign = ?3) "
                               "AND (?4 IS NULL OR status = ?4) AND (?5 = '' OR step = ?5) "
                               "AND (?7 = 0 OR version = ?7) "
                               "AND (?8 IS NULL OR waiting = ?8) AND (?9 = '' OR "
                               "((status = 3 OR waiting = 8) "
                               "AND json_extract(state, '$.code') = ?9)) "
                               "ORDER BY id DESC LIMIT ?6"};
};

} // namespace sojourn::storage
