#include "content/products.hpp"

#include <algorithm>
#include <cmath>

namespace sojourn::content {

namespace {

constexpr std::string_view product_prefix = "product:";

json as_shown(const product& one) {
  auto shown = one.data;
  shown["id"] = one.id;
  return shown;
}

const json& member(const json& data, const char* name) {
  static const json nothing;
  const auto found = data.is_object() ? data.find(name) : data.end();
  return found == data.end() ? nothing : *found;
}

std::size_t weight_of(const shared_weights& weights, std::string_view name) {
  if (weights.empty())
    return 1;
  const auto found = weights.find(name);
  return found == weights.end() ? 0 : static_cast<std::size_t>(found->second);
}

} // namespace

std::optional<double> price_of(const json& data) {
  const auto price = data.is_object() ? data.find("price") : data.end();
  if (price == data.end() || !price->is_number())
    return std::nullopt;
  return price->get<double>();
}

std::string category_of(const json& data) {
  const auto found = data.is_object() ? data.find("category") : data.end();
  return found != data.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

bool is_to_be_had(const json& data) {
  const auto& stock = member(data, "stock");
  return data.is_object() && member(data, "available") != json(false) &&
         (!stock.is_number() || stock.get<double>() > 0);
}

std::size_t shared_attributes(const json& a, const json& b, const shared_weights& weights) {
  std::size_t shared = 0;
  const auto& attributes = member(a, "attributes");
  const auto& others = member(b, "attributes");
  if (attributes.is_object() && others.is_object()) {
    for (const auto& [name, value] : attributes.items()) {
      const auto other = others.find(name);
      if (!value.is_null() && other != others.end() && *other == value)
        shared += weight_of(weights, name);
    }
  }
  const auto& tags = member(a, "tags");
  const auto& other_tags = member(b, "tags");
  if (tags.is_array() && other_tags.is_array()) {
    for (auto tag = tags.begin(); tag != tags.end(); ++tag) {
      const bool again = std::find(tags.begin(), tag, *tag) != tag;
      const bool common = std::find(other_tags.begin(), other_tags.end(), *tag) != other_tags.end();
      shared += common && !again ? weight_of(weights, "tags") : 0;
    }
  }
  const auto& brand = member(a, "brand");
  const bool same_brand = !brand.is_null() && brand == member(b, "brand");
  return shared + (same_brand ? weight_of(weights, "brand") : 0);
}

std::vector<product> most_similar(const product& reference, std::vector<product> candidates,
                                  std::size_t count, const std::vector<std::string>& left_out,
                                  const shared_weights& weights) {
  std::erase_if(candidates, [&](const product& one) {
    return one.id == reference.id || !is_to_be_had(one.data) || !price_of(one.data) ||
           std::find(left_out.begin(), left_out.end(), one.id) != left_out.end();
  });
  struct ranked {
    std::size_t shared;
    double distance;
    product what;
  };
  const auto price = price_of(reference.data).value_or(0);
  std::vector<ranked> ranks;
  ranks.reserve(candidates.size());
  for (auto& one : candidates) {
    const auto shared = shared_attributes(reference.data, one.data, weights);
    const auto distance = std::abs(*price_of(one.data) - price);
    ranks.push_back({shared, distance, std::move(one)});
  }
  std::sort(ranks.begin(), ranks.end(), [](const ranked& a, const ranked& b) {
    if (a.shared != b.shared)
      return a.shared > b.shared;
    return a.distance != b.distance ? a.distance < b.distance : a.what.id < b.what.id;
  });
  std::vector<product> best;
  for (std::size_t i = 0; i < std::min(count, ranks.size()); ++i)
    best.push_back(std::move(ranks[i].what));
  return best;
}

json products_for(const std::string& last_viewed, const campaign::product_rules& rules,
                  const product_lookup& lookup) {
  json told{{"similar", json::array()}};
  product viewed{last_viewed, last_viewed.empty() ? json() : lookup.find(last_viewed)};
  std::vector<std::string> left_out;
  const auto show = [&](const product& one) {
    told["last_viewed"] = as_shown(one);
    left_out.push_back(one.id);
  };
  if (is_to_be_had(viewed.data)) {
    show(viewed);
  } else if (rules.fallback.is_object()) {
    told["last_viewed"] = rules.fallback;
  } else if (rules.fallback.is_string()) {
    auto id = rules.fallback.get<std::string>().substr(product_prefix.size());
    product instead{id, lookup.find(id)};
    if (is_to_be_had(instead.data))
      show(instead);
    if (!viewed.data.is_object())
      viewed = std::move(instead);
  }
  const auto category = category_of(viewed.data);
  const auto price = price_of(viewed.data);
  if (category.empty() || !price)
    return told;
  const auto band = *price * rules.price_band;
  auto candidates = lookup.near(category, *price, *price - band, *price + band);
  for (const auto& one : most_similar(viewed, std::move(candidates), rules.similar, left_out))
    told["similar"].push_back(as_shown(one));
  return told;
}

} // namespace sojourn::content
