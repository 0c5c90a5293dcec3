// What can be asked about what messages brought.
#include "service/implementation/monitor_service.hpp"

#include "boosters/booster.hpp"
#include "boosters/card_campaign.hpp"
#include "service/implementation/cursor.hpp"
#include "storage/boosters.hpp"
#include "storage/campaigns.hpp"
#include "storage/records.hpp"

#include <algorithm>
#include <map>

namespace sojourn::service {

namespace {

tl::unexpected<error> monitor_ended() {
  return fail(error_code::question_ended, "the messages were not counted");
}

json show_monitor_row(const reports::monitor_table& of, const reports::monitor_row& row) {
  json shown{{"figures", reports::as_json(row.figures)}};
  for (std::size_t i = 0; i < of.by.size(); ++i)
    shown[std::string{reports::to_text(of.by[i])}] = row.key[i];
  return shown;
}

void compare(json& shown, const reports::monitor_figures& now,
             const reports::monitor_figures& before) {
  shown["before"] = reports::as_json(before);
  shown["change"] = reports::relative_changes(now, before);
}

json show_monitor_table(const reports::monitor_table& table, const reports::monitor_table* before) {
  json totals{{"figures", reports::as_json(table.totals)}};
  if (before != nullptr)
    compare(totals, table.totals, before->totals);
  json rows = json::array();
  for (const auto& row : table.rows) {
    auto shown = show_monitor_row(table, row);
    if (before != nullptr) {
      const auto* then = before->find(row.key);
      compare(shown, row.figures, then == nullptr ? reports::monitor_figures{} : then->figures);
    }
    rows.push_back(std::move(shown));
  }
  return {{"totals", std::move(totals)}, {"rows", std::move(rows)}};
}

std::vector<std::string> dimension_names_of(const std::vector<reports::dimension>& by) {
  std::vector<std::string> names;
  for (const auto one : by)
    names.emplace_back(reports::to_text(one));
  return names;
}

json bound(const std::optional<instant>& at) { return at ? json(to_text(*at)) : json(); }

} // namespace

result<reports::monitor_table> monitor_service::count(const monitored& what,
                                                      const std::stop_token& stop) {
  auto table = reader().monitor().figures(what.query, stop);
  if (!table)
    return monitor_ended();
  reports::sort_rows(*table, what.phases, what.groups);
  return std::move(*table);
}

void monitor_service::figures(monitor_request request, completion<json> done) {
  answer_question(
      std::move(done),
      [this, request = std::move(request)](const std::stop_token& stop) -> result<json> {
        const auto what = read_monitor_request(services_, request);
        if (!what)
          return fail(what.error());
        std::optional<reports::monitor_table> before;
        if (!request.compare_with.empty()) {
          const auto earlier = read_comparison(services_, request, *what);
          if (!earlier)
            return fail(earlier.error());
          auto counted = count(*earlier, stop);
          if (!counted)
            return fail(std::move(counted.error()));
          before = std::move(*counted);
        }
        const auto table = count(*what, stop);
        if (!table)
          return fail(table.error());
        auto shown = show_monitor_table(*table, before ? &*before : nullptr);
        shown[what->kind] = what->id;
        shown["by"] = dimension_names_of(what->query.by);
        shown["window"] = request.window.empty() ? "P7D" : request.window;
        shown["timezone"] = what->zone;
        shown["from"] = bound(request.from);
        shown["to"] = bound(request.to);
        shown["campaigns"] = what->query.campaigns.size();
        shown["forgotten"] = table->totals.forgotten;
        if (before)
          shown["compare_with"] = request.compare_with;
        return shown;
      });
}

void monitor_service::table(monitor_request request, completion<std::string> done) {
  answer_question(
      std::move(done),
      [this, request = std::move(request)](const std::stop_token& stop) -> result<std::string> {
        const auto what = read_monitor_request(services_, request);
        if (!what)
          return fail(what.error());
        const auto table = count(*what, stop);
        if (!table)
          return fail(table.error());
        return reports::to_csv(*table);
      });
}

void monitor_service::customers(monitor_request request, std::string figure, page_request at,
                                completion<page> done) {
  answer_question(
      std::move(done),
      [this, request = std::move(request), figure = std::move(figure),
       at = std::move(at)](const std::stop_token& stop) -> result<page> {
        const auto named = std::ranges::find(reports::person_figure_names,
                                             figure.empty() ? "sent" : std::string_view{figure});
        if (named == reports::person_figure_names.end())
          return fail(error_code::invalid_request, "no figure \"" + figure + "\" counts customers");
        const auto what = read_monitor_request(services_, request);
        if (!what)
          return fail(what.error());
        const auto after = number_of<std::uint32_t>(at.cursor);
        if (!after)
          return fail(after.error());
        const auto of =
            static_cast<reports::person_figure>(named - reports::person_figure_names.begin());
        const auto customers =
            reader().monitor().customers(what->query, of, *after, std::size_t{at.limit} + 1, stop);
        if (!customers)
          return monitor_ended();
        page found;
        std::uint32_t last = 0;
        for (const auto& one : *customers) {
          if (found.items.size() == at.limit) {
            found.next_cursor = std::to_string(last);
            break;
          }
          last = one.number;
          json item{{"subject", one.subject}, {"name", nullptr}};
          one.bought.show(item);
          const auto subject = parse_subject(one.subject);
          const auto data = subject ? reader().records().data(*subject) : json();
          if (data.is_object() && data.contains("name"))
            item["name"] = data.at("name");
          found.items.push_back(std::move(item));
        }
        return found;
      });
}

void monitor_service::groups(std::string before, std::string window, completion<json> done) {
  answer_question(std::move(done),
                  [this, before = std::move(before),
                   window = std::move(window)](const std::stop_token& stop) -> result<json> {
                    std::string last;
                    if (!before.empty()) {
                      const auto named = monitored_booster(services_, before);
                      if (!named)
                        return fail(named.error());
                      last = named->date;
                    }
                    const auto length = read_window(window);
                    if (!length)
                      return fail(length.error());
                    monitored all;
                    all.query.by = {reports::dimension::group};
                    all.query.window = *length;
                    json events = json::array();
                    for (const auto& stored : reader().boosters().list()) {
                      const auto one = monitored_booster(services_, stored.id);
                      if (!one)
                        return fail(one.error());
                      if (!before.empty() && one->date >= last)
                        continue;
                      events.push_back(stored.id);
                      const auto& campaigns = one->query.campaigns;
                      all.query.campaigns.insert(all.query.campaigns.end(), campaigns.begin(),
                                                 campaigns.end());
                    }
                    const auto table = count(all, stop);
                    if (!table)
                      return fail(table.error());
                    std::vector<reports::group_standing> groups;
                    for (const auto& row : table->rows)
                      groups.push_back({row.key.front(), row.figures});
                    reports::rank(groups);
                    json shown = json::array();
                    for (const auto& one : groups)
                      shown.push_back({{"rank", shown.size() + 1},
                                       {"group", one.group},
                                       {"figures", reports::as_json(one.figures)}});
                    return json{{"boosters", std::move(events)},
                                {"window", window.empty() ? "P7D" : window},
                                {"groups", std::move(shown)}};
                  });
}

// ---- series -------------------------------------------------------------------------------

struct monitor_service::counted_series {
  reports::series series;
  std::string unit;
  std::string zone;
};

result<monitor_service::counted_series> monitor_service::count_series(const series_request& request,
                                                                      const std::stop_token& stop) {
  monitored what{.zone = "UTC"};
  if ((request.of.booster + request.of.campaign + request.of.library).empty()) {
    for (const auto& one : reader().campaigns().list())
      what.query.campaigns.push_back({.id = one.id});
  } else {
    auto scope = resolve_scope(services_, request.of);
    if (!scope)
      return fail(std::move(scope.error()));
    what = std::move(*scope);
  }
  const auto window = read_window(request.window);
  if (!window)
    return fail(window.error());
  what.query.window = *window;
  if (!request.from || !request.to)
    return fail(error_code::invalid_request, "a series needs the parameters from and to");
  const auto zone = request.timezone.empty() ? what.zone : request.timezone;
  const bool is_by_hour = request.unit == "hour";
  auto made = reports::series::between(
      *request.from, *request.to,
      is_by_hour ? reports::series_unit::hour : reports::series_unit::day, zone);
  if (!made)
    return fail(std::move(made.error()));
  if (!reader().monitor().fill(*made, what.query, stop))
    return monitor_ended();
  return counted_series{std::move(*made), is_by_hour ? "hour" : "day", zone};
}

void monitor_service::series(series_request request, completion<json> done) {
  answer_question(
      std::move(done),
      [this, request = std::move(request)](const std::stop_token& stop) -> result<json> {
        const auto counted = count_series(request, stop);
        if (!counted)
          return fail(counted.error());
        return json{{"unit", counted->unit},
                    {"timezone", counted->zone},
                    {"from", to_text(counted->series.from())},
                    {"to", to_text(counted->series.to())},
                    {"window", request.window.empty() ? "P7D" : request.window},
                    {"points", counted->series.points()}};
      });
}

void monitor_service::series_table(series_request request, completion<std::string> done) {
  answer_question(
      std::move(done),
      [this, request = std::move(request)](const std::stop_token& stop) -> result<std::string> {
        const auto counted = count_series(request, stop);
        if (!counted)
          return fail(counted.error());
        return counted->series.to_csv();
      });
}

} // namespace sojourn::service
