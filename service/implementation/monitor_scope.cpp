#include "service/implementation/monitor_scope.hpp"

#include "boosters/card_campaign.hpp"
#include "calendar/calendar.hpp"
#include "calendar/day_number.hpp"
#include "library/shipped.hpp"
#include "storage/boosters.hpp"
#include "storage/library.hpp"

#include <algorithm>

namespace sojourn::service {

namespace {

constexpr auto week = "P7D";

/// Mistakes in parameters, as of one document whose members they are.
class parameter_mistakes {
public:
  void add(const std::string& parameter, std::string message) {
    found_.push_back({"/" + parameter, std::move(message)});
  }
  [[nodiscard]] bool empty() const { return found_.empty(); }
  [[nodiscard]] tl::unexpected<error> refuse() {
    return fail(error_code::invalid_request, "the parameters have errors", std::move(found_));
  }

private:
  std::vector<error_detail> found_{};
};

std::vector<std::string> parts_of(const std::string& text) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin < text.size();) {
    const auto end = std::min(text.find(',', begin), text.size());
    parts.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

std::vector<reports::dimension> read_dimensions(const std::string& text, bool is_booster,
                                                parameter_mistakes& mistakes) {
  std::vector<reports::dimension> by;
  for (const auto& part : parts_of(text)) {
    const auto known = std::ranges::find(reports::dimension_names, part);
    if (known == reports::dimension_names.end()) {
      mistakes.add("by", "\"" + part + "\" is none of phase, group, campaign, step, channel, day");
      continue;
    }
    const auto dimension =
        static_cast<reports::dimension>(known - reports::dimension_names.begin());
    if (!is_booster &&
        (dimension == reports::dimension::phase || dimension == reports::dimension::group))
      mistakes.add("by", "only boosters have a " + part);
    else if (std::ranges::find(by, dimension) == by.end())
      by.push_back(dimension);
  }
  return by;
}

/// The number of a day that is written "2026-09-09".
std::optional<std::int64_t> day_in(const std::string& text) {
  const auto at = calendar::parse_local(text, "UTC");
  if (!at)
    return std::nullopt;
  const auto day = calendar::day_number(*at, "UTC");
  return calendar::day_text(day) == text ? std::optional{day} : std::nullopt;
}

result<monitored> monitored_campaign_of(actors::services& services, const std::string& id) {
  const auto known = services.catalogue.find(id);
  if (!known)
    return fail(known.error());
  monitored found{.kind = "campaign", .id = id, .zone = known->newest->definition->timezone};
  found.query.campaigns.push_back({.id = id, .zone = found.zone});
  return found;
}

result<monitored> monitored_scenario(actors::services& services, const std::string& id) {
  auto& library = services.store.reader().library();
  const auto installed = library.installations(id);
  if (installed.empty() && !library::is_shipped(id) && !library.scenario(id))
    return fail(error_code::not_found, "there is no scenario \"" + id + "\"");
  monitored found{.kind = "library", .id = id, .zone = "UTC"};
  for (const auto& one : installed) {
    const auto known = services.catalogue.find(one.campaign);
    if (!known)
      continue;
    found.zone = known->newest->definition->timezone;
    found.query.campaigns.push_back({.id = one.campaign, .zone = found.zone});
  }
  return found;
}

/// Takes away the campaigns of other phases, groups and cards.
void keep_only(monitored& found, const monitor_request& request) {
  const auto card = request.card.empty() ? "" : boosters::campaign_of(found.id, request.card);
  std::erase_if(found.query.campaigns, [&](const storage::monitored_campaign& one) {
    return (!request.phase.empty() && one.phase != request.phase) ||
           (!request.group.empty() && one.group != request.group) ||
           (!card.empty() && one.id != card);
  });
}

} // namespace

result<milliseconds> read_window(const std::string& text) {
  const auto refuse = [](const std::string& why) {
    return fail(error_code::invalid_duration, why, {{.pointer = "/window", .message = why}});
  };
  const auto length = calendar::parse_duration(text.empty() ? week : text);
  if (!length)
    return refuse(length.error().message);
  if (length->years != 0 || length->months != 0)
    return refuse("write the window in days or less, such as \"P30D\"");
  return length->exact + std::chrono::days{length->days};
}

result<monitored> monitored_booster(actors::services& services, const std::string& id) {
  auto& reader = services.store.reader().boosters();
  const auto stored = reader.find(id);
  if (!stored)
    return fail(error_code::not_found, "there is no booster \"" + id + "\"");
  const auto event = boosters::read_booster(id, stored->source);
  if (!event)
    return fail(event.error());
  monitored found{.kind = "booster", .id = id, .zone = event->zone, .date = event->date};
  for (const auto& phase : event->phases)
    found.phases.push_back(phase.id);
  for (const auto& group : event->groups)
    found.groups.push_back(group.id);
  for (const auto& card : reader.cards(id))
    found.query.campaigns.push_back({.id = boosters::campaign_of(id, card.id),
                                     .phase = card.source.value("phase", ""),
                                     .group = card.source.value("group", ""),
                                     .zone = event->zone});
  return found;
}

result<monitored> resolve_scope(actors::services& services, const monitor_scope& scope) {
  const auto given = (scope.booster.empty() ? 0 : 1) + (scope.campaign.empty() ? 0 : 1) +
                     (scope.library.empty() ? 0 : 1);
  if (given != 1)
    return fail(error_code::invalid_request,
                "name exactly one of the parameters booster, campaign and library");
  if (!scope.booster.empty())
    return monitored_booster(services, scope.booster);
  if (!scope.campaign.empty())
    return monitored_campaign_of(services, scope.campaign);
  return monitored_scenario(services, scope.library);
}

result<monitored> read_monitor_request(actors::services& services, const monitor_request& request) {
  auto found = resolve_scope(services, request.of);
  if (!found)
    return found;
  const auto window = read_window(request.window);
  if (!window)
    return fail(window.error());
  const bool is_booster = found->kind == "booster";
  parameter_mistakes mistakes;
  auto& query = found->query;
  query.by = read_dimensions(request.by, is_booster, mistakes);
  if (!is_booster && !(request.phase + request.group + request.card).empty())
    mistakes.add("booster", "only boosters have phases, groups and cards");
  if (request.from && request.to && *request.to <= *request.from)
    mistakes.add("to", "must be after \"from\"");
  if (!request.day.empty()) {
    query.day = day_in(request.day);
    if (!query.day)
      mistakes.add("day", "\"" + request.day + "\" is no day; write \"2026-09-09\"");
  }
  if (!mistakes.empty())
    return mistakes.refuse();
  query.from = request.from;
  query.to = request.to;
  query.step = request.step;
  query.channel = request.channel;
  query.window = *window;
  keep_only(*found, request);
  return found;
}

result<monitored> read_comparison(actors::services& services, const monitor_request& request,
                                  const monitored& now) {
  const auto has_day = std::ranges::find(now.query.by, reports::dimension::day);
  if (has_day != now.query.by.end() || now.query.day)
    return fail(error_code::invalid_request,
                "two events have no days in common; compare without \"day\"");
  auto earlier = request;
  earlier.compare_with.clear();
  if (now.kind == "booster") {
    earlier.of.booster = request.compare_with;
    const auto then = monitored_booster(services, request.compare_with);
    if (!then)
      return then;
    const auto days = day_in(then->date).value_or(0) - day_in(now.date).value_or(0);
    for (auto* bound : {&earlier.from, &earlier.to}) {
      if (*bound)
        **bound += std::chrono::days{days};
    }
  } else {
    if (request.from || request.to)
      return fail(error_code::invalid_request,
                  "\"from\" and \"to\" can be compared for boosters alone, which have a day");
    (now.kind == "campaign" ? earlier.of.campaign : earlier.of.library) = request.compare_with;
  }
  return read_monitor_request(services, earlier);
}

} // namespace sojourn::service
