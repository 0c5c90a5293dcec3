#include "records/import_row.hpp"

#include "base/ascii.hpp"
#include "base/blanks.hpp"
#include "records/push_keys.hpp"

#include <algorithm>
#include <charconv>
#include <vector>

namespace sojourn::records {

namespace {

constexpr std::size_t max_columns = 1'000;
constexpr std::size_t max_mistakes_told = 3;

tl::unexpected<error> refuse(std::string why) {
  return fail(error_code::invalid_request, std::move(why));
}

/// "/email: expected …; /birthday: …"
std::string told(const std::vector<error_detail>& mistakes) {
  std::string text;
  for (std::size_t i = 0; i < std::min(mistakes.size(), max_mistakes_told); ++i)
    text += (i == 0 ? "" : "; ") + mistakes[i].pointer + ": " + mistakes[i].message;
  if (mistakes.size() > max_mistakes_told)
    text += "; and " + std::to_string(mistakes.size() - max_mistakes_told) + " more";
  return text;
}

template <class Number>
std::optional<Number> whole_text(std::string_view text) {
  Number number{};
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (status != std::errc{} || end != text.data() + text.size())
    return std::nullopt;
  return number;
}

std::optional<bool> truth_of(std::string_view text) {
  const auto word = lower_ascii(text);
  if (word == "true" || word == "false")
    return word == "true";
  return std::nullopt;
}

bool has_null(const json& value) {
  return value.is_null() || (value.is_object() && std::ranges::any_of(value, has_null));
}

} // namespace

result<row_mapper> row_mapper::make(record_type_ptr type, std::string key, const text_row* header,
                                    bool patches) {
  row_mapper made{std::move(type), std::move(key), patches};
  if (header == nullptr)
    return made;
  if (!header->mistake.empty())
    return refuse("the header cannot be read: " + header->mistake);
  if (header->cells.size() > max_columns)
    return refuse("the header names more than " + std::to_string(max_columns) + " columns");
  for (const auto& written : header->cells) {
    const std::string name{without_blanks_around(written)};
    if (name.empty() || !is_utf8(name))
      return refuse("column " + std::to_string(made.columns_.size() + 1) +
                    " of the header has no name");
    if (std::ranges::find(made.columns_, name, &column::name) != made.columns_.end())
      return refuse("the header names the column " + in_quotes(name) + " twice");
    made.columns_.push_back({name, kind_of(*made.type_->schema, name)});
  }
  if (std::ranges::find(made.columns_, made.key_, &column::name) == made.columns_.end()) {
    std::vector<std::string> names;
    for (const auto& one : made.columns_)
      names.push_back(one.name);
    return refuse("the header names no column " + in_quotes(made.key_) +
                  ", which is to hold the record's id; it names " + listed(names) +
                  ". Columns are separated by commas, semicolons or tabs");
  }
  return made;
}

row_mapper::kind row_mapper::kind_of(const json& schema, const std::string& name) {
  const auto* type = find_path(schema, "properties");
  const auto field = type == nullptr ? json::const_iterator{} : type->find(name);
  if (type == nullptr || field == type->end() || !field->contains("type"))
    return kind::text;
  const auto& types = field->at("type");
  const auto says = [&](const char* one) {
    return types == one || (types.is_array() && std::ranges::find(types, json(one)) != types.end());
  };
  if (says("string"))
    return kind::text;
  if (says("number"))
    return kind::number;
  if (says("integer"))
    return kind::whole;
  if (says("boolean"))
    return kind::truth;
  return says("array") || says("object") ? kind::structure : kind::text;
}

result<json> row_mapper::value_of(const column& of, std::string cell) {
  switch (of.is) {
  case kind::text:
    break;
  case kind::number:
    if (const auto whole = whole_text<std::int64_t>(without_blanks_around(cell)))
      return *whole;
    if (const auto number = whole_text<double>(without_blanks_around(cell));
        number && *number - *number == 0)
      return *number;
    return refuse(pointer_to("", of.name) + ": expected a number, such as 12.5");
  case kind::whole:
    if (const auto whole = whole_text<std::int64_t>(without_blanks_around(cell)))
      return *whole;
    return refuse(pointer_to("", of.name) + ": expected a whole number, such as 12");
  case kind::truth:
    if (const auto truth = truth_of(without_blanks_around(cell)))
      return *truth;
    return refuse(pointer_to("", of.name) + ": expected true or false");
  case kind::structure: {
    auto parsed = parse_json(cell);
    if (!parsed)
      return refuse(pointer_to("", of.name) + ": expected the JSON of a list or an object");
    return parsed;
  }
  }
  return json(std::move(cell));
}

result<json> row_mapper::from_cells(std::vector<std::string> cells) const {
  if (cells.size() != columns_.size())
    return refuse("the row has " + std::to_string(cells.size()) + " values, and the header names " +
                  std::to_string(columns_.size()) + " columns");
  auto data = json::object();
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (cells[i].empty())
      continue;
    const auto& column = columns_[i];
    if (!is_utf8(cells[i]))
      return refuse(pointer_to("", column.name) +
                    ": is not UTF-8; save the file as UTF-8, or as UTF-16");
    auto value = value_of(column, std::move(cells[i]));
    if (!value)
      return value;
    data.emplace(column.name, std::move(*value));
  }
  return data;
}

std::string row_mapper::id_named_in(const text_row& row) const {
  const auto column = std::ranges::find(columns_, key_, &column::name) - columns_.begin();
  const auto at = static_cast<std::size_t>(column);
  return at < columns_.size() && at < row.cells.size() && is_record_id(row.cells[at])
             ? row.cells[at]
             : std::string{};
}

import_row row_mapper::map(text_row row) const {
  import_row made;
  made.line = row.line;
  made.id = id_named_in(row);
  made.mistake = std::move(row.mistake);
  if (!made.mistake.empty())
    return made;
  auto data = columns_.empty() ? parse_json(row.cells.front()) : from_cells(std::move(row.cells));
  if (!data) {
    made.mistake = data.error().message;
    return made;
  }
  const auto named = data->is_object() ? data->find(key_) : data->end();
  if (!data->is_object()) {
    made.mistake = "the line is no JSON object";
    return made;
  }
  auto id = named == data->end() ? std::nullopt : id_in(*named);
  if (!id) {
    made.mistake = pointer_to("", key_) + ": expected the record's id";
    return made;
  }
  made.id = std::move(*id);
  if (key_ == "id")
    data->erase(named);
  made.data = std::move(*data);
  if (type_->name == push_subscription_type)
    made.data = with_normal_push_keys(std::move(made.data));
  const bool strips = patches_ && has_null(made.data);
  const auto stripped = strips ? merge_patched(json::object(), made.data) : json{};
  const auto& fresh = strips ? stripped : made.data;
  if (const auto mistakes = check(*type_, fresh); !mistakes.empty()) {
    made.mistake = told(mistakes);
    return made;
  }
  made.as_new = dump(fresh);
  made.owner = owner_of(*type_, fresh);
  return made;
}

} // namespace sojourn::records
