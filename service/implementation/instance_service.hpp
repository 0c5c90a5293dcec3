// Implements instances.
#pragma once

#include "service/implementation/service_base.hpp"
#include "service/instances.hpp"

namespace sojourn::service {

class instance_service final : public instance_api, private service_base {
public:
  using service_base::service_base;

  void start(start_request request, completion<written> done) override;
  void list(instance_filter filter, page_request at, completion<page> done) override;
  void get(instance_id id, completion<json> done) override;
  void journal(instance_id id, page_request at, completion<page> done) override;
  void explain(instance_id id, completion<json> done) override;
  void command(instance_id id, instance_action action, caller by, completion<json> done) override;
  void continue_from(instance_id id, std::string step, caller by, completion<json> done) override;
  void edit(instance_id id, json variables, caller by, completion<json> done) override;
  void groups(std::string campaign, std::string unknown_for, std::uint32_t limit,
              completion<page> done) override;
  void signal(instance_id id, std::string type, json data, caller by,
              completion<json> done) override;

private:
  /// Errors: carries_card.
  [[nodiscard]] result<void> require_startable(const std::string& campaign) const;
  void give(instance_id id, engine::commanded what, completion<json> done);
};

} // namespace sojourn::service
