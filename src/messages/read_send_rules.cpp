// Reads the document of the rules around sends.
#include "base/json_schema.hpp"
#include "messages/send_rules.hpp"

#include <algorithm>
#include <bitset>

namespace sojourn::messages {

extern const std::string_view send_rules_schema_text; // send_rules.schema.json

namespace {

using namespace std::chrono_literals;

constexpr milliseconds longest_spread = 12h;
constexpr milliseconds longest_rolling = 24h * 366;

const std::shared_ptr<const json>& document() {
  static const auto parsed = std::make_shared<const json>(json::parse(send_rules_schema_text));
  return parsed;
}

std::set<purpose> read_purposes(const json& place, std::set<purpose> otherwise) {
  const auto found = place.find("purposes");
  if (found == place.end())
    return otherwise;
  std::set<purpose> read;
  for (const auto& name : *found)
    read.insert(parse_purpose(name.get_ref<const std::string&>()).value());
  return read;
}

/// A duration without calendar units, up to `most`.
std::optional<milliseconds> read_length(const std::string& text, milliseconds most,
                                        const std::string& pointer, mistake_list& mistakes) {
  const auto length = calendar::parse_duration(text);
  if (!length) {
    mistakes.add(pointer, length.error().message);
    return std::nullopt;
  }
  const auto whole = length->exact + std::chrono::days{length->days};
  if (length->years != 0 || length->months != 0 || whole > most || whole <= 0ms) {
    mistakes.add(pointer, in_quotes(text) + " is not a duration of up to " +
                              std::to_string(most / 1h) + " hours, without months");
    return std::nullopt;
  }
  return whole;
}

std::variant<calendar::period, milliseconds>
read_per(const std::string& text, const std::string& pointer, mistake_list& mistakes) {
  if (text == "day")
    return calendar::period::day;
  if (text == "week")
    return calendar::period::week;
  if (text == "month")
    return calendar::period::month;
  if (!text.starts_with('P')) {
    mistakes.add(pointer, in_quotes(text) +
                              " is no period; write \"day\", \"week\", \"month\" or \"PT24H\"");
    return calendar::period::day;
  }
  return read_length(text, longest_rolling, pointer, mistakes).value_or(24h);
}

cap read_cap(const json& place, const std::string& pointer, mistake_list& mistakes) {
  cap read;
  read.id = place.at("id").get<std::string>();
  read.channel = place.value("channel", std::string{});
  read.each_campaign = place.value("each_campaign", false);
  read.purposes = read_purposes(place, std::move(read.purposes));
  read.limit = place.at("limit").get<std::int64_t>();
  read.per = read_per(place.at("per").get_ref<const std::string&>(), pointer + "/per", mistakes);
  read.waits = place.value("when_reached", std::string{"skip"}) == "wait";
  if (read.waits && read.limit == 0)
    mistakes.add(pointer + "/when_reached", "a cap of 0 never has room to wait for");
  return read;
}

quiet_hours read_quiet(const json& place, const std::string& pointer, mistake_list& mistakes) {
  quiet_hours read;
  read.quiet.from = calendar::parse_time_of_day(place.at("from").get<std::string>()).value();
  read.quiet.to = calendar::parse_time_of_day(place.at("to").get<std::string>()).value();
  if (read.quiet.from == read.quiet.to)
    mistakes.add(pointer + "/to", "quiet hours that end when they begin are none");
  read.channels = place.value("channels", std::set<std::string>{});
  read.purposes = read_purposes(place, std::move(read.purposes));
  if (const auto spread = place.find("spread"); spread != place.end())
    read.spread =
        read_length(spread->get<std::string>(), longest_spread, pointer + "/spread", mistakes)
            .value_or(0ms);
  return read;
}

constexpr int minutes_a_day = 24 * 60;
/// What quiet hours leave free of each day, at the least: else everything would leave at once.
constexpr int least_minutes_free = 60;

/// The minutes of a day that none of the quiet hours of this channel and purpose holds.
int minutes_free(const std::vector<quiet_hours>& quiet, const std::string& channel, purpose of) {
  std::bitset<minutes_a_day> taken;
  const auto minute_of = [](calendar::time_of_day time) { return time.hour * 60 + time.minute; };
  for (const auto& one : quiet) {
    if (!one.purposes.contains(of) || !(one.channels.empty() || one.channels.contains(channel)))
      continue;
    const auto to = minute_of(one.quiet.to);
    for (auto at = minute_of(one.quiet.from); at != to; at = (at + 1) % minutes_a_day)
      taken.set(static_cast<std::size_t>(at));
  }
  return minutes_a_day - static_cast<int>(taken.count());
}

/// Quiet hours, alone or together, that leave no hour of the day.
void check_quiet_days(const std::vector<quiet_hours>& quiet, mistake_list& mistakes) {
  for (std::size_t i = 0; i < quiet.size(); ++i) {
    const std::vector so_far(quiet.begin(), quiet.begin() + static_cast<std::ptrdiff_t>(i) + 1);
    auto channels = quiet[i].channels;
    if (channels.empty()) { // it is about all: those that others name, and one that none does
      channels.insert("");
      for (const auto& other : so_far)
        channels.insert(other.channels.begin(), other.channels.end());
    }
    for (const auto& channel : channels) {
      for (const auto of : quiet[i].purposes) {
        const auto left = minutes_free(so_far, channel, of);
        if (left >= least_minutes_free)
          continue;
        mistakes.add(pointer_to("/quiet_hours", i),
                     "the quiet hours leave " + std::to_string(left) + " min of the day for " +
                         std::string{to_text(of)} + " messages" +
                         (channel.empty() ? "" : " on " + channel) +
                         "; leave an hour at the least, as from \"21:00\" to \"08:00\" does");
        return;
      }
    }
  }
}

std::set<subject_ref> read_subjects(const json& places, const std::string& pointer,
                                    mistake_list& mistakes) {
  std::set<subject_ref> read;
  for (std::size_t i = 0; i < places.size(); ++i) {
    auto subject = parse_subject(places[i].get_ref<const std::string&>());
    if (subject)
      read.insert(std::move(*subject));
    else
      mistakes.add(pointer_to(pointer, i), subject.error().message);
  }
  return read;
}

send_rules read_parts(const json& source, mistake_list& mistakes) {
  send_rules read;
  const auto caps = source.value("caps", json::array());
  for (std::size_t i = 0; i < caps.size(); ++i) {
    const auto pointer = pointer_to("/caps", i);
    read.caps.push_back(read_cap(caps[i], pointer, mistakes));
    const bool is_taken =
        std::any_of(read.caps.begin(), read.caps.end() - 1,
                    [&](const cap& other) { return other.id == read.caps.back().id; });
    if (is_taken)
      mistakes.add(pointer + "/id", "another cap is called " + in_quotes(read.caps.back().id));
  }
  const auto quiet = source.value("quiet_hours", json::array());
  for (std::size_t i = 0; i < quiet.size(); ++i)
    read.quiet.push_back(read_quiet(quiet[i], pointer_to("/quiet_hours", i), mistakes));
  if (mistakes.empty())
    check_quiet_days(read.quiet, mistakes);
  const auto* required = find_path(source, "consent.required");
  for (const auto& place : required != nullptr ? *required : json::array())
    read.consent_required.push_back(
        {place.value("channel", std::string{}), read_purposes(place, {purpose::promotional})});
  if (const auto* subjects = find_path(source, "test_mode.subjects"))
    read.test_subjects = read_subjects(*subjects, "/test_mode/subjects", mistakes);
  if (const auto* domains = find_path(source, "links.domains"))
    read.link_domains = domains->get<std::vector<std::string>>();
  if (const auto* least = find_path(source, "audience.least"))
    read.least_audience = least->get<std::int64_t>();
  read.source = source;
  return read;
}

} // namespace

const json& send_rules_schema() { return *document(); }

result<send_rules_ptr> read_send_rules(const json& source) {
  static const json_schema schema{document()};
  mistake_list mistakes;
  schema.check(source, "", mistakes);
  auto rules =
      mistakes.empty() ? std::make_shared<const send_rules>(read_parts(source, mistakes)) : nullptr;
  if (!mistakes.empty())
    return fail(error_code::invalid_request, "the rules around sends have errors",
                mistakes.sorted());
  return rules;
}

} // namespace sojourn::messages
