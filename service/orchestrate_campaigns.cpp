// What can be asked about campaigns.
#include "actors/cache/named_records.hpp"
#include "actors/campaign_log.hpp"
#include "campaign/message_reader.hpp"
#include "campaign/secrets.hpp"
#include "service/background/audience.hpp"
#include "service/check_messages.hpp"
#include "service/daemon_orchestrator.hpp"
#include "service/once.hpp"
#include "service/right_to_send.hpp"
#include "storage/audit.hpp"
#include "storage/budget.hpp"
#include "storage/campaigns.hpp"
#include "storage/content.hpp"
#include "storage/hooks.hpp"
#include "storage/inbox.hpp"
#include "storage/instances.hpp"
#include "storage/reader.hpp"
#include "storage/records.hpp"
#include "storage/saved.hpp"

#include <array>
#include <latch>
#include <spdlog/spdlog.h>

namespace sojourn::actors {

namespace {

using sojourn::orchestrator::campaign_action;

storage::held_total held_by(storage::reader& from, const std::string& campaign) {
  for (auto& total : from.inbox().held_totals()) {
    if (total.campaign == campaign)
      return std::move(total);
  }
  return {.campaign = campaign};
}

json show(const storage::stored_campaign& campaign) {
  return {{"id", campaign.id},
          {"state", storage::to_text(campaign.state)},
          {"version", campaign.version},
          {"created_at", to_text(campaign.created_at)},
          {"updated_at", to_text(campaign.updated_at)}};
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

/// The messages of the library that a definition names, at their newest versions; all of them
/// where it names one that is not there, for the refusal to say what was meant.
std::shared_ptr<const campaign::message_library> library_for(storage::reader& from,
                                                             const json& definition) {
  auto library = std::make_shared<campaign::message_library>();
  const auto add = [&](const storage::stored_document& stored) {
    library->emplace(stored.id, campaign::pinned_message{stored.version,
                                                         campaign::pinned_source(stored.source)});
  };
  const auto* steps = find_path(definition, "steps");
  for (const auto& step : steps != nullptr && steps->is_object() ? *steps : json::object()) {
    const auto* named = find_path(step, "message");
    if (named == nullptr || !named->is_string())
      continue;
    const auto& name = named->get_ref<const std::string&>();
    if (!name.starts_with(campaign::library_prefix))
      continue;
    const auto stored = from.content().message(name.substr(campaign::library_prefix.size()));
    if (stored) {
      add(*stored);
      continue;
    }
    for (const auto& each : from.content().messages())
      add(each);
    break;
  }
  return library;
}

/// What a definition takes from the library at its newest is there still.
result<void> require_messages(storage::transaction& tx, const campaign::definition& definition) {
  for (const auto& [id, message] : definition.library) {
    if (!storage::has_message(tx, id))
      return fail(error_code::wrong_state,
                  "the message \"" + id + "\" was deleted from the library a moment ago");
  }
  return {};
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

/// A campaign that runs needs its hook, or it would wait for ever without a word.
result<void> require_hook(storage::transaction& tx, const campaign::definition& definition) {
  const auto hook = hook_needed(definition);
  if (hook.empty() || storage::has_hook(tx, hook))
    return {};
  return fail(error_code::wrong_state,
              "the campaign \"" + definition.id + "\" listens to the hook \"" + hook +
                  "\", which is not there; put it with PUT /v1/hooks/" + hook + " first");
}

/// What its calls prove themselves with is set, or each of them would be held.
result<void> require_secrets(const secret_book& secrets, const campaign::definition& definition) {
  const auto known = secrets.now();
  for (const auto& name : campaign::secrets_of(definition)) {
    if (!known->contains(name))
      return fail(error_code::wrong_state, "the campaign \"" + definition.id +
                                               "\" names the secret \"" + name +
                                               "\", which is not set; put it with PUT "
                                               "/v1/secrets/" +
                                               name + " first");
  }
  return {};
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

result<campaign::definition_ptr>
daemon_orchestrator::read_definition(const json& definition,
                                     std::shared_ptr<const campaign::message_library> takes) {
  auto around = with_.catalogue.around();
  return storage::as_result([&]() -> result<campaign::definition_ptr> {
    around.library = takes != nullptr ? std::move(takes) : library_for(reader(), definition);
    return campaign::read_definition(definition, around);
  });
}

void daemon_orchestrator::validate_campaign(json definition, completion<json> done) {
  auto answer = std::make_shared<completion<json>>(std::move(done));
  run_check(answer, [this, answer, definition = std::move(definition)] {
    (*answer)([&]() -> result<json> {
      const auto read = read_definition(definition);
      if (!read)
        return fail(read.error());
      if (const auto named = known_names_only(**read); !named)
        return fail(named.error());
      return json{{"valid", true}, {"id", (*read)->id}, {"steps", (*read)->steps.size()}};
    }());
  });
}

result<void> daemon_orchestrator::known_names_only(const campaign::definition& definition) {
  return storage::as_result([&]() -> result<void> {
    if (auto reads = check_reads(reader(), definition); !reads)
      return reads;
    if (auto starts = check_trigger(reader(), definition); !starts)
      return starts;
    return check_segments(*with_.segments.book(reader()), definition);
  });
}

void daemon_orchestrator::put_campaign(std::string id, json definition, bool must_be_new,
                                       preconditions only_if, caller by, idempotency idem,
                                       completion<written> done) {
  store_definition({.id = std::move(id),
                    .definition = std::move(definition),
                    .must_be_new = must_be_new,
                    .only_if = std::move(only_if),
                    .by = std::move(by),
                    .idem = std::move(idem)},
                   std::move(done));
}

void daemon_orchestrator::store_definition(definition_put put, completion<written> done) {
  auto answer = std::make_shared<completion<written>>(std::move(done));
  // Reading and checking a definition takes milliseconds: not on the caller's thread.
  auto work = [this, answer, put = std::move(put)]() mutable {
    auto& [id, definition, must_be_new, only_if, takes, by, idem] = put;
    const bool takes_newest = takes == nullptr;
    const auto read = read_definition(definition, takes);
    if (!read) {
      (*answer)(fail(read.error()));
      return;
    }
    if (const auto named = known_names_only(**read); !named) {
      (*answer)(fail(named.error()));
      return;
    }
    if (id.empty())
      id = (*read)->id;
    if (id != (*read)->id) {
      (*answer)(fail(error_code::invalid_request,
                     "the definition's id \"" + (*read)->id + "\" is not the id of the path",
                     {{"/id", "write \"" + id + "\", or put it to /v1/campaigns/" + (*read)->id}}));
      return;
    }
    struct outcome {
      storage::version_written version; ///< only when the answer is not an earlier one
      keyed_answer answer;
    };
    const auto at = now();
    commit<outcome>(
        std::move(*answer),
        [=, this, checked = *read, id = id, definition = definition, must_be_new = must_be_new,
         only_if = only_if, by = by, idem = idem](storage::transaction& tx) -> result<outcome> {
          storage::version_written put;
          auto answer = once(tx, idem, at, [&]() -> result<json> {
            if (takes_newest) {
              if (auto there = require_messages(tx, *checked); !there)
                return fail(std::move(there.error()));
            }
            auto version =
                storage::write_version(tx, id, definition, must_be_new, by.who, at,
                                       campaign::encode_library(checked->library), only_if);
            if (!version)
              return fail(std::move(version.error()));
            put = std::move(*version);
            if (put.created) {
              if (auto may = require_right_to_send(tx, by, "the definition", std::array{id}); !may)
                return fail(std::move(may.error()));
            }
            if (put.campaign.state == storage::campaign_state::active ||
                put.campaign.state == storage::campaign_state::paused) {
              if (auto has = require_hook(tx, *checked); !has)
                return fail(std::move(has.error()));
              if (auto has = require_secrets(with_.secrets, *checked); !has)
                return fail(std::move(has.error()));
              if (auto fit = check_messages(*checked, with_.channels); !fit)
                return fail(std::move(fit.error()));
            }
            if (put.created && put.campaign.state == storage::campaign_state::active) {
              if (const auto known = with_.catalogue.find(id))
                note_schedule_changes(tx, *known->newest->definition, *checked, at);
            }
            if (put.created)
              storage::write_audit(tx, at, by.who, "campaign.put", id,
                                   "version " + std::to_string(put.version.version));
            return show(put.campaign);
          });
          if (!answer)
            return fail(std::move(answer.error()));
          return outcome{std::move(put), std::move(*answer)};
        },
        [this, checked = *read](outcome made) -> result<written> {
          if (made.answer.replayed)
            return written{std::move(made.answer.body), true, true, 0};
          with_.catalogue.put(made.version.campaign, made.version.version, checked);
          with_.bell->ring_all();
          scheduler_.look();
          return written{std::move(made.answer.body), made.version.created, false,
                         made.version.version.version};
        });
  };
  run_check(answer, std::move(work));
}

void daemon_orchestrator::copy_campaign(sojourn::orchestrator::copy_request request,
                                        completion<written> done) {
  auto answer = std::make_shared<completion<written>>(std::move(done));
  auto work = [this, answer, request = std::move(request)]() mutable {
    const auto source = storage::as_result([&]() -> result<running_version_ptr> {
      if (request.version != 0)
        return with_.catalogue.version(request.from, request.version);
      auto known = with_.catalogue.find(request.from);
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
    store_definition(
        {.id = request.id,
         .definition = std::move(definition),
         .must_be_new = true,
         .takes = std::make_shared<const campaign::message_library>((*source)->definition->library),
         .by = std::move(request.by),
         .idem = std::move(request.idem)},
        std::move(*answer));
  };
  run_check(answer, std::move(work));
}

void daemon_orchestrator::list_campaigns(page_request at, completion<page> done) {
  ask(std::move(done), [this, at = std::move(at)]() -> result<page> {
    page found;
    for (const auto& campaign : reader().campaigns().list()) {
      if (!at.cursor.empty() && campaign.id <= at.cursor)
        continue;
      if (found.items.size() == at.limit) {
        found.next_cursor = found.items.back().at("id").get<std::string>();
        break;
      }
      auto shown = show(campaign);
      if (const auto known = with_.catalogue.find(campaign.id))
        shown["name"] = known->newest->definition->name;
      found.items.push_back(std::move(shown));
    }
    return found;
  });
}

void daemon_orchestrator::get_campaign(std::string id, completion<written> done) {
  ask(std::move(done), [this, id = std::move(id)]() -> result<written> {
    for (const auto& campaign : reader().campaigns().list()) {
      if (campaign.id != id)
        continue;
      const auto known = with_.catalogue.find(id);
      if (!known)
        return fail(known.error());
      auto shown = show(campaign);
      shown["name"] = known->newest->definition->name;
      shown["trigger"] = campaign::type_name(known->newest->definition->trigger);
      shown["definition"] = known->newest->definition->source;
      shown["library"] = show_library(reader(), known->newest->definition->library);
      if (const auto paused = reader().budget().pause_of(id))
        shown["paused_by_budget"] = sojourn::actors::show(*paused);
      const auto starts = held_by(reader(), id);
      shown["starts"] = {{"held", starts.held},
                         {"dropped", starts.dropped},
                         {"dropped_in_pause", starts.dropped_in_pause}};
      return written{std::move(shown), false, false, campaign.version};
    }
    return fail(error_code::not_found, "there is no campaign \"" + id + "\"");
  });
}

void daemon_orchestrator::campaign_versions(std::string id, completion<page> done) {
  ask(std::move(done), [this, id = std::move(id)]() -> result<page> {
    if (const auto known = with_.catalogue.find(id); !known)
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

void daemon_orchestrator::change_campaign(std::string id, campaign_action action, caller by,
                                          completion<json> done) {
  const auto at = now();
  const auto to = target_of(action);
  commit<storage::stored_campaign>(
      std::move(done),
      [=, this](storage::transaction& tx) -> result<storage::stored_campaign> {
        if (const auto known = with_.catalogue.find(id)) {
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
            if (auto fit = check_messages(*known->newest->definition, with_.channels); !fit)
              return fail(std::move(fit.error()));
            note_schedule_begins(tx, *known->newest->definition, at);
          }
        }
        return storage::write_campaign_state(tx, id, to, by.who, by.why, at);
      },
      [=, this](storage::stored_campaign campaign) -> result<json> {
        take_state(with_.catalogue, id, campaign.state, by.who, by.why);
        with_.bell
            ->ring_all(); // broadcasts are shown to everybody, and a pause hides what is shown
        // The instances of an ended campaign go on, too.
        if (action == campaign_action::resume || action == campaign_action::end)
          resume_parked(id);
        scheduler_.look();
        return show(campaign);
      });
}

void daemon_orchestrator::activate_campaign(std::string id, std::vector<std::string> overridden,
                                            caller by, completion<json> done) {
  auto answer = std::make_shared<completion<json>>(std::move(done));
  // To count an audience takes as long as it is large. Whoever leaves has given the order all the
  // same.
  const asker whose{.client = answer->by().client};
  const auto taken = questions_.submit(
      whose, [=, this](const std::stop_token& stop, const question_desk::reason& why) mutable {
        auto found = storage::as_result([&]() -> result<std::vector<content::finding>> {
          const auto known = with_.catalogue.find(id);
          if (!known)
            return fail(known.error());
          const auto by_figures = figures_for(known->newest.get(), json::object(), &stop);
          if (!by_figures)
            return fail(by_figures.error());
          auto all = content::lint_campaign(*known->newest->definition, *by_figures);
          auto of_budget = budget_findings(*known->newest, stop);
          if (!of_budget)
            return fail(std::move(of_budget.error()));
          std::ranges::move(*of_budget, std::back_inserter(all));
          return all;
        });
        if (!found)
          return (*answer)(fail(why().value_or(found.error())));
        std::vector<error_detail> against;
        std::set<std::string> passed;
        json findings = json::array();
        for (const auto& one : *found) {
          const bool is_passed = std::ranges::find(overridden, one.code) != overridden.end();
          if (one.how == content::severity::error && !is_passed)
            against.push_back({one.pointer, one.message + " (" + one.code + ")"});
          else if (one.how == content::severity::error)
            passed.insert(one.code);
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
        change_campaign(id, campaign_action::activate, by,
                        completion<json>{[answer, findings](result<json> campaign) mutable {
                          if (campaign)
                            (*campaign)["findings"] = std::move(findings);
                          (*answer)(std::move(campaign));
                        }});
      });
  if (!taken)
    (*answer)(fail(taken.error()));
}

void daemon_orchestrator::lint_campaign(std::string id, json sample, completion<json> done) {
  answer_question(std::move(done),
                  [this, id = std::move(id),
                   sample = std::move(sample)](const std::stop_token& stop) -> result<json> {
                    const auto known = with_.catalogue.find(id);
                    if (!known)
                      return fail(known.error());
                    const auto by = figures_for(known->newest.get(), sample, &stop);
                    if (!by)
                      return fail(by.error());
                    json findings = json::array();
                    for (const auto& one : content::lint_campaign(*known->newest->definition, *by))
                      findings.push_back(content::as_json(one));
                    const auto of_budget = budget_findings(*known->newest, stop);
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

void daemon_orchestrator::wake_parked(const std::string& campaign, const std::stop_token& stop) {
  storage::instance_query which;
  which.campaign = campaign;
  which.status = engine::instance_status::paused;
  which.limit = 200;
  while (!stop.stop_requested()) {
    const auto found = reader().instances().find(which);
    std::vector<instance_id> parked;
    for (const auto& instance : found) {
      which.after = instance.state.id.value;
      if (instance.state.waiting == engine::waiting_for::campaign_resume)
        parked.push_back(instance.state.id);
    }
    // A page at a time: the registry is not flooded by a large campaign.
    auto answered = std::make_shared<std::latch>(static_cast<std::ptrdiff_t>(parked.size()));
    for (const auto id : parked) {
      auto input = std::make_shared<envelope>();
      input->what = engine::commanded{engine::command_kind::campaign_resumed, "campaign", {}};
      input->done = completion<turn_report>{
          [answered](const result<turn_report>&) { answered->count_down(); }};
      with_.directory.tell_registry(deliver{id, std::move(input)});
    }
    answered->wait();
    if (found.size() < which.limit)
      break;
  }
  with_.directory.tell_router(begin_held{campaign});
  enroller_.resume_runs_of(campaign);
}

void daemon_orchestrator::wake_paid(const std::string& campaign) {
  if (with_.options.manual_time || !begin_waking(campaign))
    wake_parked(campaign, {});
}

bool daemon_orchestrator::begin_waking(const std::string& campaign) {
  return wakers_.submit(
      [this, campaign](const std::stop_token& stop) { wake_parked(campaign, stop); });
}

void daemon_orchestrator::resume_parked(const std::string& campaign) {
  // Before a virtual clock that is moved afterwards.
  const bool taken =
      jobs_.submit([this, campaign](const std::stop_token& stop) { wake_parked(campaign, stop); });
  if (!taken)
    spdlog::error("too many jobs wait: the parked instances of \"{}\" stay parked until it is "
                  "resumed again",
                  campaign);
}

void daemon_orchestrator::campaign_stats(std::string id, completion<json> done) {
  ask(std::move(done), [this, id = std::move(id)]() -> result<json> {
    if (const auto known = with_.catalogue.find(id); !known)
      return fail(known.error());
    auto stats = reader().campaigns().statistics(id);
    stats["campaign"] = id;
    return stats;
  });
}

void daemon_orchestrator::campaign_graph(std::string id, completion<json> done) {
  ask(std::move(done), [this, id = std::move(id)]() -> result<json> {
    const auto known = with_.catalogue.find(id);
    if (!known)
      return fail(known.error());
    const auto& definition = *known->newest->definition;
    const auto stats = reader().campaigns().statistics(id);
    json nodes = json::array();
    json edges = json::array();
    for (const auto& [step_id, step] : definition.steps) {
      json node{{"id", step_id}, {"type", campaign::type_name(step.kind)}};
      if (const auto* counts = find_path(stats, "by_step"); counts && counts->contains(step_id))
        node["instances"] = counts->at(step_id);
      nodes.push_back(std::move(node));
      for (const auto& way : campaign::ways_of(step))
        edges.push_back({{"from", step_id}, {"way", way.name}, {"to", way.target}});
    }
    return json{{"campaign", id},
                {"version", known->newest->version},
                {"start", definition.start},
                {"nodes", std::move(nodes)},
                {"edges", std::move(edges)}};
  });
}

void daemon_orchestrator::campaign_audience(std::string id, completion<json> done) {
  answer_question(std::move(done),
                  [this, id = std::move(id)](const std::stop_token& stop) -> result<json> {
                    const auto known = with_.catalogue.find(id);
                    if (!known)
                      return fail(known.error());
                    auto whom = audience::make(with_, known->newest, now());
                    if (!whom)
                      return fail(whom.error());
                    const auto found = whom->each_member({}, true, stop);
                    if (!found)
                      return fail(found.error());
                    return json{{"campaign", id},
                                {"audience", found->members},
                                {"customers", reader().records().count("customer")}};
                  });
}

} // namespace sojourn::actors
