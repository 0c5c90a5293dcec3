#include "storage/tables/products.hpp"

#include "records/record_type.hpp"
#include "records/traits.hpp"
#include "storage/tables/json_column.hpp"

namespace sojourn::storage {

namespace {

/// Whether the visitor looked, and not the customer whose the record is, or another of their
/// visitors.
bool is_of(const json& view, const subject_ref& visitor) {
  const auto customer = view.find("customer_id");
  const auto who = view.find("visitor_id");
  return (customer == view.end() || customer->is_null()) && who != view.end() &&
         records::id_in(*who) == visitor.id;
}

} // namespace

std::string product_table::last_viewed(const subject_ref& visitor, const subject_ref& owner) {
  std::optional<records::product_look> latest;
  auto rows = views_.query(to_text(owner), max_views_read);
  while (rows.next()) {
    const subject_ref record{"product_view", rows.text(0)};
    const auto data = json_column(rows, 1, "a record");
    if (owner != visitor && !is_of(data, visitor))
      continue;
    auto look = records::contribution_of(record, data).look;
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
