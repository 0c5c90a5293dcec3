#include "boosters/card_campaign.hpp"

#include "base/mistakes.hpp"

#include <algorithm>

namespace sojourn::boosters {

namespace {

constexpr std::string_view message_place = "/messages/tell";
constexpr std::size_t longest_name = 200;

/// The products as the texts name them: reads.product_1.
json reads_of(const card& one) {
  json reads = json::object();
  for (std::size_t i = 0; i < one.products.size(); ++i)
    reads["product_" + std::to_string(i + 1)] = {{"record", "product"}, {"id", one.products[i]}};
  return reads;
}

json limits_of(const booster& of, const card& one, const group& whom, std::int64_t group_cap) {
  json limits{{"audience",
               {{"most", whom.cap.value_or(group_cap)},
                {"seed", of.id + "/" + one.id},
                {"counts_for_the_day", true}}}};
  if (of.messages_a_day)
    limits["person"] = {{"campaigns", of.id + "."}, {"most", *of.messages_a_day}, {"per", "day"}};
  return limits;
}

json steps_of(const card& one, const group& whom) {
  const bool gives_code = !one.voucher_pool.empty();
  json steps{{"still",
              {{"type", "branch"},
               {"cases",
                json::array({{{"when", whom.condition}, {"next", gives_code ? "offer" : "tell"}}})},
               {"otherwise", "left"}}},
             {"tell",
              {{"type", "send"},
               {"message", "tell"},
               {"via", one.via},
               {"on_unknown", "next"},
               {"on_unreachable", "unreachable"},
               {"on_failure", "failed"},
               {"next", "end"}}},
             {"left", {{"type", "end"}, {"reason", "left the group"}}},
             {"unreachable", {{"type", "end"}, {"reason", "unreachable"}}},
             {"failed", {{"type", "end"}, {"reason", "the message was refused"}}}};
  if (gives_code) {
    steps["offer"] = {{"type", "voucher"},
                      {"pool", one.voucher_pool},
                      {"as", "offer"},
                      {"on_exhausted", "no-codes"},
                      {"next", "tell"}};
    steps["no-codes"] = {{"type", "end"}, {"reason", "no code is left"}};
  }
  return steps;
}

std::string name_of(const booster& of, const card& one) {
  auto name = title_in(of.title, "vi") + " · " + title_in(one.title, "vi");
  if (name.size() <= longest_name)
    return name;
  name.resize(longest_name);
  while (!name.empty() && (static_cast<unsigned char>(name.back()) & 0xC0U) == 0x80U)
    name.pop_back(); // not in the middle of a character
  if (!name.empty() && (static_cast<unsigned char>(name.back()) & 0x80U) != 0)
    name.pop_back();
  return name;
}

} // namespace

std::string campaign_of(std::string_view booster, std::string_view card) {
  return std::string{booster} + "." + std::string{card};
}

std::optional<card_name> card_of(std::string_view campaign) {
  const auto dot = campaign.find('.');
  if (dot == std::string_view::npos)
    return std::nullopt;
  const auto booster = campaign.substr(0, dot);
  const auto card = campaign.substr(dot + 1);
  if (!is_plain_name(booster) || !is_plain_name(card))
    return std::nullopt;
  return card_name{std::string{booster}, std::string{card}};
}

std::optional<card_name> carried_card(const json& definition) {
  const auto* id = find_path(definition, "id");
  auto named =
      id != nullptr && id->is_string() ? card_of(id->get_ref<const std::string&>()) : std::nullopt;
  const auto says = [&](const char* path, const std::string& name) {
    const auto* said = find_path(definition, path);
    return said != nullptr && *said == json(name);
  };
  if (!named || !says("meta.booster", named->booster) || !says("meta.card", named->card))
    return std::nullopt;
  return named;
}

error carries_card_error(std::string_view campaign, const card_name& card) {
  const auto path = "/v1/boosters/" + card.booster + "/cards/" + card.card;
  return {error_code::carries_card, in_quotes(campaign) + " is the campaign of the card " +
                                        in_quotes(card.card) + " of the booster " +
                                        in_quotes(card.booster) +
                                        ", which decides about it; switch the card with POST " +
                                        path + "/switch, edit it with PUT " + path +
                                        ", or send it to one customer with POST " + path + "/send"};
}

json card_campaign(const booster& of, const card& one, std::int64_t group_cap) {
  const auto& whom = *of.find_group(one.group);
  json made{
      {"id", campaign_of(of.id, one.id)},
      {"name", name_of(of, one)},
      {"timezone", of.zone},
      {"trigger", {{"type", "manual"}}},
      {"audience", {{"and", {whom.condition, {{"in_segment", interacted_group}}}}}},
      {"reentry", {{"policy", "once"}}},
      {"limits", limits_of(of, one, whom, group_cap)},
      {"start", "still"},
      {"steps", steps_of(one, whom)},
      {"messages", {{"tell", one.message}}},
      {"meta", {{"booster", of.id}, {"phase", one.phase}, {"group", one.group}, {"card", one.id}}}};
  if (!one.products.empty())
    made["reads"] = reads_of(one);
  if (whom.leaves_on_order)
    made["exit"] = {{"event", "order.paid"}};
  return made;
}

error as_mistakes_of_card(error of_definition) {
  for (auto& detail : of_definition.details) {
    if (detail.pointer.starts_with(message_place))
      detail.pointer = "/message" + detail.pointer.substr(message_place.size());
    else if (detail.pointer.starts_with("/steps/tell/via"))
      detail.pointer = detail.pointer.substr(std::string_view{"/steps/tell"}.size());
    else if (detail.pointer.starts_with("/steps/offer"))
      detail.pointer = "/voucher_pool";
    else if (detail.pointer.starts_with("/audience") || detail.pointer.starts_with("/steps/still"))
      detail.pointer = "/group";
  }
  if (of_definition.code == error_code::invalid_definition)
    of_definition.message = "the card has errors";
  return of_definition;
}

} // namespace sojourn::boosters
