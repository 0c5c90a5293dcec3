// Implements library.
#pragma once

#include "library/difference.hpp"
#include "library/scenario.hpp"
#include "service/implementation/campaign_service.hpp"
#include "service/implementation/document_service.hpp"
#include "service/library.hpp"
#include "storage/library.hpp"

namespace sojourn::service {

class library_service final : public library_api, private document_service {
public:
  library_service(actors::services& services, work_queues& queues, campaign_service& campaigns)
      : document_service{services, queues}, campaigns_{campaigns} {}

  void list(scenario_filter wanted, page_request at, completion<page> done) override;
  void get(std::string id, completion<written> done) override;
  void versions(std::string id, completion<page> done) override;
  void put(document_request request, completion<written> done) override;
  void remove(std::string id, preconditions only_if, caller by, completion<json> done) override;
  void estimate(std::string id, json parameters, completion<json> done) override;
  void install(install_request request, completion<written> done) override;
  void installations(std::string id, page_request at, completion<page> done) override;
  void difference(std::string id, std::string campaign, completion<written> done) override;
  void update(scenario_update request, completion<written> done) override;

  /// As install, and in the transaction that writes the draft `also`.
  void install_with(install_request request, campaign_service::also_written also,
                    completion<written> done);
  /// A shipped scenario, or the newest version of one of the shop. Errors: not_found, data_corrupt.
  [[nodiscard]] result<library::scenario_ptr> find(const std::string& id);
  /// A scenario with parameters, as the campaign that it makes.
  struct filled_scenario {
    library::scenario_ptr scenario;
    json parameters;
    campaign::definition_ptr definition;
  };
  /// To look at: examples stand for what nobody gave. Errors: not_found, invalid_request. Throws
  /// storage::read_failure.
  [[nodiscard]] result<filled_scenario> fill_to_look(const std::string& id, const json& parameters);

private:
  /// To run. Errors: invalid_request, invalid_definition.
  [[nodiscard]] result<filled_scenario> fill_to_run(const install_request& request);
  /// Mistakes in the campaign that a scenario makes as mistakes in what it was filled with:
  /// "/steps/offer/pool" is "/parameters/pool" where that parameter stands there.
  [[nodiscard]] static error as_mistakes_of_request(const library::scenario& of, error refused);
  /// Writes the campaign, and that the scenario made it.
  void write_draft(const install_request& request, filled_scenario filled,
                   campaign_service::also_written also, completion<written> done);
  /// What an earlier request with the same key made, which may have left more open.
  void repeat_install(install_request request, filled_scenario filled, written stored,
                      completion<written> done);
  /// What came of an installation, after its campaign was stored.
  void finish_install(const install_request& request, const filled_scenario& filled,
                      const written& stored, completion<written> done);

  /// What the newest version of a scenario offers to a campaign that it made.
  struct offer {
    filled_scenario newest;
    storage::installation installed;
    actors::running_version_ptr current;
    std::vector<library::change> changes;
  };
  /// Errors: not_found.
  [[nodiscard]] result<offer> find_offer(const std::string& id, const std::string& campaign,
                                         const json& parameters);
  [[nodiscard]] json show_offer(const offer& offered) const;

  campaign_service& campaigns_;
};

} // namespace sojourn::service
