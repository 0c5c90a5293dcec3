#include "service/background/booster_keeper.hpp"

#include "boosters/card_campaign.hpp"
#include "calendar/calendar.hpp"
#include "service/background/wait_for_commit.hpp"
#include "service/implementation/card_changes.hpp"
#include "storage/audit.hpp"

#include <algorithm>
#include <iterator>
#include <spdlog/spdlog.h>

namespace sojourn::service {

namespace {

using boosters::card_status;

const std::string keeper_name{booster_keeper_name};
const std::string schedule_name = "schedule";
const std::string held_by_eligibility = "eligibility";
/// After so long a card that is held is looked at again.
constexpr milliseconds look_again{600'000};

/// When the inputs are measured next; nullopt: there are none, or the rule has ended.
std::optional<instant> next_measure(const boosters::settings& by,
                                    const std::optional<storage::stored_document>& inputs,
                                    const std::optional<storage::stored_evaluation>& newest) {
  if (!inputs)
    return std::nullopt;
  const auto after =
      newest ? std::max(newest->measured_at, inputs->created_at) : inputs->created_at;
  const auto next = by.measured.next(after, 1);
  return next.empty() ? std::nullopt : std::optional{next.front()};
}

bool waits_to_count(const std::optional<storage::stored_evaluation>& newest) {
  return newest && !newest->applied_at;
}

boosters::eligibility found_by(const std::optional<storage::stored_evaluation>& in_force) {
  return in_force ? in_force->found : boosters::eligibility::none;
}

/// What becomes of a card that is due.
struct due_card {
  bool is_missed = false;
  std::string held_by{}; ///< as of stored_card; empty: it is sent
};

due_card judge_due(storage::transaction& tx, const storage::stored_card& card,
                   const boosters::booster& event, instant now) {
  const auto* phase = event.find_phase(card.source.value("phase", std::string{}));
  if (phase == nullptr || now >= phase->to)
    return {.is_missed = true};
  const auto group = card.source.value("group", std::string{});
  if (found_by(storage::evaluation_in_force(tx)) < needed_for(event, group))
    return {.held_by = held_by_eligibility};
  if (storage::state_of_campaign(tx, boosters::campaign_of(card.booster, card.id)) !=
      storage::campaign_state::active)
    return {.held_by = "campaign"};
  // Sent now, it would reach nobody: its steps end where there is no code.
  if (const auto expires = pool_expires_at(tx, card.source.value("voucher_pool", std::string{}));
      expires && *expires <= now)
    return {.held_by = "codes"};
  return {};
}

std::string why_held(const std::string& by) {
  if (by == held_by_eligibility)
    return "the shop is not eligible";
  return by == "codes" ? "the codes of its pool have expired" : "its campaign is paused";
}

result<card_change> begin_due(storage::transaction& tx, const storage::stored_card& seen,
                              instant now) {
  auto card = storage::card_of(tx, seen.booster, seen.id);
  if (!card)
    return fail(std::move(card.error()));
  card_change made{.card = std::move(*card)};
  if (made.card.status != card_status::on || made.card.at > now)
    return made;
  const auto document = storage::booster_of(tx, seen.booster);
  if (!document)
    return fail(error_code::data_corrupt, "the booster of the card \"" + seen.id + "\" is gone");
  const auto event = read_stored_booster(*document);
  if (!event)
    return fail(event.error());
  const auto due = judge_due(tx, made.card, *event, now);
  const auto name = seen.booster + "/" + seen.id;
  if (due.is_missed) {
    const auto before = boosters::to_text(made.card.status);
    made.card.status = card_status::missed;
    made.card.held_by.clear();
    made.card.look_at.reset();
    storage::write_audit_of_state(tx, now,
                                  {.who = keeper_name,
                                   .action = "card.miss",
                                   .target = name,
                                   .why = "its phase ended before it could be sent"},
                                  before, boosters::to_text(made.card.status));
  } else if (due.held_by.empty()) {
    begin_card(tx, made, keeper_name, "", now);
    return made;
  } else {
    const bool is_news = made.card.held_by != due.held_by;
    if (!is_news && made.card.look_at > now)
      return made;
    // Eligibility that changes looks at it again; of the others nothing is heard.
    const auto ends = event->find_phase(made.card.source.value("phase", std::string{}))->to;
    made.card.look_at =
        due.held_by == held_by_eligibility ? ends : std::min(ends, now + look_again);
    made.card.held_by = due.held_by;
    if (is_news)
      storage::write_audit(tx, now, keeper_name, "card.hold", name, why_held(due.held_by));
  }
  storage::put_card(tx, made.card);
  return made;
}

/// Pauses what is being sent and may no longer be, and lets go on what may.
result<std::optional<card_change>> follow(storage::transaction& tx, storage::stored_card card,
                                          const boosters::booster& event,
                                          boosters::eligibility found, instant now) {
  const bool may = found >= needed_for(event, card.source.value("group", std::string{}));
  if (card.status != card_status::sending || card.gated != may)
    return std::nullopt;
  if (!may && is_over(card, storage::find_run(tx, *card.run)))
    return std::nullopt;
  card_change made{.card = std::move(card)};
  made.card.gated = !may;
  auto set = set_campaign_of(
      tx, made, may ? storage::campaign_state::active : storage::campaign_state::paused,
      keeper_name, may ? "the shop is eligible again" : "the shop is no longer eligible", now);
  if (!set)
    return fail(std::move(set.error()));
  storage::put_card(tx, made.card);
  return std::optional{std::move(made)};
}

} // namespace

result<storage::stored_evaluation> booster_keeper::measure(storage::transaction& tx,
                                                           instant measured_at, instant applies_at,
                                                           const std::string& who) {
  const auto by =
      eligibility_settings(storage::eligibility_document_of(tx, storage::eligibility_settings_id));
  if (!by)
    return fail(by.error());
  const auto inputs = storage::eligibility_document_of(tx, storage::eligibility_inputs_id);
  const auto given = inputs ? boosters::fitting_inputs(inputs->source, *by) : json::object();
  const auto read = boosters::read_inputs(given, *by);
  if (!read)
    return fail(read.error());
  const auto found = boosters::assess(*read, by->limits);
  json missing = json::array();
  for (const auto& one : found.missing)
    missing.push_back(boosters::as_json(one));
  storage::add_evaluation(tx, {.measured_at = measured_at,
                               .applies_at = applies_at,
                               .inputs = given,
                               .thresholds = by->source.at("thresholds"),
                               .found = found.result,
                               .missing = std::move(missing),
                               .who = who});
  return *storage::newest_evaluation(tx);
}

result<std::vector<card_change>> booster_keeper::apply(storage::transaction& tx,
                                                       const storage::stored_evaluation& one,
                                                       instant now) {
  const auto before = found_by(storage::evaluation_in_force(tx));
  storage::apply_evaluation(tx, one.number, now);
  storage::write_audit_of_state(tx, now,
                                {.who = one.who,
                                 .action = "eligibility.apply",
                                 .target = std::string{boosters::to_text(one.found)},
                                 .why = "before: " + std::string{boosters::to_text(before)}},
                                boosters::to_text(before), boosters::to_text(one.found));
  std::vector<card_change> made;
  for (const auto& document : storage::boosters_of(tx)) {
    const auto event = read_stored_booster(document);
    if (!event)
      return fail(event.error());
    for (auto& card : storage::cards_of(tx, document.id)) {
      auto changed = follow(tx, std::move(card), *event, one.found, now);
      if (!changed)
        return fail(std::move(changed.error()));
      if (*changed)
        made.push_back(std::move(**changed));
    }
  }
  return made;
}

void booster_keeper::take_over_all(const std::vector<card_change>& made) {
  for (const auto& one : made) {
    if (one.state && one.state->state == storage::campaign_state::active)
      wake_(one.state->id);
  }
}

void booster_keeper::evaluate_due(instant now) {
  auto& reader = services_.store.reader();
  const auto by = eligibility_settings(reader);
  if (!by) {
    spdlog::error("eligibility is not measured: {}", by.error().message);
    return failed(now);
  }
  const auto newest = reader.boosters().newest_evaluation();
  const auto next = next_measure(
      *by, reader.boosters().eligibility_document(storage::eligibility_inputs_id), newest);
  const bool measures = next && *next <= now;
  const bool applies = waits_to_count(newest) && newest->applies_at <= now;
  if (!measures && !applies)
    return;
  using changes = std::vector<card_change>;
  const auto write =
      [&, measured_at = by->measured.previous(now)](storage::transaction& tx) -> result<changes> {
    changes made;
    const auto count = [&](const storage::stored_evaluation& one) -> result<void> {
      if (one.applied_at || one.applies_at > now)
        return {};
      auto applied = apply(tx, one, now);
      if (!applied)
        return fail(std::move(applied.error()));
      std::move(applied->begin(), applied->end(), std::back_inserter(made));
      return {};
    };
    // What was measured before counts first, also where both were due while no daemon ran.
    if (const auto before = storage::newest_evaluation(tx)) {
      if (auto counted = count(*before); !counted)
        return fail(std::move(counted.error()));
    }
    if (!measures || !measured_at)
      return made;
    const auto applies_at = calendar::add(*measured_at, by->applied_after, by->zone);
    if (!applies_at)
      return fail(applies_at.error());
    const auto one = measure(tx, *measured_at, *applies_at, schedule_name);
    if (!one)
      return fail(one.error());
    if (auto counted = count(*one); !counted)
      return fail(std::move(counted.error()));
    return made;
  };
  const auto written =
      begin_commit<changes>(services_.store, write, [this](const result<changes>& made) {
        for (const auto& one : made ? *made : changes{})
          take_over(services_, one, nullptr, {.who = keeper_name, .why = {}});
      }).get();
  if (!written) {
    spdlog::error("eligibility is not measured for now: {}", written.error().message);
    return failed(now);
  }
  take_over_all(*written);
}

bool booster_keeper::send_due(const storage::stored_card& card, instant now) {
  const auto written = wait_for_commit<card_change>(
      services_.store, [&](storage::transaction& tx) { return begin_due(tx, card, now); });
  if (!written) {
    spdlog::error("the card {}/{} is not sent for now: {}", card.booster, card.id,
                  written.error().message);
    failed(now);
    return false;
  }
  if (written->begun)
    runs_.work_on(*written->begun);
  return written->begun.has_value();
}

bool booster_keeper::run_due() {
  const auto now = services_.clock.now();
  const auto next = next_due();
  const auto on = services_.store.reader().boosters().in_status(card_status::on);
  if ((!next || *next > now) && on.empty())
    return false;
  evaluate_due(now);
  bool has_begun = false;
  for (const auto& card : on) {
    if (card.at <= now)
      has_begun |= send_due(card, now);
  }
  return has_begun;
}

std::optional<instant> booster_keeper::next_due() const {
  auto& known = services_.store.reader().boosters();
  auto next = known.next_look();
  const auto earlier = [&next](instant at) { next = std::min(next.value_or(at), at); };
  const auto newest = known.newest_evaluation();
  if (waits_to_count(newest))
    earlier(newest->applies_at);
  if (const auto inputs = known.eligibility_document(storage::eligibility_inputs_id)) {
    const auto by = eligibility_settings(services_.store.reader());
    if (const auto measure = by ? next_measure(*by, inputs, newest) : std::nullopt)
      earlier(*measure);
  }
  return next ? std::max(*next, from_unix_ms(not_before_.load())) : next;
}

} // namespace sojourn::service
