// /v1/monitor and /v1/series: what messages brought, who is behind it, and when it happened.
#include "service/monitor.hpp"

#include "api/resources/answers.hpp"

namespace sojourn::api {

namespace monitor_resource {
namespace {

service::monitor_scope scope_of(const request& ask) {
  return {.booster = ask.parameter("booster"),
          .campaign = ask.parameter("campaign"),
          .library = ask.parameter("library")};
}

service::monitor_request monitor_request_of(const request& ask) {
  return {.of = scope_of(ask),
          .from = instant_in(ask, "from"),
          .to = instant_in(ask, "to"),
          .by = ask.parameter("by"),
          .window = ask.parameter("window"),
          .compare_with = ask.parameter("compare_with"),
          .phase = ask.parameter("phase"),
          .group = ask.parameter("group"),
          .card = ask.parameter("card"),
          .step = ask.parameter("step"),
          .channel = ask.parameter("channel"),
          .day = ask.parameter("day")};
}

void figures(const request& ask, handler_context& context, reply answer) {
  if (wants_csv(ask))
    context.services.monitor.table(monitor_request_of(ask), as_csv(answer));
  else
    context.services.monitor.figures(monitor_request_of(ask), as_json(answer));
}

void customers(const request& ask, handler_context& context, reply answer) {
  context.services.monitor.customers(monitor_request_of(ask), ask.parameter("figure"), ask.page,
                                     as_page(ask, answer));
}

void groups(const request& ask, handler_context& context, reply answer) {
  context.services.monitor.groups(ask.parameter("before"), ask.parameter("window"),
                                  as_json(answer));
}

void series(const request& ask, handler_context& context, reply answer) {
  service::series_request wanted{.of = scope_of(ask),
                                 .from = instant_in(ask, "from"),
                                 .to = instant_in(ask, "to"),
                                 .unit = ask.parameter("unit"),
                                 .timezone = ask.parameter("timezone"),
                                 .window = ask.parameter("window")};
  if (wants_csv(ask))
    context.services.monitor.series_table(std::move(wanted), as_csv(answer));
  else
    context.services.monitor.series(std::move(wanted), as_json(answer));
}

constexpr field booster_parameter{"booster", kind::name, "the cards of this booster"};
constexpr field campaign_parameter{"campaign", kind::name, "this campaign"};
constexpr field library_parameter{"library", kind::name, "the campaigns that this scenario made"};
constexpr field from_parameter{"from", kind::instant, "messages that left at or after this"};
constexpr field to_parameter{"to", kind::instant, "messages that left before this"};
constexpr field window_parameter{"window", kind::text,
                                 "how long a message is credited with orders; \"P7D\" if left out"};
constexpr field phase_parameter{"phase", kind::name, "only this phase of the booster"};
constexpr field group_parameter{"group", kind::name, "only this group of the booster"};
constexpr field card_parameter{"card", kind::name, "only this card of the booster"};
constexpr field step_parameter{"step", kind::text, "only this step"};
constexpr field channel_parameter{"channel", kind::text, "only this channel"};
constexpr field day_parameter{"day", kind::text, "only messages that left on this day"};
constexpr std::array monitor_parameters{
    booster_parameter,
    campaign_parameter,
    library_parameter,
    from_parameter,
    to_parameter,
    field{"by", kind::text,
          "a row for each of these, with commas: phase, group, campaign, step, channel, day"},
    window_parameter,
    field{"compare_with", kind::name, "an earlier booster, campaign or scenario"},
    phase_parameter,
    group_parameter,
    card_parameter,
    step_parameter,
    channel_parameter,
    day_parameter,
    format_parameter};

constexpr std::array<std::string_view, 6> figure_names{"sent",    "delivered", "read",
                                                       "clicked", "buyers",    "refunded"};
constexpr std::array customer_parameters{
    booster_parameter,
    campaign_parameter,
    library_parameter,
    from_parameter,
    to_parameter,
    window_parameter,
    phase_parameter,
    group_parameter,
    card_parameter,
    step_parameter,
    channel_parameter,
    day_parameter,
    field{"figure", kind::choice, "whom this figure counts; sent if left out", false, figure_names},
    limit_parameter,
    cursor_parameter};

constexpr std::array group_parameters{
    field{"before", kind::name, "only boosters before the day of this one"}, window_parameter};

constexpr std::array<std::string_view, 2> units{"hour", "day"};
constexpr std::array series_parameters{
    booster_parameter,
    campaign_parameter,
    library_parameter,
    field{"from", kind::instant, "where the series begins"},
    field{"to", kind::instant, "the first instant after it"},
    field{"unit", kind::choice, "what a point is of; day if left out", false, units},
    field{"timezone", kind::text, "of hours and days; that of the booster or campaign if left out"},
    window_parameter,
    format_parameter};

constexpr std::array table{
    route{.method = "GET",
          .pattern = "/v1/monitor",
          .summary = "Tell what messages brought",
          .handle = figures,
          .description =
              "Of a booster, a campaign, or the campaigns of a scenario; exactly one is "
              "named. Persons count once. An order counts once, for the last click "
              "within the window before it was paid, else the last read, over all "
              "campaigns. Orders and money of the totals are the sums of the rows; "
              "persons are not. What comes late counts as if in time. With \"Accept: text/csv\" or "
              "format=csv the answer is CSV.",
          .query = monitor_parameters,
          .answer = {.description = "The figures, in all and by row."},
          .takes_long = true},
    route{.method = "GET",
          .pattern = "/v1/monitor/customers",
          .summary = "List the customers behind a figure",
          .handle = customers,
          .description = "With the parameters of the figure; those of a row are named by phase, "
                         "group, card, step, channel and day.",
          .query = customer_parameters,
          .answer = {.is = shape::page,
                     .description = "The customers, by when they were written to first."},
          .takes_long = true},
    route{.method = "GET",
          .pattern = "/v1/monitor/groups",
          .summary = "Rank the groups of boosters by what they did so far",
          .handle = groups,
          .description = "By the share of those who were sent something and bought, over all "
                         "boosters or those before one.",
          .query = group_parameters,
          .answer = {.description = "The groups, the best first."},
          .takes_long = true},
    route{.method = "GET",
          .pattern = "/v1/series",
          .summary = "Count what happened in each hour or day",
          .handle = series,
          .description = "Messages that left, were read and clicked first, orders that are owed to "
                         "them by when they were paid, and instances that began. Of all campaigns "
                         "where none is named. With \"Accept: text/csv\" or format=csv the answer "
                         "is CSV.",
          .query = series_parameters,
          .answer = {.description = "A point for each hour or day."},
          .takes_long = true},
};

} // namespace
} // namespace monitor_resource

std::span<const route> monitor_routes() { return monitor_resource::table; }

} // namespace sojourn::api
