// Implements hooks.
#pragma once

#include "service/hooks.hpp"
#include "service/implementation/service_base.hpp"
#include "storage/hooks.hpp"

namespace sojourn::service {

class hook_service final : public hook_api, private service_base {
public:
  using service_base::service_base;

  void call(hook_request request, completion<written> done) override;
  void put(document_request request, completion<written> done) override;
  void list(page_request at, completion<page> done) override;
  void get(std::string id, completion<written> done) override;
  void remove(std::string id, preconditions only_if, caller by, completion<json> done) override;
  void add_secret(std::string id, std::string secret, caller by, idempotency idem,
                  completion<written> done) override;
  void retire_secret(std::string id, std::string secret, caller by, completion<json> done) override;
  void calls(std::string id, page_request at, completion<page> done) override;

private:
  /// Errors: may_not_send, where an active or paused campaign listens to the hook.
  result<void> may_change_hook(storage::transaction& tx, const std::string& id, const caller& by);
  /// Stores a call that was checked, and answers after the commit.
  void store_call(storage::checked_hook_call call, completion<written> done);
  /// Refuses a call of a hook, and logs it unless too many were refused of late.
  void refuse_call(const std::string& hook, error why, completion<written> done);
};

} // namespace sojourn::service
