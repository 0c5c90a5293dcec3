// A shop's products in memory.
#pragma once

#include "content/products.hpp"

#include <map>
#include <string>
#include <vector>

namespace sojourn::content {

struct shop {
  std::map<std::string, json> products;

  [[nodiscard]] product_lookup lookup() const {
    return {.find =
                [this](const std::string& id) {
                  const auto found = products.find(id);
                  return found == products.end() ? json() : found->second;
                },
            .near =
                [this](const std::string& category, double, double from, double to) {
                  std::vector<product> found;
                  for (const auto& [id, data] : products) {
                    if (data.at("category") == json(category) && data.at("price") >= json(from) &&
                        data.at("price") <= json(to))
                      found.push_back({id, data});
                  }
                  return found;
                }};
  }
};

} // namespace sojourn::content
