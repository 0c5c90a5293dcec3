// The records of type "product", by category and price.
#pragma once

#include "storage/content.hpp"
#include "storage/sqlite/sqlite.hpp"

namespace sojourn::storage {

class product_table {
public:
  explicit product_table(connection& db) : db_{db} {}

  /// As content_reader::last_viewed; `owner` has the visitor's records.
  [[nodiscard]] std::string last_viewed(const subject_ref& visitor, const subject_ref& owner);
  /// As content_reader::products_near.
  [[nodiscard]] std::vector<stored_product> near(const std::string& category, double price,
                                                 double from, double to);

private:
  connection& db_;
  statement views_{db_, "SELECT id, data FROM record INDEXED BY record_by_owner WHERE owner = ? "
                        "AND type = 'product_view' ORDER BY id DESC LIMIT ?"};
  statement upwards_{
      db_, "SELECT id, data FROM record INDEXED BY record_product_by_category "
           "WHERE type = 'product' AND json_extract(data, '$.category') = ? "
           "AND json_extract(data, '$.price') >= ? AND json_extract(data, '$.price') <= ? "
           "ORDER BY json_extract(data, '$.price'), id LIMIT ?"};
  statement downwards_{
      db_, "SELECT id, data FROM record INDEXED BY record_product_by_category "
           "WHERE type = 'product' AND json_extract(data, '$.category') = ? "
           "AND json_extract(data, '$.price') < ? AND json_extract(data, '$.price') >= ? "
           "ORDER BY json_extract(data, '$.price') DESC, id DESC LIMIT ?"};
};

} // namespace sojourn::storage
