#include "storage/tables/records.hpp"

#include "storage/tables/json_column.hpp"

namespace sojourn::storage {

std::optional<record_table::row> record_table::find(const subject_ref& record) {
  auto rows = find_.query(record.type, record.id);
  if (!rows.next())
    return std::nullopt;
  return row{.version = rows.integer(0),
             .data = json_column(rows, 1, "a record"),
             .owner = rows.optional_text(2)};
}

std::int64_t record_table::insert(const subject_ref& record, const json& data,
                                  const std::optional<std::string>& owner, instant now) {
  const auto version = numbers_.last(numbered::record_version) + 1;
  insert_.run(record.type, record.id, dump(data), owner, now, version);
  return version;
}

std::optional<std::int64_t> record_table::insert_new(const subject_ref& record,
                                                     const std::string& data,
                                                     const std::optional<std::string>& owner,
                                                     instant now) {
  const auto version = numbers_.last(numbered::record_version) + 1;
  const bool is_new = insert_new_.run(record.type, record.id, data, owner, now, version) == 1;
  return is_new ? std::optional{version} : std::nullopt;
}

void record_table::remove(const subject_ref& record) {
  auto removed = remove_.query(record.type, record.id);
  while (removed.next())
    numbers_.raise(numbered::record_version, removed.integer(0));
}

bool record_table::holds(const subject_ref& record, const std::string& data) {
  auto rows = holds_.query(record.type, record.id, data);
  return rows.next();
}

void record_table::update(const subject_ref& record, std::int64_t version, const json& data,
                          const std::optional<std::string>& owner, instant now) {
  update_.run(version, dump(data), owner, now, record.type, record.id);
}

std::vector<record_table::owned_row>
record_table::after(const std::string& type, const std::string& after, std::size_t limit) {
  std::vector<owned_row> found;
  auto rows = after_.query(type, after, limit);
  while (rows.next())
    found.push_back({.id = rows.text(0),
                     .data = json_column(rows, 1, "a record"),
                     .owner = rows.optional_text(2)});
  return found;
}

std::vector<std::pair<std::string, json>> record_table::owned(const std::string& owner,
                                                              std::string_view type) {
  std::vector<std::pair<std::string, json>> found;
  auto rows = owned_.query(owner, type);
  while (rows.next())
    found.emplace_back(rows.text(0), json_column(rows, 1, "a record"));
  return found;
}

std::vector<std::pair<subject_ref, json>>
record_table::owned_by(const std::string& owner, std::size_t limit, std::string_view but) {
  std::vector<std::pair<subject_ref, json>> found;
  auto rows = owned_by_.query(owner, but, limit);
  while (rows.next())
    found.emplace_back(subject_ref{rows.text(0), rows.text(1)}, json_column(rows, 2, "a record"));
  return found;
}

std::optional<std::string> record_table::next_owner(const std::string& after) {
  auto rows = next_owner_.query(after);
  return rows.next() ? std::optional{rows.text(0)} : std::nullopt;
}

std::optional<std::string> record_table::next_type(const std::string& after) {
  auto rows = next_type_.query(after);
  return rows.next() ? std::optional{rows.text(0)} : std::nullopt;
}

std::optional<json> record_table::show(const subject_ref& record) {
  auto rows = show_.query(record.type, record.id);
  return rows.next() ? std::optional{show(rows)} : std::nullopt;
}

std::vector<json> record_table::show_after(const std::string& type, const std::string& after,
                                           std::size_t limit) {
  std::vector<json> found;
  auto rows = show_after_.query(type, after, limit);
  while (rows.next())
    found.push_back(show(rows));
  return found;
}

std::vector<json> record_table::show_owned_after(const std::string& owner, const std::string& type,
                                                 const std::string& after, std::size_t limit) {
  std::vector<json> found;
  auto rows = show_owned_after_.query(owner, type, after, limit);
  while (rows.next())
    found.push_back(show(rows));
  return found;
}

json record_table::show(const statement::rows& from) {
  return {{"type", from.text(0)},
          {"id", from.text(1)},
          {"version", from.integer(2)},
          {"data", json_column(from, 3, "a record")},
          {"created_at", to_text(from.at(4))},
          {"updated_at", to_text(from.at(5))}};
}

std::optional<std::string>
record_table::after_so_many(const std::string& type, const std::string& after, std::size_t count) {
  auto rows = after_so_many_.query(type, after, static_cast<std::int64_t>(count) - 1);
  return rows.next() ? std::optional{rows.text(0)} : std::nullopt;
}

std::int64_t record_table::count(const std::string& type) {
  auto rows = count_type_.query(type);
  return rows.next() ? rows.integer(0) : 0;
}

std::int64_t record_table::count() {
  auto rows = count_.query();
  return rows.next() ? rows.integer(0) : 0;
}

std::vector<std::string> record_table::ids_beginning(const std::string& type,
                                                     const std::string& prefix, std::size_t limit) {
  std::vector<std::string> found;
  auto rows = ids_beginning_.query(type, prefix, end_of_prefix(prefix), limit);
  while (rows.next())
    found.push_back(rows.text(0));
  return found;
}

} // namespace sojourn::storage
