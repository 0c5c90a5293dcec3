// Implements hooks.
#pragma once

#include "hooks/hook.hpp"
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
  void call_of(std::string id, std::string number, completion<json> done) override;
  void try_call(hook_trial trial, completion<json> done) override;
  void retry(std::string id, std::string number, caller by, completion<written> done) override;
  void templates(completion<page> done) override;
  void get_template(std::string id, completion<json> done) override;
  void install(hook_installation request, completion<written> done) override;

private:
  /// A call on its way to the log: as it arrived, how it was signed, and what it is known by.
  struct arrival {
    std::string hook;
    json arrived;
    json signature;
    std::string message{};
  };

  /// Errors: may_not_send, where an active or paused campaign listens to the hook.
  result<void> may_change_hook(storage::transaction& tx, const std::string& id, const caller& by);
  /// What the hook, and the campaigns that listen to it, make of a call. Errors: malformed_json,
  /// invalid_request.
  result<storage::checked_hook_call> read_call(const std::string& id,
                                               const hooks::definition& definition,
                                               const hooks::call& arrived, instant at);
  /// Stores a call that was checked, and answers after the commit.
  void store_call(storage::checked_hook_call call, arrival from, completion<written> done);
  /// The answer to a call that is stored, whose inbox entries are brought on their way.
  written take_written(const std::string& message, storage::hook_written made);
  /// Refuses a call of a hook, and logs it unless too many were refused of late.
  void refuse_call(arrival from, error why, completion<written> done);
  void retry_call(const std::string& id, const storage::hook_call& line, const caller& by,
                  completion<written> done);
};

/// Errors: not_found.
[[nodiscard]] tl::unexpected<error> no_hook(const std::string& id);

} // namespace sojourn::service
