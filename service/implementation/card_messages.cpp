// What cards of boosters say, and to whom: previews, and a send to one customer.
#include "actors/cache/named_records.hpp"
#include "actors/cache/products_for.hpp"
#include "boosters/card_campaign.hpp"
#include "content/render.hpp"
#include "engine/audience_choice.hpp"
#include "service/implementation/card_service.hpp"
#include "storage/records.hpp"
#include "storage/segments.hpp"

namespace sojourn::service {

namespace {

constexpr std::size_t samples = 3;

} // namespace

result<json> card_service::sample_of(const checked_card& of, const std::string& customer,
                                     const std::stop_token& stop) {
  const auto& campaign = *of.campaign;
  const auto& message = campaign.messages.begin()->second;
  engine::instance_state state;
  state.subject = records::customer(customer);
  engine::facts known;
  known.record = reader().records().data(state.subject);
  known.traits = reader().records().traits(customer);
  known.products = actors::products_for(reader(), message.products, state.subject);
  known.reads = actors::read_named(reader(), campaign);
  auto data = engine::condition_data(campaign, state, known);
  if (!of.card.voucher_pool.empty())
    data["vars"]["offer"] = {{"pool", of.card.voucher_pool}, {"code", "SAMPLE-CODE"}};
  work_budget work{text::max_render_units, stop};
  const auto made = content::render(message, {.data = data,
                                              .channel = of.card.via.front(),
                                              .zone = campaign.timezone,
                                              .language = content::language_of(known.record),
                                              .wants_notes = true,
                                              .work = &work,
                                              .links_base = services_.tracker.base_url});
  if (!made || made->too_expensive)
    return fail(work_budget_error(work, "the preview of this card"));
  json shown{{"customer", customer},           {"language", made->language},
             {"subject", made->subject},       {"text", made->text},
             {"channel", of.card.via.front()}, {"missing", made->notes.missing}};
  if (!made->html.empty())
    shown["html"] = made->html;
  if (!made->fields.is_null())
    shown["fields"] = made->fields;
  return shown;
}

void card_service::preview(std::string booster, std::string card, completion<json> done) {
  answer_question(std::move(done), [=, this](const std::stop_token& stop) -> result<json> {
    const auto seen = look_at(booster, card, nullptr);
    if (!seen)
      return fail(seen.error());
    const auto& checked = seen->checked;
    auto whom = audience_of(services_, checked);
    if (!whom)
      return fail(whom.error());
    engine::audience_choice chosen{checked.campaign->limits.audience->seed, samples};
    const auto found = whom->each_member(
        [&](const std::string& customer) {
          chosen.offer(customer);
          return true;
        },
        false, stop);
    if (!found)
      return fail(found.error());
    json previews = json::array();
    for (const auto& customer : chosen.take()) {
      auto one = sample_of(checked, customer, stop);
      if (!one)
        return one;
      previews.push_back(std::move(*one));
    }
    return json{{"booster", booster},
                {"card", card},
                {"group",
                 {{"id", checked.card.group},
                  {"size", chosen.offered()},
                  {"cap", checked.campaign->limits.audience->most}}},
                {"previews", std::move(previews)}};
  });
}

result<void> card_service::require_interaction(const std::string& customer,
                                               const std::stop_token& stop) {
  const auto known = services_.segments.registry(reader());
  const auto* group = known->find(std::string{boosters::interacted_group});
  const auto asked = known->resolve(*group);
  if (!asked)
    return fail(asked.error());
  const auto view = reader().segments().customer_view(customer, (*asked)->lists);
  if (!view)
    return fail(error_code::not_found, "there is no record customer:" + customer);
  work_budget work{rules::max_evaluation_units, stop};
  const auto has = segments::test(**asked, *view, now(), &work);
  if (!has)
    return fail(has.error());
  if (!*has)
    return fail(error_code::no_interaction,
                "customer:" + customer +
                    " has neither paid an order, nor followed the shop, nor "
                    "put anything into a cart, so no card is sent to them");
  return {};
}

/// The person counts for the shop's day, unless the start is refused.
void card_service::send_counted(start_request request, const boosters::settings& by,
                                const answer_ptr& answer) {
  const auto day = shop_day(by, now());
  const auto only_if_it_fails = [answer](const result<written>& told) {
    if (!told)
      (*answer)(fail(told.error()));
  };
  const auto forward = [this, day, answer](result<written> told) {
    if (told)
      return (*answer)(std::move(told));
    services_.store.writer().submit<bool>(
        [day](storage::transaction& tx) -> result<bool> {
          storage::release_person(tx, day);
          return true;
        },
        [answer, why = told.error()](const result<bool>&) { (*answer)(fail(why)); });
  };
  commit<bool>(
      completion<written>{only_if_it_fails, answer->by()},
      [day, most = by.people_a_day](storage::transaction& tx) -> result<bool> {
        if (storage::reserve_person(tx, day, most))
          return true;
        return fail(error_code::wrong_state,
                    "the day has no room for another person: people_a_day in the settings of "
                    "eligibility is " +
                        std::to_string(*most) + "; send it on another day, or raise it");
      },
      [this, request = std::move(request), forward](bool) mutable -> result<written> {
        instances_.start(std::move(request), completion<written>{forward});
        return written{};
      });
}

void card_service::send(std::string booster, std::string card, std::string customer, caller by,
                        completion<written> done) {
  const auto answer = std::make_shared<completion<written>>(std::move(done));
  ask<written>(answer, [=, this](const std::stop_token& stop) -> result<void> {
    const auto event = find_booster(reader(), booster);
    if (!event)
      return fail(event.error());
    const auto stored = reader().boosters().card(booster, card);
    if (!stored)
      return fail(error_code::not_found,
                  "the booster \"" + booster + "\" has no card \"" + card + "\"");
    if (auto has = require_interaction(customer, stop); !has)
      return has;
    if (stored->status != boosters::card_status::on &&
        stored->status != boosters::card_status::sending)
      return fail(error_code::wrong_state, "the card is " +
                                               std::string{boosters::to_text(stored->status)} +
                                               "; switch it on first");
    const auto by_settings = eligibility_settings(reader());
    if (!by_settings)
      return fail(by_settings.error());
    if (auto may =
            require_eligible(reader().boosters().evaluation_in_force(), *event, *by_settings,
                             event->find_group(stored->source.value("group", std::string{})));
        !may)
      return may;
    send_counted({.campaign = boosters::campaign_of(booster, card),
                  .subject = records::customer(customer),
                  .data = trigger_data_of(*stored),
                  .by = by,
                  .idem = {},
                  .of_card = true},
                 *by_settings, answer);
    return {};
  });
}

} // namespace sojourn::service
