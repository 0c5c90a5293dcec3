#include "boosters/card_switch.hpp"

#include <array>

namespace sojourn::boosters {

namespace {

constexpr std::array<std::string_view, card_statuses> status_names{
    "draft", "off", "on", "sending", "stopped", "skipped", "missed", "removed"};

tl::unexpected<error> overdue(const card_moment& card, instant now) {
  return fail(error_code::card_overdue,
              "the card was to be sent at " + to_text(card.at) + ", and it is " + to_text(now) +
                  "; say what is to become of it with \"late\"",
              {{"/late", "write \"send_now\" or \"skip\""}});
}

tl::unexpected<error> phase_is_over(const card_moment& card) {
  return fail(error_code::wrong_state,
              "the phase of the card ended at " + to_text(card.phase_ends) +
                  ", so it is not sent; skip it, or move the event",
              {{"/late", "write \"skip\""}});
}

result<switch_action> decide_on(const card_moment& card, const card_switch& to, instant now) {
  switch (card.status) {
  case card_status::on:
    return switch_action::nothing;
  case card_status::sending:
    if (card.is_over)
      return fail(error_code::wrong_state, "the card was sent, which is final; make another card");
    return switch_action::nothing;
  case card_status::removed:
    return fail(error_code::wrong_state, "the card was removed");
  default:
    break;
  }
  if (now < card.at && !card.has_begun)
    return switch_action::arm;
  if (!to.late)
    return overdue(card, now);
  if (*to.late == late_choice::skip)
    return switch_action::skip;
  if (now >= card.phase_ends)
    return phase_is_over(card);
  return card.has_begun ? switch_action::go_on : switch_action::send_now;
}

} // namespace

std::string_view to_text(card_status status) {
  return status_names[static_cast<std::size_t>(status)];
}

result<switch_action> decide_switch(const card_moment& card, const card_switch& to, instant now) {
  if (to.on)
    return decide_on(card, to, now);
  if (card.status == card_status::on)
    return switch_action::disarm;
  if (card.status != card_status::sending)
    return switch_action::nothing;
  if (card.is_over)
    return fail(error_code::wrong_state, "the card was sent, which is final");
  return switch_action::stop;
}

} // namespace sojourn::boosters
