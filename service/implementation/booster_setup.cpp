// Making the cards of a booster from its template, and trying them before anything is kept.
#include "accounts/changes.hpp"
#include "base/mistakes.hpp"
#include "boosters/template.hpp"
#include "service/implementation/booster_service.hpp"
#include "storage/audit.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace sojourn::service {

namespace {

/// A mistake in a card that a template makes.
struct card_mistake {
  boosters::drafted_card card;
  error_detail what;
};

/// Cards of a template for an event, and what is wrong with them.
struct tried_cards {
  std::vector<std::pair<boosters::drafted_card, checked_card>> good;
  std::vector<card_mistake> wrong;
  std::optional<error> failure; ///< of the daemon, and not of a card
};

tried_cards try_cards(actors::services& services, const json& from, const boosters::booster& event,
                      std::int64_t group_cap, const std::set<std::string>& but) {
  tried_cards tried;
  for (auto& one : boosters::cards_from(from, event)) {
    if (but.contains(one.id))
      continue;
    auto checked = check_card(services, event, one.id, one.source, group_cap);
    if (checked) {
      tried.good.emplace_back(std::move(one), std::move(*checked));
      continue;
    }
    if (checked.error().details.empty()) {
      tried.failure = std::move(checked.error());
      return tried;
    }
    for (auto& detail : checked.error().details)
      tried.wrong.push_back({one, std::move(detail)});
  }
  return tried;
}

tl::unexpected<error> refuse_cards(const char* what, std::vector<error_detail> wrong) {
  return fail(error_code::invalid_request, what, std::move(wrong));
}

/// The place in the document of a booster that a mistake of a card comes from; empty: it is the
/// template's, and the card is named.
std::string place_in_booster(const boosters::booster& event, const card_mistake& one) {
  const auto& pointer = one.what.pointer;
  constexpr std::string_view products = "/products";
  if (pointer.starts_with("/via") || pointer == "/voucher_pool")
    return pointer;
  if (pointer.starts_with(products))
    return "/approved_skus" + pointer.substr(products.size());
  for (std::size_t i = 0; pointer == "/group" && i < event.groups.size(); ++i) {
    if (event.groups[i].id == one.card.group)
      return pointer_to("/groups", i);
  }
  return {};
}

/// The same mistake of many cards once, with their names.
class mistakes_by_place {
public:
  void add(const std::string& pointer, const std::string& message, const std::string& card) {
    found_[{pointer, message}].insert(card);
  }
  [[nodiscard]] std::vector<error_detail> told() const {
    std::vector<error_detail> all;
    for (const auto& [what, cards] : found_)
      all.push_back({what.first, what.second + "; cards: " + listed(cards)});
    return all;
  }

private:
  std::map<std::pair<std::string, std::string>, std::set<std::string>> found_;
};

} // namespace

result<void> booster_service::require_cards_of(const json& from, const boosters::booster& event,
                                               std::int64_t group_cap) {
  if (event.via.empty())
    return {}; // its cards name their own, or it is not set up
  std::set<std::string> there;
  for (const auto& card : reader().boosters().cards(event.id))
    there.insert(card.id);
  auto tried = try_cards(services_, from, boosters::with_stand_ins(event), group_cap, there);
  if (tried.failure)
    return fail(std::move(*tried.failure));
  if (tried.wrong.empty())
    return {};
  mistakes_by_place places;
  for (const auto& one : tried.wrong) {
    auto place = place_in_booster(event, one);
    if (place.empty())
      place = pointer_to("/cards", one.card.id) + one.what.pointer;
    places.add(place, one.what.message, one.card.id);
  }
  return refuse_cards("the booster has errors: its cards could not be made of its template",
                      places.told());
}

result<void> booster_service::require_template(const json& source) {
  if (auto sound = boosters::check_template(source); !sound)
    return sound;
  const auto& channels = services_.catalogue.around().channels;
  if (channels.empty())
    return {};
  const bool has_mailbox = std::ranges::find(channels, "mailbox") != channels.end();
  auto whole = boosters::with_template(
      boosters::trial_of(source, {has_mailbox ? "mailbox" : channels.front()}), source, "trial");
  if (!whole)
    return fail(std::move(whole.error()));
  const auto event = boosters::read_booster("trial", *whole);
  if (!event)
    return refuse_cards("the template has errors", event.error().details);
  const auto by = eligibility_settings(reader());
  if (!by)
    return fail(by.error());
  auto tried = try_cards(services_, source, boosters::with_stand_ins(*event), by->group_cap, {});
  if (tried.failure)
    return fail(std::move(*tried.failure));
  if (tried.wrong.empty())
    return {};
  mistakes_by_place places;
  for (const auto& one : tried.wrong) {
    const auto of_group = place_in_booster(*event, one);
    places.add(of_group.starts_with("/groups")
                   ? of_group
                   : boosters::place_of_card(source, one.card.phase, one.card.group) +
                         one.what.pointer,
               one.what.message, one.card.id);
  }
  return refuse_cards("the template has errors: its cards could not be made", places.told());
}

