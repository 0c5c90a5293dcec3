#include "boosters/eligibility.hpp"

#include "base/mistakes.hpp"
#include "boosters/documents.hpp"

#include <algorithm>
#include <array>

namespace sojourn::boosters {

namespace {

constexpr auto names = std::to_array<std::string_view>({"none", "basic", "advanced"});
constexpr auto input_names = std::to_array<const char*>(
    {"positive_rating", "chat_response", "followers", "revenue_30_days"});

decimal number(const json& value) {
  return (value.is_string() ? decimal::read(value.get<std::string>()) : decimal::of(value))
      .value_or(decimal{});
}

std::string text_of(const decimal& value) { return dump(value.as_json()); }

std::optional<decimal> optional_number(const json& source, const char* member) {
  const auto found = source.find(member);
  return found == source.end() || found->is_null() ? std::nullopt : std::optional{number(*found)};
}

thresholds read_thresholds(const json& source) {
  return {.positive_rating = number(source.at("positive_rating")),
          .chat_response = number(source.at("chat_response")),
          .followers = number(source.at("followers")),
          .revenue_30_days = number(source.at("revenue_30_days").at("amount")),
          .currency = source.at("revenue_30_days").at("currency").get<std::string>(),
          .approved_skus = source.at("approved_skus").get<std::int64_t>()};
}

/// One figure against its threshold.
struct comparison {
  const char* input;
  const std::optional<decimal>& value;
  const decimal& wanted;
  bool strict = false;
  eligibility needed_for = eligibility::basic;
  std::string currency{};
};

std::optional<shortfall> compare(const comparison& one) {
  shortfall lacks{.input = one.input,
                  .code = "unknown",
                  .wanted = text_of(one.wanted),
                  .currency = one.currency,
                  .needed_for = one.needed_for};
  if (!one.value)
    return lacks;
  if (one.strict ? *one.value > one.wanted : *one.value >= one.wanted)
    return std::nullopt;
  lacks.code = one.strict ? "not_above" : "below";
  lacks.value = text_of(*one.value);
  lacks.by = text_of(one.wanted - *one.value);
  return lacks;
}

} // namespace

std::string_view to_text(eligibility of) { return names[static_cast<std::size_t>(of)]; }

std::optional<eligibility> parse_eligibility(std::string_view text) {
  const auto found = std::find(names.begin(), names.end(), text);
  return found == names.end() ? std::nullopt
                              : std::optional{static_cast<eligibility>(found - names.begin())};
}

const json& default_settings() {
  static const auto document = json::parse(R"({
    "timezone": "Asia/Ho_Chi_Minh",
    "thresholds": {
      "positive_rating": 0.85,
      "chat_response": 0.85,
      "followers": 50,
      "revenue_30_days": {"amount": "500", "currency": "USD"},
      "approved_skus": 5
    },
    "measured": {"rule": "FREQ=WEEKLY;BYDAY=SU", "start": "2026-01-04T00:00"},
    "applied_after": "P1DT14H",
    "group_cap": 2000
  })");
  return document;
}

result<settings> read_settings(const json& source) {
  mistake_list mistakes;
  check_shape(source, "settings", mistakes);
  if (!mistakes.empty())
    return refused("the settings of eligibility have", mistakes);
  auto whole = default_settings();
  whole.update(source);
  if (source.contains("thresholds")) {
    whole["thresholds"] = default_settings().at("thresholds");
    whole["thresholds"].update(source.at("thresholds"));
  }
  const auto zone = whole.at("timezone").get<std::string>();
  if (!calendar::is_zone(zone)) {
    mistakes.add("/timezone", in_quotes(zone) + " is not a time zone that is known here");
    return refused("the settings of eligibility have", mistakes);
  }
  const auto& measured = whole.at("measured");
  auto rule = calendar::recurrence::parse(measured.at("rule").get<std::string>(),
                                          measured.at("start").get<std::string>(), zone,
                                          calendar::missing_day::skip);
  const auto after = calendar::parse_duration(whole.at("applied_after").get<std::string>());
  if (!rule)
    mistakes.add(rule.error().code == error_code::invalid_instant ? "/measured/start"
                                                                  : "/measured/rule",
                 rule.error().message);
  if (!after)
    mistakes.add("/applied_after", after.error().message);
  if (!mistakes.empty())
    return refused("the settings of eligibility have", mistakes);
  settings read{.zone = zone,
                .limits = read_thresholds(whole.at("thresholds")),
                .measured = calendar::schedule{std::move(*rule)},
                .applied_after = *after,
                .group_cap = whole.at("group_cap").get<std::int64_t>()};
  if (const auto most = whole.find("people_a_day"); most != whole.end())
    read.people_a_day = most->get<std::int64_t>();
  read.source = std::move(whole);
  return read;
}

