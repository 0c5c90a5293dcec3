#include "storage/tables/products.hpp"

#include "records/traits.hpp"
#include "storage/tables/json_column.hpp"

namespace sojourn::storage {

std::string product_table::last_viewed(const subject_ref& visitor) {
  std::optional<records::product_look> latest;
  auto rows = views_.query(to_text(visitor), max_views_read);
  while (rows.next()) {
    const subject_ref record{"product_view", rows.text(0)};
    auto look = records::contribution_of(record, json_column(rows, 1, "a record")).look;
    if (look && (!latest || *latest < *look))
      latest = std::move(look);
  }
  return latest ? latest->product : std::string{};
}

std::vector<stored_product> product_table::near(const std::string& category, double price,
                                                double from, double to) {
  std::vector<stored_product> found;
  const auto take = [&](statement::rows rows) {
    while (rows.next())
      found.push_back({rows.text(0), json_column(rows, 1, "a record")});
  };
  take(upwards_.query(category, price, to, max_near_products));
  take(downwards_.query(category, price, from, max_near_products));
  return found;
}

} // namespace sojourn::storage
