// The commands ask for routes that exist, with parameters that these declare.
#include "api/route.hpp"
#include "cli/remote_commands.hpp"

#include <gtest/gtest.h>
#include <set>

namespace sojourn::cli {
namespace {

std::vector<std::string_view> segments_of(std::string_view path) {
  std::vector<std::string_view> segments;
  while (!path.empty()) {
    path.remove_prefix(1);
    const auto end = std::min(path.find('/'), path.size());
    segments.push_back(path.substr(0, end));
    path.remove_prefix(end);
  }
  return segments;
}

/// Whether `declared` may answer what is `asked`; placeholders may be called differently.
/// `may_be_word`: what fills a placeholder may be a word of the other path.
bool is_same_path(std::string_view asked, std::string_view declared, bool may_be_word) {
  const auto a = segments_of(asked);
  const auto b = segments_of(declared);
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](auto left, auto right) {
    return left == right || (left.starts_with('{') && (may_be_word || right.starts_with('{')));
  });
}

std::vector<const api::route*> routes_of(const remote_command& command, bool may_be_word) {
  std::vector<const api::route*> found;
  for (const auto& one : api::routes()) {
    if (one.method == command.method && is_same_path(command.path, one.pattern, may_be_word))
      found.push_back(&one);
  }
  return found;
}

/// The routes that may answer a command: "/v1/records/{type}/{id}" also has one for customers
/// alone.
std::vector<const api::route*> routes_of(const remote_command& command) {
  return routes_of(command, true);
}

/// Those with the same placeholders, if there are any: "/v1/instances/groups" lists, and
/// "/v1/instances/{id}" does not.
std::vector<const api::route*> closest_routes_of(const remote_command& command) {
  auto found = routes_of(command, false);
  return found.empty() ? routes_of(command) : found;
}

bool declares(std::span<const api::field> fields, std::string_view name) {
  return std::ranges::any_of(fields, [&](const api::field& one) {
    return one.name == name ||
           (one.name.ends_with('*') && name.starts_with(one.name.substr(0, one.name.size() - 1)));
  });
}

std::string title(const remote_command& command) {
  return std::string{command.group} + " " + std::string{command.name};
}

/// What of the command's arguments its route does not declare.
std::vector<std::string> undeclared(const remote_command& command, const api::route& route) {
  std::vector<std::string> wrong;
  const bool names_fields = route.body.is == api::body_kind::fields && !route.body.fields.empty();
  for (const auto& one : command.arguments) {
    const bool in_body = one.where == goes::in_field || one.where == goes::in_json_field ||
                         one.where == goes::in_field_from_file;
    const bool is_known = one.where == goes::in_query ? declares(route.query, one.name)
                          : one.where == goes::in_key ? route.takes_idempotency_key
                          : one.where == goes::in_filter
                              ? !names_fields || declares(route.body.fields, "filter")
                          : in_body ? route.body.is != api::body_kind::none &&
                                          (!names_fields || declares(route.body.fields, one.name))
                                    : true;
    if (!is_known)
      wrong.push_back(title(command) + ": the route knows no \"" + std::string{one.name} + "\"");
  }
  return wrong;
}

TEST(remote_commands, each_asks_for_a_route_that_exists) {
  for (const auto& command : remote_commands())
    EXPECT_FALSE(routes_of(command).empty()) << title(command) << ": " << command.path;
}

TEST(remote_commands, each_gives_only_what_a_route_of_it_declares) {
  for (const auto& command : remote_commands()) {
    std::vector<std::string> wrong;
    for (const auto* route : routes_of(command)) {
      wrong = undeclared(command, *route);
      if (wrong.empty())
        break;
    }
    EXPECT_EQ(wrong, std::vector<std::string>{});
  }
}

/// The fields that the route requires and the command cannot give.
std::vector<std::string> missing(const remote_command& command, const api::route& route) {
  std::vector<std::string> fields;
  for (const auto& declared : {route.query, route.body.fields}) {
    for (const auto& field : declared) {
      const bool is_given = std::ranges::any_of(command.arguments, [&](const argument& one) {
        return one.name == field.name || (field.name == "filter" && one.where == goes::in_filter) ||
               one.where == goes::as_json_file || one.where == goes::as_text_file;
      });
      if (field.required && !is_given)
        fields.push_back(title(command) + ": " + std::string{field.name});
    }
  }
  return fields;
}

TEST(remote_commands, each_can_give_what_its_route_requires) {
  for (const auto& command : remote_commands()) {
    for (const auto* route : routes_of(command))
      EXPECT_EQ(missing(command, *route), std::vector<std::string>{});
  }
}

TEST(remote_commands, a_list_has_columns_and_the_rest_has_none) {
  for (const auto& command : remote_commands()) {
    for (const auto* route : closest_routes_of(command))
      EXPECT_EQ(!command.columns.empty(), route->answer.is == api::shape::page) << title(command);
  }
}

TEST(remote_commands, a_list_asks_for_a_limit_where_its_route_takes_one_and_nowhere_else) {
  for (const auto& command : remote_commands()) {
    if (command.columns.empty())
      continue;
    for (const auto* route : closest_routes_of(command))
      EXPECT_EQ(declares(route->query, "limit"), !command.is_one_page) << title(command);
  }
}

} // namespace
} // namespace sojourn::cli