result<booster_service::drafts> booster_service::draft_cards(const std::string& id,
                                                             const std::string& who, instant at) {
  const auto stored = reader().boosters().find(id);
  if (!stored)
    return fail(error_code::not_found, "there is no booster \"" + id + "\"");
  const auto event = read_stored_booster(*stored);
  if (!event)
    return fail(event.error());
  const auto settings = eligibility_settings(reader());
  if (!settings)
    return fail(settings.error());
  if (auto may =
          require_eligible(reader().boosters().evaluation_in_force(), *event, *settings, nullptr);
      !may)
    return fail(std::move(may.error()));
  const auto from =
      template_document(stored->source.value("template", std::string{boosters::shipped_template}));
  if (!from)
    return fail(from.error());
  if (event->voucher_pool.empty() && boosters::gives_codes(*from))
    return fail(error_code::invalid_request, "the booster cannot be set up",
                {{"/voucher_pool", "cards of the template give codes; name the pool that they come "
                                   "from"}});
  auto tried = try_cards(services_, *from, *event, settings->group_cap, {});
  if (tried.failure)
    return fail(std::move(*tried.failure));
  std::vector<error_detail> wrong;
  for (auto& one : tried.wrong)
    wrong.push_back({pointer_to("/cards", one.card.id) + one.what.pointer, one.what.message});
  if (!wrong.empty())
    return refuse_cards("the booster cannot be set up: cards of its template have errors",
                        std::move(wrong));
  drafts made{.booster_version = stored->version};
  for (auto& [one, checked] : tried.good) {
    if (one.was_moved)
      made.moved.push_back(one.id);
    made.cards.push_back({.booster = id,
                          .id = one.id,
                          .version = 1,
                          .source = checked.card.source,
                          .at = checked.card.at,
                          .created_at = at,
                          .updated_at = at,
                          .updated_by = who});
  }
  return made;
}

result<json> booster_service::write_drafts(storage::transaction& tx, const drafts& ready,
                                           const std::string& id, const caller& by, instant at) {
  const auto stored = storage::booster_of(tx, id);
  if (!stored || stored->version != ready.booster_version)
    return fail(error_code::wrong_state, "the booster was changed in the meantime; try again");
  std::set<std::string> there;
  for (const auto& card : storage::cards_of(tx, id))
    there.insert(card.id);
  json made = json::array();
  json kept = json::array();
  std::vector<error_detail> taken;
  for (const auto& card : ready.cards) {
    const bool is_there = there.contains(card.id);
    (is_there ? kept : made).push_back(card.id);
    if (is_there)
      continue;
    if (const auto free = require_free_campaign(tx, id, card.id); !free)
      taken.push_back({pointer_to("/cards", card.id), free.error().message});
    storage::put_card(tx, card);
  }
  if (!taken.empty())
    return fail(error_code::already_exists,
                "the booster cannot be set up: campaigns that its cards did not make have the ids "
                "of theirs; make a booster with another id",
                std::move(taken));
  storage::write_audit(tx, at,
                       {.who = by.who,
                        .action = "booster.set_up",
                        .target = id,
                        .why = std::to_string(made.size()) + " cards",
                        .changes = accounts::changes_between(json{}, {{"cards", made}})});
  return json{{"booster", id}, {"made", made}, {"kept", kept}, {"moved", ready.moved}};
}

void booster_service::set_up(std::string id, caller by, completion<json> done) {
  const auto answer = std::make_shared<completion<json>>(std::move(done));
  run_check(answer, [this, answer, id, by] {
    const auto at = now();
    auto ready = storage::as_result([&] { return draft_cards(id, by.who, at); });
    if (!ready)
      return (*answer)(fail(std::move(ready.error())));
    commit<json>(
        completion<json>{[answer](result<json> told) { (*answer)(std::move(told)); }},
        [ready = std::move(*ready), id, by, at](storage::transaction& tx) {
          return write_drafts(tx, ready, id, by, at);
        },
        [](json told) -> result<json> { return told; });
  });
}

} // namespace sojourn::service
