// The local inbox: the messages of the channel "mailbox".
#pragma once

#include "service/common.hpp"

#include <string>

namespace sojourn::service {

class local_inbox_api {
public:
  virtual ~local_inbox_api() = default;

  virtual void list(std::string subject, page_request at, completion<page> done) = 0;
};

} // namespace sojourn::service
