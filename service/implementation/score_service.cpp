// What can be asked about the operating score, and about best hours.
#include "service/implementation/score_service.hpp"

#include "calendar/day_number.hpp"
#include "reports/best_hours.hpp"
#include "service/implementation/cursor.hpp"
#include "service/implementation/shop_figures.hpp"
#include "storage/active_hours.hpp"
#include "storage/suggestions.hpp"

#include <limits>

namespace sojourn::service {

namespace {

json show_channels(const reports::monitor_table& table) {
  json shown = json::array();
  for (const auto& row : table.rows)
    shown.push_back(
        {{"channel", row.key.front()}, {"own", reports::as_json(row.figures.read_rate())}});
  return shown;
}

/// The 24 hours, each with whether messages may arrive in it.
json show_hours(const reports::active_hours& of, const reports::open_hours& open) {
  auto shown = reports::as_json(of);
  for (std::size_t hour = 0; hour < shown.size(); ++hour)
    shown[hour]["open"] = open.test(hour);
  return shown;
}

/// null where nothing is known.
json show_best(const std::optional<reports::chosen_hour>& best, instant now,
               const std::string& zone) {
  const auto at = best ? reports::next_full_hour(now, best->hour, zone) : result<instant>{now};
  if (!best || !at)
    return nullptr;
  return {{"hour", best->hour},
          {"whose", reports::to_text(best->whose)},
          {"at", calendar::to_local_text(*at, zone).value_or(to_text(*at))}};
}

} // namespace

void score_service::get(completion<json> done) {
  answer_question(std::move(done), [this](const std::stop_token& stop) -> result<json> {
    const auto by = benchmarks_in_force(reader());
    if (!by)
      return fail(by.error());
    const auto at = now();
    auto span = span_of_score(calendar::day_number(at, by->zone), by->zone);
    if (!span)
      return fail(span.error());
    const auto counted = messages_of_shop(services_, *span, stop);
    if (!counted)
      return fail(error_code::question_ended, "the messages were not counted");
    const reports::score now_is{.own = counted->totals.read_rate(), .suggested = by->read_rate};
    auto shown = reports::as_json(now_is, by->levels);
    shown.update({{"is_template", by->is_of_template("read_rate")},
                  {"channels", show_channels(*counted)},
                  {"days", reports::days_of_score},
                  {"timezone", by->zone},
                  {"from", to_text(span->from)},
                  {"to", to_text(at)}});
    return shown;
  });
}

void score_service::history(page_request at, completion<page> done) {
  answer_query(std::move(done), [this, at = std::move(at)]() -> result<page> {
    const auto cursor = number_of<std::int64_t>(at.cursor);
    if (!cursor)
      return fail(cursor.error());
    const auto by = benchmarks_in_force(reader());
    if (!by)
      return fail(by.error());
    const auto before = at.cursor.empty() ? std::numeric_limits<std::int64_t>::max() : *cursor;
    page found;
    auto scores = reader().suggestions().scores(before, at.limit + 1);
    if (scores.size() > at.limit) {
      scores.pop_back();
      found.next_cursor = std::to_string(scores.back().day);
    }
    for (const auto& one : scores) {
      auto shown = reports::as_json(one.as_score(), one.level, by->levels);
      shown["day"] = calendar::day_text(one.day);
      shown["measured_at"] = to_text(one.measured_at);
      found.items.push_back(std::move(shown));
    }
    return found;
  });
}

void score_service::best_hours(std::string segment, std::string zone, completion<json> done) {
  answer_question(
      std::move(done),
      [this, segment = std::move(segment),
       zone = std::move(zone)](const std::stop_token& stop) -> result<json> {
        const auto by = benchmarks_in_force(reader());
        if (!by)
          return fail(by.error());
        const auto where = zone.empty() ? by->zone : zone;
        if (!calendar::is_zone(where))
          return fail(error_code::invalid_request, "the parameters have errors",
                      {{"/timezone", "\"" + where + "\" is no IANA time zone"}});
        const auto since = now() - reports::hours_look_back;
        const auto people = reader().active_hours().people(since, where, stop);
        if (!people)
          return fail(error_code::question_ended, "the messages were not gone through");
        const auto shop = people->all();
        auto shown_hours = shop;
        if (!segment.empty()) {
          const auto of_group = hours_of_group(services_, {segment, json()}, *people, stop);
          if (!of_group)
            return fail(of_group.error());
          shown_hours = *of_group;
        }
        const auto open = reports::open_hours_by(*services_.send_rules.now());
        const auto best =
            reports::choose_hour(nullptr, segment.empty() ? nullptr : &shown_hours, &shop, open);
        return json{{"segment", segment.empty() ? json() : json(segment)},
                    {"timezone", where},
                    {"since", to_text(since)},
                    {"people", shown_hours.people},
                    {"hours", show_hours(shown_hours, open)},
                    {"best", show_best(best, now(), where)}};
      });
}

} // namespace sojourn::service