result<inputs> read_inputs(const json& source, const settings& by) {
  mistake_list mistakes;
  check_shape(source, "inputs", mistakes);
  if (!mistakes.empty())
    return refused("the inputs of eligibility have", mistakes);
  inputs read{.positive_rating = optional_number(source, "positive_rating"),
              .chat_response = optional_number(source, "chat_response"),
              .followers = optional_number(source, "followers")};
  const auto revenue = source.find("revenue_30_days");
  if (revenue != source.end() && !revenue->is_null()) {
    read.revenue_30_days = number(revenue->at("amount"));
    if (revenue->at("currency") != json(by.limits.currency))
      mistakes.add("/revenue_30_days/currency",
                   "the threshold is in " + by.limits.currency + "; write the revenue in it, too");
  }
  if (!mistakes.empty())
    return refused("the inputs of eligibility have", mistakes);
  return read;
}

result<inputs> read_whole_inputs(const json& source, const settings& by) {
  mistake_list mistakes;
  for (const auto* name : input_names) {
    if (!source.contains(name))
      mistakes.add(pointer_to("", name),
                   "is missing; write the figure, or null where it is not known");
  }
  if (mistakes.empty())
    return read_inputs(source, by);
  const auto read = read_inputs(source, by);
  for (const auto& detail : read ? std::vector<error_detail>{} : read.error().details)
    mistakes.add(detail.pointer, detail.message);
  return refused("the inputs of eligibility have", mistakes);
}

json no_inputs() {
  json unknown = json::object();
  for (const auto* name : input_names)
    unknown[name] = nullptr;
  return unknown;
}

json fitting_inputs(json source, const settings& by) {
  const auto* currency = find_path(source, "revenue_30_days.currency");
  if (currency != nullptr && *currency != json(by.limits.currency))
    source.erase("revenue_30_days");
  return source;
}

json as_json(const shortfall& one) {
  json shown{{"input", one.input},
             {"code", one.code},
             {"wanted", one.wanted},
             {"needed_for", to_text(one.needed_for)}};
  if (!one.value.empty())
    shown["value"] = one.value;
  if (!one.by.empty())
    shown["by"] = one.by;
  if (!one.currency.empty())
    shown["currency"] = one.currency;
  return shown;
}

assessment assess(const inputs& given, const thresholds& against) {
  assessment made;
  const auto take = [&](const comparison& one) {
    auto lacks = compare(one);
    if (lacks)
      made.missing.push_back(std::move(*lacks));
    return made.missing.empty();
  };
  take({"positive_rating", given.positive_rating, against.positive_rating});
  take({"chat_response", given.chat_response, against.chat_response});
  const bool is_basic = take({"revenue_30_days", given.revenue_30_days, against.revenue_30_days,
                              true, eligibility::basic, against.currency});
  const bool is_advanced =
      take({"followers", given.followers, against.followers, false, eligibility::advanced});
  made.result = is_advanced ? eligibility::advanced
                : is_basic  ? eligibility::basic
                            : eligibility::none;
  return made;
}

std::optional<shortfall> missing_skus(std::size_t approved, const thresholds& against) {
  const auto count = static_cast<std::int64_t>(approved);
  if (count >= against.approved_skus)
    return std::nullopt;
  return shortfall{.input = "approved_skus",
                   .code = "below",
                   .value = std::to_string(count),
                   .wanted = std::to_string(against.approved_skus),
                   .by = std::to_string(against.approved_skus - count)};
}

} // namespace sojourn::boosters
