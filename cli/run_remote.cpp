#include "base/percent.hpp"
#include "cli/progress.hpp"
#include "cli/remote_commands.hpp"

#include <algorithm>

namespace sojourn::cli {

namespace {

constexpr std::size_t max_page = 1000; ///< the API's limit

/// `path` with {name} replaced by `value` as one segment.
bool put_into(std::string& path, std::string_view name, std::string_view value) {
  const auto place = "{" + std::string{name} + "}";
  const auto at = path.find(place);
  if (at == std::string::npos)
    return false;
  path.replace(at, place.size(), percent_encode(value));
  return true;
}

/// Fills the path's last {name}, if it has one, with the body's member of that name.
result<void> fill_from_body(std::string& path, const json& body, const std::string& file) {
  const auto open = path.find('{');
  if (open == std::string::npos)
    return {};
  const auto name = path.substr(open + 1, path.find('}', open) - open - 1);
  const auto member = body.is_object() ? body.find(name) : body.end();
  if (member == body.end() || !member->is_string())
    return fail(error_code::invalid_request, file + " has no text \"" + name + "\"",
                {{"/" + name, "is missing, or is no text"}});
  put_into(path, name, member->get_ref<const std::string&>());
  return {};
}

/// Takes one value into the request and its fields.
result<void> take(session& context, const argument& one, const std::string& value,
                  client::request& what, json& fields) {
  const std::string name{one.name};
  switch (one.where) {
  case goes::in_path:
    put_into(what.target, name, value);
    break;
  case goes::in_query:
    what.target += what.target.find('?') == std::string::npos ? '?' : '&';
    what.target += name + "=" + percent_encode(value);
    break;
  case goes::in_field:
    fields[name] = value;
    break;
  case goes::in_field_from_file: {
    auto text = read_text(context, value);
    if (!text)
      return fail(text.error());
    for (const char end : {'\n', '\r'})
      if (text->ends_with(end))
        text->pop_back();
    fields[name] = std::move(*text);
    break;
  }
  case goes::in_filter:
    fields["filter"][name] = value;
    break;
  case goes::in_json_field: {
    auto parsed = parse_json(value);
    if (!parsed)
      return fail(parsed.error().code, "--" + name + ": " + parsed.error().message);
    fields[name] = std::move(*parsed);
    break;
  }
  case goes::nowhere:
    break;
  case goes::in_key:
    what.headers.emplace_back("Idempotency-Key", value);
    break;
  case goes::as_json_file: {
    const auto body = read_json(context, value);
    if (!body)
      return fail(body.error());
    if (auto filled = fill_from_body(what.target, *body, shown_name(value)); !filled)
      return filled;
    what.body = dump(*body);
    what.content_type = "application/json";
    break;
  }
  case goes::as_text_file: {
    auto text = read_text(context, value);
    if (!text)
      return fail(text.error());
    what.body = std::move(*text);
    what.content_type = "text/plain";
    break;
  }
  }
  return {};
}

/// One page of a list; `rows` grow by it. Gives the next cursor, empty after the last page.
/// `limit` 0: the route gives all rows at once.
tl::expected<std::string, failure> read_page(session& context, const client::request& first,
                                             const std::string& cursor, std::size_t limit,
                                             const std::string& waiting, std::vector<json>& rows) {
  auto page = first;
  if (limit > 0) {
    page.target += page.target.find('?') == std::string::npos ? '?' : '&';
    page.target += "limit=" + std::to_string(limit);
  }
  if (!cursor.empty())
    page.target += "&cursor=" + percent_encode(cursor);
  auto answer = ask(context, std::move(page), waiting);
  if (!answer)
    return tl::unexpected{answer.error()};
  const auto items = answer->is_object() ? answer->find("items") : answer->end();
  if (items == answer->end() || !items->is_array())
    return tl::unexpected{
        failure{exit_code::unreachable,
                {{"title", "The answer is not that of a daemon"}, {"detail", "it has no items"}}}};
  std::ranges::move(*items, std::back_inserter(rows));
  const auto next = answer->find("next_cursor");
  return next != answer->end() && next->is_string() ? next->get<std::string>() : std::string{};
}

/// Asks for the job again and again until it rests, and shows how far it is.
tl::expected<json, failure> follow_job(session& context, json job) {
  constexpr milliseconds between{300};
  progress line{context.around.err, context.around.err_is_terminal};
  const auto is_under_way = [&] {
    const auto state = job.value("state", std::string{});
    return state == "freezing" || state == "running";
  };
  while (is_under_way()) {
    const auto handled = job.value("total", 0ll) - job.value("left", 0ll);
    line.show(job.value("id", std::string{}) + ": " + std::to_string(handled) + " of " +
              std::to_string(job.value("total", 0ll)));
    if (context.around.rest)
      context.around.rest(between);
    client::request again{.method = "GET", .target = "/v1/jobs/" + job.value("id", std::string{})};
    auto answer = ask(context, std::move(again), "waiting for the job");
    if (!answer)
      return answer;
    job = std::move(*answer);
  }
  return job;
}

exit_result run_list(session& context, const remote_command& command, const client::request& first,
                     const extent& wanted) {
  auto& around = context.around;
  progress line{around.err, around.err_is_terminal};
  std::vector<json> rows;
  std::size_t count = 0;
  std::string cursor;
  do {
    const auto page_size = command.is_one_page ? 0
                           : wanted.all        ? max_page
                                               : std::min(max_page, wanted.limit - count);
    // Rows of JSON need no common width: they go out with their page.
    if (context.as_json)
      rows.clear();
    const auto before = rows.size();
    auto next = read_page(context, first, cursor, page_size, "reading rows", rows);
    if (!next)
      return tl::unexpected{next.error()};
    cursor = std::move(*next);
    count += rows.size() - before;
    if (context.as_json)
      for (const auto& row : rows)
        around.out << dump(row) << '\n';
    line.show(std::to_string(count) + " rows");
  } while (!cursor.empty() && (wanted.all || count < wanted.limit));
  if (!context.as_json)
    around.out << to_table(rows, command.columns);
  if (!cursor.empty() && around.err_is_terminal)
    around.err << "there is more; --all shows everything\n";
  return exit_code::ok;
}

} // namespace

result<client::request> build_request(session& context, const remote_command& command,
                                      const argument_values& values) {
  client::request what{.method = std::string{command.method}, .target = std::string{command.path}};
  auto fields = json::object();
  for (const auto& one : command.arguments)
    if (const auto given = values.find(one.name); given != values.end())
      if (auto taken = take(context, one, given->second, what, fields); !taken)
        return fail(taken.error());
  if (!fields.empty()) {
    what.body = dump(fields);
    what.content_type = "application/json";
  }
  return what;
}

exit_result run_remote(session& context, const remote_command& command,
                       const argument_values& values, const extent& wanted) {
  auto what = build_request(context, command, values);
  if (!what)
    return tl::unexpected{failure_of(what.error())};
  if (!command.columns.empty())
    return run_list(context, command, *what, wanted);
  auto answer = ask(context, std::move(*what), std::string{command.waiting});
  using enum remote_command::following;
  if (answer && (command.follows_job == always ||
                 (command.follows_job == if_asked && values.contains("wait"))))
    answer = follow_job(context, std::move(*answer));
  if (!answer)
    return tl::unexpected{answer.error()};
  if (context.as_json || command.lists.empty())
    show(context, *answer);
  else
    context.around.out << to_fields(*answer, command.lists);
  return exit_code::ok;
}

} // namespace sojourn::cli
