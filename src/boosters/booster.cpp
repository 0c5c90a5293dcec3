#include "boosters/booster.hpp"

#include "base/ids.hpp"
#include "boosters/documents.hpp"
#include "boosters/local_time.hpp"
#include "calendar/calendar.hpp"

#include <algorithm>
#include <array>

namespace sojourn::boosters {

namespace {

constexpr auto goal_names =
    std::to_array<std::string_view>({"reach", "add_to_cart", "paid_orders", "follows_and_reviews"});

goal read_goal(const std::string& name) {
  const auto found = std::find(goal_names.begin(), goal_names.end(), name);
  return static_cast<goal>(found - goal_names.begin());
}

/// Reads a local time, and writes it to `stored` as it is kept.
instant read_moment(json& stored, const std::string& pointer, const std::string& zone,
                    mistake_list& mistakes) {
  const auto at = calendar::parse_local(stored.get<std::string>(), zone);
  if (!at) {
    mistakes.add(pointer, at.error().message);
    return {};
  }
  stored = local_text(*at, zone);
  return *at;
}

group read_group(const json& source) {
  group read{.id = source.at("id").get<std::string>(),
             .title = source.value("title", json(source.at("id"))),
             .condition = source.value("condition", json()),
             .advanced = source.value("advanced", false),
             .leaves_on_order = source.value("leaves_on_order", false)};
  if (const auto segment = source.find("segment"); segment != source.end()) {
    const auto parameters = source.value("parameters", json::object());
    read.condition = {{"in_segment", parameters.empty() ? *segment : json{*segment, parameters}}};
  }
  if (const auto cap = source.find("cap"); cap != source.end())
    read.cap = cap->get<std::int64_t>();
  return read;
}

phase read_phase(json& source, const std::string& place, const booster& of,
                 mistake_list& mistakes) {
  phase read{.id = source.at("id").get<std::string>(),
             .title = source.value("title", json(source.at("id"))),
             .measured_by = read_goal(source.at("goal").get<std::string>()),
             .strategy = source.value("strategy", json("")),
             .groups = texts_of(source, "groups")};
  read.from = read_moment(source["from"], place + "/from", of.zone, mistakes);
  read.to = read_moment(source["to"], place + "/to", of.zone, mistakes);
  if (read.from >= read.to && mistakes.empty())
    mistakes.add(place + "/to", "the phase ends before it begins; write a time after \"from\"");
  for (std::size_t i = 0; i < read.groups.size(); ++i) {
    if (of.find_group(read.groups[i]) == nullptr)
      mistakes.add(pointer_to(place + "/groups", i),
                   "there is no group " + in_quotes(read.groups[i]) + " in \"groups\"");
  }
  return read;
}

void check_order(const std::vector<phase>& phases, mistake_list& mistakes) {
  for (std::size_t i = 1; i < phases.size(); ++i) {
    if (phases[i].from < phases[i - 1].to)
      mistakes.add(pointer_to("/phases", i) + "/from", "it begins before the phase " +
                                                           in_quotes(phases[i - 1].id) +
                                                           " has ended; phases follow each other");
  }
}

void check_products(const card& one, const booster& of, mistake_list& mistakes) {
  for (std::size_t i = 0; i < one.products.size(); ++i) {
    if (std::find(of.approved_skus.begin(), of.approved_skus.end(), one.products[i]) ==
        of.approved_skus.end())
      mistakes.add(pointer_to("/products", i),
                   in_quotes(one.products[i]) + " is not among the approved SKUs of the event");
  }
}

void check_place(const card& one, const booster& of, bool was_sent, mistake_list& mistakes) {
  const auto* phase = of.find_phase(one.phase);
  if (phase == nullptr)
    return mistakes.add("/phase", "the event has no phase " + in_quotes(one.phase));
  if (of.find_group(one.group) == nullptr ||
      std::find(phase->groups.begin(), phase->groups.end(), one.group) == phase->groups.end())
    mistakes.add("/group", "the phase " + in_quotes(one.phase) + " writes to no group " +
                               in_quotes(one.group) + "; it has " + listed(phase->groups));
  if (mistakes.empty() && !was_sent && !phase->holds(one.at))
    mistakes.add("/at", "the phase " + in_quotes(one.phase) + " is from " +
                            local_text(phase->from, of.zone) + " to " +
                            local_text(phase->to, of.zone) +
                            "; a card is not scheduled outside its phase");
}

} // namespace

bool is_plain_name(std::string_view text) {
  return is_name(text) && text.find('.') == std::string_view::npos;
}

std::string_view to_text(goal of) { return goal_names[static_cast<std::size_t>(of)]; }

const group* booster::find_group(std::string_view wanted) const {
  const auto found = std::find_if(groups.begin(), groups.end(),
                                  [&](const group& one) { return one.id == wanted; });
  return found == groups.end() ? nullptr : &*found;
}

const phase* booster::find_phase(std::string_view wanted) const {
  const auto found = std::find_if(phases.begin(), phases.end(),
                                  [&](const phase& one) { return one.id == wanted; });
  return found == phases.end() ? nullptr : &*found;
}

result<booster> read_booster(const std::string& id, const json& source) {
  mistake_list mistakes;
  check_shape(source, "booster", mistakes);
  if (!mistakes.empty())
    return refused("the booster has", mistakes);
  booster read{.id = id, .source = source};
  read.source.erase("id");
  read.title = source.at("title");
  read.zone = source.at("timezone").get<std::string>();
  read.date = source.at("date").get<std::string>();
  read.approved_skus = texts_of(source, "approved_skus");
  read.voucher_pool = source.value("voucher_pool", std::string{});
  read.via = texts_of(source, "via");
  if (const auto most = source.find("messages_a_day"); most != source.end())
    read.messages_a_day = most->get<std::int64_t>();
  check_words(read.title, "/title", mistakes);
  if (!calendar::is_zone(read.zone))
    mistakes.add("/timezone", in_quotes(read.zone) + " is not a time zone that is known here");
  if (!moved_by(read.date, 0))
    mistakes.add("/date", in_quotes(read.date) + " is not a day");
  check_groups(source.at("groups"), mistakes);
  check_ids(source.at("phases"), "/phases", "phase", mistakes);
  if (!mistakes.empty())
    return refused("the booster has", mistakes);
  for (const auto& one : source.at("groups"))
    read.groups.push_back(read_group(one));
  auto& phases = read.source["phases"];
  for (std::size_t i = 0; i < phases.size(); ++i)
    read.phases.push_back(read_phase(phases[i], pointer_to("/phases", i), read, mistakes));
  if (mistakes.empty())
    check_order(read.phases, mistakes);
  if (!mistakes.empty())
    return refused("the booster has", mistakes);
  return read;
}

result<card> read_card(const booster& of, const std::string& id, const json& source,
                       bool was_sent) {
  mistake_list mistakes;
  check_shape(source, "card", mistakes);
  if (!mistakes.empty())
    return refused("the card " + in_quotes(id) + " has", mistakes);
  card read{.id = id,
            .phase = source.at("phase").get<std::string>(),
            .group = source.at("group").get<std::string>(),
            .title = source.value("title", json(id)),
            .via = texts_of(source, "via"),
            .message = source.at("message"),
            .voucher_pool = source.value("voucher_pool", std::string{}),
            .products = texts_of(source, "products"),
            .source = source};
  read.source.erase("id");
  check_words(read.title, "/title", mistakes);
  read.at = read_moment(read.source["at"], "/at", of.zone, mistakes);
  check_place(read, of, was_sent, mistakes);
  check_products(read, of, mistakes);
  if (read.via.empty())
    read.via = of.via;
  if (read.via.empty())
    mistakes.add("/via", "neither the card nor the event names a channel");
  if (!mistakes.empty())
    return refused("the card " + in_quotes(id) + " has", mistakes);
  return read;
}

std::string title_in(const json& title, std::string_view language) {
  if (title.is_string())
    return title.get<std::string>();
  const auto found = title.find(language);
  if (found != title.end())
    return found->get<std::string>();
  return title.empty() ? std::string{} : title.begin()->get<std::string>();
}

} // namespace sojourn::boosters
