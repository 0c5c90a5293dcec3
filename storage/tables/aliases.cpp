#include "storage/tables/aliases.hpp"

#include "storage/tables/json_column.hpp"

namespace sojourn::storage {

std::optional<visitor_link> alias_table::find(const std::string& visitor) {
  auto rows = find_.query(visitor);
  return rows.next() ? std::optional{read(rows)} : std::nullopt;
}

std::optional<subject_ref> alias_table::customer_behind(const subject_ref& subject) {
  return behind(subject, link_trust::proven);
}

std::optional<subject_ref> alias_table::claimed_behind(const subject_ref& subject) {
  return behind(subject, link_trust::claimed);
}

std::optional<subject_ref> alias_table::behind(const subject_ref& subject, link_trust least) {
  if (subject.type != records::visitor_type)
    return std::nullopt;
  auto rows = customer_.query(subject.id, static_cast<int>(least));
  return rows.next() ? std::optional{records::customer(rows.text(0))} : std::nullopt;
}

void alias_table::put(const visitor_link& link) {
  put_.run(link.visitor, link.customer, link.is_done ? 1 : 0, link.linked_at, link.linked_by,
           dump(link.moved), static_cast<int>(link.trust));
}

std::vector<visitor_link> alias_table::of(const std::string& customer, const std::string& after,
                                          std::size_t limit) {
  std::vector<visitor_link> found;
  auto rows = of_.query(customer, after, limit);
  while (rows.next())
    found.push_back(read(rows));
  return found;
}

std::vector<std::string> alias_table::under_way() {
  std::vector<std::string> found;
  auto rows = under_way_.query();
  while (rows.next())
    found.push_back(rows.text(0));
  return found;
}

visitor_link alias_table::read(const statement::rows& from) {
  return {.visitor = from.text(0),
          .customer = from.text(1),
          .trust = from.integer(6) == 0 ? link_trust::proven : link_trust::claimed,
          .is_done = from.integer(2) != 0,
          .linked_at = from.at(3),
          .linked_by = from.text(4),
          .moved = json_column(from, 5, "a link")};
}

} // namespace sojourn::storage
