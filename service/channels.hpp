// Channels, and the accounts at providers behind them.
#pragma once

#include "service/common.hpp"

#include <string>

namespace sojourn::service {

/// Accounts are named by a channel that uses them ("zns") or their own name ("zalo").
class channel_api {
public:
  virtual ~channel_api() = default;

  /// Every channel: what it can do, what waits for it, whether it is open.
  virtual void list(completion<json> done) = 0;
  /// Trades the code of a consent for the account's first tokens; answers once they are stored.
  virtual void authorize(std::string channel, std::string code, std::string verifier, caller by,
                         completion<json> done) = 0;
  /// The templates that the shop has at the provider, as they were last read.
  virtual void templates(std::string channel, page_request at, completion<page> done) = 0;
  /// Reads them from the provider; answers once they are stored.
  virtual void read_templates(std::string channel, caller by, completion<json> done) = 0;
};

} // namespace sojourn::service
