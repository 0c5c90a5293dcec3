#include "service/implementation/campaign_list.hpp"

#include "base/folding.hpp"
#include "service/background/booster_keeper.hpp"
#include "service/implementation/card_checks.hpp"
#include "storage/budget.hpp"
#include "storage/restore.hpp"
#include "storage/sends.hpp"

#include <algorithm>
#include <chrono>
#include <set>
#include <tuple>

namespace sojourn::service {

namespace {

constexpr milliseconds longest_kept{60'000};
/// In the time that one list takes, at most so long is spent on counting results anew.
constexpr std::chrono::seconds longest_counting{1};
constexpr std::chrono::days results_window{7};

struct candidate {
  storage::stored_campaign stored;
  storage::campaign_figures figures;
  actors::running_version_ptr newest;
};

/// What is searched for: words, or where the text has none, such as "%", the text as it is.
struct searched_text {
  std::string plain;
  std::vector<std::string> words;
};

bool holds_text(const candidate& one, const searched_text& what) {
  const auto& definition = *one.newest->definition;
  auto text = one.stored.id + "\n" + definition.name + "\n" +
              definition.source.value("description", std::string{});
  for (const auto& tag : definition.tags)
    text += "\n" + tag;
  if (what.words.empty())
    return text.find(what.plain) != std::string::npos;
  const auto searched = folded(text) + " " + folded_without_apostrophes(text);
  return std::ranges::all_of(what.words, [&](const std::string& word) {
    return searched.find(word) != std::string::npos;
  });
}

bool is_meant(const candidate& one, const campaign_filter& filter, const searched_text& what) {
  const auto& definition = *one.newest->definition;
  return (filter.state.empty() || storage::to_text(one.stored.state) == filter.state) &&
         (filter.kind.empty() || campaign::kind_name(definition.trigger) == filter.kind) &&
         (filter.tag.empty() ||
          std::ranges::find(definition.tags, filter.tag) != definition.tags.end()) &&
         holds_text(one, what);
}

std::vector<candidate> candidates(actors::services& services, const campaign_filter& filter) {
  auto& campaigns = services.store.reader().campaigns();
  auto figures = campaigns.figures();
  const searched_text what{filter.text, folded_words(filter.text)};
  std::vector<candidate> found;
  for (const auto& stored : campaigns.list()) {
    const auto known = services.catalogue.find(stored.id);
    if (!known)
      continue;
    candidate one{.stored = stored, .figures = figures[stored.id], .newest = known->newest};
    if (is_meant(one, filter, what))
      found.push_back(std::move(one));
  }
  return found;
}

/// What a sort compares: a number or a text.
std::pair<std::int64_t, std::string> sort_key(const candidate& one, campaign_sort by,
                                              const json& results) {
  switch (by) {
  case campaign_sort::id:
    return {0, one.stored.id};
  case campaign_sort::name:
    return {0, folded(one.newest->definition->name)};
  case campaign_sort::created:
    return {to_unix_ms(one.stored.created_at), {}};
  case campaign_sort::updated:
    return {to_unix_ms(one.stored.updated_at), {}};
  case campaign_sort::entered:
    return {one.figures.entered, {}};
  case campaign_sort::waiting:
    return {one.figures.waiting, {}};
  case campaign_sort::converted:
    return {one.figures.converted, {}};
  case campaign_sort::orders:
    return {results.is_object() ? results.value("orders", std::int64_t{0}) : 0, {}};
  }
  return {};
}

/// What paused campaigns, as far as others than a person did.
struct pausing {
  std::vector<storage::budget_pause> by_budget;
  std::optional<instant> eligibility_counts_at{}; ///< the next evaluation, or when it is measured
};

pausing pausing_now(actors::services& services) {
  auto& reader = services.store.reader();
  pausing found{.by_budget = reader.budget().pauses()};
  const auto newest = reader.boosters().newest_evaluation();
  if (newest && !newest->applied_at) {
    found.eligibility_counts_at = newest->applies_at;
  } else if (newest) {
    const auto by = eligibility_settings(reader);
    const auto next = by ? by->measured.next(services.clock.now(), 1) : std::vector<instant>{};
    if (!next.empty())
      found.eligibility_counts_at = next.front();
  }
  return found;
}

std::string pause_code(const std::string& who) {
  if (who == booster_keeper_name)
    return "eligibility";
  if (who == storage::restore_name)
    return "restore";
  return who.starts_with("step ") ? "step" : "person";
}

json show_pause(const candidate& one, const pausing& by) {
  const auto& pause = *one.figures.pause;
  json shown{{"since", to_text(pause.since)}, {"who", pause.who}, {"why", pause.why}};
  for (const auto& waits : by.by_budget) {
    if (waits.campaign != one.stored.id)
      continue;
    shown["code"] = "budget";
    shown["action"] = waits.action;
    shown["until"] = to_text(waits.look_at); // it is looked at again then
  }
  if (!shown.contains("code"))
    shown["code"] = pause_code(pause.who);
  if (shown.at("code") == "eligibility" && by.eligibility_counts_at)
    shown["until"] = to_text(*by.eligibility_counts_at);
  return shown;
}

json show_row(const candidate& one, const pausing& by, const json& results) {
  const auto& definition = *one.newest->definition;
  auto shown = service::show(one.stored);
  shown["name"] = definition.name;
  shown["kind"] = campaign::kind_name(definition.trigger);
  shown["trigger"] = campaign::type_name(definition.trigger);
  shown["tags"] = definition.tags;
  shown["entered"] = one.figures.entered;
  shown["waiting"] = one.figures.waiting;
  shown["held"] = one.figures.held;
  shown["converted"] = one.figures.converted;
  if (results.is_object())
    shown.update(results);
  if (const auto& last = one.figures.last_error)
    shown["last_error"] = {{"at", to_text(last->at)},
                           {"instance", to_text(last->instance)},
                           {"step", last->step},
                           {"code", last->code}};
  if (one.stored.state == storage::campaign_state::paused && one.figures.pause)
    shown["pause"] = show_pause(one, by);
  return shown;
}

} // namespace

json show(const storage::stored_campaign& campaign) {
  return {{"id", campaign.id},
          {"state", storage::to_text(campaign.state)},
          {"version", campaign.version},
          {"created_at", to_text(campaign.created_at)},
          {"updated_at", to_text(campaign.updated_at)}};
}

std::optional<campaign_results_cache::counted>
campaign_results_cache::known(const std::string& campaign) {
  const std::lock_guard lock{mutex_};
  const auto found = by_campaign_.find(campaign);
  return found == by_campaign_.end() ? std::nullopt : std::optional{found->second};
}

json campaign_results_cache::count(const std::string& campaign, const std::stop_token& stop) {
  auto& reader = services_.store.reader();
  auto results = reader.sends().results(campaign, results_window, stop);
  if (results.is_null())
    return nullptr;
  const auto now = services_.clock.now();
  const auto spent = reader.budget().statement(campaign, {}, now + milliseconds{1});
  return {{"orders", results.at("orders")},
          {"buyers", results.at("buyers")},
          {"amount", results.at("amount")},
          {"refunded", results.at("refunded")},
          {"cost",
           {{"tokens", spent.at("totals").at("settled").at("tokens")},
            {"credits", spent.at("totals").at("settled").at("credits")}}},
          {"results_at", to_text(now)}};
}

json campaign_results_cache::of(const std::string& campaign, bool may_count,
                                const std::stop_token& stop) {
  const auto before = known(campaign);
  const auto now = services_.clock.now();
  if (before && (!may_count || now < before->at + longest_kept))
    return before->figures;
  auto figures = may_count ? count(campaign, stop) : json{};
  if (figures.is_null())
    return before ? before->figures : json{};
  const std::lock_guard lock{mutex_};
  by_campaign_.insert_or_assign(campaign, counted{now, figures});
  return figures;
}

result<page> list_campaigns(actors::services& services, campaign_results_cache& results,
                            const campaign_filter& filter, const page_request& at,
                            const std::stop_token& stop) {
  auto found = candidates(services, filter);
  const auto began = std::chrono::steady_clock::now();
  const auto results_of = [&](const candidate& one) {
    const bool may_count = std::chrono::steady_clock::now() - began < longest_counting;
    return results.of(one.stored.id, may_count && !stop.stop_requested(), stop);
  };
  using sorted = std::tuple<std::pair<std::int64_t, std::string>, std::string, std::size_t>;
  std::vector<sorted> order;
  for (std::size_t i = 0; i < found.size(); ++i) {
    const auto brought = filter.sort == campaign_sort::orders ? results_of(found[i]) : json{};
    order.emplace_back(sort_key(found[i], filter.sort, brought), found[i].stored.id, i);
  }
  std::ranges::sort(order);
  if (filter.descending)
    std::ranges::reverse(order);
  const auto named =
      std::ranges::find(order, at.cursor, [](const sorted& one) { return std::get<1>(one); });
  // A campaign never goes; one that has left the filter since begins the list anew.
  auto next = named == order.end() ? order.begin() : std::next(named);
  const auto by = pausing_now(services);
  page shown;
  for (; next != order.end() && shown.items.size() < at.limit; ++next) {
    const auto& one = found[std::get<2>(*next)];
    shown.items.push_back(show_row(one, by, results_of(one)));
  }
  if (next != order.end())
    shown.next_cursor = shown.items.back().at("id").get<std::string>();
  return shown;
}

} // namespace sojourn::service
