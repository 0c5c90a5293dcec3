// The audit: who changed what.
#pragma once

#include "service/common.hpp"

#include <optional>
#include <string>

namespace sojourn::service {

/// Which lines of the audit are asked for; an empty text: any.
struct audit_filter {
  std::string who;    ///< the name of a token, or "loopback"
  std::string what;   ///< the action, such as "campaign.put"; with a "." at its end, all below it
  std::string target; ///< the id of what was changed
  std::string text;   ///< occurs in the reason or in what changed, whatever its case
  std::optional<instant> from{}; ///< the first instant
  std::optional<instant> to{};   ///< the first one after them
};

class audit_api {
public:
  virtual ~audit_api() = default;

  /// From new to old.
  virtual void list(audit_filter filter, page_request at, completion<page> done) = 0;
};

} // namespace sojourn::service
