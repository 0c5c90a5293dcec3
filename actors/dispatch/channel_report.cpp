#include "actors/dispatch/channel_report.hpp"

namespace sojourn::actors {

namespace {

std::string clock_text(calendar::time_of_day time) {
  const auto two = [](int number) { return (number < 10 ? "0" : "") + std::to_string(number); };
  return two(time.hour) + ":" + two(time.minute);
}

json describe(const channels::capabilities& can) {
  json shown{{"deduplicates", can.deduplicates},
             {"concurrency", can.concurrency},
             {"reports_delivery", can.reports_delivery},
             {"reports_reads", can.reports_reads},
             {"answers_status", can.answers_status}};
  if (can.receipt_within > milliseconds{0})
    shown["receipt_within_s"] = can.receipt_within.count() / 1000;
  if (can.rate.per_second > 0)
    shown["rate"] = {{"per_second", can.rate.per_second}, {"burst", can.rate.burst}};
  if (!can.account.empty())
    shown["account"] = can.account;
  for (const auto& hours : can.hours)
    shown["hours"].push_back({{"purpose", messages::to_text(hours.purpose)},
                              {"from", clock_text(hours.open.from)},
                              {"to", clock_text(hours.open.to)},
                              {"zone", hours.zone.empty() ? "the person's" : hours.zone}});
  return shown;
}

} // namespace

json describe_channels(const std::map<std::string, channel_standing>& channels,
                       const std::map<std::string, circuit_breaker>& destinations) {
  json shown{{"items", json::array()}, {"next_cursor", nullptr}, {"destinations", json::array()}};
  for (const auto& [name, standing] : channels) {
    json one{{"name", name},
             {"declares", describe(standing.can)},
             {"waiting", standing.waiting},
             {"in_flight", standing.in_flight},
             {"accepted", standing.counts.accepted},
             {"failed", standing.counts.failed},
             {"unknown", standing.counts.unknown},
             {"held_back", standing.counts.held_back},
             {"took",
              {{"count", standing.took.count()},
               {"sum_seconds", standing.took.sum_seconds},
               {"at_most", standing.took.cumulative}}},
             {"open", !standing.closed.has_value()}};
    if (standing.oldest_at)
      one["oldest_at"] = to_text(*standing.oldest_at);
    if (standing.closed) {
      one["closed_until"] = to_text(standing.closed->first);
      one["closed_why"] = standing.closed->second;
    }
    shown["items"].push_back(std::move(one));
  }
  for (const auto& [name, breaker] : destinations) {
    json one{
        {"name", name}, {"breaker", state_text(breaker.now())}, {"failures", breaker.failures()}};
    if (breaker.now() != circuit_breaker::state::closed)
      one["opens_again_at"] = to_text(breaker.opens_again_at());
    shown["destinations"].push_back(std::move(one));
  }
  return shown;
}

} // namespace sojourn::actors
