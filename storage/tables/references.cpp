#include "storage/tables/references.hpp"

#include "storage/operation.hpp"
#include "storage/sqlite/sqlite.hpp"

#include <array>

namespace sojourn::storage {

namespace {

struct reference {
  const char* what; ///< the violation
  const char* sql;  ///< gives where, for at most ?1 rows
};

/// Instances and their versions, timers, waits, placements, effects and inbox entries are looked at
/// one by one; these are the other tables.
constexpr auto references = std::to_array<reference>({
    {"version_without_campaign",
     "SELECT 'version ' || v.key FROM campaign_version v WHERE NOT EXISTS "
     "(SELECT 1 FROM campaign c WHERE c.key = v.campaign) LIMIT ?"},
    {"campaign_version_differs",
     "SELECT c.id FROM campaign c WHERE c.version IS NOT (SELECT max(v.version) "
     "FROM campaign_version v WHERE v.campaign = c.key) LIMIT ?"},
    {"segment_version_differs",
     "SELECT s.id FROM segment s WHERE s.version IS NOT (SELECT max(v.version) "
     "FROM segment_version v WHERE v.segment = s.id) LIMIT ?"},
    {"message_version_differs",
     "SELECT m.id FROM library_message m WHERE m.version IS NOT (SELECT max(v.version) "
     "FROM library_message_version v WHERE v.library_message = m.id) LIMIT ?"},
    {"recommendation_version_differs",
     "SELECT r.id FROM recommendation r WHERE r.version IS NOT (SELECT max(v.version) "
     "FROM recommendation_version v WHERE v.recommendation = r.id) LIMIT ?"},
    {"form_version_differs",
     "SELECT f.id FROM form f WHERE f.version IS NOT (SELECT max(v.version) "
     "FROM form_version v WHERE v.form = f.id) LIMIT ?"},
    {"form_answer_unreadable",
     "SELECT 'answer ' || a.number FROM form_answer a WHERE NOT json_valid(a.answers) LIMIT ?"},
    {"scenario_version_differs",
     "SELECT s.id FROM scenario s WHERE s.version IS NOT (SELECT max(v.version) "
     "FROM scenario_version v WHERE v.scenario = s.id) LIMIT ?"},
    {"installation_without_campaign", "SELECT i.campaign FROM installation i WHERE NOT EXISTS "
                                      "(SELECT 1 FROM campaign c WHERE c.id = i.campaign) LIMIT ?"},
    {"booster_version_differs",
     "SELECT b.id FROM booster b WHERE b.version IS NOT (SELECT max(v.version) "
     "FROM booster_version v WHERE v.booster = b.id) LIMIT ?"},
    {"booster_template_version_differs",
     "SELECT t.id FROM booster_template t WHERE t.version IS NOT (SELECT max(v.version) "
     "FROM booster_template_version v WHERE v.booster_template = t.id) LIMIT ?"},
    {"card_without_booster", "SELECT c.booster || '/' || c.id FROM booster_card c WHERE NOT EXISTS "
                             "(SELECT 1 FROM booster b WHERE b.id = c.booster) LIMIT ?"},
    {"card_without_run", "SELECT c.booster || '/' || c.id FROM booster_card c "
                         "WHERE c.run IS NULL AND c.status IN (3, 4) LIMIT ?"},
    {"statistic_without_version",
     "SELECT 'version ' || s.version FROM statistic s WHERE NOT EXISTS "
     "(SELECT 1 FROM campaign_version v WHERE v.key = s.version) LIMIT ?"},
    {"reentry_without_campaign", "SELECT r.key FROM reentry r WHERE NOT EXISTS "
                                 "(SELECT 1 FROM campaign c WHERE c.key = r.campaign) LIMIT ?"},
    {"pause_without_campaign",
     "SELECT 'campaign ' || p.campaign FROM campaign_pause p WHERE NOT EXISTS "
     "(SELECT 1 FROM campaign c WHERE c.key = p.campaign) LIMIT ?"},
    {"gate_without_campaign", "SELECT g.counter FROM gate g WHERE NOT EXISTS "
                              "(SELECT 1 FROM campaign c WHERE c.key = g.campaign) LIMIT ?"},
    {"voucher_without_pool", "SELECT v.code FROM voucher v WHERE NOT EXISTS "
                             "(SELECT 1 FROM pool p WHERE p.key = v.pool) LIMIT ?"},
    {"send_without_instance", "SELECT 'send ' || s.number FROM send s WHERE NOT EXISTS "
                              "(SELECT 1 FROM instance i WHERE i.id = s.instance) LIMIT ?"},
    {"sum_without_version",
     "SELECT 'version ' || f.version FROM forgotten_standing f WHERE NOT EXISTS "
     "(SELECT 1 FROM campaign_version v WHERE v.key = f.version) LIMIT ?"},
    {"receipt_without_send", "SELECT 'receipt ' || r.number FROM receipt r WHERE NOT EXISTS "
                             "(SELECT 1 FROM send s WHERE s.number = r.send) LIMIT ?"},
    {"session_without_user", "SELECT 'session ' || s.number FROM session s WHERE NOT EXISTS "
                             "(SELECT 1 FROM user u WHERE u.number = s.user) LIMIT ?"},
    {"hook_secret_without_hook", "SELECT 'secret ' || s.number FROM hook_secret s WHERE NOT EXISTS "
                                 "(SELECT 1 FROM hook h WHERE h.key = s.hook) LIMIT ?"},
    {"hook_call_without_hook",
     "SELECT 'hook ' || d.hook || ' call ' || d.number FROM hook_call d WHERE NOT EXISTS "
     "(SELECT 1 FROM hook h WHERE h.key = d.hook) LIMIT ?"},
    {"member_without_run", "SELECT m.subject FROM run_member m WHERE NOT EXISTS "
                           "(SELECT 1 FROM run r WHERE r.id = m.run) LIMIT ?"},
    {"run_counts",
     "SELECT 'run_' || r.id FROM run r WHERE r.entered < 0 OR r.refused < 0 OR r.open < 0 "
     "OR r.open > r.entered OR (r.state < 4 AND r.entered + r.refused + (SELECT count(*) "
     "FROM run_member m WHERE m.run = r.id) > r.members) OR (r.state = 3 AND "
     "(r.open <> 0 OR r.entered + r.refused <> r.members)) LIMIT ?"},
    {"task_without_job", "SELECT 'job_' || m.job FROM job_member m WHERE NOT EXISTS "
                         "(SELECT 1 FROM job j WHERE j.id = m.job) LIMIT ?"},
    {"error_without_job", "SELECT 'job_' || e.job FROM job_error e WHERE NOT EXISTS "
                          "(SELECT 1 FROM job j WHERE j.id = e.job) LIMIT ?"},
    {"move_without_job", "SELECT 'job_' || m.job FROM job_move m WHERE NOT EXISTS "
                         "(SELECT 1 FROM job j WHERE j.id = m.job) LIMIT ?"},
    {"error_without_import",
     "SELECT 'imp_' || e.import || ' line ' || e.line FROM import_error e WHERE NOT EXISTS "
     "(SELECT 1 FROM import i WHERE i.id = e.import) LIMIT ?"},
    {"subject_without_erasure",
     "SELECT 'era_' || s.erasure FROM erasure_subject s WHERE NOT EXISTS "
     "(SELECT 1 FROM erasure e WHERE e.id = s.erasure) LIMIT ?"},
    {"consent_unreadable", "SELECT c.subject FROM consent c WHERE c.purpose NOT BETWEEN -1 AND 2 "
                           "OR c.given NOT IN (0, 1) LIMIT ?"},
    {"receipt_unreadable",
     "SELECT 'receipt ' || r.number FROM receipt r WHERE r.kind NOT BETWEEN 0 AND 7 "
     "OR NOT json_valid(r.data) LIMIT ?"},
    {"number_given_twice",
     "SELECT n.name FROM (SELECT 'inbox' AS name, max(number) AS used FROM inbox "
     "UNION ALL SELECT 'event', max(number) FROM event "
     "UNION ALL SELECT 'mail', max(number) FROM mail "
     "UNION ALL SELECT 'hook', max(key) FROM hook "
     "UNION ALL SELECT 'hook_secret', max(number) FROM hook_secret "
     "UNION ALL SELECT 'erasure', max(id) FROM erasure) n "
     "WHERE n.used > coalesce((SELECT last FROM number WHERE name = n.name), 0) LIMIT ?"},
    {"event_unreadable",
     "SELECT 'event ' || e.number FROM event e WHERE NOT json_valid(e.data) LIMIT ?"},
});

} // namespace

std::vector<violation> dangling_references(connection& db, std::size_t limit) {
  std::vector<violation> found;
  for (const auto& [what, sql] : references) {
    statement check{db, sql};
    auto rows = check.query(limit);
    while (rows.next())
      found.push_back({what, rows.text(0), ""});
  }
  return found;
}

} // namespace sojourn::storage
