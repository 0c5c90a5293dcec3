#include "engine/advance.hpp"

#include "campaign/each_rule.hpp"
#include "campaign/scope.hpp"
#include "engine/step_executor.hpp"
#include "engine/view.hpp"
#include "segments/audience_group.hpp"

#include <algorithm>

namespace sojourn::engine {

namespace {

template <class... Ts>
struct overloaded : Ts... {
  using Ts::operator()...;
};
template <class... Ts>
overloaded(Ts...) -> overloaded<Ts...>;

bool texts_read(std::string_view root, const campaign::definition& campaign) {
  const auto reads = [root](const text::message_template& text) { return text.reads(root); };
  const auto in_parts = [&](const campaign::message_parts& parts) {
    return reads(parts.subject) || reads(parts.text) || (parts.html && reads(*parts.html)) ||
           std::any_of(parts.channels.begin(), parts.channels.end(),
                       [&](const auto& fields) { return reads(fields.second); });
  };
  for (const auto& [name, message] : campaign.messages) {
    for (const auto& [language, parts] : message.languages) {
      if (in_parts(parts))
        return true;
    }
  }
  const auto in_call = [&](const campaign::http_step& call) {
    return reads(call.url) || (call.body && reads(*call.body)) ||
           std::any_of(call.headers.begin(), call.headers.end(),
                       [&](const auto& header) { return reads(header.second); });
  };
  return std::any_of(campaign.steps.begin(), campaign.steps.end(), [&](const auto& step) {
    const auto* call = std::get_if<campaign::http_step>(&step.second.kind);
    return call != nullptr && in_call(*call);
  });
}

bool waits_for_best_hour(const campaign::definition& campaign) {
  return std::any_of(campaign.steps.begin(), campaign.steps.end(), [](const auto& step) {
    const auto* delay = std::get_if<campaign::delay_step>(&step.second.kind);
    return delay != nullptr && std::holds_alternative<campaign::best_hour_window>(delay->until);
  });
}

/// The rules::segment_key of the group that the audience names; empty: it names none.
std::string group_of(const campaign::definition& campaign) {
  const auto audience = campaign.source.find("audience");
  const auto group = audience != campaign.source.end() ? segments::group_in(*audience)
                                                       : std::optional<rules::segment_call>{};
  return group ? rules::segment_key(group->name, group->parameters) : std::string{};
}

/// The events that tell what became of a message.
std::vector<std::string> receipt_types() {
  std::vector<std::string> types;
  for (const auto* kind : {"delivered", "read", "clicked", "replied", "failed", "bounced"})
    types.push_back(std::string{receipt_event_prefix} + kind);
  return types;
}

/// The receipts of a message may have come before its outcome was found to be unknown.
std::optional<look_back> earlier_receipts(const turn& made) {
  constexpr std::chrono::hours slow_clock{1}; // of the provider, who says when it was
  const auto& state = made.after;
  const auto* outcome =
      made.entries.empty() ? nullptr : std::get_if<effect_settled>(&made.entries.front());
  if (outcome == nullptr || state.status != instance_status::waiting ||
      state.waiting != waiting_for::receipt)
    return std::nullopt;
  // What was heard of other messages is told, too, and is about none that waits.
  return look_back{
      .types = receipt_types(), .since = state.settled_at - slow_clock, .stored_after = {}};
}

} // namespace

result<turn> advance(const campaign::definition& campaign, const instance_state& before,
                     const input& what, instant at, const facts& known) {
  step_executor executor{campaign, before, at, known};
  const auto done = std::visit(
      overloaded{
          [&](const started& how) { return executor.begin(how); },
          [&](const timer_due&) { return executor.timer_fired(), result<void>{}; },
          [&](const event_arrived& event) { return executor.on_event(event), result<void>{}; },
          [&](const effect_settled& outcome) { return executor.settle(outcome), result<void>{}; },
          [&](const commanded& command) { return executor.on_command(command); },
      },
      what);
  if (!done)
    return fail(done.error());
  if (!executor.has_effect())
    return turn{{}, before};
  return std::move(executor).finish(what);
}

result<turn> begin_late(const campaign::definition& campaign, started how,
                        std::vector<event_arrived> since, instant at, const facts& known) {
  how.heard = std::move(since);
  step_executor trial{campaign, {}, at, known};
  if (auto begun = trial.begin(how); !begun)
    return fail(std::move(begun.error()));
  // The journal keeps those alone that changed something: the others would only fill it.
  std::vector<event_arrived> meant;
  for (const auto place : trial.meant())
    meant.push_back(std::move(how.heard[place]));
  how.heard = std::move(meant);
  return advance(campaign, {}, how, at, known);
}

std::set<std::string> hearable(const campaign::definition& campaign) {
  std::set<std::string> types;
  for (const auto& ending : campaign.goals)
    types.insert(ending.event);
  for (const auto& ending : campaign.exits)
    types.insert(ending.event);
  for (const auto& [id, step] : campaign.steps) {
    if (const auto* wait = std::get_if<campaign::wait_step>(&step.kind)) {
      for (const auto& awaited : wait->events)
        types.insert(awaited.event);
    }
  }
  return types;
}

fact_needs needs_of(const campaign::definition& campaign) {
  fact_needs needs;
  needs.traits_in_texts = texts_read("traits", campaign);
  needs.vouchers_in_texts = texts_read("vars", campaign);
  needs.reads_in_texts = texts_read("reads", campaign);
  needs.products_in_texts = texts_read("products", campaign);
  needs.record_type =
      std::any_of(campaign.steps.begin(), campaign.steps.end(), [](const auto& step) {
        return std::holds_alternative<campaign::update_step>(step.second.kind) ||
               std::holds_alternative<campaign::tag_step>(step.second.kind);
      });
  needs.vouchers = // whether a code that goes back was used
      std::any_of(campaign.steps.begin(), campaign.steps.end(), [](const auto& step) {
        const auto* voucher = std::get_if<campaign::voucher_step>(&step.second.kind);
        return voucher != nullptr && voucher->returns;
      });
  needs.pauses = campaign.on_pause.timers != campaign::pause_timers::run_on;
  for (const auto& [id, step] : campaign.steps) {
    if (const auto* start = std::get_if<campaign::start_step>(&step.kind))
      needs.campaigns.insert(start->campaign);
  }
  needs.record = needs.record_type; // an update is checked as the record that it makes
  if (waits_for_best_hour(campaign)) {
    needs.best_hour = needs.record = true; // the record names the zone of the subject's day
    needs.hours_group = group_of(campaign);
  }
  campaign::each_rule(campaign, [&](const rules::rule& rule) {
    for (auto& call : rules::segments_in(rule.root())) {
      auto key = rules::segment_key(call.name, call.parameters);
      needs.segments.emplace(std::move(key), std::move(call));
    }
    needs.receipts |= rules::asks_outcome(rule.root());
    const auto& paths = rule.paths();
    if (!paths) {
      needs.record = needs.vouchers = needs.traits = true;
      needs.reads = !campaign.reads.empty();
      return;
    }
    for (const auto& path : *paths) {
      const auto root = std::string_view{path}.substr(0, path.find('.'));
      needs.record |= root.empty() || root == "customer";
      needs.vouchers |= root.empty() || root == "vars";
      needs.traits |= root.empty() || root == "traits";
      needs.reads |= (root.empty() && !campaign.reads.empty()) || root == "reads";
    }
    needs.lists.merge(campaign::lists_read(rule));
  });
  const auto& key = campaign.reentry.key.paths();
  needs.traits_in_key = !key || std::ranges::any_of(*key, [](const std::string& path) {
    return path.empty() || path == "traits" || path.starts_with("traits.");
  });
  return needs;
}

std::vector<voucher_ref> vouchers_of(const instance_state& state) {
  std::vector<voucher_ref> found;
  for (const auto& [name, value] : state.vars.items()) {
    // Events and answers are kept in variables too, and may hold anything.
    const auto has_text = [&kept = value](const char* member) {
      const auto at = kept.find(member);
      return at != kept.end() && at->is_string();
    };
    if (has_text("pool") && has_text("code") && has_text("issued_at"))
      found.push_back(
          {name, value.at("pool").get<std::string>(), value.at("code").get<std::string>()});
  }
  return found;
}

std::set<std::string> subscriptions(const campaign::definition& campaign,
                                    const instance_state& state) {
  std::set<std::string> types;
  if (is_ended(state.status))
    return types;
  for (const auto& ending : campaign.goals)
    types.insert(ending.event);
  for (const auto& ending : campaign.exits)
    types.insert(ending.event);
  const auto* step = campaign.find(state.step);
  if (const auto* wait =
          step != nullptr ? std::get_if<campaign::wait_step>(&step->kind) : nullptr) {
    for (const auto& awaited : wait->events)
      types.insert(awaited.event);
  }
  if (state.waiting == waiting_for::receipt || state.paused_while == waiting_for::receipt) {
    const auto receipts = receipt_types();
    types.insert(receipts.begin(), receipts.end());
  }
  return types;
}

std::optional<look_back> looks_back(const campaign::definition& campaign, const turn& made,
                                    instant at) {
  const auto& state = made.after;
  // One that only changed its version goes on with the wait it was in.
  const auto* command = made.entries.empty() ? nullptr : std::get_if<commanded>(&made.entries[0]);
  if (command != nullptr && command->kind == command_kind::migrate)
    return std::nullopt;
  const bool began = std::any_of(made.entries.begin(), made.entries.end(), [&](const entry& one) {
    const auto* wait = std::get_if<wait_began>(&one);
    return wait != nullptr && wait->step == state.step && wait->visit == state.visit;
  });
  if (!began || state.status != instance_status::waiting || state.waiting != waiting_for::event)
    return earlier_receipts(made);
  const auto* step = campaign.find(state.step);
  const auto* wait = step != nullptr ? std::get_if<campaign::wait_step>(&step->kind) : nullptr;
  if (wait == nullptr || wait->look_back == milliseconds{0})
    return std::nullopt;
  look_back wanted{.types = {}, .since = at - wait->look_back, .stored_after = state.heard_at};
  for (const auto& awaited : wait->events) {
    if (std::find(wanted.types.begin(), wanted.types.end(), awaited.event) == wanted.types.end())
      wanted.types.push_back(awaited.event);
  }
  return wanted;
}

result<std::string> reentry_key(const campaign::definition& campaign, const subject_ref& subject,
                                const json& trigger, const facts& known, instant at) {
  instance_state fresh;
  fresh.subject = subject;
  fresh.trigger = trigger;
  rules::environment environment;
  environment.now = at;
  environment.zone = campaign.timezone;
  const auto key = campaign.reentry.key.evaluate(
      condition_data(campaign, fresh, known, campaign.reentry.key), environment);
  if (!key)
    return fail(key.error());
  if (key->is_string() && !key->get_ref<const std::string&>().empty())
    return key->get<std::string>();
  if (key->is_number())
    return dump(*key);
  return fail(error_code::invalid_request, "the re-entry key of \"" + campaign.id + "\" gives " +
                                               dump(*key) + " for " + to_text(subject) +
                                               "; it must give text or a number");
}

} // namespace sojourn::engine
