#include "service/implementation/card_checks.hpp"

#include "boosters/card_campaign.hpp"
#include "calendar/calendar.hpp"
#include "content/lint.hpp"
#include "service/background/audience.hpp"
#include "service/implementation/check_messages.hpp"
#include "service/implementation/definition_checks.hpp"
#include "service/implementation/lint_figures.hpp"
#include "storage/vouchers.hpp"

#include <algorithm>

namespace sojourn::service {

namespace {

error_detail detail_of(const boosters::shortfall& one) {
  const auto unit = one.currency.empty() ? std::string{} : " " + one.currency;
  const auto at_least = one.code == "not_above" || one.input == "revenue_30_days"
                            ? std::string{"more than "}
                            : std::string{"at least "};
  auto sentence = one.input + " must be " + at_least + one.wanted + unit;
  sentence += one.value.empty() ? ", and is not known"
                                : ", and is " + one.value + unit + ": " + one.by + unit + " lack";
  return {"/" + one.input, std::move(sentence)};
}

tl::unexpected<error> not_eligible(std::string why, std::vector<error_detail> missing) {
  return fail(error_code::not_eligible, std::move(why), std::move(missing));
}

std::vector<error_detail> details_of(const json& missing) {
  std::vector<error_detail> details;
  for (const auto& one : missing) {
    const auto text = [&](const char* member) { return one.value(member, std::string{}); };
    details.push_back(detail_of({.input = text("input"),
                                 .code = text("code"),
                                 .value = text("value"),
                                 .wanted = text("wanted"),
                                 .by = text("by"),
                                 .currency = text("currency")}));
  }
  return details;
}

/// The codes of a card are there for its group, and hold when it is sent.
result<void> require_codes(storage::reader& from, const checked_card& card, instant sent_at,
                           std::int64_t people) {
  const auto& pool = card.card.voucher_pool;
  if (pool.empty())
    return {};
  const auto refuse = [](std::string message) {
    return fail(error_code::wrong_state, "the voucher of the card does not hold",
                {{"/voucher_pool", std::move(message)}});
  };
  const auto found = from.vouchers().pool(pool);
  if (!found)
    return refuse("there is no pool \"" + pool + "\"");
  std::optional<instant> expires_at;
  if (const auto expires = found->find("expires_at"); expires != found->end())
    expires_at = parse_instant(expires->get<std::string>()).value();
  if (auto expired = expired_codes(card.card, expires_at, sent_at, "/voucher_pool"))
    return fail(error_code::codes_expire, "the voucher of the card does not hold",
                {std::move(*expired)});
  const auto free = found->at("free").get<std::int64_t>();
  if (free < people)
    return refuse("the pool \"" + pool + "\" has " + std::to_string(free) +
                  " codes left, and the card goes to about " + std::to_string(people) + " people");
  return {};
}

} // namespace

result<boosters::settings>
eligibility_settings(const std::optional<storage::stored_document>& stored) {
  return boosters::read_settings(stored ? stored->source : json::object());
}

result<boosters::settings> eligibility_settings(storage::reader& from) {
  return eligibility_settings(
      from.boosters().eligibility_document(storage::eligibility_settings_id));
}

result<boosters::booster> read_stored_booster(const storage::stored_document& stored) {
  auto read = boosters::read_booster(stored.id, stored.source);
  if (!read)
    return fail(error_code::data_corrupt,
                "the booster \"" + stored.id + "\" in the data file: " + read.error().message);
  return read;
}

result<boosters::booster> find_booster(storage::reader& from, const std::string& id) {
  const auto stored = from.boosters().find(id);
  if (!stored)
    return fail(error_code::not_found, "there is no booster \"" + id + "\"");
  return read_stored_booster(*stored);
}

result<checked_card> check_card(actors::services& services, boosters::booster event,
                                const std::string& id, const json& source, std::int64_t group_cap,
                                bool was_sent) {
  auto card = boosters::read_card(event, id, source, was_sent);
  if (!card)
    return fail(std::move(card.error()));
  const auto refuse = [&id](error of_campaign) {
    auto refused = boosters::as_mistakes_of_card(std::move(of_campaign));
    if (!refused.details.empty())
      refused.message = "the card \"" + id + "\" has errors";
    return fail(std::move(refused));
  };
  auto campaign =
      read_definition(services, boosters::card_campaign(event, *card, group_cap), nullptr);
  if (!campaign)
    return refuse(std::move(campaign.error()));
  if (auto known = require_known_names(services, **campaign); !known)
    return refuse(std::move(known.error()));
  if (auto fit = check_messages(**campaign, services.channels); !fit)
    return refuse(std::move(fit.error()));
  return checked_card{std::move(event), std::move(*card), std::move(*campaign)};
}

result<audience> audience_of(actors::services& services, const checked_card& card) {
  return audience::make(services, actors::make_running({}, card.campaign), services.clock.now());
}

result<group_estimate> estimate_of(actors::services& services, const checked_card& card,
                                   const std::stop_token& stop) {
  auto whom = audience_of(services, card);
  if (!whom)
    return fail(whom.error());
  const auto counted = whom->each_member({}, true, stop);
  if (!counted)
    return fail(counted.error());
  const auto& limit = card.campaign->limits.audience;
  const auto members = static_cast<std::int64_t>(counted->members);
  return group_estimate{members, limit ? std::min(members, limit->most) : members};
}

result<void> require_eligible(const std::optional<storage::stored_evaluation>& now,
                              const boosters::booster& event, const boosters::settings& by,
                              const boosters::group* group) {
  const auto found = now ? now->found : boosters::eligibility::none;
  const auto wanted = group != nullptr && group->advanced ? boosters::eligibility::advanced
                                                          : boosters::eligibility::basic;
  if (found < wanted)
    return not_eligible(
        now ? "the shop's eligibility is \"" + std::string{boosters::to_text(found)} +
                  "\", and this needs \"" + std::string{boosters::to_text(wanted)} + "\""
            : std::string{"the shop's eligibility was never measured; put its inputs with PUT "
                          "/v1/eligibility/inputs, and wait for the evaluation or ask for it"},
        now ? details_of(now->missing) : std::vector<error_detail>{});
  if (const auto lacks = boosters::missing_skus(event.approved_skus.size(), by.limits))
    return not_eligible("the event has too few approved SKUs", {detail_of(*lacks)});
  return {};
}

std::string shop_day(const boosters::settings& by, instant at) {
  constexpr std::size_t of_the_day = 10; // "2026-09-09"
  // The settings were read, so the zone is known.
  return calendar::to_local_text(at, by.zone).value_or(to_text(at)).substr(0, of_the_day);
}

std::optional<error_detail> expired_codes(const boosters::card& card,
                                          const std::optional<instant>& expires_at, instant sent_at,
                                          const std::string& pointer) {
  if (card.voucher_pool.empty() || !expires_at || *expires_at > sent_at)
    return std::nullopt;
  return error_detail{.pointer = pointer,
                      .message = "the codes of \"" + card.voucher_pool + "\" expire at " +
                                 to_text(*expires_at) + ", and the card is sent at " +
                                 to_text(sent_at) + "; give it a pool that expires later",
                      .code = "voucher_expired",
                      .facts = {{"card", card.id},
                                {"pool", card.voucher_pool},
                                {"expires_at", to_text(*expires_at)},
                                {"at", to_text(sent_at)}}};
}

boosters::eligibility needed_for(const boosters::booster& event, std::string_view group) {
  const auto* found = event.find_group(group);
  return found != nullptr && found->advanced ? boosters::eligibility::advanced
                                             : boosters::eligibility::basic;
}

result<std::vector<content::finding>> require_fit_card(actors::services& services,
                                                       const checked_card& card, instant sent_at,
                                                       const std::vector<std::string>& overridden,
                                                       const std::stop_token& stop) {
  auto& reader = services.store.reader();
  const auto by = eligibility_settings(reader);
  if (!by)
    return fail(by.error());
  if (auto may = require_eligible(reader.boosters().evaluation_in_force(), card.event, *by,
                                  card.event.find_group(card.card.group));
      !may)
    return fail(std::move(may.error()));
  const auto estimate = estimate_of(services, card, stop);
  if (!estimate)
    return fail(estimate.error());
  if (auto there = require_codes(reader, card, sent_at, estimate->people); !there)
    return fail(std::move(there.error()));
  auto figures = lint_figures_for(services, actors::make_running({}, card.campaign).get(),
                                  json::object(), nullptr);
  if (!figures)
    return fail(std::move(figures.error()));
  figures->now = sent_at;
  figures->people = estimate->people;
  auto findings = content::lint_campaign(*card.campaign, *figures);
  std::vector<error_detail> against;
  for (const auto& one : findings) {
    if (one.how == content::severity::error &&
        std::find(overridden.begin(), overridden.end(), one.code) == overridden.end())
      against.push_back({one.pointer, one.message + " (" + one.code + ")"});
  }
  if (against.empty())
    return findings;
  return fail(boosters::as_mistakes_of_card(
      {error_code::wrong_state,
       "the card is not switched on as it is; mend what is listed, or name the codes in "
       "\"override\"",
       std::move(against)}));
}

bool is_over(const storage::stored_card& card, const std::optional<storage::stored_run>& run) {
  return card.run && (!run || run->state == storage::run_state::ended ||
                      run->state == storage::run_state::cancelled);
}

json show_card(const storage::stored_card& stored, const boosters::booster& event,
               std::int64_t group_cap, const std::optional<storage::stored_run>& run) {
  const auto* group = event.find_group(stored.source.value("group", std::string{}));
  const bool is_sent = stored.status == boosters::card_status::sending && is_over(stored, run);
  json shown{{"id", stored.id},
             {"booster", stored.booster},
             {"version", stored.version},
             {"phase", stored.source.at("phase")},
             {"group", stored.source.at("group")},
             {"at", calendar::to_local_text(stored.at, event.zone).value_or(to_text(stored.at))},
             {"status", is_sent ? "sent" : boosters::to_text(stored.status)},
             {"active", stored.status == boosters::card_status::on ||
                            stored.status == boosters::card_status::sending},
             {"cap", group != nullptr ? group->cap.value_or(group_cap) : group_cap},
             {"campaign", boosters::campaign_of(stored.booster, stored.id)},
             {"card", stored.source},
             {"created_at", to_text(stored.created_at)},
             {"updated_at", to_text(stored.updated_at)},
             {"updated_by", stored.updated_by}};
  if (stored.gated)
    shown["paused_by"] = "eligibility";
  if (!stored.held_by.empty())
    shown["held_by"] = stored.held_by;
  if (stored.switched_at)
    shown.update(
        {{"switched_at", to_text(*stored.switched_at)}, {"switched_by", stored.switched_by}});
  if (run)
    shown["run"] = {{"id", to_text(run->id)},  {"began_at", to_text(run->started_at)},
                    {"members", run->members}, {"left_out", run->left_out},
                    {"entered", run->entered}, {"refused", run->refused},
                    {"open", run->open}};
  return shown;
}

} // namespace sojourn::service
