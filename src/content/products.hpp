// The products that a text shows: what the person last looked at, and others like it.
#pragma once

#include "campaign/definition.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>

namespace sojourn::content {

/// A product with its id.
struct product {
  std::string id;
  json data;
};

/// What is there of products.
struct product_lookup {
  /// The data of a product; null when there is none of this id.
  std::function<json(const std::string& id)> find;
  /// Products of a category that cost from `from` to `to`; the same ones each time, of which those
  /// nearest to `price` must be among them.
  std::function<std::vector<product>(const std::string& category, double price, double from,
                                     double to)>
      near;
};

/// Whether a product can be bought: it is there, not marked as unavailable ("available": false)
/// and not sold out ("stock": 0). Where nothing is said of its stock, it can.
[[nodiscard]] bool is_to_be_had(const json& data);

/// How much it counts that two products share something: "brand", "tags" (each common one) or an
/// attribute by its name. Empty: each of them counts 1.
using shared_weights = std::map<std::string, std::int64_t, std::less<>>;

/// The price of a product, and its category; nothing where the record does not say it.
[[nodiscard]] std::optional<double> price_of(const json& data);
[[nodiscard]] std::string category_of(const json& data);

/// How alike two products are: the members of "attributes" that are equal, the "tags" that both
/// have, and the brand; what has no weight does not count.
[[nodiscard]] std::size_t shared_attributes(const json& a, const json& b,
                                            const shared_weights& weights = {});

/// The products among `candidates` that can be bought, by how much they share with `reference`,
/// then by how near their price is, then by id; those of `left_out` are not among them.
/// The order of the candidates does not matter.
[[nodiscard]] std::vector<product> most_similar(const product& reference,
                                                std::vector<product> candidates, std::size_t count,
                                                const std::vector<std::string>& left_out,
                                                const shared_weights& weights = {});

/// What texts see as `products`: {"last_viewed": {"id", …} or left out, "similar": [{"id", …}]}.
///
/// Where the last viewed product cannot be bought, the declared fallback stands in its place; one
/// that is a product must itself be to be had. Similar ones are of the category of the viewed
/// product (of the fallback, where that is gone for good) and cost about as much; a product
/// without category or price has none.
[[nodiscard]] json products_for(const std::string& last_viewed,
                                const campaign::product_rules& rules, const product_lookup& lookup);

} // namespace sojourn::content
