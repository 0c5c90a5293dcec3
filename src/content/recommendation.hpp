// What a slot of the site recommends to somebody, by the rule of the shop.
#pragma once

#include "content/products.hpp"
#include "rules/rule.hpp"

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace sojourn::content {

struct recommendation_rule {
  std::uint32_t count = 3;
  shared_weights weights{};      ///< empty: brand, tags and every attribute count 1
  std::int64_t least_shared = 0; ///< that a product must share to be similar
  double below = 0.3;            ///< how far a price may be below, as a share of it
  double above = 0.3;
  std::vector<std::string> never{}; ///< ids of products
  bool leaves_out_bought = false;
  std::optional<rules::rule> never_where{}; ///< over {"product": …, with its "id"}
  std::vector<std::string> otherwise{};     ///< in this order
  std::string otherwise_category{};         ///< behind those
};
using recommendation_rule_ptr = std::shared_ptr<const recommendation_rule>;

/// Reads and checks the document. Errors: invalid_request, with every mistake by its pointer.
[[nodiscard]] result<recommendation_rule_ptr> read_recommendation(const json& source);
/// Its JSON Schema (draft 7).
[[nodiscard]] const json& recommendation_schema();

/// For whom something is recommended.
struct shopper {
  std::string last_viewed{};      ///< id of a product; empty: none
  std::set<std::string> bought{}; ///< ids and numbers of what they paid for
  instant now{};
};

/// What the slot shows: {"last_viewed": {…} or left out, "similar": [{"id", …}], "reasons": [{"id",
/// "code": "similar" or "otherwise", "shared"}]}, as many as the rule says.
///
/// Similar products are of the category of the last viewed one, within the band of its price, can
/// be bought, and share most; then the nearest in price, then by id. What is left of the places is
/// filled with what the rule names for that, as far as it can be bought. No product is there twice,
/// nor one that the rule excludes; one over which its condition is an error counts as excluded.
/// The same arguments give the same list.
[[nodiscard]] json recommend(const shopper& who, const recommendation_rule& rule,
                             const product_lookup& lookup);

} // namespace sojourn::content
