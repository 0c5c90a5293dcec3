// The campaigns in memory: which are active, and the definition of every version in use.
#pragma once

#include "campaign/reader.hpp"
#include "storage/campaigns.hpp"
#include "storage/listeners.hpp"
#include "storage/reader.hpp"

#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

namespace sojourn::actors {

/// One version of a campaign, ready to run.
struct running_version {
  storage::version_key key;
  std::uint32_t version = 0;
  campaign::definition_ptr definition;
  engine::fact_needs needs;
  std::set<std::string> hears; ///< engine::hearable
};
using running_version_ptr = std::shared_ptr<const running_version>;

/// A version ready to run; one that is not stored has no key.
[[nodiscard]] running_version_ptr make_running(const storage::stored_version& stored,
                                               campaign::definition_ptr definition);

/// A campaign with its newest version.
struct known_campaign {
  storage::campaign_state state = storage::campaign_state::draft;
  running_version_ptr newest;
};

/// The hook that a campaign cannot do without; empty when its trigger is another.
[[nodiscard]] std::string hook_needed(const campaign::definition& definition);

/// Thread-safe. Small: campaigns, not instances. Old versions are read when an instance
/// asks for one.
class catalogue {
public:
  catalogue(storage::reader& reader, campaign::surroundings around);

  /// Reads every campaign from the file. Errors: data_corrupt.
  [[nodiscard]] result<void> load();

  /// Takes over a version that was just written, and checked before: no work for the
  /// writer's thread, which calls this.
  void put(const storage::stored_campaign& campaign, const storage::stored_version& version,
           campaign::definition_ptr definition);
  void set_state(const std::string& campaign, storage::campaign_state state);

  /// Errors: not_found.
  [[nodiscard]] result<known_campaign> find(const std::string& campaign) const;
  /// Errors: not_found, campaign_not_active.
  [[nodiscard]] result<known_campaign> find_active(const std::string& campaign) const;
  /// Whether the campaign of this version is paused.
  [[nodiscard]] bool is_paused(const std::string& campaign) const;
  /// Errors: not_found, data_corrupt.
  [[nodiscard]] result<running_version_ptr> version(storage::version_key key);
  /// A version by its number. Errors: not_found, data_corrupt.
  [[nodiscard]] result<running_version_ptr> version(const std::string& campaign,
                                                    std::uint32_t number);
  /// What writes must know of the campaigns that they may start, or whose instances may hear of
  /// them.
  [[nodiscard]] storage::listeners_ptr listeners() const;
  /// The active campaigns that have a schedule.
  [[nodiscard]] std::vector<known_campaign> scheduled() const;
  /// The active campaigns that are broadcasts, by id.
  [[nodiscard]] std::vector<running_version_ptr> broadcasts() const;
  /// Active and paused campaigns whose trigger is this hook.
  [[nodiscard]] std::vector<running_version_ptr> on_hook(const std::string& hook) const;
  /// Ids of active and paused campaigns that need this hook.
  [[nodiscard]] std::vector<std::string> needing_hook(const std::string& hook) const;

  /// Ids of active and paused campaigns with a step that names this secret.
  [[nodiscard]] std::vector<std::string> naming_secret(const std::string& secret) const;

  /// Ids of campaigns that are not ended or archived and whose trigger is this hook.
  [[nodiscard]] std::vector<std::string> naming_hook(const std::string& hook) const;
  /// Ids of campaigns that are not ended or archived and link to this hosted form.
  [[nodiscard]] std::vector<std::string> naming_form(const std::string& form) const;
  /// Ids of campaigns that are not ended or archived and ask for this segment.
  [[nodiscard]] std::vector<std::string> naming_segment(const std::string& segment) const;

  /// The groups whose hours stand in for a person's where a delay waits for their best hour: of
  /// campaigns that are not ended or archived, by rules::segment_key.
  [[nodiscard]] std::map<std::string, rules::segment_call> groups_with_hours() const;

  [[nodiscard]] const campaign::surroundings& around() const { return around_; }

private:
  /// The active campaigns with such a trigger: add(id, campaign, trigger). Needs the lock.
  template <class Trigger, class Add>
  void each_active(const Add& add) const;
  /// Adds a campaign that is active or paused. Needs the lock.
  static void add_listener(const std::string& id, const known_campaign& campaign,
                           storage::listener_set& into);
  /// Ids of campaigns that are not ended or archived and of which `holds` is true.
  template <class Holds>
  [[nodiscard]] std::vector<std::string> unended(const Holds& holds) const;
  void put(const storage::stored_campaign& campaign, running_version_ptr running);
  [[nodiscard]] result<running_version_ptr> read(const storage::stored_version& stored) const;

  storage::reader& reader_;
  campaign::surroundings around_;
  mutable std::mutex mutex_;
  std::map<std::string, known_campaign> campaigns_;
  mutable storage::listeners_ptr listeners_; ///< made when asked for, until a campaign changes
  /// By campaign: the events that any of its versions names.
  std::map<std::string, std::set<std::string>> named_;
  std::unordered_map<std::int64_t, running_version_ptr> versions_;
};

} // namespace sojourn::actors
