#include "storage/tables/person_rows.hpp"

#include "records/identity.hpp"
#include "storage/tables.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <vector>

namespace sojourn::storage {

namespace {

/// A kind of rows. Each statement gives a row as JSON, and gets ?1, one of the subjects.
struct person_section {
  const char* name;
  const char* sql;
};

/// Subjects are "customer:42", "visitor:7f3a", "order:12"; substr(?1, 10) is what follows
/// "customer:".
constexpr auto person_sections = std::to_array<person_section>({
    {"records",
     "SELECT json_object('type', type, 'id', id, 'data', json(data), 'version', version, "
     "'created_at', created_at, 'updated_at', updated_at) FROM record "
     "WHERE type = substr(?1, 1, instr(?1, ':') - 1) AND id = substr(?1, instr(?1, ':') + 1)"},
    {"record_changes", "SELECT json_object('at', at, 'changes', json(changes)) "
                       "FROM customer_change WHERE customer = substr(?1, 10) "
                       "AND ?1 LIKE 'customer:%' ORDER BY number"},
    {"visitors", "SELECT json_object('visitor', visitor, 'linked_at', linked_at, 'linked_by', "
                 "linked_by, 'proven', json(iif(claimed, 'false', 'true'))) FROM alias "
                 "WHERE customer = substr(?1, 10) AND ?1 LIKE 'customer:%' "
                 "ORDER BY visitor"},
    {"traits", "SELECT json_object('orders_count', orders_count, 'orders_paid', orders_paid, "
               "'orders_unpaid', orders_unpaid, 'first_paid_at', first_paid_at, 'last_paid_at', "
               "last_paid_at, 'amount_paid_thousandths', amount_paid, 'cart_items', cart_items, "
               "'wishlist_count', wishlist_count, 'follows', follows, 'last_viewed_product', "
               "last_viewed_product, 'last_viewed_at', last_viewed_at) "
               "FROM trait WHERE customer = substr(?1, 10) AND ?1 LIKE 'customer:%'"},
    {"consents",
     "SELECT json_object('channel', channel, 'purpose', CASE purpose WHEN 0 THEN 'transactional' "
     "WHEN 1 THEN 'service' WHEN 2 THEN 'promotional' ELSE 'every' END, 'given', "
     "json(iif(given, 'true', 'false')), 'at', at, 'source', source) "
     "FROM consent WHERE subject = ?1 ORDER BY channel, purpose"},
    {"consent_requests",
     "SELECT json_object('email', email, 'channel', channel, 'source', source, 'asked_at', "
     "asked_at, 'confirmed_at', confirmed_at) FROM consent_request "
     "WHERE customer = substr(?1, 10) AND ?1 LIKE 'customer:%' ORDER BY number"},
    {"events", "SELECT json_object('source', source, 'id', id, 'type', type, 'subject', subject, "
               "'at', at, 'stored_at', stored_at, 'data', json(data)) "
               "FROM event WHERE subject = ?1 ORDER BY number"},
    {"hook_calls", "SELECT json_object('hook', hook, 'message', message, 'stored_at', stored_at) "
                   "FROM hook_message WHERE subject = ?1 ORDER BY number"},
    {"waiting_starts",
     "SELECT json_object('campaign', campaign, 'subject', subject, 'at', at) FROM inbox "
     "WHERE subject = ?1 AND instance = 0 ORDER BY number"},
    {"instances",
     "SELECT json_object('number', i.id, 'campaign', c.id, 'subject', i.subject, 'status', "
     "CASE i.status WHEN 1 THEN 'waiting' WHEN 2 THEN 'paused' WHEN 3 THEN 'held' WHEN 4 THEN "
     "'completed' WHEN 5 THEN 'converted' WHEN 6 THEN 'cancelled' ELSE 'failed' END, 'step', "
     "i.step, 'due', i.due, 'updated_at', i.updated_at, 'state', "
     "iif(json_valid(i.state), json(i.state), i.state)) FROM instance i "
     "LEFT JOIN campaign c ON c.key = i.campaign WHERE i.subject = ?1 ORDER BY i.id"},
    {"sends",
     "SELECT json_object('tracking', tracking, 'campaign', campaign, 'step', step, 'channel', "
     "channel, 'address', address, 'purpose', CASE purpose WHEN 0 THEN 'transactional' WHEN 1 "
     "THEN 'service' ELSE 'promotional' END, 'message', message, 'language', language, 'at', at, "
     "'outcome', CASE outcome WHEN 0 THEN 'handed_over' WHEN 1 THEN 'accepted' WHEN 2 THEN "
     "'rejected' WHEN 3 THEN 'failed' WHEN 4 THEN 'unknown' WHEN 5 THEN 'unreachable' ELSE "
     "'taken_back' END, 'code', code, 'provider_id', provider_id, 'links', json(links), "
     "'content', iif(json_valid(content), json(content), content), 'delivered_at', delivered_at, "
     "'read_at', read_at, 'clicked_at', clicked_at, 'replied_at', replied_at, 'failed_at', "
     "failed_at) FROM send WHERE subject = ?1 ORDER BY number"},
    {"receipts",
     "SELECT json_object('tracking', s.tracking, 'kind', CASE r.kind WHEN 0 THEN 'delivered' "
     "WHEN 1 THEN 'read' WHEN 2 THEN 'clicked' WHEN 3 THEN 'replied' WHEN 4 THEN 'failed' WHEN 5 "
     "THEN 'bounced' WHEN 6 THEN 'complained' ELSE 'unsubscribed' END, 'at', r.at, 'stored_at', "
     "r.stored_at, 'detail', r.detail, 'data', json(r.data)) FROM send s "
     "JOIN receipt r ON r.send = s.number WHERE s.subject = ?1 ORDER BY r.number"},
    {"mailbox", "SELECT json_object('campaign', campaign, 'step', step, 'message', message, "
                "'title', subject_line, 'text', text, 'html', html, 'at', at) "
                "FROM mail WHERE subject = ?1 ORDER BY number"},
    {"placements", "SELECT json_object('slot', slot, 'step', step, 'begins', begins, 'ends', ends) "
                   "FROM placement WHERE subject = ?1 ORDER BY slot, instance, step"},
    {"vouchers",
     "SELECT json_object('pool', p.name, 'code', v.code, 'state', CASE v.state WHEN 0 THEN 'free' "
     "WHEN 1 THEN 'reserved' WHEN 2 THEN 'issued' WHEN 3 THEN 'redeemed' ELSE 'void' END, "
     "'campaign', v.campaign, 'issued_at', v.issued_at, 'valid_until', v.valid_until, "
     "'redeemed_at', v.redeemed_at, 'voided_at', v.voided_at) FROM voucher v "
     "JOIN pool p ON p.key = v.pool WHERE v.subject = ?1 ORDER BY p.name, v.number"},
    {"points",
     "SELECT json_object('book', book, 'reference', reference, 'reverses', reverses, 'amount', "
     "amount, 'at', at, 'campaign', campaign) FROM point_entry "
     "WHERE customer = substr(?1, 10) AND ?1 LIKE 'customer:%' ORDER BY number"},
    {"form_answers",
     "SELECT json_object('form', form, 'version', version, 'campaign', campaign, 'language', "
     "language, 'at', at, 'answers', json(answers)) "
     "FROM form_answer WHERE subject = ?1 ORDER BY number"},
    {"form_drafts", "SELECT json_object('form', form, 'at', at, 'inputs', "
                    "iif(json_valid(inputs), json(inputs), inputs)) "
                    "FROM form_draft WHERE subject = ?1 ORDER BY key"},
    {"desk_tasks",
     "SELECT json_object('campaign', campaign, 'step', step, 'texts', json(texts), 'made_at', "
     "made_at, 'due', due, 'lasts_until', lasts_until, 'state', CASE state WHEN 0 THEN 'open' "
     "WHEN 1 THEN 'done' ELSE 'withdrawn' END) FROM desk_task WHERE subject = ?1 ORDER BY number"},
    {"desk_marks",
     "SELECT json_object('kind', CASE kind WHEN 0 THEN 'greeted' WHEN 1 THEN 'gift_given' WHEN 2 "
     "THEN 'note' ELSE 'task_done' END, 'note', note, 'who', who, 'at', at, 'undone_at', "
     "undone_at) FROM desk_mark WHERE subject = ?1 ORDER BY number"},
    {"audit", "SELECT json_object('at', at, 'who', who, 'action', action, 'target', target, 'why', "
              "why) FROM audit WHERE target = ?1 ORDER BY number"},
});

/// Members that are milliseconds since 1970 in the file.
bool is_instant(const std::string& name) {
  static const std::set<std::string, std::less<>> others{"at",   "due",         "begins",
                                                         "ends", "valid_until", "lasts_until"};
  return name.ends_with("_at") || others.contains(name);
}

void show_instants(json& row) {
  for (auto& [name, value] : row.items()) {
    if (is_instant(name) && value.is_number_integer())
      value = sojourn::to_text(from_unix_ms(value.get<std::int64_t>()));
  }
}

void add_subjects(connection& db, const char* sql, const std::string& of,
                  std::vector<std::string>& to) {
  statement select{db, sql};
  auto rows = select.query(of);
  while (rows.next())
    to.push_back(rows.text(0));
}

/// The customer, the visitors that they were, and what belongs to any of these.
std::vector<std::string> subjects_of(connection& db, const std::string& customer) {
  std::vector<std::string> all{"customer:" + customer};
  add_subjects(db, "SELECT 'visitor:' || visitor FROM alias WHERE customer = ? ORDER BY visitor",
               customer, all);
  const auto persons = all;
  for (const auto& person : persons)
    add_subjects(db, "SELECT type || ':' || id FROM record WHERE owner = ? ORDER BY type, id",
                 person, all);
  std::set<std::string> seen;
  std::erase_if(all, [&](const std::string& one) { return !seen.insert(one).second; });
  return all;
}

/// What was written to, and what their record says of how they are reached.
json addresses_of(connection& db, table_set& tables, const std::string& customer) {
  std::set<std::string> all;
  statement sent{db, "SELECT DISTINCT address FROM send WHERE subject = 'customer:' || ?"};
  auto rows = sent.query(customer);
  while (rows.next())
    all.insert(rows.text(0));
  const subject_ref subject{"customer", customer};
  const auto own = tables.records.find(subject);
  const auto type = own ? tables.record_types.find(subject.type) : nullptr;
  if (type) {
    for (const auto& [field, kind] : type->identities)
      if (const auto value = own->data.find(field); value != own->data.end() && value->is_string())
        all.insert(value->get<std::string>());
    for (const auto& [field, value] : records::identities_in(*type, own->data))
      all.insert(value);
  }
  return all;
}

/// The rows that one statement gives for one parameter.
void add_rows(connection& db, const char* sql, const std::string& parameter, json& to) {
  statement select{db, sql};
  auto found = select.query(parameter);
  while (found.next()) {
    auto row = json::parse(found.view(0), nullptr, false);
    if (row.is_discarded())
      throw corrupt_row{"a row about a person is not JSON"};
    show_instants(row);
    to.push_back(std::move(row));
  }
}

} // namespace

std::optional<json> rows_about(connection& db, table_set& tables, const std::string& customer) {
  const auto subjects = subjects_of(db, customer);
  json told{{"subject", "customer:" + customer}, {"subjects", subjects}};
  bool is_known = subjects.size() > 1;
  for (const auto& section : person_sections) {
    auto& rows = told[section.name] = json::array();
    for (const auto& subject : subjects)
      add_rows(db, section.sql, subject, rows);
    // What was audited of somebody who never was says nothing about them.
    is_known |= !rows.empty() && std::string_view{section.name} != "audit";
  }
  add_rows(db,
           "SELECT json_object('channel', channel, 'address', address, 'reason', reason, 'at', at, "
           "'source', source) FROM suppression WHERE address IN (SELECT value FROM json_each(?)) "
           "ORDER BY channel, address",
           dump(addresses_of(db, tables, customer)), told["suppressions"] = json::array());
  return is_known ? std::optional{std::move(told)} : std::nullopt;
}

} // namespace sojourn::storage
