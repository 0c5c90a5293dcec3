// Implements campaigns.
#pragma once

#include "service/background/campaign_resumer.hpp"
#include "service/background/scheduler.hpp"
#include "service/campaigns.hpp"
#include "service/implementation/campaign_list.hpp"
#include "service/implementation/service_base.hpp"
#include "storage/campaigns.hpp"

#include <functional>

namespace sojourn::service {

class campaign_service final : public campaign_api, private service_base {
public:
  campaign_service(actors::services& services, work_queues& queues, campaign_resumer& resumer,
                   scheduler& scheduler)
      : service_base{services, queues}, resumer_{resumer}, scheduler_{scheduler}, results_{
                                                                                      services} {}

  void validate(json definition, completion<json> done) override;
  void put(document_request request, completion<written> done) override;
  void copy(copy_request request, completion<written> done) override;
  void list(campaign_filter filter, page_request at, completion<page> done) override;
  void get(std::string id, completion<written> done) override;
  void versions(std::string id, completion<page> done) override;
  void change(std::string id, campaign_action action, caller by, completion<json> done) override;
  void activate(std::string id, std::vector<std::string> overridden, caller by,
                completion<json> done) override;
  void lint(std::string id, json sample, completion<json> done) override;
  void stats(std::string id, completion<json> done) override;
  void graph(graph_request request, completion<json> done) override;
  void audience(std::string id, completion<json> done) override;

  /// What is written together with a version of a campaign.
  using also_written = std::function<void(storage::transaction& tx)>;
  /// As put, and in the same transaction `also`, unless the answer is an earlier one.
  void put_with(document_request request, also_written also, completion<written> done);

private:
  using library_ptr = std::shared_ptr<const campaign::message_library>;

  /// Checks a definition and stores it as a version. `library`: what it takes from the library of
  /// messages; nullptr: the newest versions of what it names.
  void store_definition(document_request request, library_ptr library, also_written also,
                        completion<written> done);
  void commit_definition(document_request request, campaign::definition_ptr checked,
                         bool takes_newest, also_written also, completion<written> done);
  /// Errors: codes_expire.
  [[nodiscard]] result<void> require_fit_version(const std::string& id,
                                                 const campaign::definition_ptr& after);
  [[nodiscard]] result<storage::version_written>
  write_definition(storage::transaction& tx, const document_request& request,
                   const campaign::definition& checked, instant at);

  campaign_resumer& resumer_;
  scheduler& scheduler_;
  campaign_results_cache results_;
};

} // namespace sojourn::service
