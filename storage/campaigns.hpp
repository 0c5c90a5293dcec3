// Campaigns as they are stored: their versions, states and pauses, and where their instances are.
#pragma once

#include "base/instant.hpp"
#include "base/json.hpp"
#include "base/preconditions.hpp"
#include "engine/advance.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sojourn::storage {

class transaction;

/// The number of a campaign version in the file; instances carry it.
struct version_key {
  std::int64_t value = 0;
  auto operator<=>(const version_key&) const = default;
};

enum class campaign_state : std::uint8_t { draft, active, paused, ended, archived };
using sojourn::to_text; // instants are of std, where no lookup by argument finds it
[[nodiscard]] std::string_view to_text(campaign_state state);

struct stored_version {
  version_key key;
  std::string campaign;
  std::uint32_t version = 0;
  json definition;
  json library{}; ///< campaign::encode_library of what it takes from the library; null: nothing
  instant created_at{};
  std::string created_by;
};

struct stored_campaign {
  std::string id;
  campaign_state state = campaign_state::draft;
  std::uint32_t version = 0; ///< the newest, which new instances take
  instant created_at{};
  instant updated_at{};
};

/// Creates the campaign or a further version of it. The same definition as the newest
/// version again, with the same messages of the library, writes nothing and says so with created
/// == false.
struct version_written {
  stored_campaign campaign;
  stored_version version;
  bool created = false;
};
/// Errors: already_exists when `must_be_new` and the id exists; version_mismatch; wrong_state when
/// archived.
[[nodiscard]] result<version_written> write_version(transaction& tx, const std::string& id,
                                                    const json& definition, bool must_be_new,
                                                    const std::string& who, instant now,
                                                    const json& library = json(),
                                                    const preconditions& only_if = {});
/// nullopt: there is no such campaign.
[[nodiscard]] std::optional<campaign_state> state_of_campaign(transaction& tx,
                                                              const std::string& id);
/// Errors: not_found; wrong_state (which state it is in and which are allowed).
/// draft→active, active→paused, paused→active, active|paused→ended, draft|ended→archived. One that
/// the budget paused may be paused once more, and then does not go on by itself.
[[nodiscard]] result<stored_campaign> write_campaign_state(transaction& tx, const std::string& id,
                                                           campaign_state to,
                                                           const std::string& who,
                                                           const std::string& why, instant now);

/// Reads campaigns; see reader for what holds of all of them.
class campaign_reader {
public:
  virtual ~campaign_reader() = default;

  /// All of them, by id.
  [[nodiscard]] virtual std::vector<stored_campaign> list() = 0;
  [[nodiscard]] virtual std::vector<stored_version> versions(const std::string& campaign) = 0;
  /// Errors: not_found.
  [[nodiscard]] virtual result<stored_version> load_version(version_key key) = 0;
  /// When the campaign was paused after `since`, oldest first.
  [[nodiscard]] virtual std::vector<engine::pause> pauses(const std::string& campaign,
                                                          instant since) = 0;
  /// {"by_status": {…}, "by_step": {STEP: {STATUS: n}}, "total"}.
  [[nodiscard]] virtual json statistics(const std::string& campaign) = 0;
  /// All campaigns together: {STATUS: n}.
  [[nodiscard]] virtual json totals() = 0;
};

} // namespace sojourn::storage
