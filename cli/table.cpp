#include "cli/table.hpp"

#include "base/number_text.hpp"
#include "cli/display.hpp"

#include <algorithm>

namespace sojourn::cli {

namespace {

constexpr std::string_view gap = "  ";

bool is_plain(const json& value) { return !value.is_structured(); }

bool is_list_of_objects(const json& value) {
  return value.is_array() && !value.empty() &&
         std::ranges::all_of(value, [](const json& each) { return each.is_object(); });
}

std::string cell_of(const json& row, const column& one) {
  const auto* value = find_path(row, one.path);
  return value == nullptr ? std::string{} : to_cell(*value);
}

bool is_number(const json& row, const column& one) {
  const auto* value = find_path(row, one.path);
  return value == nullptr || value->is_null() || value->is_number();
}

/// One column with its cells, ready to be laid out.
struct laid_out {
  std::string_view heading;
  std::vector<std::string> cells;
  std::size_t width = 0;
  bool to_the_right = false;
};

std::string line_of(const std::vector<laid_out>& columns, const auto& text_in) {
  std::string line;
  for (const auto& one : columns) {
    if (!line.empty())
      line += gap;
    line += padded(text_in(one), one.width, one.to_the_right);
  }
  line.erase(line.find_last_not_of(' ') + 1);
  return line + "\n";
}

std::string table_of(const json& rows, const std::string& name,
                     std::span<const list_columns> lists) {
  if (const auto chosen = std::ranges::find(lists, name, &list_columns::list);
      chosen != lists.end())
    return to_table(rows.get<std::vector<json>>(), chosen->columns);
  std::vector<column> columns;
  for (const auto& row : rows)
    for (const auto& [name, value] : row.items())
      if (std::ranges::find(columns, name, &column::heading) == columns.end())
        columns.push_back({name, name});
  return to_table(rows.get<std::vector<json>>(), columns);
}

std::string indented(const std::string& text) {
  std::string lines;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = text.find('\n', at);
    lines += std::string{gap} + text.substr(at, end - at) + "\n";
    at = end == std::string::npos ? text.size() : end + 1;
  }
  return lines;
}

} // namespace

std::string to_cell(const json& value) {
  if (value.is_null())
    return {};
  if (value.is_string())
    return printable(value.get_ref<const std::string&>());
  if (value.is_number())
    return number_text(value);
  if (value.is_array() && std::ranges::all_of(value, is_plain)) {
    std::string list;
    for (const auto& each : value)
      list += (list.empty() ? "" : ", ") + to_cell(each);
    return list;
  }
  if (value.is_object()) {
    std::string members;
    for (const auto& [name, member] : value.items())
      members += (members.empty() ? "" : " ") + printable(name) + "=" +
                 (is_plain(member) ? to_cell(member) : printable(dump(member)));
    return members;
  }
  return printable(dump(value));
}

std::string to_table(const std::vector<json>& rows, std::span<const column> columns) {
  std::vector<laid_out> shown;
  for (const auto& one : columns) {
    laid_out made{.heading = one.heading, .cells = {}, .width = display_width(one.heading)};
    std::size_t widest = 0;
    for (const auto& row : rows) {
      made.cells.push_back(cell_of(row, one));
      widest = std::max(widest, display_width(made.cells.back()));
    }
    if (widest == 0)
      continue;
    made.width = std::max(made.width, widest);
    made.to_the_right =
        std::ranges::all_of(rows, [&](const json& row) { return is_number(row, one); });
    shown.push_back(std::move(made));
  }
  if (shown.empty())
    return {};
  auto text = line_of(shown, [](const laid_out& one) { return one.heading; });
  for (std::size_t i = 0; i < rows.size(); ++i)
    text += line_of(shown, [i](const laid_out& one) { return std::string_view{one.cells[i]}; });
  return text;
}

std::string to_fields(const json& object, std::span<const list_columns> lists) {
  if (!object.is_object())
    return to_cell(object) + "\n";
  std::size_t width = 0;
  for (const auto& [name, value] : object.items())
    width = std::max(width, display_width(printable(name)));
  std::string text;
  for (const auto& [name, value] : object.items()) {
    if (value.is_object() && !value.empty())
      text += printable(name) + "\n" + indented(to_fields(value));
    else if (is_list_of_objects(value))
      text += printable(name) + "\n" + indented(table_of(value, name, lists));
    else
      text += padded(printable(name), width) + std::string{gap} +
              (value.is_structured() && value.empty() ? "none" : to_cell(value)) + "\n";
  }
  return text;
}

} // namespace sojourn::cli
