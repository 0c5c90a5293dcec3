// Hooks: calls of other systems, which carry a signature and no token.
#pragma once

#include "service/common.hpp"

#include <map>
#include <string>
#include <vector>

namespace sojourn::service {

/// A call of a hook, as it arrived; the service knows the hook's secrets.
struct hook_request {
  std::string hook;
  std::string body;
  std::map<std::string, std::string> headers; ///< names in lower case
};

/// A call that is only tried.
struct hook_trial {
  hook_request call;
  json definition; ///< in place of the hook's own; null: that one
};

/// A hook that a shipped template is to make.
struct hook_installation {
  std::string of;                     ///< the template
  std::string hook;                   ///< the id of the hook; empty: that of the template
  json parameters;                    ///< texts by name; null: the template's defaults
  std::vector<std::string> secrets{}; ///< empty: one is made, which only this answer shows
  caller by;
  idempotency idem{};
};

class hook_api {
public:
  virtual ~hook_api() = default;

  virtual void call(hook_request request, completion<written> done) = 0;
  /// Secrets of the definition replace the stored ones. A new hook without secrets gets one, which
  /// only this answer shows. Errors: may_not_send where an active or paused campaign listens.
  virtual void put(document_request request, completion<written> done) = 0;
  virtual void list(page_request at, completion<page> done) = 0;
  virtual void get(std::string id, completion<written> done) = 0;
  virtual void remove(std::string id, preconditions only_if, caller by, completion<json> done) = 0;
  /// An empty secret: one is made, which only this answer shows.
  virtual void add_secret(std::string id, std::string secret, caller by, idempotency idem,
                          completion<written> done) = 0;
  virtual void retire_secret(std::string id, std::string secret, caller by,
                             completion<json> done) = 0;
  /// The last calls, the newest first.
  virtual void calls(std::string id, page_request at, completion<page> done) = 0;
  /// One of them, with what it was about and did, and how it arrived if it may be taken again.
  /// Errors: invalid_id, not_found.
  virtual void call_of(std::string id, std::string number, completion<json> done) = 0;
  /// What a call would come to: its signature, whom it is about, what it would write and start.
  /// Does nothing. Errors: not_found; invalid_request (the definition).
  virtual void try_call(hook_trial trial, completion<json> done) = 0;
  /// Takes a call again that was refused or ignored, with the hook and the secrets of now; its
  /// signature must have been right when it came. Errors: as of a call; wrong_state (it was taken,
  /// or is not kept); may_not_send where an active or paused campaign listens.
  virtual void retry(std::string id, std::string number, caller by, completion<written> done) = 0;

  /// The hooks of known senders that come with Sojourn.
  virtual void templates(completion<page> done) = 0;
  /// With its document.
  virtual void get_template(std::string id, completion<json> done) = 0;
  /// Makes a hook of it. Errors: as of put(); invalid_request (parameters).
  virtual void install(hook_installation request, completion<written> done) = 0;
};

} // namespace sojourn::service
