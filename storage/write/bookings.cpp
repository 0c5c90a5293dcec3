#include "storage/write/bookings.hpp"

#include "campaign/scope.hpp"
#include "rules/rule.hpp"
#include "segments/lists.hpp"
#include "segments/view.hpp"
#include "storage/figures.hpp"
#include "storage/inbox.hpp"
#include "storage/read/select_customers.hpp"
#include "storage/record_changes.hpp"
#include "storage/sqlite/transaction.hpp"
#include "storage/turns.hpp"

#include <algorithm>

namespace sojourn::storage {

namespace {

using engine::booking_outcome;

booking_outcome rejected(std::string code, std::string detail, json booked = {}) {
  return {.how = outcome::rejected,
          .code = std::move(code),
          .detail = std::move(detail),
          .booked = std::move(booked)};
}

booking_outcome count_passage(transaction& tx, const turn_write& turn, const json& booking) {
  const auto campaign = tx.tables.campaigns.info(turn.version)->campaign_key;
  const auto since = from_unix_ms(booking.value("since", std::int64_t{0}));
  const auto number =
      tx.tables.gates.pass(campaign, booking.at("counter").get<std::string>(), since);
  return {.booked = {{"number", number}}};
}

/// The part of `left` that a reversal which wants `wanted` takes back, with the sign of `left`.
std::int64_t part_of(std::int64_t left, const std::optional<std::int64_t>& wanted) {
  if (!wanted)
    return left;
  const auto most = std::abs(*wanted);
  return left < 0 ? std::max(left, -most) : std::min(left, most);
}

/// Lets the reversals that came before this booking take effect.
void reverse_early(transaction& tx, const point_table::entry& booking) {
  auto left = booking.amount;
  for (const auto& reversal : tx.tables.points.reversals(booking.book, booking.reference)) {
    const auto taken = part_of(left, reversal.wanted);
    tx.tables.points.change(reversal, -taken);
    left -= taken;
  }
}

/// What has not been taken back of a booking.
std::int64_t left_of(transaction& tx, const point_table::entry& booking) {
  auto left = booking.amount;
  for (const auto& reversal : tx.tables.points.reversals(booking.book, booking.reference))
    left += reversal.amount;
  return left;
}

booking_outcome book_points(transaction& tx, const turn_write& turn, const json& booking) {
  auto& points = tx.tables.points;
  point_table::entry entry{.customer = turn.after->subject.id,
                           .book = booking.at("book").get<std::string>(),
                           .reference = booking.at("reference").get<std::string>(),
                           .at = turn.at,
                           .campaign = turn.campaign,
                           .instance = turn.after->id};
  if (booking.contains("reverses"))
    entry.reverses = booking.at("reverses").get<std::string>();
  const auto told = [&](bool booked, std::int64_t amount) -> json {
    return {{"booked", booked}, {"amount", amount}, {"balance", points.balance(entry.customer)}};
  };
  const auto earlier = entry.reverses
                           ? points.find_reversal(entry.book, *entry.reverses, entry.reference)
                           : points.find_booking(entry.book, entry.reference);
  if (earlier)
    return {.booked = told(false, earlier->amount)};
  if (entry.reverses) {
    if (booking.contains("amount"))
      entry.wanted = booking.at("amount").get<std::int64_t>();
    if (const auto reversed = points.find_booking(entry.book, *entry.reverses)) {
      entry.customer = reversed->customer; // whoever asks, the points go back where they came from
      entry.amount = -part_of(left_of(tx, *reversed), entry.wanted);
    }
    points.add(entry);
    return {.booked = told(true, entry.amount)};
  }
  entry.amount = booking.at("amount").get<std::int64_t>();
  if (const auto there = points.balance(entry.customer);
      entry.amount < 0 && there + entry.amount < 0)
    return rejected("insufficient_points",
                    to_text(turn.after->subject) + " has " + std::to_string(there) +
                        " points, and " + std::to_string(-entry.amount) + " are to be taken",
                    told(false, 0));
  points.add(entry);
  reverse_early(tx, entry);
  return {.booked = told(true, entry.amount)};
}

/// The lists of a customer's records that the conditions of tiers read; all shipped ones where
/// one computes what it reads.
std::set<std::string> lists_read_by(const std::vector<rules::rule>& conditions) {
  std::set<std::string> read;
  for (const auto& condition : conditions) {
    read.merge(campaign::lists_read(condition));
    if (condition.paths())
      continue;
    for (const auto& list : segments::shipped_lists)
      read.emplace(list.name);
    read.emplace(segments::paid_orders_list);
  }
  return read;
}

/// The view of the customer that the conditions of a segment see, too.
json tier_data(transaction& tx, const subject_ref& customer, const std::set<std::string>& lists) {
  if (auto view = customer_view(tx.tables, customer.id, lists))
    return std::move(*view);
  return segments::customer_view(customer.id, json::object(), figures(tx.tables, customer.id),
                                 lists, {}, [](const std::string&) { return json(); });
}

result<std::vector<rules::rule>> read_conditions(const json& rules) {
  std::vector<rules::rule> read;
  for (const auto& tier : rules.at("tiers")) {
    auto when = rules::rule::parse(tier.at("when"));
    if (!when)
      return fail(std::move(when.error()));
    read.push_back(std::move(*when));
  }
  return read;
}

/// The tier that the rules give; an error when a condition cannot be evaluated.
result<json> choose_tier(const json& rules, const std::vector<rules::rule>& conditions,
                         const json& data, instant now) {
  work_budget work{rules::max_evaluation_units}; // of all: the writer waits for them
  rules::environment around;
  around.now = now;
  around.zone = rules.at("zone").get<std::string>();
  around.work = &work;
  for (std::size_t i = 0; i < conditions.size(); ++i) {
    const auto holds = conditions[i].test(data, around);
    if (!holds)
      return fail(holds.error());
    if (*holds)
      return rules.at("tiers")[i].at("value");
  }
  return rules.value("otherwise", json{});
}

/// The place of a tier in the list, from the highest; one that is not listed is below all.
std::size_t tier_rank(const json& rules, const json& value) {
  const auto& tiers = rules.at("tiers");
  const auto found = std::find_if(tiers.begin(), tiers.end(),
                                  [&](const json& tier) { return tier.at("value") == value; });
  return static_cast<std::size_t>(found - tiers.begin());
}

booking_outcome book_tier(transaction& tx, const turn_write& turn, const json& rules,
                          std::vector<inbox_entry>& inbox_entries) {
  const auto& customer = turn.after->subject;
  const auto conditions = read_conditions(rules);
  if (!conditions)
    return rejected("condition_failed",
                    "a condition of a tier cannot be read: " + conditions.error().message);
  const auto data = tier_data(tx, customer, lists_read_by(*conditions));
  auto chosen = choose_tier(rules, *conditions, data, turn.at);
  if (!chosen)
    return rejected("condition_failed", "a condition of a tier failed: " + chosen.error().message);
  const auto& field = rules.at("field").get_ref<const std::string&>();
  const auto from = data.at("customer").value(field, json{});
  const bool stays =
      chosen->is_null() || *chosen == from ||
      (rules.value("keep_higher", false) && tier_rank(rules, *chosen) > tier_rank(rules, from));
  if (stays)
    return {.booked = {{"from", from}, {"to", from}, {"changed", false}}};
  auto change = apply_patch(tx, {customer, {{field, *chosen}}}, turn.listeners, turn.at);
  if (!change) {
    auto why = change.error().message;
    for (const auto& detail : change.error().details)
      why += "; " + detail.pointer + ": " + detail.message;
    return rejected("record_refused", "the tier cannot be written: " + why);
  }
  std::ranges::move(change->inbox_entries, std::back_inserter(inbox_entries));
  return {.booked = {{"from", from}, {"to", *chosen}, {"changed", true}}};
}

booking_outcome book_for_customer(transaction& tx, const turn_write& turn,
                                  std::vector<inbox_entry>& inbox_entries) {
  const auto& effect = *turn.after->effect;
  if (turn.after->subject.type != records::customer_type)
    return rejected("no_customer", to_text(turn.after->subject) +
                                       " is no customer, who alone has " +
                                       std::string{engine::to_text(effect.kind)});
  return effect.kind == engine::effect_kind::points
             ? book_points(tx, turn, effect.booking)
             : book_tier(tx, turn, effect.booking, inbox_entries);
}

} // namespace

paid_action cost_of_effect(const turn_write& turn) {
  const auto& effect = *turn.after->effect;
  return {.key = {turn.after->id, effect.step, effect.visit},
          .attempt = effect.attempt,
          .campaign = turn.campaign,
          .action = std::string{engine::to_text(effect.kind)},
          .at = turn.at};
}

booking_outcome unpaid_outcome(unpaid refused) {
  return {.how = outcome::put_off,
          .code = std::string{engine::budget_code},
          .detail = std::move(refused.why),
          .retry_after = refused.retry_after};
}

result<booking_outcome> book(transaction& tx, const turn_write& turn, turn_written& written) {
  const auto& effect = *turn.after->effect;
  if (effect.kind == engine::effect_kind::count)
    return count_passage(tx, turn, effect.booking);
  const auto action = cost_of_effect(turn);
  auto paid = reserve_cost(tx, action);
  if (!paid)
    return fail(std::move(paid.error()));
  if (paid->refused) {
    written.paused_campaign |= paid->refused->paused_campaign;
    return unpaid_outcome(std::move(*paid->refused));
  }
  auto outcome = book_for_customer(tx, turn, written.inbox_entries);
  // What was done before, or changes nothing, costs nothing.
  const bool happened = outcome.how == outcome::accepted && outcome.booked.value("booked", true) &&
                        outcome.booked.value("changed", true);
  settle_cost(tx, action.key, action.attempt, happened ? outcome::accepted : outcome::rejected,
              turn.at);
  if (happened)
    outcome.cost = std::move(paid->cost);
  return outcome;
}

std::string encode_outcome(const booking_outcome& outcome) {
  json encoded{{"accepted", outcome.how == outcome::accepted},
               {"code", outcome.code},
               {"detail", outcome.detail},
               {"booked", outcome.booked}};
  if (outcome.how == outcome::put_off)
    encoded["retry_after_ms"] = outcome.retry_after.value_or(milliseconds{0}).count();
  if (!outcome.cost.is_null())
    encoded["cost"] = outcome.cost;
  return dump(encoded);
}

booking_outcome decode_outcome(std::string_view text) {
  try {
    const auto from = json::parse(text);
    booking_outcome outcome{.how = from.at("accepted").get<bool>() ? outcome::accepted
                                                                   : outcome::rejected,
                            .code = from.at("code").get<std::string>(),
                            .detail = from.at("detail").get<std::string>(),
                            .booked = from.at("booked"),
                            .cost = from.value("cost", json{})};
    if (const auto wait = from.find("retry_after_ms"); wait != from.end()) {
      outcome.how = outcome::put_off;
      outcome.retry_after = milliseconds{wait->get<std::int64_t>()};
    }
    return outcome;
  } catch (const json::exception& failure) {
    throw corrupt_row{std::string{"the outcome of a booking cannot be read: "} + failure.what()};
  }
}

} // namespace sojourn::storage
