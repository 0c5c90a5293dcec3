// What conditions of segments see of one customer.
#pragma once

#include "base/json.hpp"
#include "segments/lists.hpp"

#include <functional>
#include <map>
#include <vector>

namespace sojourn::segments {

/// A record that belongs to the customer.
struct owned_record {
  std::string id;
  json data;
};

/// The data of a product, null where there is none of this id.
using product_reader = std::function<json(const std::string& id)>;

/// The data: {"customer", "traits", and each of `lists`}. `records` holds those of types_for
/// (lists), each type in the order of ids; `traits` with the balance of points.
[[nodiscard]] json customer_view(const std::string& id, const json& record, const json& traits,
                                 const std::set<std::string>& lists,
                                 const std::map<std::string, std::vector<owned_record>>& records,
                                 const product_reader& product);

} // namespace sojourn::segments
