// What can be asked about suggested actions.
#include "service/implementation/suggestion_service.hpp"

#include "calendar/day_number.hpp"
#include "segments/audience_group.hpp"
#include "service/implementation/library_estimate.hpp"
#include "service/implementation/library_needs.hpp"
#include "service/implementation/monitor_scope.hpp"
#include "service/implementation/shop_figures.hpp"
#include "storage/active_hours.hpp"
#include "storage/campaigns.hpp"
#include "storage/monitor.hpp"
#include "storage/segments.hpp"
#include "storage/suggestions.hpp"

#include <algorithm>

namespace sojourn::service {

namespace {

/// Whoever makes a draft has so long to look at it before its messages leave.
constexpr milliseconds time_to_look{2 * 3'600'000};
/// When messages leave where nobody's hours are known.
constexpr int usual_hour = 10;

tl::unexpected<error> no_suggestion(const std::string& id) {
  return fail(error_code::not_found, "there is no suggestion \"" + id + "\"");
}

rules::segment_call group_call(const reports::suggested_action& action) {
  return {action.segment, action.segment_parameters};
}

json group_of_action(const reports::suggested_action& action) {
  return {{"segment", action.segment}, {"parameters", action.segment_parameters}};
}

/// Until when it stays away.
instant away_until(const storage::away_suggestion& one, const reports::benchmarks& by) {
  const auto& length =
      one.how == storage::away_reason::acted_on ? by.away.acted_on : by.away.dismissed;
  return calendar::add(one.at, length, by.zone).value_or(one.at);
}

json show_away(const storage::away_suggestion& one, const reports::benchmarks& by) {
  json shown{{"how", storage::to_text(one.how)},
             {"at", to_text(one.at)},
             {"until", to_text(away_until(one, by))},
             {"who", one.who}};
  if (!one.campaign.empty())
    shown["campaign"] = one.campaign;
  return shown;
}

/// Those that stay away at `now`, by suggestion.
std::map<std::string, storage::away_suggestion>
away_now(storage::reader& from, const reports::benchmarks& by, instant now) {
  std::map<std::string, storage::away_suggestion> found;
  for (auto& one : from.suggestions().away()) {
    if (away_until(one, by) > now)
      found.emplace(one.suggestion, std::move(one));
  }
  return found;
}

json show_benchmarks_line(std::int64_t version, const reports::benchmarks& by) {
  return {{"version", version}, {"from_template", by.of_template}};
}

json show_benchmarks(const storage::stored_document& stored) {
  auto read = reports::read_benchmarks(stored.source);
  return {{"version", stored.version},
          {"updated_at", to_text(stored.updated_at)},
          {"updated_by", stored.updated_by},
          {"from_template", read ? json(read->of_template) : json::array()},
          {"document", read ? std::move(read->source) : stored.source}};
}

/// The same where nobody has put any.
json show_template() {
  const auto read = reports::read_benchmarks(json::object());
  return {{"version", 0},
          {"from_template", read->of_template},
          {"document", reports::benchmarks_template()}};
}

/// Mistakes of the parameters of a scenario as mistakes of the suggestion that names it.
void tell_mistakes_of(const error& refused, const std::string& place,
                      std::vector<error_detail>& mistakes) {
  const auto told_before = mistakes.size();
  for (const auto& detail : refused.details) {
    if (detail.pointer.starts_with("/parameters"))
      mistakes.push_back({place + detail.pointer, detail.message});
  }
  if (mistakes.size() == told_before)
    mistakes.push_back({place + "/scenario", refused.message});
}

} // namespace

// ---- what is suggested ---------------------------------------------------------------------

void suggestion_service::list(bool with_away, completion<json> done) {
  answer_question(std::move(done), [this, with_away](const std::stop_token& stop) -> result<json> {
    const auto stored = reader().suggestions().benchmarks();
    const auto by = benchmarks_in_force(reader());
    if (!by)
      return fail(by.error());
    const auto away = away_now(reader(), *by, now());
    auto actions = by->suggestions;
    if (!with_away)
      std::erase_if(actions, [&](const auto& one) { return away.contains(one.id); });
    auto found = look(*by, std::move(actions), stop);
    if (!found)
      return fail(std::move(found.error()));
    json shown = json::array();
    for (const auto& one : found->usable) {
      auto draft = show_draft(*by, one);
      if (!draft) {
        found->others.push_back({one.action.id, std::move(draft.error())});
        continue;
      }
      json card{{"id", one.action.id},
                {"title", one.action.title},
                {"group", group_of_action(one.action)},
                {"size", one.size},
                {"goal", reports::to_text(one.action.goal)},
                {"reasons", reports::reasons_of(one)}};
      card.update(*draft);
      if (const auto gone = away.find(one.action.id); gone != away.end())
        card["away"] = show_away(gone->second, *by);
      shown.push_back(std::move(card));
    }
    json unusable = json::array();
    for (const auto& one : found->others)
      unusable.push_back(
          {{"id", one.id}, {"code", describe(one.why.code).text}, {"message", one.why.message}});
    return json{{"suggestions", std::move(shown)},
                {"unusable", std::move(unusable)},
                {"benchmarks", show_benchmarks_line(stored ? stored->version : 0, *by)},
                {"at", to_text(now())}};
  });
}

result<suggestion_service::looked_at>
suggestion_service::look(const reports::benchmarks& by,
                         std::vector<reports::suggested_action> actions,
                         const std::stop_token& stop) {
  looked_at found;
  std::vector<segments::predicate_ptr> asked;
  for (auto& action : actions) {
    auto group = services_.segments.find(reader(), group_call(action));
    if (!group) {
      found.others.push_back({action.id, std::move(group.error())});
      continue;
    }
    asked.push_back(std::move(*group));
    auto& made = found.usable.emplace_back();
    made.action = std::move(action);
    made.peers_of_template = by.is_of_template("suggestions");
  }
  const auto counted = reader().segments().count_customers(asked, now(), stop);
  for (std::size_t i = 0; i < counted.size(); ++i) {
    if (counted[i].failure)
      return fail(*counted[i].failure);
    found.usable[i].size = counted[i].members;
  }
  const auto past = past_of_groups(stop);
  if (!past)
    return fail(past.error());
  for (auto& one : found.usable) {
    if (const auto known = past->find(one.action.segment); known != past->end()) {
      one.past = known->second.figures;
      one.campaigns = known->second.campaigns;
    }
  }
  reports::arrange(found.usable);
  return found;
}

result<std::map<std::string, suggestion_service::past>>
suggestion_service::past_of_groups(const std::stop_token& stop) {
  std::map<std::string, past> found;
  storage::monitor_query what{.by = {reports::dimension::group}, .window = *read_window({})};
  for (const auto& one : reader().campaigns().list()) {
    const auto known = services_.catalogue.find(one.id);
    if (!known)
      continue;
    const auto& source = known->newest->definition->source;
    const auto group = segments::group_in(source.value("audience", json()));
    if (!group)
      continue;
    ++found[group->name].campaigns;
    what.campaigns.push_back({.id = one.id, .group = group->name, .zone = "UTC"});
  }
  const auto table = reader().monitor().figures(what, stop);
  if (!table)
    return fail(error_code::question_ended, "the messages were not counted");
  for (const auto& row : table->rows)
    found[row.key.front()].figures = row.figures;
  return found;
}

result<suggestion_service::send_time>
suggestion_service::send_time_of(const reports::benchmarks& by,
                                 const reports::suggested_action& action) {
  const auto key = rules::segment_key(action.segment, action.segment_parameters);
  const auto group = reader().active_hours().measured(key);
  const auto shop = reader().active_hours().measured({});
  const auto open = reports::open_hours_by(*services_.send_rules.now());
  const auto best = reports::choose_hour(nullptr, &group, &shop, open);
  const auto hour = best ? best->hour : usual_hour;
  const auto at = reports::next_full_hour(now() + time_to_look, hour, by.zone);
  if (!at)
    return fail(at.error());
  return send_time{*at, hour, best ? std::string{reports::to_text(best->whose)} : "usual"};
}

result<json> suggestion_service::parameters_of(const reports::benchmarks& by,
                                               const reports::suggested_action& action,
                                               const send_time& when) {
  const auto scenario = library_.find(action.scenario);
  if (!scenario)
    return fail(scenario.error());
  return reports::prefilled(action, (*scenario)->parameters, {.zone = by.zone, .at = when.at});
}

result<json> suggestion_service::show_draft(const reports::benchmarks& by,
                                            const reports::suggestion& of) {
  const auto when = send_time_of(by, of.action);
  if (!when)
    return fail(when.error());
  auto parameters = parameters_of(by, of.action, *when);
  if (!parameters)
    return fail(std::move(parameters.error()));
  const auto filled = library_.fill_to_look(of.action.scenario, *parameters);
  if (!filled)
    return fail(filled.error());
  auto shown = price_of_draft(services_, *filled->definition, of.size);
  shown["needs"] = show_needs(services_, *filled->definition, filled->scenario->needs);
  shown["send_at"] = {
      {"at", calendar::to_local_text(when->at, by.zone).value_or(to_text(when->at))},
      {"hour", when->hour},
      {"whose", when->whose}};
  shown["draft"] = {{"method", "POST"},
                    {"path", "/v1/suggestions/" + of.action.id + "/draft"},
                    {"scenario", of.action.scenario},
                    {"campaign", reports::draft_id(of.action, now(), by.zone)},
                    {"parameters", std::move(*parameters)}};
  return shown;
}

// ---- what becomes of a suggestion ----------------------------------------------------------

void suggestion_service::draft(suggested_draft request, completion<written> done) {
  auto answer = std::make_shared<completion<written>>(std::move(done));
  run_check(answer, [this, answer, request = std::move(request)]() mutable {
    auto planned = storage::as_result([&]() -> result<install_request> {
      const auto by = benchmarks_in_force(reader());
      if (!by)
        return fail(by.error());
      const auto* action = by->find(request.suggestion);
      if (action == nullptr)
        return no_suggestion(request.suggestion);
      const auto when = send_time_of(*by, *action);
      if (!when)
        return fail(when.error());
      auto parameters = parameters_of(*by, *action, *when);
      if (!parameters)
        return fail(std::move(parameters.error()));
      if (request.parameters.is_object())
        parameters->update(request.parameters);
      const auto id = reports::draft_id(*action, now(), by->zone);
      const auto language = parameters->value("language", std::string{"vi"});
      const auto day = id.substr(action->id.size() + 1);
      const auto& title =
          action->title.contains(language) ? action->title.at(language) : action->title.at("vi");
      return install_request{.scenario = action->scenario,
                             .campaign = request.campaign.empty() ? id : request.campaign,
                             .name = request.name.empty() ? title.get<std::string>() + " · " + day
                                                          : request.name,
                             .parameters = std::move(*parameters),
                             .by = request.by,
                             .idem = request.idem};
    });
    if (!planned)
      return (*answer)(fail(std::move(planned.error())));
    const storage::away_suggestion gone{.suggestion = request.suggestion,
                                        .how = storage::away_reason::acted_on,
                                        .at = now(),
                                        .who = request.by.who,
                                        .campaign = planned->campaign};
    library_.install_with(
        std::move(*planned), [gone](storage::transaction& tx) { storage::put_away(tx, gone, {}); },
        completion<written>{[answer, id = request.suggestion](result<written> made) {
          if (made)
            made->body["suggestion"] = id;
          (*answer)(std::move(made));
        }});
  });
}

void suggestion_service::dismiss(std::string id, caller by, completion<json> done) {
  auto answer = std::make_shared<completion<json>>(std::move(done));
  run_query(answer, [this, answer, id = std::move(id), by = std::move(by)] {
    const auto in_force = benchmarks_in_force(reader());
    if (!in_force)
      return (*answer)(fail(in_force.error()));
    if (in_force->find(id) == nullptr)
      return (*answer)(no_suggestion(id));
    const storage::away_suggestion gone{
        .suggestion = id, .how = storage::away_reason::dismissed, .at = now(), .who = by.who};
    commit<bool>(
        std::move(*answer),
        [gone, why = by.why](storage::transaction& tx) -> result<bool> {
          storage::put_away(tx, gone, why);
          return true;
        },
        [gone, in_force = *in_force](bool) -> result<json> {
          return json{{"id", gone.suggestion}, {"away", show_away(gone, in_force)}};
        });
  });
}

void suggestion_service::restore(std::string id, caller by, completion<json> done) {
  const auto at = now();
  commit<bool>(
      std::move(done),
      [id, by, at](storage::transaction& tx) -> result<bool> {
        if (!storage::bring_back(tx, id, by.who, by.why, at))
          return fail(error_code::not_found, "no suggestion \"" + id + "\" stays away");
        return true;
      },
      [id](bool) -> result<json> {
        return json{{"id", id}};
      });
}

// ---- benchmarks ----------------------------------------------------------------------------

void suggestion_service::benchmarks(completion<written> done) {
  answer_query(std::move(done), [this]() -> result<written> {
    const auto stored = reader().suggestions().benchmarks();
    return written{stored ? show_benchmarks(*stored) : show_template(), false, false,
                   stored ? stored->version : 0};
  });
}

void suggestion_service::put_benchmarks(document_request request, completion<written> done) {
  request.id = storage::benchmarks_id;
  put_document(
      std::move(request), {"document", "benchmarks", storage::write_benchmarks, show_benchmarks},
      [this](document_request& put) -> result<void> {
        const auto read = reports::read_benchmarks(put.definition);
        if (!read)
          return fail(read.error());
        return storage::as_result([&] { return check_actions(*read); });
      },
      std::move(done));
}

result<void> suggestion_service::check_actions(const reports::benchmarks& by) {
  std::vector<error_detail> mistakes;
  for (std::size_t i = 0; i < by.suggestions.size(); ++i) {
    const auto& action = by.suggestions[i];
    const auto place = pointer_to("/suggestions", i);
    if (const auto group = services_.segments.find(reader(), group_call(action)); !group)
      mistakes.push_back({place + "/segment", group.error().details.empty()
                                                  ? group.error().message
                                                  : group.error().details.front().message});
    const auto parameters = parameters_of(by, action, {.at = now()});
    if (!parameters) {
      mistakes.push_back({place + "/scenario", parameters.error().message});
      continue;
    }
    if (const auto filled = library_.fill_to_look(action.scenario, *parameters); !filled)
      tell_mistakes_of(filled.error(), place, mistakes);
  }
  if (mistakes.empty())
    return {};
  return fail(error_code::invalid_request, "the benchmarks have errors", std::move(mistakes));
}

void suggestion_service::remove_benchmarks(preconditions only_if, caller by,
                                           completion<json> done) {
  const auto at = now();
  commit<storage::stored_document>(
      std::move(done),
      [=](storage::transaction& tx) {
        return storage::remove_benchmarks(tx, only_if, by.who, by.why, at);
      },
      [](const storage::stored_document& removed) -> result<json> {
        return json{{"id", removed.id}, {"version", removed.version}, {"deleted", true}};
      });
}

} // namespace sojourn::service
