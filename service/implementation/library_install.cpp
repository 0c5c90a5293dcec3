// Making a campaign of a scenario, and letting it run if nothing stands against that.
#include "forms/form.hpp"
#include "library/parameters.hpp"
#include "library/placeholders.hpp"
#include "library/shipped.hpp"
#include "service/implementation/campaign_findings.hpp"
#include "service/implementation/definition_checks.hpp"
#include "service/implementation/library_needs.hpp"
#include "service/implementation/library_service.hpp"
#include "storage/hosted_forms.hpp"

#include <algorithm>

namespace sojourn::service {

namespace {

/// What was found before an activation: what stands against it, and what is only worth a look.
struct looked_at {
  std::vector<obstacle> against;
  json warnings = json::array();
};

result<looked_at> look_before(actors::services& services, const std::string& campaign,
                              const std::vector<std::string>& overridden,
                              const std::stop_token& stop) {
  const auto known = services.catalogue.find(campaign);
  if (!known)
    return fail(known.error());
  const auto found = find_before_activation(services, *known->newest, stop);
  if (!found)
    return fail(found.error());
  looked_at told;
  told.against = obstacles_to(services, *known->newest->definition, *found,
                              {overridden.begin(), overridden.end()});
  for (const auto& one : *found) {
    const bool is_against = std::ranges::any_of(told.against, [&](const obstacle& other) {
      return other.code == one.code && other.pointer == one.pointer;
    });
    if (one.how == content::severity::warning && !is_against)
      told.warnings.push_back(content::as_json(one));
  }
  return told;
}

/// Whether the hosted forms that come with a scenario can be read as they were filled. Errors:
/// invalid_request, at the parameters that filled them.
result<void> check_forms(const library::scenario& of, const json& forms) {
  for (std::size_t i = 0; i < forms.size(); ++i) {
    auto read = forms::read_form(forms[i].at("id").get<std::string>(), forms[i]);
    if (read)
      continue;
    for (auto& detail : read.error().details)
      detail.pointer =
          library::place_in_parameters(of.forms.at(i), detail.pointer).value_or("/parameters");
    return fail(std::move(read.error()));
  }
  return {};
}

/// Writes the hosted forms that come with a scenario, but for those that the shop has: they are its
/// own. Where there are too many, the activation says which one is missing.
void write_forms(storage::transaction& tx, const json& forms, const std::string& who, instant at) {
  for (auto source : forms) {
    const auto id = source.at("id").get<std::string>();
    source.erase("id");
    if (!storage::has_form(tx, id))
      (void)storage::write_form(tx, {.id = id, .source = std::move(source), .who = who}, at);
  }
}

/// The errors of a refused activation, each as something that stands against it.
json as_obstacles(const error& refused) {
  auto shown = json::array();
  const auto code = std::string{describe(refused.code).text};
  for (const auto& detail : refused.details)
    shown.push_back(as_json(obstacle{code, detail.pointer, detail.message}));
  if (shown.empty())
    shown.push_back(as_json(obstacle{code, "", refused.message}));
  return shown;
}

} // namespace

error library_service::as_mistakes_of_request(const library::scenario& of, error refused) {
  std::vector<error_detail> once; // one parameter may stand in several steps
  for (auto& detail : refused.details) {
    if (detail.pointer == "/id")
      detail.pointer = "/campaign";
    else if (auto place = library::place_in_parameters(of.campaign, detail.pointer))
      detail.pointer = std::move(*place);
    if (std::ranges::find(once, detail) == once.end())
      once.push_back(std::move(detail));
  }
  refused.details = std::move(once);
  return refused;
}

result<library_service::filled_scenario>
library_service::fill_to_run(const install_request& request) {
  auto scenario = find(request.scenario);
  if (!scenario)
    return fail(std::move(scenario.error()));
  auto complete = library::complete_parameters(**scenario, request.parameters, "/parameters");
  if (!complete)
    return fail(std::move(complete.error()));
  const auto name = request.name.empty() ? library::title_for(**scenario, *complete) : request.name;
  auto read = read_definition(
      services_, library::definition_of(**scenario, request.campaign, name, *complete));
  if (!read)
    return fail(as_mistakes_of_request(**scenario, std::move(read.error())));
  if (auto known = require_known_names(services_, **read); !known)
    return fail(as_mistakes_of_request(**scenario, std::move(known.error())));
  if (auto fit = check_forms(**scenario, library::forms_of(**scenario, *complete)); !fit)
    return fail(std::move(fit.error()));
  return filled_scenario{std::move(*scenario), std::move(*complete), std::move(*read)};
}

void library_service::install(install_request request, completion<written> done) {
  install_with(std::move(request), {}, std::move(done));
}

void library_service::install_with(install_request request, campaign_service::also_written also,
                                   completion<written> done) {
  if (request.campaign.empty())
    request.campaign = request.scenario;
  if (request.activate &&
      !request.by.may.contains_all({accounts::permission::activate, accounts::permission::send}))
    return done(fail(error_code::may_not_send,
                     "to activate what is installed \"" + request.by.who +
                         "\" needs the permissions activate and send as well; leave \"activate\" "
                         "out to install a draft"));
  auto answer = std::make_shared<completion<written>>(std::move(done));
  run_check(answer, [this, answer, request = std::move(request), also = std::move(also)] {
    auto filled = storage::as_result([&] { return fill_to_run(request); });
    if (!filled)
      return (*answer)(fail(std::move(filled.error())));
    write_draft(request, std::move(*filled), also, std::move(*answer));
  });
}

void library_service::write_draft(const install_request& request, filled_scenario filled,
                                  campaign_service::also_written also, completion<written> done) {
  const auto at = now();
  const storage::installation made{.campaign = request.campaign,
                                   .scenario = request.scenario,
                                   .shipped = library::is_shipped(request.scenario),
                                   .version = filled.scenario->version,
                                   .parameters = filled.parameters,
                                   .definition = filled.definition->source,
                                   .installed_at = at,
                                   .updated_at = at,
                                   .who = request.by.who};
  auto answer = std::make_shared<completion<written>>(std::move(done));
  document_request draft{.id = request.campaign,
                         .definition = filled.definition->source,
                         .must_be_new = true,
                         .by = request.by,
                         .idem = request.idem};
  auto forms = library::forms_of(*filled.scenario, filled.parameters); // before it is moved from
  campaigns_.put_with(
      std::move(draft),
      [made, also = std::move(also), at, forms = std::move(forms)](storage::transaction& tx) {
        storage::put_installation(tx, made);
        write_forms(tx, forms, made.who, at);
        if (also)
          also(tx);
      },
      completion<written>{
          [this, answer, request, filled = std::move(filled)](result<written> stored) {
            if (!stored)
              return (*answer)(
                  fail(as_mistakes_of_request(*filled.scenario, std::move(stored.error()))));
            if (stored->replayed)
              repeat_install(request, filled, *stored, std::move(*answer));
            else
              finish_install(request, filled, *stored, std::move(*answer));
          }});
}

void library_service::repeat_install(install_request request, filled_scenario filled,
                                     written stored, completion<written> done) {
  auto answer = std::make_shared<completion<written>>(std::move(done));
  run_query(answer, [this, answer, request = std::move(request), filled = std::move(filled),
                     stored = std::move(stored)]() mutable {
    request.campaign = stored.body.value("id", request.campaign);
    if (auto first = reader().library().installation_of(request.campaign))
      filled.parameters = std::move(first->parameters);
    finish_install(request, filled, stored, std::move(*answer));
  });
}

void library_service::finish_install(const install_request& request, const filled_scenario& filled,
                                     const written& stored, completion<written> done) {
  json told{{"id", request.campaign},
            {"scenario", request.scenario},
            {"version", filled.scenario->version},
            {"parameters", filled.parameters},
            {"against", json::array()},
            {"findings", json::array()}};
  auto answer = std::make_shared<completion<written>>(std::move(done));
  const auto finish = [this, answer, campaign = request.campaign, created = stored.created,
                       replayed = stored.replayed](json body) {
    const auto known = services_.catalogue.find(campaign);
    const auto state = known ? known->state : storage::campaign_state::draft;
    body["state"] = storage::to_text(state);
    body["activated"] = state == storage::campaign_state::active;
    (*answer)(written{std::move(body), created, replayed, 0});
  };
  // A repeated request may find its draft running already: the daemon died before it could answer.
  const auto known = services_.catalogue.find(request.campaign);
  if (!request.activate || (known && known->state != storage::campaign_state::draft))
    return finish(std::move(told));
  const asker whose{.client = answer->by().client};
  const auto taken = queues_.questions.submit(
      whose, [this, answer, request, finish, told, scenario = filled.scenario](
                 const std::stop_token& stop, const question_desk::reason& why) mutable {
        auto found = storage::as_result(
            [&] { return look_before(services_, request.campaign, request.overridden, stop); });
        if (!found)
          return (*answer)(fail(why().value_or(found.error())));
        told["findings"] = std::move(found->warnings);
        for (auto& one : found->against) {
          one.parameter =
              library::place_in_parameters(scenario->campaign, one.pointer).value_or("");
          told["against"].push_back(as_json(one));
        }
        if (!found->against.empty())
          return finish(std::move(told));
        auto by = request.by;
        for (const auto& code : request.overridden)
          by.why += (by.why.empty() ? "overrides " : "; overrides ") + code;
        campaigns_.change(request.campaign, campaign_action::activate, by,
                          completion<json>{[finish, told](result<json> changed) mutable {
                            if (!changed)
                              told["against"] = as_obstacles(changed.error());
                            finish(std::move(told));
                          }});
      });
  if (!taken)
    (*answer)(fail(taken.error()));
}

} // namespace sojourn::service
