// The scenarios that a shop saved, and the campaigns that scenarios made.
#pragma once

#include "storage/saved.hpp"

#include <vector>

namespace sojourn::storage {

class transaction;

/// Scenarios that a shop may save.
inline constexpr std::int64_t max_scenarios = 1'000;

/// Writes a scenario or its next version. The same again writes nothing.
/// Errors: version_mismatch, already_exists when it must be new, wrong_state (too many).
[[nodiscard]] result<document_written> write_scenario(transaction& tx, const document_write& what,
                                                      instant now);
/// Forgets a scenario and its versions; the campaigns that it made stay.
/// Errors: not_found, version_mismatch.
[[nodiscard]] result<stored_document> remove_scenario(transaction& tx, const std::string& id,
                                                      const preconditions& only_if,
                                                      const std::string& who,
                                                      const std::string& why, instant now);

/// That a scenario made a campaign.
struct installation {
  std::string campaign;
  std::string scenario;
  bool shipped = false;     ///< the scenario came with Sojourn
  std::int64_t version = 0; ///< of the scenario, whose changes the campaign has
  json parameters;          ///< all of them
  json definition;          ///< what that version made of them, before anybody changed it
  instant installed_at{};
  instant updated_at{}; ///< when the campaign took the changes of that version
  std::string who;      ///< who installed or updated it
};
/// Writes it, or what became of it.
void put_installation(transaction& tx, const installation& what);

/// Reads the library; see reader for what holds of all of them.
class library_reader {
public:
  virtual ~library_reader() = default;

  /// The newest versions of all scenarios that the shop saved, by id.
  [[nodiscard]] virtual std::vector<stored_document> scenarios() = 0;
  [[nodiscard]] virtual std::optional<stored_document> scenario(const std::string& id) = 0;
  /// All versions of one, from new to old.
  [[nodiscard]] virtual std::vector<stored_document> scenario_versions(const std::string& id) = 0;

  /// What a scenario made, by campaign.
  [[nodiscard]] virtual std::vector<installation> installations(const std::string& scenario) = 0;
  /// nullopt: no scenario made this campaign.
  [[nodiscard]] virtual std::optional<installation>
  installation_of(const std::string& campaign) = 0;
  /// How many campaigns each scenario made.
  [[nodiscard]] virtual std::map<std::string, std::int64_t> installation_counts() = 0;

  /// How many persons have given consent to messages of this purpose over this channel.
  [[nodiscard]] virtual std::int64_t consents_given(const std::string& channel, int purpose) = 0;
};

} // namespace sojourn::storage
