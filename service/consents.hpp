// Consents: what a person said about a channel and a purpose.
#pragma once

#include "service/common.hpp"

#include <string>

namespace sojourn::service {

struct consent_request {
  subject_ref subject;
  std::string channel; ///< empty: every one
  std::string purpose; ///< empty: every one
  std::string state;   ///< "given", "withdrawn", or "unknown", which forgets what was said
  std::string source;
  caller by;
};

class consent_api {
public:
  virtual ~consent_api() = default;

  virtual void list(subject_ref subject, completion<json> done) = 0;
  /// Errors: invalid_request for a channel that does not exist.
  virtual void put(consent_request request, completion<json> done) = 0;
};

} // namespace sojourn::service
