#include "reports/benchmarks.hpp"

#include "base/decimal.hpp"
#include "base/json_schema.hpp"
#include "base/mistakes.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace sojourn::reports {

extern const std::string_view benchmarks_schema_text; // benchmarks.schema.json
extern const std::string_view benchmarks_text;        // benchmarks.json

namespace {

constexpr std::array<std::string_view, 2> goal_names{"traffic", "orders"};

const json_schema& benchmarks_schema() {
  static const json_schema schema{
      std::make_shared<const json>(json::parse(benchmarks_schema_text))};
  return schema;
}

tl::unexpected<error> benchmarks_refused(const mistake_list& mistakes) {
  return fail(error_code::invalid_request, "the benchmarks have errors", mistakes.sorted());
}

/// A rate in parts of rate_places. One with more places is told of, and rounded.
std::int64_t read_rate(const json& rate, const std::string& pointer, mistake_list& mistakes) {
  const auto parts = decimal::of(rate).value_or(decimal{}) * decimal{rate_places};
  if (!parts.is_whole())
    mistakes.add(pointer, "a rate has up to four places, and " + dump(rate) + " has more");
  return parts.truncated().value_or(0);
}

/// Tells of ids that an earlier element has, too.
void check_benchmark_ids(const json& list, const std::string& pointer, mistake_list& mistakes) {
  std::set<std::string> taken;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const auto& id = list[i].at("id").get_ref<const std::string&>();
    if (!taken.insert(id).second)
      mistakes.add(pointer_to(pointer, i) + "/id", "an earlier one is called " + in_quotes(id));
  }
}

std::vector<score_level> read_levels(const json& list, mistake_list& mistakes) {
  check_benchmark_ids(list, "/levels", mistakes);
  std::vector<score_level> levels;
  for (std::size_t i = 0; i < list.size(); ++i) {
    levels.push_back({.id = list[i].at("id").get<std::string>(),
                      .title = list[i].at("title"),
                      .from = list[i].at("from").get<double>()});
    if (i > 0 && levels[i].from <= levels[i - 1].from)
      mistakes.add(pointer_to("/levels", i) + "/from",
                   "levels stand from low to high; this one must begin above the one before it");
  }
  if (levels.front().from > -1.0)
    mistakes.add("/levels/0/from",
                 "the first level begins at -1, so that there is one for every gap");
  return levels;
}

suggested_action read_action(const json& source, const std::string& pointer,
                             mistake_list& mistakes) {
  const auto goal = std::ranges::find(goal_names, source.at("goal").get<std::string>());
  const auto& peers = source.at("peers");
  return {.id = source.at("id").get<std::string>(),
          .title = source.at("title"),
          .segment = source.at("segment").get<std::string>(),
          .segment_parameters = source.value("segment_parameters", json::object()),
          .goal = static_cast<action_goal>(goal - goal_names.begin()),
          .peers = read_rate(peers.at("share"), pointer + "/peers/share", mistakes),
          .effect = peers.at("effect").get<std::string>(),
          .scenario = source.at("scenario").get<std::string>(),
          .parameters = source.value("parameters", json::object())};
}

calendar::duration read_away(const json& away, const char* how, mistake_list& mistakes) {
  const auto length = calendar::parse_duration(away.at(how).get<std::string>());
  if (!length)
    mistakes.add(std::string{"/away/"} + how, length.error().message);
  return length.value_or(calendar::duration{});
}

/// The document with what it leaves out.
json with_template(const json& source) {
  auto whole = benchmarks_template();
  whole.update(source);
  if (source.contains("away")) {
    whole["away"] = benchmarks_template().at("away");
    whole["away"].update(source.at("away"));
  }
  return whole;
}

} // namespace

std::string_view to_text(action_goal of) { return goal_names.at(static_cast<std::size_t>(of)); }

bool benchmarks::is_of_template(std::string_view member) const {
  return std::ranges::find(of_template, member) != of_template.end();
}

const suggested_action* benchmarks::find(std::string_view id) const {
  const auto found = std::ranges::find(suggestions, id, &suggested_action::id);
  return found == suggestions.end() ? nullptr : &*found;
}

const json& benchmarks_template() {
  static const auto document = json::parse(benchmarks_text);
  return document;
}

result<benchmarks> read_benchmarks(const json& source) {
  mistake_list mistakes;
  benchmarks_schema().check(source, "", mistakes);
  if (!mistakes.empty())
    return benchmarks_refused(mistakes);
  benchmarks read{.source = with_template(source)};
  read.zone = read.source.at("timezone").get<std::string>();
  if (!calendar::is_zone(read.zone))
    mistakes.add("/timezone", in_quotes(read.zone) + " is not a time zone that is known here");
  read.read_rate = read_rate(read.source.at("read_rate"), "/read_rate", mistakes);
  read.levels = read_levels(read.source.at("levels"), mistakes);
  const auto& suggestions = read.source.at("suggestions");
  check_benchmark_ids(suggestions, "/suggestions", mistakes);
  for (std::size_t i = 0; i < suggestions.size(); ++i)
    read.suggestions.push_back(
        read_action(suggestions[i], pointer_to("/suggestions", i), mistakes));
  const auto& away = read.source.at("away");
  read.away = {.acted_on = read_away(away, "acted_on", mistakes),
               .dismissed = read_away(away, "dismissed", mistakes)};
  if (!mistakes.empty())
    return benchmarks_refused(mistakes);
  for (const auto& [member, value] : read.source.items()) {
    if (!source.contains(member))
      read.of_template.push_back(member);
  }
  return read;
}

} // namespace sojourn::reports
