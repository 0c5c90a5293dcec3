// The BOOSTER KEEPER measures eligibility, sends the cards that are due, and pauses and resumes
// them with the eligibility of the shop.
#pragma once

#include "service/background/enroller.hpp"
#include "storage/boosters.hpp"

#include <atomic>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sojourn::service {

struct card_change;

/// As whom the booster keeper pauses and resumes, in audits.
inline constexpr std::string_view booster_keeper_name = "booster";

/// Has no thread: the scheduler asks it when something is due. A card never has two runs: its run
/// and its status are one commit. Thread-safe.
class booster_keeper {
public:
  /// `wake` is told of each campaign that goes on, after the commit.
  booster_keeper(actors::services& services, enroller& runs,
                 std::function<void(const std::string& campaign)> wake)
      : services_{services}, runs_{runs}, wake_{std::move(wake)} {}

  /// Does what is due; true when a card was begun. Waits for the commits; not for actors to call.
  bool run_due();
  /// When something is due next; nullopt: there are no inputs to measure, and no card is on.
  [[nodiscard]] std::optional<instant> next_due() const;

  /// In a commit: what is found by the inputs and thresholds of now, as the newest evaluation.
  /// Errors: data_corrupt.
  [[nodiscard]] static result<storage::stored_evaluation> measure(storage::transaction& tx,
                                                                  instant measured_at,
                                                                  instant applies_at,
                                                                  const std::string& who);
  /// In a commit: the evaluation counts from now on; cards that are being sent are paused, or go
  /// on.
  [[nodiscard]] static result<std::vector<card_change>>
  apply(storage::transaction& tx, const storage::stored_evaluation& one, instant now);
  /// After that commit.
  void take_over_all(const std::vector<card_change>& made);

private:
  /// After a failure it is asked again so much later, and not at once.
  static constexpr milliseconds after_failure{30'000};

  void failed(instant now) { not_before_.store(to_unix_ms(now + after_failure)); }
  void evaluate_due(instant now);
  bool send_due(const storage::stored_card& card, instant now);

  actors::services& services_;
  enroller& runs_;
  std::function<void(const std::string& campaign)> wake_;
  std::atomic<std::int64_t> not_before_{0}; ///< in milliseconds since 1970
};

} // namespace sojourn::service
