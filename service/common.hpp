// Values that the interfaces of several areas share.
#pragma once

#include "accounts/permission.hpp"
#include "base/completion.hpp"
#include "base/idempotency.hpp"
#include "base/ids.hpp"
#include "base/json.hpp"
#include "base/preconditions.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace sojourn::service {

/// Who asks and why; journaled with whatever they change.
struct caller {
  std::string who; ///< login of a user, token name, or "loopback"
  std::string why; ///< free text of an operator, may be empty
  accounts::permission_set may{};
  std::int64_t user = 0;    ///< the number of the user; 0: a program, or nobody in particular
  std::int64_t session = 0; ///< of the user
};

/// A page of rows, and where the next begins.
struct page {
  std::vector<json> items;
  std::string next_cursor; ///< empty on the last page
};

struct page_request {
  std::uint32_t limit = 100; ///< 1 to 1000
  std::string cursor;        ///< opaque; empty for the first page
};

/// The answer of a write that can create.
struct written {
  json body;
  bool created = false;
  bool replayed = false;    ///< an earlier answer, which the idempotency key found
  std::int64_t version = 0; ///< for ETag; 0 where there is none
};

/// A document to save: a campaign's definition, a hook, a segment, a message of the library.
struct document_request {
  std::string id; ///< empty: the document's own
  json definition;
  bool must_be_new = false;
  preconditions only_if{};
  caller by;
  idempotency idem{};
};

} // namespace sojourn::service
