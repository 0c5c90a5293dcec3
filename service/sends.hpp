// Sends: what was handed over to channels.
#pragma once

#include "service/common.hpp"

#include <string>

namespace sojourn::service {

/// Which sends are asked for; an empty text: any.
struct send_filter {
  std::string subject;
  std::string campaign;
  std::string channel;
  std::string outcome;
  std::string instance;
};

class send_api {
public:
  virtual ~send_api() = default;

  virtual void list(send_filter filter, page_request at, completion<page> done) = 0;
  /// One send with its content and its receipts.
  virtual void get(std::string number, completion<json> done) = 0;
  /// What a campaign's messages brought. Orders count that were paid within `window` (ISO 8601, a
  /// week if empty) of a click or else a read. Errors: not_found, invalid_duration.
  virtual void results(std::string campaign, std::string window, completion<json> done) = 0;
};

} // namespace sojourn::service
