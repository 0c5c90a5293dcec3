// The tokens of an account as a machine of values: what is stored, what is asked, what holds.
//
// A refresh token works once. So the intent to use it is stored before it is sent, and the new pair
// before it is used: whoever finds an intent without a pair knows that the token may be used up,
// never sends it again, and says that a person must consent anew.
#pragma once

#include "base/instant.hpp"
#include "base/json.hpp"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace sojourn::channels::zalo {

struct token_pair {
  std::string access; ///< empty: none yet
  std::string refresh;
  instant expires_at{}; ///< of the access token
};

/// Stored by name; never rename them.
enum class token_phase {
  none,       ///< nobody has consented yet
  ready,      ///< the pair is good
  renewing,   ///< the refresh token is being used, or was when the daemon died
  consenting, ///< the code of a consent is being used; the pair is the one before
  lost,       ///< the refresh token may be used up: a person must consent anew
};

/// What is stored, sealed.
struct token_state {
  token_phase phase = token_phase::none;
  token_pair pair{};
  std::string adopted{}; ///< digest of the refresh token of the settings that was taken over
  std::string why{};     ///< of lost, for the operator
};
[[nodiscard]] std::string encode(const token_state& state);
/// Errors: data_corrupt; the message repeats nothing of the text.
[[nodiscard]] result<token_state> decode(std::string_view text);

/// How an exchange of tokens ended.
struct token_answer {
  enum class kind {
    granted,
    refused,  ///< Zalo said no, with `code`
    not_sent, ///< nothing left: the token is as good as before
    unknown,  ///< it may have been used
  };
  kind how = kind::unknown;
  token_pair pair{};    ///< granted
  int code = 0;         ///< refused
  std::string detail{}; ///< for the operator; holds no token
};

// ---- what the machine hears ------------------------------------------------------------
/// Once, first: what is in the file, and the refresh token of the settings.
struct token_began {
  std::optional<token_state> stored{};
  std::string settings_token{};
};
/// The clock may have moved on.
struct token_looked {};
/// Somebody needs a token; `refused` is one that Zalo did not take, or empty.
struct token_wanted {
  std::string refused{};
};
/// A person has consented.
struct token_consented {
  std::string code;
  std::string verifier;
};
/// The state of the last token_store is in the file, or is not.
struct token_stored {
  bool done = true;
};
using token_input = std::variant<token_began, token_looked, token_wanted, token_consented,
                                 token_stored, token_answer>;

// ---- what it asks for --------------------------------------------------------------------
/// Store it, then say token_stored. Nothing else is asked for meanwhile.
struct token_store {
  token_state state;
};
/// Send it to Zalo, then say token_answer.
struct token_trade {
  std::string refresh{}; ///< either this
  std::string code{};    ///< or these two
  std::string verifier{};
};
/// The pair is good: send with it.
struct token_publish {
  token_pair pair;
};
/// There is no token, and `why` says what to do; those who wait are told.
struct token_close {
  std::string why;
  bool needs_person = false;
};
/// Something that an operator must hear of although messages still go out.
struct token_alert {
  std::string why;
};
/// What became of the consent. nullopt: it worked.
struct token_consent_ended {
  std::optional<error> failure{};
};
using token_action = std::variant<token_store, token_trade, token_publish, token_close, token_alert,
                                  token_consent_ended>;

class token_machine {
public:
  /// Takes one input at `now`; the actions are to be done in order.
  [[nodiscard]] std::vector<token_action> on(const token_input& what, instant now);
  [[nodiscard]] const token_state& state() const { return state_; }
  /// What stands in the place of tokens: {"state", "expires_at", "why"}.
  [[nodiscard]] json status() const;

private:
  enum class doing { nothing, storing_intent, trading, storing_pair, storing_return, storing_loss };
  using actions = std::vector<token_action>;

  actions begin(const token_began& what, instant now);
  actions look(instant now);
  actions want(const std::string& refused, instant now);
  actions consent(const token_consented& what);
  actions stored(bool done, instant now);
  actions answered(const token_answer& answer, instant now);
  actions renew();
  actions lose(std::string why);
  /// What holds while nothing is under way: the pair, or why there is none.
  actions announce(instant now) const;
  [[nodiscard]] bool has_access(instant now) const;

  token_state state_;
  doing doing_ = doing::nothing;
  token_phase before_ = token_phase::none; ///< the phase to go back to
  token_trade next_trade_;
  std::optional<error> consent_failure_;
  bool consent_asked_ = false;
  std::string trouble_; ///< why the last renewal did not work, while it is tried again
  instant not_before_{};
  milliseconds pause_{};
};

} // namespace sojourn::channels::zalo
