#include "content/recommendation.hpp"

#include "base/json_schema.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace sojourn::content {

extern const std::string_view recommendation_schema_text; // recommendation.schema.json

namespace {

const std::shared_ptr<const json>& recommendation_document() {
  static const auto parsed = std::make_shared<const json>(json::parse(recommendation_schema_text));
  return parsed;
}

/// Conditions of a rule see the product, and the present instant.
void check_paths(const rules::rule& rule, mistake_list& mistakes) {
  for (const auto& path : rule.paths() ? *rule.paths() : std::set<std::string>{}) {
    if (path.substr(0, path.find('.')) != "product")
      mistakes.add("/exclude/where", in_quotes(path) + " reads nothing: there is only \"product\"");
  }
}

recommendation_rule read_rule(const json& source, mistake_list& mistakes) {
  recommendation_rule read;
  read.count = source.value("count", read.count);
  read.weights = source.value("attributes", read.weights);
  read.least_shared = source.value("least_shared", read.least_shared);
  if (const auto band = source.find("price_band"); band != source.end()) {
    read.below = band->value("below", read.below);
    read.above = band->value("above", read.above);
  }
  if (const auto exclude = source.find("exclude"); exclude != source.end()) {
    read.never = exclude->value("products", read.never);
    read.leaves_out_bought = exclude->value("bought", false);
    if (const auto where = exclude->find("where"); where != exclude->end()) {
      auto rule = rules::rule::parse(*where, "/exclude/where");
      if (rule) {
        check_paths(*rule, mistakes);
        read.never_where = std::move(*rule);
      } else {
        for (auto& detail : rule.error().details)
          mistakes.add(detail.pointer, std::move(detail.message));
      }
    }
  }
  if (const auto otherwise = source.find("otherwise"); otherwise != source.end()) {
    read.otherwise = otherwise->value("products", read.otherwise);
    read.otherwise_category = otherwise->value("category", std::string{});
  }
  return read;
}

/// Fills the places of a slot, one product after the other.
class slot_filler {
public:
  slot_filler(const shopper& who, const recommendation_rule& rule, const product_lookup& lookup)
      : who_{who}, rule_{rule}, lookup_{lookup}, taken_{rule.never.begin(), rule.never.end()} {}

  json fill() && {
    add_similar();
    for (const auto& id : rule_.otherwise) {
      if (!is_full())
        add({id, lookup_.find(id)}, "otherwise", 0);
    }
    if (!rule_.otherwise_category.empty() && !is_full())
      add_category();
    return std::move(told_);
  }

private:
  [[nodiscard]] bool is_full() const { return told_.at("similar").size() >= rule_.count; }

  void add_similar() {
    const product viewed{who_.last_viewed,
                         who_.last_viewed.empty() ? json() : lookup_.find(who_.last_viewed)};
    taken_.insert(viewed.id);
    if (is_to_be_had(viewed.data))
      told_["last_viewed"] = shown(viewed);
    const auto category = category_of(viewed.data);
    const auto price = price_of(viewed.data);
    if (category.empty() || !price)
      return;
    auto candidates = lookup_.near(category, *price, *price - *price * rule_.below,
                                   *price + *price * rule_.above);
    std::erase_if(candidates, [&](const product& one) { return is_excluded(one); });
    const auto count = candidates.size();
    for (auto& one : most_similar(viewed, std::move(candidates), count, {}, rule_.weights)) {
      const auto shared = shared_attributes(viewed.data, one.data, rule_.weights);
      if (is_full() || static_cast<std::int64_t>(shared) < rule_.least_shared)
        return;
      add(one, "similar", shared);
    }
  }

  /// The cheapest first: nothing is known that would be better.
  void add_category() {
    auto candidates =
        lookup_.near(rule_.otherwise_category, 0, 0, std::numeric_limits<double>::max());
    std::sort(candidates.begin(), candidates.end(), [](const product& a, const product& b) {
      const auto left = price_of(a.data).value_or(0);
      const auto right = price_of(b.data).value_or(0);
      return left != right ? left < right : a.id < b.id;
    });
    for (const auto& one : candidates) {
      if (!is_full())
        add(one, "otherwise", 0);
    }
  }

  void add(const product& one, const char* code, std::size_t shared) {
    if (!is_to_be_had(one.data) || is_excluded(one) || !taken_.insert(one.id).second)
      return;
    told_["similar"].push_back(shown(one));
    json reason{{"id", one.id}, {"code", code}};
    if (shared > 0)
      reason["shared"] = shared;
    told_["reasons"].push_back(std::move(reason));
  }

  [[nodiscard]] bool is_excluded(const product& one) {
    if (taken_.contains(one.id))
      return true;
    if (rule_.leaves_out_bought) {
      const auto sku = one.data.is_object() ? one.data.value("sku", json()) : json();
      if (who_.bought.contains(one.id) ||
          (sku.is_string() && who_.bought.contains(sku.get<std::string>())))
        return true;
    }
    if (!rule_.never_where)
      return false;
    rules::environment around;
    around.now = who_.now;
    around.work = &work_;
    const auto holds = rule_.never_where->test(json{{"product", shown(one)}}, around);
    return !holds || *holds;
  }

  static json shown(const product& one) {
    auto data = one.data.is_object() ? one.data : json::object();
    data["id"] = one.id;
    return data;
  }

  const shopper& who_;
  const recommendation_rule& rule_;
  const product_lookup& lookup_;
  std::set<std::string> taken_; ///< shown already, or never to be
  work_budget work_{rules::max_evaluation_units};
  json told_{{"similar", json::array()}, {"reasons", json::array()}};
};

} // namespace

const json& recommendation_schema() { return *recommendation_document(); }

result<recommendation_rule_ptr> read_recommendation(const json& source) {
  static const json_schema schema{recommendation_document()};
  mistake_list mistakes;
  schema.check(source, "", mistakes);
  auto read = mistakes.empty()
                  ? std::make_shared<const recommendation_rule>(read_rule(source, mistakes))
                  : nullptr;
  if (!mistakes.empty())
    return fail(error_code::invalid_request, "the rule of the slot has errors", mistakes.sorted());
  return read;
}

json recommend(const shopper& who, const recommendation_rule& rule, const product_lookup& lookup) {
  return slot_filler{who, rule, lookup}.fill();
}

} // namespace sojourn::content
