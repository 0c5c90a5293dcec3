// Boosters: their documents, cards, and what their shop's eligibility was found to be.
#pragma once

#include "boosters/card_campaign.hpp"
#include "boosters/card_switch.hpp"
#include "boosters/eligibility.hpp"
#include "storage/runs.hpp"
#include "storage/saved.hpp"

#include <optional>
#include <string>
#include <vector>

namespace sojourn::storage {

class transaction;

/// Boosters, and templates of them, that a shop may have.
inline constexpr std::int64_t max_boosters = 1'000;
/// The documents of eligibility, by their ids.
inline constexpr const char* eligibility_settings_id = "settings";
inline constexpr const char* eligibility_inputs_id = "inputs";

/// Writes a booster or its next version. The same again writes nothing.
/// Errors: version_mismatch, already_exists when it must be new, wrong_state (too many).
[[nodiscard]] result<document_written> write_booster(transaction& tx, const document_write& what,
                                                     instant now);
/// Forgets a booster with its cards. Errors: not_found, version_mismatch.
[[nodiscard]] result<stored_document> remove_booster(transaction& tx, const std::string& id,
                                                     const preconditions& only_if,
                                                     const std::string& who, const std::string& why,
                                                     instant now);
[[nodiscard]] std::optional<stored_document> booster_of(transaction& tx, const std::string& id);
/// The newest versions of all, by id.
[[nodiscard]] std::vector<stored_document> boosters_of(transaction& tx);

/// The same of templates.
[[nodiscard]] result<document_written>
write_booster_template(transaction& tx, const document_write& what, instant now);
[[nodiscard]] result<stored_document>
remove_booster_template(transaction& tx, const std::string& id, const preconditions& only_if,
                        const std::string& who, const std::string& why, instant now);

/// Writes the settings or the inputs of eligibility.
[[nodiscard]] result<document_written>
write_eligibility_document(transaction& tx, const document_write& what, instant now);
[[nodiscard]] std::optional<stored_document> eligibility_document_of(transaction& tx,
                                                                     const std::string& id);

/// A card as it is stored.
struct stored_card {
  std::string booster{};
  std::string id{};
  std::int64_t version = 0;
  json source{};
  instant at{};
  boosters::card_status status = boosters::card_status::draft;
  std::optional<run_id> run{}; ///< that sends it; once there, it stays
  bool gated = false;          ///< its campaign is paused until the shop is eligible again
  /// Why one that is on and due is not sent yet: "eligibility", "campaign" (it is paused) or
  /// "codes" (they have expired); empty: nothing keeps it.
  std::string held_by{};
  std::optional<instant> look_at{}; ///< when something is to be done about it; only while it is on
  instant created_at{};
  instant updated_at{};
  std::string updated_by{};
  std::optional<instant> switched_at{};
  std::string switched_by{};
};
/// Errors: not_found.
[[nodiscard]] result<stored_card> card_of(transaction& tx, const std::string& booster,
                                          const std::string& card);
/// All of one booster by id, those that were removed too.
[[nodiscard]] std::vector<stored_card> cards_of(transaction& tx, const std::string& booster);
void put_card(transaction& tx, const stored_card& card);
/// The card, whether removed or not, whose campaign has this id: "9-9.day-in-cart". While it is
/// there, nobody else makes a campaign of this id.
[[nodiscard]] std::optional<boosters::card_name> card_of_campaign(transaction& tx,
                                                                  const std::string& campaign);

/// What the shop was found to be at one moment.
struct stored_evaluation {
  std::int64_t number = 0;
  instant measured_at{};
  instant applies_at{};
  std::optional<instant> applied_at{}; ///< nullopt: it does not count yet
  json inputs{};
  json thresholds{};
  boosters::eligibility found = boosters::eligibility::none;
  json missing = json::array();
  std::string who{}; ///< "schedule", or who asked for it
};
/// Stores it as the newest; its number is given.
void add_evaluation(transaction& tx, const stored_evaluation& one);
/// From now on it counts.
void apply_evaluation(transaction& tx, std::int64_t number, instant now);
/// The newest; nullopt: there was none.
[[nodiscard]] std::optional<stored_evaluation> newest_evaluation(transaction& tx);
/// The newest that counts; nullopt: none does.
[[nodiscard]] std::optional<stored_evaluation> evaluation_in_force(transaction& tx);

/// How many of `wanted` people a run may write to on a day of the shop that has room for `most`
/// (nullopt: any number); they are reserved for the run. Asking again for the same run asks anew.
/// What was reserved on days before is forgotten.
[[nodiscard]] std::int64_t reserve_people(transaction& tx, run_id run, const std::string& day,
                                          std::int64_t wanted, std::optional<std::int64_t> most);

/// The same of one person to whom a card is sent alone. False: the day has no room.
[[nodiscard]] bool reserve_person(transaction& tx, const std::string& day,
                                  std::optional<std::int64_t> most);
/// That send was refused: the day has the room again.
void release_person(transaction& tx, const std::string& day);

/// Reads boosters; see reader for what holds of all of them.
class booster_reader {
public:
  virtual ~booster_reader() = default;

  [[nodiscard]] virtual std::vector<stored_document> list() = 0;
  [[nodiscard]] virtual std::optional<stored_document> find(const std::string& id) = 0;
  [[nodiscard]] virtual std::vector<stored_document> templates() = 0;
  [[nodiscard]] virtual std::optional<stored_document> find_template(const std::string& id) = 0;

  /// Of one booster, by id; not those that were removed.
  [[nodiscard]] virtual std::vector<stored_card> cards(const std::string& booster) = 0;
  [[nodiscard]] virtual std::optional<stored_card> card(const std::string& booster,
                                                        const std::string& id) = 0;
  /// Of all boosters, in this status, by booster and id.
  [[nodiscard]] virtual std::vector<stored_card> in_status(boosters::card_status status) = 0;
  /// The earliest moment at which something is to be done about a card that is on.
  [[nodiscard]] virtual std::optional<instant> next_look() = 0;

  [[nodiscard]] virtual std::optional<stored_document>
  eligibility_document(const std::string& id) = 0;
  /// From new to old, before the number `before`.
  [[nodiscard]] virtual std::vector<stored_evaluation> evaluations(std::int64_t before,
                                                                   std::size_t limit) = 0;
  [[nodiscard]] virtual std::optional<stored_evaluation> newest_evaluation() = 0;
  [[nodiscard]] virtual std::optional<stored_evaluation> evaluation_in_force() = 0;
  /// How many people were reserved on a day.
  [[nodiscard]] virtual std::int64_t people_on(const std::string& day) = 0;
};

} // namespace sojourn::storage
