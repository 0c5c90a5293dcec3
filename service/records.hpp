// Records: what the shop stores of customers, orders and whatever else it describes.
#pragma once

#include "service/common.hpp"

#include <string>
#include <utility>
#include <vector>

namespace sojourn::service {

enum class record_write { put, patch, remove };

struct record_request {
  record_write how = record_write::put;
  std::string type;
  std::string id;
  json data; ///< put: the whole record; patch: an RFC 7396 merge patch
  preconditions only_if{};
  caller by;
};

/// Dotted path of a record's field → its value as text.
using record_filter = std::vector<std::pair<std::string, std::string>>;

class record_api {
public:
  virtual ~record_api() = default;

  virtual void write(record_request request, completion<written> done) = 0;
  virtual void get(std::string type, std::string id, completion<written> done) = 0;
  virtual void list(std::string type, record_filter filter, page_request at,
                    completion<page> done) = 0;
  /// The records that have all of these identities, each by field and value, the oldest first.
  virtual void find(std::string type, record_filter identities, completion<page> done) = 0;
  /// Customers whose id, phone, e-mail, other identity or name begins with the text: the whole
  /// answer, at most `limit`.
  virtual void search(std::string text, std::uint32_t limit, completion<page> done) = 0;
  /// What happened with a customer, newest first.
  virtual void timeline(std::string customer, page_request at, completion<page> done) = 0;
  /// What is derived from a customer's records, by trait.
  virtual void traits(std::string customer, completion<json> done) = 0;
  /// The entries of a customer in the points ledger, newest first.
  virtual void points(std::string customer, page_request at, completion<page> done) = 0;
};

} // namespace sojourn::service
