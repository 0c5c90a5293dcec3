// What can be asked about the library of scenarios.
#include "service/implementation/library_service.hpp"

#include "campaign/reader.hpp"
#include "library/from_campaign.hpp"
#include "library/needs.hpp"
#include "library/parameters.hpp"
#include "library/shipped.hpp"
#include "reports/campaign_graph.hpp"
#include "service/implementation/cursor.hpp"
#include "service/implementation/definition_checks.hpp"
#include "service/implementation/library_estimate.hpp"
#include "service/implementation/library_needs.hpp"

#include <algorithm>
#include <map>

namespace sojourn::service {

namespace {

tl::unexpected<error> no_scenario(const std::string& id) {
  return fail(error_code::not_found, "there is no scenario \"" + id + "\" in the library");
}

json show_shipped_scenario(const library::shipped_document& shipped) {
  auto shown = library::summary_of(shipped.id, shipped.version, shipped.source);
  shown["shipped"] = true;
  return shown;
}

json show_saved_scenario(const storage::stored_document& stored) {
  auto shown = library::summary_of(stored.id, stored.version, stored.source);
  shown.update({{"shipped", false},
                {"created_at", to_text(stored.created_at)},
                {"updated_at", to_text(stored.updated_at)},
                {"updated_by", stored.updated_by}});
  return shown;
}

/// The same with the document, as a version of it and its writing are answered.
json show_document(const storage::stored_document& stored) {
  auto shown = show_saved_scenario(stored);
  shown["scenario"] = stored.source;
  return shown;
}

bool is_wanted(const json& shown, const scenario_filter& wanted) {
  const auto& trades = shown.at("trades");
  const bool is_of_trade = wanted.trade.empty() || trades.empty() ||
                           std::find(trades.begin(), trades.end(), wanted.trade) != trades.end();
  return is_of_trade && (wanted.goal.empty() || shown.at("goal") == wanted.goal);
}

json show_installation(const storage::installation& one, std::int64_t newest,
                       const actors::catalogue& known) {
  json shown{{"campaign", one.campaign},
             {"scenario", one.scenario},
             {"version", one.version},
             {"newest", newest},
             {"offers", newest > one.version},
             {"parameters", one.parameters},
             {"installed_at", to_text(one.installed_at)},
             {"updated_at", to_text(one.updated_at)},
             {"updated_by", one.who}};
  if (const auto campaign = known.find(one.campaign))
    shown["state"] = storage::to_text(campaign->state);
  return shown;
}

/// The hosted forms that come with a scenario.
std::set<std::string> form_ids(const library_service::filled_scenario& filled) {
  std::set<std::string> ids;
  const auto forms = library::forms_of(*filled.scenario, filled.parameters);
  for (const auto& one : forms)
    ids.insert(one.at("id").get<std::string>());
  return ids;
}

} // namespace

void library_service::list(scenario_filter wanted, page_request at, completion<page> done) {
  answer_query(std::move(done),
               [this, wanted = std::move(wanted), at = std::move(at)]() -> result<page> {
                 std::map<std::string, json> all;
                 for (const auto& shipped : library::shipped_documents())
                   all.emplace(shipped.id, show_shipped_scenario(shipped));
                 for (const auto& stored : reader().library().scenarios())
                   all.emplace(stored.id, show_saved_scenario(stored));
                 const auto counts = reader().library().installation_counts();
                 return page_of(at.limit, "id", [&](std::size_t limit) {
                   std::vector<json> found;
                   for (auto next = all.upper_bound(at.cursor);
                        next != all.end() && found.size() < limit; ++next) {
                     if (!is_wanted(next->second, wanted))
                       continue;
                     const auto count = counts.find(next->first);
                     next->second["installed"] = count == counts.end() ? 0 : count->second;
                     found.push_back(std::move(next->second));
                   }
                   return found;
                 });
               });
}

result<library::scenario_ptr> library_service::find(const std::string& id) {
  if (auto shipped = library::find_shipped(id))
    return shipped;
  const auto stored = reader().library().scenario(id);
  if (!stored)
    return no_scenario(id);
  auto read = library::read_scenario(id, stored->source);
  if (!read)
    return fail(error_code::data_corrupt,
                "the scenario \"" + id + "\" in the data file: " + read.error().message,
                read.error().details);
  auto counted = std::make_shared<library::scenario>(**read);
  counted->version = stored->version;
  return counted;
}

result<library_service::filled_scenario> library_service::fill_to_look(const std::string& id,
                                                                       const json& parameters) {
  auto scenario = find(id);
  if (!scenario)
    return fail(std::move(scenario.error()));
  auto complete = library::complete_parameters(**scenario, parameters, "/parameters",
                                               library::gaps::take_examples);
  if (!complete)
    return fail(std::move(complete.error()));
  // No channel, message or record type that is missing keeps anybody from looking: it is a need.
  auto around = services_.catalogue.around();
  around.channels.clear();
  around.own_lists = std::nullopt;
  auto read = campaign::read_definition(
      library::definition_of(**scenario, id, library::title_for(**scenario, *complete), *complete),
      around);
  if (!read)
    return fail(as_mistakes_of_request(**scenario, std::move(read.error())));
  return filled_scenario{std::move(*scenario), std::move(*complete), std::move(*read)};
}

void library_service::get(std::string id, completion<written> done) {
  auto answer = std::make_shared<completion<written>>(std::move(done));
  run_check(answer, [this, answer, id = std::move(id)] {
    (*answer)(storage::as_result([&]() -> result<written> {
      const auto filled = fill_to_look(id, json::object());
      if (!filled)
        return fail(filled.error());
      const auto& scenario = *filled->scenario;
      const auto stored = reader().library().scenario(id);
      auto shown = stored ? show_saved_scenario(*stored)
                          : show_shipped_scenario({id, scenario.version, scenario.source});
      shown["parameters"] = scenario.parameters;
      shown["scenario"] = scenario.source;
      shown["needs"] =
          show_needs(services_, *filled->definition, scenario.needs, form_ids(*filled));
      shown["graph"] = reports::campaign_graph(*filled->definition, {}, {});
      shown["graph"]["start"] = filled->definition->start;
      shown["installed"] = reader().library().installations(id).size();
      return written{std::move(shown), false, false, scenario.version};
    }));
  });
}

void library_service::versions(std::string id, completion<page> done) {
  answer_query(std::move(done), [this, id = std::move(id)]() -> result<page> {
    page found;
    if (const auto shipped = library::find_shipped(id)) {
      auto shown = show_shipped_scenario({id, shipped->version, shipped->source});
      shown["scenario"] = shipped->source;
      found.items.push_back(std::move(shown));
      return found;
    }
    for (const auto& stored : reader().library().scenario_versions(id))
      found.items.push_back(show_document(stored));
    if (found.items.empty())
      return no_scenario(id);
    return found;
  });
}

void library_service::put(document_request request, completion<written> done) {
  put_document(
      std::move(request), {"scenario", "tea-lovers", storage::write_scenario, show_document},
      [this](document_request& put) -> result<void> {
        if (library::is_shipped(put.id))
          return fail(error_code::already_exists, "the scenario \"" + put.id +
                                                      "\" comes with Sojourn and stays; save "
                                                      "yours by another id");
        const auto named = put.definition.value("campaign", json());
        if (named.is_string()) {
          const auto known = services_.catalogue.find(named.get<std::string>());
          if (!known)
            return fail(error_code::invalid_request, "the scenario has errors",
                        {{"/campaign", known.error().message}});
          auto document = library::document_of_campaign(known->newest->definition->source,
                                                        std::move(put.definition));
          if (!document)
            return fail(std::move(document.error()));
          put.definition = std::move(*document);
        }
        if (const auto read = library::read_scenario(put.id, put.definition); !read)
          return fail(read.error());
        for (const auto* counted : {"id", "version"})
          put.definition.erase(counted);
        return {};
      },
      std::move(done));
}

void library_service::remove(std::string id, preconditions only_if, caller by,
                             completion<json> done) {
  if (library::is_shipped(id))
    return done(
        fail(error_code::wrong_state, "the scenario \"" + id + "\" comes with Sojourn and stays"));
  const auto at = now();
  commit<storage::stored_document>(
      std::move(done),
      [=](storage::transaction& tx) {
        return storage::remove_scenario(tx, id, only_if, by.who, by.why, at);
      },
      [](const storage::stored_document& removed) -> result<json> {
        return json{{"id", removed.id}, {"version", removed.version}, {"deleted", true}};
      });
}

void library_service::estimate(std::string id, json parameters, completion<json> done) {
  answer_question(std::move(done),
                  [this, id = std::move(id), parameters = std::move(parameters)](
                      const std::stop_token& stop) -> result<json> {
                    const auto filled = fill_to_look(id, parameters);
                    if (!filled)
                      return fail(filled.error());
                    const auto& scenario = *filled->scenario;
                    if (auto known = require_known_names(services_, *filled->definition); !known)
                      return fail(as_mistakes_of_request(scenario, std::move(known.error())));
                    auto told = estimate_scenario(services_, scenario, filled->definition,
                                                  filled->parameters, stop);
                    if (!told)
                      return fail(std::move(told.error()));
                    told->update({{"scenario", id},
                                  {"version", scenario.version},
                                  {"parameters", filled->parameters},
                                  {"needs", show_needs(services_, *filled->definition,
                                                       scenario.needs, form_ids(*filled))}});
                    return told;
                  });
}

void library_service::installations(std::string id, page_request at, completion<page> done) {
  answer_query(std::move(done), [this, id = std::move(id), at = std::move(at)]() -> result<page> {
    std::int64_t newest = 0;
    if (const auto scenario = find(id))
      newest = (*scenario)->version;
    else if (reader().library().installations(id).empty()) // it was deleted, or never was there
      return fail(scenario.error());
    return page_of(at.limit, "campaign", [&](std::size_t limit) {
      std::vector<json> found;
      for (const auto& one : reader().library().installations(id)) {
        if (one.campaign > at.cursor && found.size() < limit)
          found.push_back(show_installation(one, newest, services_.catalogue));
      }
      return found;
    });
  });
}

result<library_service::offer> library_service::find_offer(const std::string& id,
                                                           const std::string& campaign,
                                                           const json& parameters) {
  auto scenario = find(id);
  if (!scenario)
    return fail(std::move(scenario.error()));
  auto installed = reader().library().installation_of(campaign);
  if (!installed || installed->scenario != id)
    return fail(error_code::not_found,
                "the scenario \"" + id + "\" has made no campaign \"" + campaign + "\"");
  const auto known = services_.catalogue.find(campaign);
  if (!known)
    return fail(known.error());
  // What the newest version no longer asks for is left behind.
  auto given = json::object();
  for (const auto& [name, value] : installed->parameters.items()) {
    if ((*scenario)->parameters.at("properties").contains(name))
      given[name] = value;
  }
  given.update(parameters);
  auto complete = library::complete_parameters(**scenario, given, "/parameters");
  if (!complete)
    return fail(std::move(complete.error()));
  const auto name = installed->definition.at("name").get<std::string>();
  auto read =
      read_definition(services_, library::definition_of(**scenario, campaign, name, *complete));
  if (!read)
    return fail(as_mistakes_of_request(**scenario, std::move(read.error())));
  auto changes = library::difference(installed->definition, (*read)->source,
                                     known->newest->definition->source);
  return offer{{std::move(*scenario), std::move(*complete), std::move(*read)},
               std::move(*installed),
               known->newest,
               std::move(changes)};
}

json library_service::show_offer(const offer& offered) const {
  auto shown =
      show_installation(offered.installed, offered.newest.scenario->version, services_.catalogue);
  shown["campaign_version"] = offered.current->version;
  shown["difference"] = json::array();
  for (const auto& one : offered.changes)
    shown["difference"].push_back(library::as_json(one));
  return shown;
}

void library_service::difference(std::string id, std::string campaign, completion<written> done) {
  auto answer = std::make_shared<completion<written>>(std::move(done));
  run_check(answer, [this, answer, id = std::move(id), campaign = std::move(campaign)] {
    (*answer)(storage::as_result([&]() -> result<written> {
      const auto offered = find_offer(id, campaign, json::object());
      if (!offered)
        return fail(offered.error());
      return written{show_offer(*offered), false, false, offered->current->version};
    }));
  });
}

void library_service::update(scenario_update request, completion<written> done) {
  auto answer = std::make_shared<completion<written>>(std::move(done));
  run_check(answer, [this, answer, request = std::move(request)] {
    auto offered = storage::as_result(
        [&] { return find_offer(request.scenario, request.campaign, request.parameters); });
    if (!offered)
      return (*answer)(fail(std::move(offered.error())));
    auto after = offered->installed;
    after.version = offered->newest.scenario->version;
    after.parameters = offered->newest.parameters;
    after.definition = offered->newest.definition->source;
    after.updated_at = now();
    after.who = request.by.who;
    auto definition = library::with_changes(offered->current->definition->source, offered->changes,
                                            {request.take.begin(), request.take.end()});
    offered->installed = after;
    campaigns_.put_with(
        {.id = request.campaign,
         .definition = std::move(definition),
         .only_if = request.only_if,
         .by = request.by},
        [after](storage::transaction& tx) { storage::put_installation(tx, after); },
        completion<written>{[this, answer, offered = std::move(*offered)](result<written> stored) {
          if (!stored)
            return (*answer)(
                fail(as_mistakes_of_request(*offered.newest.scenario, std::move(stored.error()))));
          auto shown = show_offer(offered);
          shown["campaign_version"] = stored->version;
          (*answer)(written{std::move(shown), false, false, stored->version});
        }});
  });
}

} // namespace sojourn::service
