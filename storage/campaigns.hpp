// Campaigns as they are stored: their versions, states and pauses, and where their instances are.
#pragma once

#include "base/instant.hpp"
#include "base/json.hpp"
#include "base/preconditions.hpp"
#include "engine/advance.hpp"
#include "storage/graph_counts.hpp"
#include "storage/version_key.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sojourn::storage {

class transaction;

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
  json before{}; ///< the definition before a version that was created; null: there was none
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

/// A pause that lasts.
struct campaign_pause {
  instant since{};
  std::string who; ///< budget_name, or "step …" of an instance, or who asked for it
  std::string why;
};

/// What a campaign's row of a list says beside its state.
struct campaign_figures {
  std::int64_t entered = 0; ///< instances that ever began
  std::int64_t waiting = 0; ///< of them, those that wait, paused ones among them
  std::int64_t held = 0;
  std::int64_t converted = 0;
  std::optional<campaign_error> last_error{};
  std::optional<campaign_pause> pause{};
};

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
  /// By the id of the campaign; those without any are left out.
  [[nodiscard]] virtual std::map<std::string, campaign_figures> figures() = 0;
  /// What instances of a version did in the days [from, to] of its zone.
  [[nodiscard]] virtual std::vector<engine::passage_sum>
  graph(version_key version, std::int64_t from, std::int64_t to) = 0;
  /// What became of the messages of all versions.
  [[nodiscard]] virtual std::vector<engine::passage_sum>
  message_sums(const std::string& campaign) = 0;
  /// How many instances of a version are where: step → status → count.
  [[nodiscard]] virtual std::map<std::string, std::map<engine::instance_status, std::int64_t>>
  standings(version_key version) = 0;
  /// {"by_status": {…}, "by_step": {STEP: {STATUS: n}}, "total"}.
  [[nodiscard]] virtual json statistics(const std::string& campaign) = 0;
  /// All campaigns together: {STATUS: n}.
  [[nodiscard]] virtual json totals() = 0;
};

} // namespace sojourn::storage
