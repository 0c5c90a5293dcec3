#include "cli/json_lines.hpp"

#include "calendar/calendar.hpp"
#include "rules/rule.hpp"

#include <array>

namespace sojourn::cli {

namespace {

tl::unexpected<error> refuse(std::string message) {
  return fail(error_code::invalid_request, std::move(message));
}

/// The member `name` of a line; nullptr when it is missing.
const json* member(const json& line, const char* name) {
  const auto found = line.find(name);
  return found == line.end() ? nullptr : &*found;
}

/// Reads a text member, if there is one, into `into`.
result<void> read_text(const json& line, const char* name, std::string& into) {
  const auto* value = member(line, name);
  if (value == nullptr)
    return {};
  if (!value->is_string())
    return refuse("\"" + std::string{name} + "\" must be text");
  into = value->get<std::string>();
  return {};
}

result<void> read_partials(const json& line, text::render_options& options) {
  const auto* partials = member(line, "partials");
  if (partials == nullptr)
    return {};
  if (!partials->is_object())
    return refuse("\"partials\" must be an object of templates by name");
  for (const auto& [name, source] : partials->items()) {
    if (!source.is_string())
      return refuse("the partial \"" + name + "\" must be text");
    options.partials[name] = source.get<std::string>();
  }
  return {};
}

/// The options of one line: its own members before the defaults.
result<text::render_options> options_of(const json& line, text::render_options options) {
  std::string escape;
  for (const auto& read :
       {read_text(line, "escape", escape), read_text(line, "language", options.language),
        read_text(line, "zone", options.zone), read_partials(line, options)})
    if (!read)
      return fail(read.error());
  if (!escape.empty()) {
    const auto how = parse_escaping(escape);
    if (!how)
      return fail(how.error());
    options.escape = *how;
  }
  if (!calendar::is_zone(options.zone))
    return fail(error_code::unknown_zone, "no time zone is named \"" + options.zone + "\"");
  return options;
}

} // namespace

void answer_lines(std::istream& in, std::ostream& out,
                  const std::function<result<json>(const json&)>& answer) {
  for (std::string text; std::getline(in, text);) {
    const auto line = parse_json(text);
    const auto answered = !line               ? fail(line.error())
                          : line->is_object() ? answer(*line)
                                              : refuse("the line must be a JSON object");
    const json shown =
        answered ? json{{"result", *answered}} : json{{"error", answered.error().message}};
    out << dump(shown) << '\n' << std::flush;
  }
}

result<json> try_rule(const json& line, instant now, const std::string& zone) {
  const auto* source = member(line, "rule");
  if (source == nullptr)
    return refuse("the line has no \"rule\"");
  const auto rule = rules::rule::parse(*source);
  if (!rule)
    return fail(rule.error());
  rules::environment around;
  around.now = now;
  around.zone = zone;
  return rule->evaluate(line.value("data", json{}), around);
}

result<json> try_template(const json& line, const text::render_options& defaults) {
  const auto* source = member(line, "template");
  if (source == nullptr || !source->is_string())
    return refuse(source == nullptr ? "the line has no \"template\"" : "\"template\" must be text");
  const auto options = options_of(line, defaults);
  if (!options)
    return fail(options.error());
  const auto parsed = text::message_template::parse(source->get_ref<const std::string&>());
  if (!parsed)
    return fail(parsed.error());
  return json(parsed->render(line.value("data", json{}), *options));
}

result<text::escaping> parse_escaping(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, text::escaping>, 4> names{
      {{"none", text::escaping::none},
       {"html", text::escaping::html},
       {"json", text::escaping::json_string},
       {"url", text::escaping::url}}};
  for (const auto& [name, how] : names)
    if (name == text)
      return how;
  return refuse("\"" + std::string{text} + "\" is no escaping; write none, html, json or url");
}

} // namespace sojourn::cli
