// Implements channels.
#pragma once

#include "service/channels.hpp"
#include "service/implementation/service_base.hpp"

namespace sojourn::service {

class channel_service final : public channel_api, private service_base {
public:
  using service_base::service_base;

  void list(completion<json> done) override;
  void authorize(std::string channel, std::string code, std::string verifier, caller by,
                 completion<json> done) override;
  void templates(std::string channel, page_request at, completion<page> done) override;
  void read_templates(std::string channel, caller by, completion<json> done) override;

private:
  /// Errors: not_found.
  result<void> require_zalo(const std::string& channel) const;
};

} // namespace sojourn::service
