// A daemon in a process of its own that kills itself at a chosen commit and is started again.
#pragma once

#include "api/client/client.hpp"
#include "daemon/composition.hpp"
#include "tests/crash/process.hpp"
#include "tests/support/files.hpp"
#include "tests/support/temporary_directory.hpp"

#include <atomic>
#include <filesystem>
#include <memory>

namespace sojourn::scenarios {

/// Asked over HTTP, on the virtual clock. A request that dies with the daemon is repeated once it
/// is back, so each request of a scenario must mean the same when it comes twice, as those of a
/// careful caller do: records are put, events have ids, the clock is moved to an instant.
class mortal_daemon {
public:
  /// On an empty directory, with the clock at `begin`. It dies by SIGKILL at its
  /// `death`th commit boundary, one before and one after each commit, counted over all its
  /// lives; 0: never.
  mortal_daemon(std::filesystem::path directory, std::string_view begin, int death);
  ~mortal_daemon();
  mortal_daemon(const mortal_daemon&) = delete;
  mortal_daemon& operator=(const mortal_daemon&) = delete;

  /// The body of an answer, which must be a success.
  json answer(const std::string& method, const std::string& target, const json& body = {});
  /// The items of a listing.
  json items(const std::string& target) { return answer("GET", target).at("items"); }
  /// A POST that creates, which is known by `key` when it comes twice.
  json create(const std::string& target, const std::string& key, const json& body);
  /// Opens a page, or sends what a browser would send of it; whatever the status.
  client::response visit(const std::string& method, const std::string& target,
                         const std::string& form = {}, const std::string& cookie = {});
  void clock_to(const std::string& instant) { answer("POST", "/v1/clock", {{"to", instant}}); }
  void install(const json& definition);
  void create_pool(const std::string& name);
  void event(const std::string& id, const std::string& type, const std::string& subject,
             const json& data);
  /// How many entries of this type the journal of the only instance has.
  int journaled(const std::string& type);
  /// Every message in the local inbox, oldest first.
  [[nodiscard]] json mailbox();
  /// Kills it now and starts it again.
  void kill();

  /// Commit boundaries that were reached so far.
  [[nodiscard]] int boundaries() const { return reached_->load(); }
  [[nodiscard]] int deaths() const { return deaths_; }

  using headers = std::vector<std::pair<std::string, std::string>>;
  /// Posts a body as it is; may come twice.
  json send(const std::string& target, const std::string& content_type, const std::string& body,
            const headers& with = {});

private:
  std::optional<client::response> ask(client::request what);
  void live();
  void live_again(); ///< after a death
  /// nullopt: the daemon died of it, and lives again.
  std::optional<client::response> ask(const std::string& method, const std::string& target,
                                      const json& body);

  std::filesystem::path directory_;
  config::settings settings_;
  std::atomic<int>* reached_; ///< shared with the daemon's process
  int death_;
  int deaths_ = 0;
  std::unique_ptr<crash::process> process_;
  client::endpoint where_;
};

using tests::read_json;
using tests::temporary_directory;

/// Plays a scenario once undisturbed, and then with the daemon killed at commit boundaries spread
/// over the whole of it; what it tells at the end must be the same each time, and `verify` sound.
void expect_same_through_deaths(std::string_view begin,
                                const std::function<json(mortal_daemon&)>& scenario);

} // namespace sojourn::scenarios
