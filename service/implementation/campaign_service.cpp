// What can be asked about campaigns.
#include "service/implementation/campaign_service.hpp"

#include "accounts/changes.hpp"
#include "actors/campaign_log.hpp"
#include "calendar/day_number.hpp"
#include "campaign/message_reader.hpp"
#include "campaign/secrets.hpp"
#include "reports/campaign_graph.hpp"
#include "service/background/audience.hpp"
#include "service/implementation/campaign_findings.hpp"
#include "service/implementation/campaign_price.hpp"
#include "service/implementation/card_changes.hpp"
#include "service/implementation/check_messages.hpp"
#include "service/implementation/definition_checks.hpp"
#include "service/implementation/lint_figures.hpp"
#include "service/implementation/right_to_send.hpp"
#include "service/implementation/with_idempotency_key.hpp"
#include "storage/audit.hpp"
#include "storage/budget.hpp"
#include "storage/content.hpp"
#include "storage/inbox.hpp"
#include "storage/records.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <set>

namespace sojourn::service {

namespace {

storage::held_total held_by(storage::reader& from, const std::string& campaign) {
  for (auto& total : from.inbox().held_totals()) {
    if (total.campaign == campaign)
      return std::move(total);
  }
  return {.campaign = campaign};
}

storage::campaign_state target_of(campaign_action action) {
  switch (action) {
  case campaign_action::activate:
  case campaign_action::resume:
    return storage::campaign_state::active;
  case campaign_action::pause:
    return storage::campaign_state::paused;
  case campaign_action::end:
    return storage::campaign_state::ended;
  case campaign_action::archive:
    return storage::campaign_state::archived;
  }
  return storage::campaign_state::draft;
}

/// What a version takes from the library, and what the library has by now.
json show_library(storage::reader& from, const campaign::message_library& taken) {
  json shown = json::array();
  for (const auto& [id, message] : taken) {
    json one{{"message", id}, {"version", message.version}};
    if (const auto newest = from.content().message(id))
      one["newest"] = newest->version;
    shown.push_back(std::move(one));
  }
  return shown;
}

/// The days that a graph is counted in, the last among them.
struct day_range {
  std::int64_t first = std::numeric_limits<std::int64_t>::min();
  std::int64_t last = std::numeric_limits<std::int64_t>::max();
};

day_range days_of(const graph_request& request, const std::string& zone) {
  day_range days;
  if (request.from)
    days.first = calendar::day_number(*request.from, zone);
  if (request.to)
    days.last = calendar::day_number(*request.to - milliseconds{1}, zone);
  return days;
}

std::string_view name_of(campaign_action action) {
  switch (action) {
  case campaign_action::activate:
    return "activate";
  case campaign_action::resume:
    return "resume";
  case campaign_action::pause:
    return "pause";
  case campaign_action::end:
    return "end";
  case campaign_action::archive:
    return "archive";
  }
  return "";
}

} // namespace

void campaign_service::validate(json definition, completion<json> done) {
  auto answer = std::make_shared<completion<json>>(std::move(done));
  run_check(answer, [this, answer, definition = std::move(definition)] {
    (*answer)([&]() -> result<json> {
      const auto read = read_definition(services_, definition);
      if (!read)
        return fail(read.error());
      if (const auto known = require_known_names(services_, **read); !known)
        return fail(known.error());
      return json{{"valid", true}, {"id", (*read)->id}, {"steps", (*read)->steps.size()}};
    }());
  });
}

void campaign_service::put(document_request request, completion<written> done) {
  store_definition(std::move(request), nullptr, nullptr, std::move(done));
}

void campaign_service::put_with(document_request request, also_written also,
                                completion<written> done) {
  store_definition(std::move(request), nullptr, std::move(also), std::move(done));
}

void campaign_service::store_definition(document_request request, library_ptr library,
                                        also_written also, completion<written> done) {
  auto answer = std::make_shared<completion<written>>(std::move(done));
  // Reading and checking a definition takes milliseconds: not on the caller's thread.
  auto work = [this, answer, request = std::move(request), library,
               also = std::move(also)]() mutable {
    auto read = read_definition(services_, request.definition, library);
    if (!read)
      return (*answer)(fail(std::move(read.error())));
    if (auto known = require_known_names(services_, **read); !known)
      return (*answer)(fail(std::move(known.error())));
    const auto& named = (*read)->id;
    if (request.id.empty())
      request.id = named;
    if (auto fit = storage::as_result([&] { return require_fit_version(request.id, *read); }); !fit)
      return (*answer)(fail(std::move(fit.error())));
    if (request.id != named)
      return (*answer)(
          fail(error_code::invalid_request,
               "the definition's id \"" + named + "\" is not the id of the path",
               {{"/id", "write \"" + request.id + "\", or put it to /v1/campaigns/" + named}}));
    commit_definition(std::move(request), std::move(*read), library == nullptr, std::move(also),
                      std::move(*answer));
  };
  run_check(answer, std::move(work));
}

/// What runs by its activation must not come to what would have stood against that.
result<void> campaign_service::require_fit_version(const std::string& id,
                                                   const campaign::definition_ptr& after) {
  const auto known = services_.catalogue.find(id);
  const bool runs = known && (known->state == storage::campaign_state::active ||
                              known->state == storage::campaign_state::paused);
  return runs ? require_lasting_codes(services_, *known->newest, after) : result<void>{};
}

result<storage::version_written>
campaign_service::write_definition(storage::transaction& tx, const document_request& request,
                                   const campaign::definition& checked, instant at) {
  if (auto free = require_no_card(tx, request.id); !free)
    return fail(std::move(free.error()));
  auto version = storage::write_version(tx, request.id, request.definition, request.must_be_new,
                                        request.by.who, at,
                                        campaign::encode_library(checked.library), request.only_if);
  if (!version)
    return fail(std::move(version.error()));
  const auto state = version->campaign.state;
  if (version->created) {
    if (auto may = require_right_to_send(tx, request.by, "the definition", std::array{request.id});
        !may)
      return fail(std::move(may.error()));
  }
  if (state == storage::campaign_state::active || state == storage::campaign_state::paused) {
    if (auto has = require_hook(tx, checked); !has)
      return fail(std::move(has.error()));
    if (auto has = require_forms(tx, checked); !has)
      return fail(std::move(has.error()));
    if (auto has = require_secrets(services_, checked); !has)
      return fail(std::move(has.error()));
    if (auto fit = check_messages(checked, services_.channels); !fit)
      return fail(std::move(fit.error()));
  }
  if (version->created && state == storage::campaign_state::active) {
    if (const auto known = services_.catalogue.find(request.id))
      mark_schedule_changed(tx, *known->newest->definition, checked, at);
  }
  if (version->created)
    storage::write_audit(
        tx, at,
        {.who = request.by.who,
         .action = "campaign.put",
         .target = request.id,
         .why = "version " + std::to_string(version->version.version),
         .changes = accounts::changes_between(version->before, request.definition)});
  return version;
}

void campaign_service::commit_definition(document_request request, campaign::definition_ptr checked,
                                         bool takes_newest, also_written also,
                                         completion<written> done) {
  struct outcome {
    storage::version_written version; ///< only when the answer is not an earlier one
    keyed_answer answer;
  };
  const auto at = now();
  commit<outcome>(
      std::move(done),
      [=, this, request = std::move(request)](storage::transaction& tx) -> result<outcome> {
        outcome made;
        auto answer = with_idempotency_key(tx, request.idem, at, [&]() -> result<json> {
          if (takes_newest) {
            if (auto there = require_messages(tx, *checked); !there)
              return fail(std::move(there.error()));
          }
          auto version = write_definition(tx, request, *checked, at);
          if (!version)
            return fail(std::move(version.error()));
          if (also)
            also(tx);
          made.version = std::move(*version);
          return show(made.version.campaign);
        });
        if (!answer)
          return fail(std::move(answer.error()));
        made.answer = std::move(*answer);
        return made;
      },
      [this, checked](outcome made) -> result<written> {
        if (made.answer.replayed)
          return written{std::move(made.answer.body), true, true, 0};
        services_.catalogue.put(made.version.campaign, made.version.version, checked);
        services_.bell->ring_all();
        scheduler_.look();
        return written{std::move(made.answer.body), made.version.created, false,
                       made.version.version.version};
      });
}

void campaign_service::copy(copy_request request, completion<written> done) {
  auto answer = std::make_shared<completion<written>>(std::move(done));
  auto work = [this, answer, request = std::move(request)]() mutable {
    const auto source = storage::as_result([&]() -> result<actors::running_version_ptr> {
      if (request.version != 0)
        return services_.catalogue.version(request.from, request.version);
      auto known = services_.catalogue.find(request.from);
      if (!known)
        return fail(std::move(known.error()));
      return std::move(known->newest);
    });
    if (!source)
      return (*answer)(fail(source.error()));
    auto definition = (*source)->definition->source;
    definition["id"] = request.id;
    if (!request.name.empty())
      definition["name"] = request.name;
    // The copy begins with what the other takes, not with what the library holds by now.
    auto library =
        std::make_shared<const campaign::message_library>((*source)->definition->library);
    store_definition({.id = request.id,
                      .definition = std::move(definition),
                      .must_be_new = true,
                      .by = std::move(request.by),
                      .idem = std::move(request.idem)},
                     std::move(library), nullptr, std::move(*answer));
  };
  run_check(answer, std::move(work));
}

void campaign_service::list(campaign_filter filter, page_request at, completion<page> done) {
  answer_question(std::move(done),
                  [this, filter = std::move(filter),
                   at = std::move(at)](const std::stop_token& stop) -> result<page> {
                    return list_campaigns(services_, results_, filter, at, stop);
                  });
}

void campaign_service::get(std::string id, completion<written> done) {
  answer_query(std::move(done), [this, id = std::move(id)]() -> result<written> {
    for (const auto& campaign : reader().campaigns().list()) {
      if (campaign.id != id)
        continue;
      const auto known = services_.catalogue.find(id);
      if (!known)
        return fail(known.error());
      auto shown = show(campaign);
      shown["name"] = known->newest->definition->name;
      shown["trigger"] = campaign::type_name(known->newest->definition->trigger);
      shown["definition"] = known->newest->definition->source;
      shown["library"] = show_library(reader(), known->newest->definition->library);
      if (const auto paused = reader().budget().pause_of(id))
        shown["paused_by_budget"] = sojourn::service::show(*paused);
      const auto starts = held_by(reader(), id);
      shown["starts"] = {{"held", starts.held},
                         {"dropped", starts.dropped},
                         {"dropped_in_pause", starts.dropped_in_pause}};
      return written{std::move(shown), false, false, campaign.version};
    }
    return fail(error_code::not_found, "there is no campaign \"" + id + "\"");
  });
}

void campaign_service::versions(std::string id, completion<page> done) {
  answer_query(std::move(done), [this, id = std::move(id)]() -> result<page> {
    if (const auto known = services_.catalogue.find(id); !known)
      return fail(known.error());
    page found;
    for (const auto& version : reader().campaigns().versions(id)) {
      json taken = json::array();
      for (const auto& [message, pinned] : version.library.items())
        taken.push_back({{"message", message}, {"version", pinned.value("version", 0)}});
      found.items.push_back({{"version", version.version},
                             {"created_at", to_text(version.created_at)},
                             {"created_by", version.created_by},
                             {"definition", version.definition},
                             {"library", std::move(taken)}});
    }
    return found;
  });
}

void campaign_service::change(std::string id, campaign_action action, caller by,
                              completion<json> done) {
  const auto at = now();
  const auto to = target_of(action);
  commit<storage::stored_campaign>(
      std::move(done),
      [=, this](storage::transaction& tx) -> result<storage::stored_campaign> {
        if (auto free = require_no_card(tx, id); !free)
          return fail(std::move(free.error()));
        if (const auto known = services_.catalogue.find(id)) {
          // Activating a paused campaign, or resuming a draft, is another word for nothing.
          const bool resumes = action == campaign_action::resume;
          const bool is_paused = known->state == storage::campaign_state::paused;
          if (to == storage::campaign_state::active && resumes != is_paused)
            return fail(error_code::wrong_state,
                        std::string{name_of(action)} + " does not fit the campaign \"" + id +
                            "\": it is " + std::string{storage::to_text(known->state)});
          if (to == storage::campaign_state::active) {
            if (auto has = require_hook(tx, *known->newest->definition); !has)
              return fail(std::move(has.error()));
            if (auto has = require_forms(tx, *known->newest->definition); !has)
              return fail(std::move(has.error()));
            if (auto fit = check_messages(*known->newest->definition, services_.channels); !fit)
              return fail(std::move(fit.error()));
            mark_schedule_begun(tx, *known->newest->definition, at);
          }
        }
        return storage::write_campaign_state(tx, id, to, by.who, by.why, at);
      },
      [=, this](storage::stored_campaign campaign) -> result<json> {
        actors::apply_state(services_.catalogue, id, campaign.state, by.who, by.why);
        services_.bell
            ->ring_all(); // broadcasts are shown to everybody, and a pause hides what is shown
        // The instances of an ended campaign go on, too.
        if (action == campaign_action::resume || action == campaign_action::end)
          resumer_.resume(id);
        scheduler_.look();
        return show(campaign);
      });
}

void campaign_service::activate(std::string id, std::vector<std::string> overridden, caller by,
                                completion<json> done) {
  auto answer = std::make_shared<completion<json>>(std::move(done));
  // To count an audience takes as long as it is large. Whoever leaves has given the order all the
  // same.
  const asker whose{.client = answer->by().client};
  const auto taken = queues_.questions.submit(
      whose, [=, this](const std::stop_token& stop, const question_desk::reason& why) mutable {
        auto found = storage::as_result([&]() -> result<std::vector<content::finding>> {
          const auto known = services_.catalogue.find(id);
          if (!known)
            return fail(known.error());
          return find_before_activation(services_, *known->newest, stop);
        });
        if (!found)
          return (*answer)(fail(why().value_or(found.error())));
        std::vector<error_detail> against;
        std::set<std::string> passed; // with their facts, for the audit
        json findings = json::array();
        for (const auto& one : *found) {
          const bool is_passed = std::ranges::find(overridden, one.code) != overridden.end();
          if (one.how == content::severity::error && !is_passed)
            against.push_back({one.pointer, one.message + " (" + one.code + ")"});
          else if (one.how == content::severity::error)
            passed.insert(as_overridden(one));
          findings.push_back(content::as_json(one));
        }
        if (!against.empty())
          return (*answer)(fail(error_code::wrong_state,
                                "the campaign \"" + id +
                                    "\" is not activated as it is; mend what is "
                                    "listed, or name the codes in \"override\"",
                                std::move(against)));
        for (const auto& code : passed)
          by.why += (by.why.empty() ? "overrides " : "; overrides ") + code;
        change(id, campaign_action::activate, by,
               completion<json>{[answer, findings](result<json> campaign) mutable {
                 if (campaign)
                   (*campaign)["findings"] = std::move(findings);
                 (*answer)(std::move(campaign));
               }});
      });
  if (!taken)
    (*answer)(fail(taken.error()));
}

void campaign_service::lint(std::string id, json sample, completion<json> done) {
  answer_question(std::move(done),
                  [this, id = std::move(id),
                   sample = std::move(sample)](const std::stop_token& stop) -> result<json> {
                    const auto known = services_.catalogue.find(id);
                    if (!known)
                      return fail(known.error());
                    const auto by = lint_figures_for(services_, known->newest.get(), sample, &stop);
                    if (!by)
                      return fail(by.error());
                    json findings = json::array();
                    for (const auto& one : content::lint_campaign(*known->newest->definition, *by))
                      findings.push_back(content::as_json(one));
                    const auto of_budget = budget_findings(services_, *known->newest, stop);
                    if (!of_budget)
                      return fail(of_budget.error());
                    for (const auto& one : *of_budget)
                      findings.push_back(content::as_json(one));
                    json told{{"campaign", id},
                              {"version", known->newest->version},
                              {"findings", std::move(findings)}};
                    if (by->audience)
                      told["audience"] = *by->audience;
                    return told;
                  });
}

void campaign_service::stats(std::string id, completion<json> done) {
  answer_query(std::move(done), [this, id = std::move(id)]() -> result<json> {
    if (const auto known = services_.catalogue.find(id); !known)
      return fail(known.error());
    auto stats = reader().campaigns().statistics(id);
    stats["campaign"] = id;
    return stats;
  });
}

void campaign_service::graph(graph_request request, completion<json> done) {
  answer_query(std::move(done), [this, request = std::move(request)]() -> result<json> {
    const auto known = services_.catalogue.find(request.id);
    if (!known)
      return fail(known.error());
    auto version = known->newest;
    if (request.version != 0) {
      auto named = services_.catalogue.version(request.id, request.version);
      if (!named)
        return fail(std::move(named.error()));
      version = std::move(*named);
    }
    const auto& definition = *version->definition;
    const auto days = days_of(request, definition.timezone);
    const auto sums = reader().campaigns().graph(version->key, days.first, days.last);
    auto graph =
        reports::campaign_graph(definition, sums, reader().campaigns().standings(version->key));
    graph["campaign"] = request.id;
    graph["version"] = version->version;
    graph["newest"] = known->newest->version;
    graph["start"] = definition.start;
    graph["timezone"] = definition.timezone;
    if (request.from)
      graph["from"] = calendar::day_text(days.first);
    if (request.to)
      graph["to"] = calendar::day_text(days.last);
    return graph;
  });
}

void campaign_service::audience(std::string id, completion<json> done) {
  answer_question(std::move(done),
                  [this, id = std::move(id)](const std::stop_token& stop) -> result<json> {
                    const auto known = services_.catalogue.find(id);
                    if (!known)
                      return fail(known.error());
                    auto whom = audience::make(services_, known->newest, now());
                    if (!whom)
                      return fail(whom.error());
                    const auto found = whom->each_member({}, true, stop);
                    if (!found)
                      return fail(found.error());
                    return json{{"campaign", id},
                                {"audience", found->members},
                                {"least", known->newest->definition->limits.least.value_or(
                                              services_.send_rules.now()->least_audience)},
                                {"customers", reader().records().count("customer")}};
                  });
}

} // namespace sojourn::service
