#include "storage/tables/record_types.hpp"

#include "storage/tables/json_column.hpp"

namespace sojourn::storage {

namespace {

json show_shipped(const records::record_type& type) {
  return {{"name", type.name}, {"version", 0}, {"shipped", true}, {"schema", *type.schema}};
}

} // namespace

records::record_type_ptr record_type_table::find(const std::string& name) {
  if (const auto known = known_.find(name); known != known_.end())
    return known->second;
  auto type = records::find_shipped(name);
  if (auto rows = find_.query(name); rows.next()) {
    auto read = records::read_type(name, json_column(rows, 2, "a record type"));
    if (!read)
      throw corrupt_row{read.error().message + " in the data file"};
    type = std::move(*read);
  }
  if (type)
    known_.emplace(name, type);
  return type;
}

void record_type_table::forget_unsettled() {
  if (std::exchange(unsettled_, false))
    known_.clear();
}

std::int64_t record_type_table::version(const std::string& name) {
  auto rows = find_.query(name);
  return rows.next() ? rows.integer(1) : 0;
}

std::int64_t record_type_table::count() {
  auto rows = count_.query();
  return rows.next() ? rows.integer(0) : 0;
}

void record_type_table::put(const records::record_type& type, std::int64_t version, instant now) {
  put_.run(type.name, dump(*type.schema), version, now);
  known_.erase(type.name);
  unsettled_ = true;
}

std::optional<json> record_type_table::show(const std::string& name) {
  if (auto rows = find_.query(name); rows.next())
    return show(rows);
  const auto shipped = records::find_shipped(name);
  return shipped ? std::optional{show_shipped(*shipped)} : std::nullopt;
}

std::vector<json> record_type_table::show_all() {
  std::map<std::string, json> by_name;
  for (const auto& type : records::shipped_types())
    by_name.emplace(type->name, show_shipped(*type));
  auto rows = all_.query();
  while (rows.next())
    by_name[rows.text(0)] = show(rows);
  std::vector<json> found;
  for (auto& [name, shown] : by_name)
    found.push_back(std::move(shown));
  return found;
}

json record_type_table::show(const statement::rows& from) {
  return {{"name", from.text(0)},
          {"version", from.integer(1)},
          {"shipped", records::find_shipped(from.view(0)) != nullptr},
          {"schema", json_column(from, 2, "a record type")},
          {"updated_at", to_text(from.at(3))}};
}

} // namespace sojourn::storage
