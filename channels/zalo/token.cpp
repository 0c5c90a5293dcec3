#include "channels/zalo/token.hpp"

#include "signing/digest.hpp"

#include <algorithm>
#include <array>

namespace sojourn::channels::zalo {

namespace {

/// A token is renewed so long before it expires: time for a person to consent anew.
constexpr milliseconds margin = std::chrono::hours{3};
constexpr milliseconds first_pause = std::chrono::seconds{30};
constexpr milliseconds longest_pause = std::chrono::minutes{15};
/// Refusals that say that a refresh token is used up or has expired.
constexpr std::array used_up{-14020, -14019, -14014};

constexpr std::string_view consent_first =
    "nobody has consented yet that messages go out in the name of the official account: "
    "POST /v1/channels/zalo/authorization with the code of a consent";
constexpr std::string_view consent_anew =
    "; a person must consent anew: POST /v1/channels/zalo/authorization";

constexpr std::array<std::pair<token_phase, std::string_view>, 5> phase_names{
    {{token_phase::none, "none"},
     {token_phase::ready, "ready"},
     {token_phase::renewing, "renewing"},
     {token_phase::consenting, "consenting"},
     {token_phase::lost, "lost"}}};

std::string_view to_text(token_phase phase) {
  return std::ranges::find(phase_names, phase, [](const auto& row) { return row.first; })->second;
}

} // namespace

std::string encode(const token_state& state) {
  return dump({{"phase", to_text(state.phase)},
               {"access", state.pair.access},
               {"refresh", state.pair.refresh},
               {"expires_at", to_unix_ms(state.pair.expires_at)},
               {"adopted", state.adopted},
               {"why", state.why}});
}

result<token_state> decode(std::string_view text) {
  const auto corrupt = [] {
    return fail(error_code::data_corrupt, "the stored tokens cannot be read");
  };
  const auto read = json::parse(text, nullptr, false);
  if (!read.is_object())
    return corrupt();
  const auto text_of = [&](const char* name) {
    const auto found = read.find(name);
    return found != read.end() && found->is_string() ? found->get<std::string>() : std::string{};
  };
  const auto phase = text_of("phase");
  const auto known =
      std::ranges::find(phase_names, phase, [](const auto& row) { return row.second; });
  const auto expires = read.find("expires_at");
  if (known == phase_names.end() || expires == read.end() || !expires->is_number_integer())
    return corrupt();
  return token_state{.phase = known->first,
                     .pair = {.access = text_of("access"),
                              .refresh = text_of("refresh"),
                              .expires_at = from_unix_ms(expires->get<std::int64_t>())},
                     .adopted = text_of("adopted"),
                     .why = text_of("why")};
}

json token_machine::status() const {
  json shown{{"state", to_text(state_.phase)}};
  if (!state_.pair.access.empty())
    shown["expires_at"] = sojourn::to_text(state_.pair.expires_at);
  if (state_.phase == token_phase::none)
    shown["why"] = consent_first;
  else if (!state_.why.empty())
    shown["why"] = state_.why;
  else if (!trouble_.empty())
    shown["why"] = trouble_;
  return shown;
}

std::vector<token_action> token_machine::on(const token_input& what, instant now) {
  struct reaction {
    token_machine& self;
    instant now;
    actions operator()(const token_began& input) const { return self.begin(input, now); }
    actions operator()(const token_looked&) const { return self.look(now); }
    actions operator()(const token_wanted& input) const { return self.want(input.refused, now); }
    actions operator()(const token_consented& input) const { return self.consent(input); }
    actions operator()(const token_stored& input) const { return self.stored(input.done, now); }
    actions operator()(const token_answer& input) const { return self.answered(input, now); }
  };
  return std::visit(reaction{*this, now}, what);
}

bool token_machine::has_access(instant now) const {
  return !state_.pair.access.empty() && now < state_.pair.expires_at;
}

token_machine::actions token_machine::announce(instant now) const {
  if (has_access(now))
    return {token_publish{state_.pair}};
  if (state_.phase == token_phase::none)
    return {token_close{std::string{consent_first}, true}};
  if (state_.phase == token_phase::lost)
    return {token_close{state_.why, true}};
  return {token_close{trouble_.empty() ? "the access token has expired" : trouble_, false}};
}

token_machine::actions token_machine::renew() {
  before_ = state_.phase;
  state_.phase = token_phase::renewing;
  next_trade_ = {.refresh = state_.pair.refresh};
  doing_ = doing::storing_intent;
  return {token_store{state_}};
}

token_machine::actions token_machine::lose(std::string why) {
  state_.phase = token_phase::lost;
  state_.why = std::move(why) + std::string{consent_anew};
  state_.pair.refresh.clear(); // so that nobody can send it again
  trouble_.clear();
  doing_ = doing::storing_loss;
  return {token_store{state_}};
}

token_machine::actions token_machine::begin(const token_began& what, instant now) {
  if (what.stored)
    state_ = *what.stored;
  const auto digest =
      what.settings_token.empty() ? std::string{} : signing::sha256_hex(what.settings_token);
  if (!digest.empty() && digest != state_.adopted) {
    // Another token than the one that was taken over: the operator has consented.
    state_ = {.phase = token_phase::ready,
              .pair = {.access = {}, .refresh = what.settings_token, .expires_at = now},
              .adopted = digest};
    return renew();
  }
  if (state_.phase == token_phase::consenting) {
    // The pair before is untouched; only the code of the consent may be used up.
    state_.phase = state_.pair.refresh.empty() ? token_phase::none : token_phase::ready;
  }
  if (state_.phase == token_phase::renewing)
    return lose("the daemon stopped while the refresh token was in use, which works once: the new "
                "one may have been given and lost");
  auto asked = announce(now);
  if (state_.phase == token_phase::lost && has_access(now))
    asked.emplace_back(token_alert{state_.why});
  if (state_.phase == token_phase::ready && now >= state_.pair.expires_at - margin) {
    if (!has_access(now))
      asked.clear(); // who waits hears of the renewal
    for (auto& one : renew())
      asked.push_back(std::move(one));
  }
  return asked;
}

token_machine::actions token_machine::look(instant now) {
  if (doing_ != doing::nothing)
    return {};
  const bool is_due = state_.phase == token_phase::ready &&
                      now >= state_.pair.expires_at - margin && now >= not_before_;
  if (is_due)
    return renew();
  return {};
}

token_machine::actions token_machine::want(const std::string& refused, instant now) {
  if (doing_ != doing::nothing)
    return {}; // who waits hears of what is under way
  const bool is_bad = !has_access(now) || refused == state_.pair.access;
  if (!is_bad || state_.phase != token_phase::ready) {
    if (refused.empty() || refused != state_.pair.access)
      return announce(now);
    return {token_close{state_.why.empty() ? "Zalo refuses the access token" : state_.why, true}};
  }
  if (now < not_before_)
    return {token_close{trouble_, false}};
  return renew();
}

token_machine::actions token_machine::consent(const token_consented& what) {
  if (doing_ != doing::nothing)
    return {token_consent_ended{
        error{error_code::wrong_state, "the tokens are being renewed; try again in a moment"}}};
  before_ = state_.phase;
  state_.phase = token_phase::consenting;
  next_trade_ = {.code = what.code, .verifier = what.verifier};
  consent_asked_ = true;
  doing_ = doing::storing_intent;
  return {token_store{state_}};
}

token_machine::actions token_machine::stored(bool done, instant now) {
  const auto was = std::exchange(doing_, doing::nothing);
  actions asked;
  if (was == doing::storing_intent) {
    if (done) {
      doing_ = doing::trading;
      return {std::exchange(next_trade_, {})};
    }
    state_.phase = before_; // nothing was sent
    trouble_ = "the intent to renew the tokens could not be stored";
    not_before_ = now + first_pause;
    asked = announce(now);
    if (consent_asked_)
      consent_failure_ = error{error_code::storage_failed, trouble_};
  } else if (was == doing::storing_pair && !done) {
    // It is good until it expires; a new start finds the intent alone, and says so.
    state_.phase = token_phase::lost;
    state_.why = "the new tokens could not be stored" + std::string{consent_anew};
    state_.pair.refresh.clear();
    asked = announce(now);
    asked.emplace_back(token_alert{state_.why});
    consent_failure_ = error{error_code::storage_failed, state_.why};
  } else {
    asked = announce(now);
    if (was == doing::storing_loss && has_access(now))
      asked.emplace_back(token_alert{state_.why});
  }
  if (std::exchange(consent_asked_, false))
    asked.emplace_back(token_consent_ended{std::exchange(consent_failure_, std::nullopt)});
  return asked;
}

token_machine::actions token_machine::answered(const token_answer& answer, instant now) {
  if (doing_ != doing::trading)
    return {};
  const bool is_consent = state_.phase == token_phase::consenting;
  if (answer.how == token_answer::kind::granted) {
    state_.pair = answer.pair;
    state_.phase = token_phase::ready;
    state_.why.clear();
    trouble_.clear();
    pause_ = {};
    not_before_ = {};
    doing_ = doing::storing_pair;
    return {token_store{state_}};
  }
  const bool is_used = answer.how == token_answer::kind::unknown ||
                       (answer.how == token_answer::kind::refused &&
                        std::ranges::find(used_up, answer.code) != used_up.end());
  if (!is_consent && is_used)
    return lose(answer.how == token_answer::kind::unknown
                    ? "whether the refresh token was used up is not known (" + answer.detail + ")"
                    : "Zalo does not take the refresh token any more (" + answer.detail + ")");
  state_.phase = before_;
  doing_ = doing::storing_return;
  if (is_consent) {
    consent_failure_ =
        error{error_code::invalid_request, "the consent brought no tokens: " + answer.detail +
                                               "; its code works once, so ask for another consent"};
    return {token_store{state_}};
  }
  trouble_ = "the tokens could not be renewed: " + answer.detail;
  pause_ = std::clamp(pause_ * 2, first_pause, longest_pause);
  not_before_ = now + pause_;
  return {token_store{state_}};
}

} // namespace sojourn::channels::zalo
