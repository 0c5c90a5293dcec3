// The implementation of eligibility_api.
#pragma once

#include "service/background/booster_keeper.hpp"
#include "service/background/scheduler.hpp"
#include "service/eligibility.hpp"
#include "service/implementation/document_service.hpp"

namespace sojourn::service {

class eligibility_service final : public eligibility_api, private document_service {
public:
  eligibility_service(actors::services& services, work_queues& queues, booster_keeper& keeper,
                      scheduler& schedules)
      : document_service{services, queues}, keeper_{keeper}, scheduler_{schedules} {}

  void get(completion<json> done) override;
  void settings(completion<written> done) override;
  void put_settings(document_request request, completion<written> done) override;
  void inputs(completion<written> done) override;
  void put_inputs(document_request request, completion<written> done) override;
  void patch_inputs(document_request request, completion<written> done) override;
  void history(page_request at, completion<page> done) override;
  void evaluate(caller by, completion<json> done) override;

private:
  /// Looks at schedules again once a document is stored.
  [[nodiscard]] completion<written> then_look(completion<written> done);

  booster_keeper& keeper_;
  scheduler& scheduler_;
};

} // namespace sojourn::service
