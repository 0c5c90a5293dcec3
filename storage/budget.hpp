// The budget as it is stored: what actions cost, what is held and spent for them, and the campaigns
// that are paused for want of it.
#pragma once

#include "base/ids.hpp"
#include "base/json.hpp"
#include "base/preconditions.hpp"
#include "budget/plan.hpp"
#include "engine/input.hpp"
#include "storage/campaigns.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sojourn::storage {

class transaction;

struct stored_budget {
  std::int64_t version = 0; ///< 0: nobody has put any
  json document{};          ///< null: there is none, and nothing costs anything
  instant at{};
  std::string who;
};
/// The budget as of this transaction.
[[nodiscard]] stored_budget present_budget(transaction& tx);
/// A new version of the budget; null removes it. The same document again writes nothing. Campaigns
/// that the budget paused are looked at when the new one says so; without one, at once. Errors:
/// version_mismatch; wrong_state (an account has another currency than before).
[[nodiscard]] result<stored_budget> put_budget(transaction& tx, const json& document,
                                               const preconditions& only_if, const std::string& who,
                                               instant now);

/// Money that comes into an account, or less than 0 to take some out.
struct credit_deposit {
  std::string account;
  std::int64_t amount = 0;
  std::string who;
  std::string why;
};
/// Gives the account as GET /v1/budget shows it. Errors: not_found (the budget has no such
/// account); wrong_state (more would be taken out than is left).
[[nodiscard]] result<json> deposit_credits(transaction& tx, const credit_deposit& what,
                                           instant now);

/// An action that an instance is about to take.
struct paid_action {
  effect_key key;
  std::uint32_t attempt = 1;
  std::string campaign;
  std::string action; ///< as budget::price_of knows it
  instant at{};
  /// Another channel is tried where it cannot be paid, so that nothing waits for it.
  bool may_go_elsewhere = false;
};
/// The budget cannot pay an action now.
struct unpaid {
  std::string why;             ///< a sentence for the operator
  milliseconds retry_after{0}; ///< 0: as soon as its campaign goes on
  bool paused_campaign = false;
};
struct payment {
  json cost{}; ///< what is reserved, as budget::as_json; null: nothing
  std::optional<unpaid> refused{};
};
/// Reserves what an action costs, in the transaction that lets it happen, or pauses its campaign if
/// it is active and the action cannot go elsewhere: nothing is ever promised twice. A reservation
/// of the same attempt that is there already is released first. Errors: unknown_zone.
[[nodiscard]] result<payment> reserve_cost(transaction& tx, const paid_action& what);

/// An attempt of an action has come to its end: what it costs is spent if it was accepted, stays
/// reserved if the outcome is unknown, and is free again otherwise.
void settle_cost(transaction& tx, const effect_key& key, std::uint32_t attempt, outcome how,
                 instant at);
/// The attempt was taken back and never left. One that may have left stays reserved.
void release_cost(transaction& tx, const effect_key& key, std::uint32_t attempt, instant at);
/// The attempt was taken back when it may have left already: it stays reserved until something is
/// heard of it.
void mark_cost_unknown(transaction& tx, const effect_key& key, std::uint32_t attempt, instant at);
/// Word of what became of a send: one that arrived is spent, an unknown one that failed is free
/// again. Means nothing where nothing is reserved any more.
void settle_heard(transaction& tx, const effect_key& key, bool arrived, instant at);

/// Reservations for outcomes that are unknown.
struct unheard_costs {
  std::int64_t count = 0;
  std::optional<instant> since{}; ///< the first of them
};
/// Settles or releases, as the rule of the budget says (budget::unheard_rule), what is reserved for
/// outcomes that nobody has heard of for so long; the oldest first, at most `limit`. How many.
[[nodiscard]] std::int64_t settle_unheard(transaction& tx, instant now, std::size_t limit);

/// A campaign that the budget paused.
struct budget_pause {
  std::string campaign;
  instant since{};
  std::string action; ///< that could not be paid
  std::string why;
  instant look_at{}; ///< when it is looked at again whether it can
};
/// Lets the campaign go on if its action can be paid by now; else it is looked at again at the next
/// hour that the budget says. nullopt: it is not paused by the budget, or stays so. `unfit` says
/// why it may not go on whatever is left; empty: it may. Errors: unknown_zone.
[[nodiscard]] result<std::optional<stored_campaign>>
resume_paid(transaction& tx, const std::string& campaign, const std::string& unfit, instant now);

/// Whether the budget paused the campaign, and lets it go on by itself.
[[nodiscard]] bool is_paused_by_budget(transaction& tx, const std::string& campaign);

/// The states of a campaign that the budget sets are written under this name.
inline constexpr std::string_view budget_name = "budget";

enum class budget_period { day, month, year };

class budget_reader {
public:
  virtual ~budget_reader() = default;
  [[nodiscard]] virtual stored_budget newest() = 0;
  /// {"tokens": {"day", "month", "year", "left"}, "credits": {ACCOUNT: …}} at `now`, by the budget
  /// that is in force.
  [[nodiscard]] virtual json standing(instant now) = 0;
  /// Campaigns that the budget paused, by id.
  [[nodiscard]] virtual std::vector<budget_pause> pauses() = 0;
  [[nodiscard]] virtual std::optional<budget_pause> pause_of(const std::string& campaign) = 0;
  /// When the first of them is looked at.
  [[nodiscard]] virtual std::optional<instant> next_look() = 0;
  [[nodiscard]] virtual unheard_costs unheard() = 0;
  /// What the attempt holds, as budget::as_json; null: nothing.
  [[nodiscard]] virtual json reserved_for(const effect_key& key, std::uint32_t attempt) = 0;
  /// {"rows": […], "totals": {…}} of a campaign's entries in [from, to).
  [[nodiscard]] virtual json statement(const std::string& campaign, instant from, instant to) = 0;
  /// What was reserved and spent by period, newest first, at most `limit` of them before the period
  /// `before`; empty: from the newest on.
  [[nodiscard]] virtual std::vector<json> periods(budget_period per, const std::string& before,
                                                  std::size_t limit) = 0;
};

} // namespace sojourn::storage
