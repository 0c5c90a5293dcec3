#include "cli/session.hpp"

#include "cli/progress.hpp"
#include "cli/table.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <sstream>

namespace sojourn::cli {

namespace {

/// A proxy's page is of no use beyond its beginning.
constexpr std::size_t shown_of_foreign_answer = 200;

failure no_answer(const session& context, const client::unanswered& why) {
  const auto detail = context.url + ": " + why.why;
  if (why.reached)
    return {exit_code::unreachable,
            {{"title", "The daemon did not answer"},
             {"detail", detail + "; whether it did what was asked is unknown"}}};
  return {exit_code::unreachable,
          {{"title", "The daemon cannot be reached"},
           {"detail", detail + "; start it with \"sojourn serve\", or name another with --url"}}};
}

failure refusal(const client::response& answer) {
  auto problem = parse_json(answer.body);
  if (problem && problem->is_object() && problem->contains("title"))
    return {exit_code::refused, std::move(*problem)};
  return {exit_code::refused,
          {{"title", "The answer has the HTTP status " + std::to_string(answer.status)},
           {"detail", answer.body.substr(0, shown_of_foreign_answer)}}};
}

} // namespace

tl::expected<json, failure> ask(session& context, client::request what, const std::string& waiting,
                                const std::function<std::string(std::uint64_t bytes)>& sent) {
  const auto to = client::parse_url(context.url);
  if (!to)
    return tl::unexpected{failure_of(to.error(), exit_code::usage)};
  if (!context.token.empty())
    what.headers.emplace_back("Authorization", "Bearer " + context.token);

  progress line{context.around.err, context.around.err_is_terminal};
  client::patience bear{.while_waiting = [&] { line.show(waiting); }};
  if (sent)
    bear.while_sending = [&](std::uint64_t bytes) { line.show(waiting + sent(bytes)); };
  const auto answer = context.around.send(*to, what, bear);
  if (!answer)
    return tl::unexpected{no_answer(context, answer.error())};
  if (answer->status < 200 || answer->status > 299)
    return tl::unexpected{refusal(*answer)};
  if (answer->body.empty())
    return json{};
  auto body = parse_json(answer->body);
  if (!body)
    return tl::unexpected{failure{exit_code::unreachable,
                                  {{"title", "The answer is not that of a daemon"},
                                   {"detail", context.url + ": " + body.error().message}}}};
  return std::move(*body);
}

std::string shown_name(const std::string& path) { return path == "-" ? "standard input" : path; }

result<std::string> read_text(session& context, const std::string& path) {
  if (path == "-")
    return std::string{std::istreambuf_iterator{context.around.in}, {}};
  std::ifstream file{path, std::ios::binary};
  std::ostringstream text;
  // A directory opens, and fails when it is read; an empty file fails only to be copied.
  if (file && file.peek() != std::ifstream::traits_type::eof())
    text << file.rdbuf();
  if (!file.is_open() || file.bad())
    return fail(error_code::invalid_request, "cannot read " + path + ": " + std::strerror(errno));
  return std::move(text).str();
}

result<json> read_json(session& context, const std::string& path) {
  const auto text = read_text(context, path);
  if (!text)
    return fail(text.error());
  auto value = parse_json(*text);
  if (!value)
    return fail(value.error().code, shown_name(path) + ": " + value.error().message);
  return value;
}

void show(session& context, const json& value) {
  if (context.as_json)
    context.around.out << dump(value) << '\n';
  else if (!value.is_null())
    context.around.out << to_fields(value);
}

} // namespace sojourn::cli
