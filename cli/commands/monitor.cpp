// The commands for what messages brought.
#include "cli/commands/commands.hpp"

namespace sojourn::cli {

namespace {

const argument of_booster = filter("booster", "the cards of this booster");

const argument of_campaign = filter("campaign", "this campaign");

const argument of_scenario = filter("library", "the campaigns that this scenario made");

const argument window =
    filter("window", "how long a message is credited with orders; P7D if left out");

/// The scope, and which messages of it.
std::vector<argument> with_messages(std::vector<argument> more) {
  std::vector<argument> all{of_booster,
                            of_campaign,
                            of_scenario,
                            filter("from", "messages that left at or after this instant"),
                            filter("to", "messages that left before this instant"),
                            window,
                            filter("phase", "only this phase of the booster"),
                            filter("group", "only this group of the booster"),
                            filter("card", "only this card of the booster"),
                            filter("step", "only this step"),
                            filter("channel", "only this channel"),
                            filter("day", "only messages that left on this day")};
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

} // namespace

std::vector<remote_command> commands_of_monitor() {
  return {
      {.group = "monitor",
       .name = "show",
       .about = "Show what the messages of a booster, campaign or scenario brought",
       .method = "GET",
       .path = "/v1/monitor",
       .arguments =
           with_messages({filter("by", "rows by these: phase,group,campaign,step,channel,day"),
                          filter("compare_with", "an earlier booster, campaign or scenario")}),
       .lists = {{"rows",
                  {{"PHASE", "phase"},
                   {"GROUP", "group"},
                   {"CAMPAIGN", "campaign"},
                   {"STEP", "step"},
                   {"CHANNEL", "channel"},
                   {"DAY", "day"},
                   {"SENT", "figures.sent"},
                   {"DELIVERED", "figures.delivered"},
                   {"READ", "figures.read"},
                   {"CLICKED", "figures.clicked"},
                   {"BUYERS", "figures.buyers"},
                   {"AMOUNT", "figures.amount"}}}},
       .waiting = "counting messages"},
      {.group = "monitor",
       .name = "customers",
       .about = "List the customers behind a figure",
       .method = "GET",
       .path = "/v1/monitor/customers",
       .arguments =
           with_messages({filter("figure", "sent, delivered, read, clicked, buyers or refunded")}),
       .columns = {{"SUBJECT", "subject"},
                   {"NAME", "name"},
                   {"ORDERS", "orders"},
                   {"AMOUNT", "amount"},
                   {"REFUNDED", "refunded"}},
       .waiting = "counting messages"},
      {.group = "monitor",
       .name = "groups",
       .about = "Rank the groups of boosters by what they did so far",
       .method = "GET",
       .path = "/v1/monitor/groups",
       .arguments = {filter("before", "only boosters before the day of this one"), window},
       .waiting = "counting messages"},
      {.group = "monitor",
       .name = "series",
       .about = "Count what happened in each hour or day",
       .method = "GET",
       .path = "/v1/series",
       .arguments = {of_booster, of_campaign, of_scenario,
                     filter("from", "the instant where the series begins"),
                     filter("to", "the first instant after it"), filter("unit", "hour or day"),
                     filter("timezone", "of hours and days"), window},
       .waiting = "counting messages"},
  };
}

} // namespace sojourn::cli
