#include "storage/tables/inbox.hpp"

#include "storage/inbox.hpp"
#include "storage/tables/json_column.hpp"

namespace sojourn::storage {

void inbox_table::insert(inbox_entry& what) {
  what.number = numbers_.next(numbered::inbox);
  insert_.run(what.number, what.at, what.instance, what.campaign, to_text(what.subject),
              dump(what.payload), what.cause.value_or(0), what.held ? 1 : 0);
}

std::vector<inbox_entry> inbox_table::after(std::int64_t after, std::size_t limit) {
  auto rows = after_.query(after, limit);
  return read_with_damaged(rows);
}

std::int64_t inbox_table::count() {
  auto rows = count_.query();
  return rows.next() ? rows.integer(0) : 0;
}

std::int64_t inbox_table::count_held(const std::string& campaign) {
  auto rows = count_held_.query(campaign);
  return rows.next() ? rows.integer(0) : 0;
}

std::optional<inbox_entry> inbox_table::find(std::int64_t number) {
  auto rows = find_.query(number);
  auto found = read(rows);
  return found.empty() ? std::nullopt : std::optional{std::move(found.front())};
}

std::vector<inbox_entry> inbox_table::held(const std::string& campaign, std::int64_t after,
                                           std::size_t limit) {
  auto rows = held_.query(campaign, after, limit);
  return read_with_damaged(rows);
}

std::optional<std::string> inbox_table::remove_held(std::int64_t number) {
  auto rows = remove_held_.query(number);
  std::optional<std::string> campaign;
  while (rows.next())
    campaign = rows.text(0);
  return campaign;
}

std::vector<std::string> inbox_table::starts_of(const std::string& subject) {
  std::vector<std::string> campaigns;
  auto rows = starts_of_.query(subject);
  while (rows.next())
    campaigns.push_back(rows.text(0));
  return campaigns;
}

bool inbox_table::is_earlier_start(const std::string& subject, const std::string& campaign,
                                   std::int64_t cause) {
  auto rows = earlier_start_.query(subject, campaign, cause);
  return rows.next();
}

std::vector<inbox_entry> inbox_table::stray(std::size_t limit) {
  auto rows = stray_.query(limit);
  return read(rows);
}

inbox_entry inbox_table::read_one(statement::rows& from) {
  return {.number = from.integer(0),
          .at = from.at(1),
          .instance = from.instance(2),
          .campaign = from.text(3),
          .subject = subject_column(from, 4),
          .payload = json_column(from, 5, "an inbox entry"),
          .cause = from.integer(6),
          .held = from.integer(7) != 0};
}

std::vector<inbox_entry> inbox_table::read(statement::rows& from) {
  std::vector<inbox_entry> found;
  while (from.next())
    found.push_back(read_one(from));
  return found;
}

std::vector<inbox_entry> inbox_table::read_with_damaged(statement::rows& from) {
  std::vector<inbox_entry> found;
  while (from.next()) {
    try {
      found.push_back(read_one(from));
    } catch (const corrupt_row& damaged) {
      auto& row = found.emplace_back();
      row.number = from.integer(0);
      row.damage = damaged.what();
    }
  }
  return found;
}

} // namespace sojourn::storage
