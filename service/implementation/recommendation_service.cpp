// What slots recommend, and the rules for that.
#include "service/implementation/recommendation_service.hpp"

#include "actors/cache/products_for.hpp"
#include "content/recommendation.hpp"
#include "records/traits.hpp"
#include "service/implementation/cursor.hpp"
#include "storage/content.hpp"
#include "storage/identities.hpp"
#include "storage/reader.hpp"
#include "storage/records.hpp"

namespace sojourn::service {

namespace {

/// Orders of one customer that are looked through for what they bought.
constexpr std::size_t most_orders_read = 1'000;

tl::unexpected<error> no_rule(const std::string& slot) {
  return fail(error_code::not_found, "the slot \"" + slot + "\" has no rule");
}

json show_rule(const storage::stored_document& stored) {
  auto shown = stored.source;
  shown.update({{"id", stored.id},
                {"version", stored.version},
                {"created_at", to_text(stored.created_at)},
                {"updated_at", to_text(stored.updated_at)},
                {"updated_by", stored.updated_by}});
  return shown;
}

/// What the customer has paid for, by the numbers of the lines.
std::set<std::string> bought_by(storage::reader& from, const subject_ref& subject) {
  std::set<std::string> bought;
  for (const auto& order : from.records().owned(subject, "order", most_orders_read)) {
    const auto lines = order.find("lines");
    if (!records::payment_of(order) || lines == order.end() || !lines->is_array())
      continue;
    for (const auto& line : *lines) {
      const auto* sku = find_path(line, "sku");
      if (const auto id = sku != nullptr ? records::id_in(*sku) : std::nullopt)
        bought.insert(*id);
    }
  }
  return bought;
}

} // namespace

void recommendation_service::recommend(recommendation_request request, completion<json> done) {
  answer_query(std::move(done), [this, request = std::move(request)]() -> result<json> {
    if (request.count > campaign::most_similar_products)
      return fail(error_code::invalid_request, "too many products",
                  {{"/query/count", "at most " + std::to_string(campaign::most_similar_products)}});
    const auto subject = reader().identities().known_as(request.subject);
    const auto stored =
        request.slot.empty() ? std::nullopt : reader().content().recommendation(request.slot);
    content::recommendation_rule rule;
    if (stored) {
      const auto read = content::read_recommendation(stored->source);
      if (!read)
        return fail(error_code::data_corrupt, "the rule of the slot \"" + request.slot +
                                                  "\" in the data file: " + read.error().message);
      rule = **read;
    }
    if (request.count != 0)
      rule.count = request.count;
    content::shopper who{.last_viewed = actors::last_viewed_by(reader(), subject), .now = now()};
    if (rule.leaves_out_bought)
      who.bought = bought_by(reader(), subject);
    auto told = content::recommend(who, rule, actors::products_in(reader()));
    told["subject"] = to_text(subject);
    if (!request.slot.empty())
      told["slot"] = request.slot;
    told["version"] = stored ? stored->version : 0;
    return told;
  });
}

void recommendation_service::list(page_request at, completion<page> done) {
  answer_query(std::move(done), [this, at = std::move(at)]() -> result<page> {
    const auto all = reader().content().recommendations();
    return page_of(at.limit, "id", [&](std::size_t limit) {
      std::vector<json> found;
      for (const auto& stored : all) {
        if (stored.id > at.cursor && found.size() < limit)
          found.push_back(show_rule(stored));
      }
      return found;
    });
  });
}

void recommendation_service::get(std::string slot, completion<written> done) {
  answer_query(std::move(done), [this, slot = std::move(slot)]() -> result<written> {
    const auto stored = reader().content().recommendation(slot);
    if (!stored)
      return no_rule(slot);
    return written{show_rule(*stored), false, false, stored->version};
  });
}

void recommendation_service::versions(std::string slot, completion<page> done) {
  answer_query(std::move(done), [this, slot = std::move(slot)]() -> result<page> {
    page found;
    for (const auto& stored : reader().content().recommendation_versions(slot))
      found.items.push_back(show_rule(stored));
    if (found.items.empty())
      return no_rule(slot);
    return found;
  });
}

void recommendation_service::put(document_request request, completion<written> done) {
  put_document(
      std::move(request), {"recommendation", "home", storage::write_recommendation, show_rule},
      [](document_request& put) -> result<void> {
        const auto read = content::read_recommendation(put.definition);
        if (!read)
          return fail(read.error());
        if (put.definition.value("id", put.id) != put.id)
          return fail(error_code::invalid_request, "the rule's id is not the slot of the path",
                      {{"/id", "write \"" + put.id + "\", or leave it out"}});
        put.definition.erase("id");
        return {};
      },
      std::move(done));
}

void recommendation_service::remove(std::string slot, preconditions only_if, caller by,
                                    completion<json> done) {
  const auto at = now();
  commit<storage::stored_document>(
      std::move(done),
      [=](storage::transaction& tx) {
        return storage::remove_recommendation(tx, slot, only_if, by.who, by.why, at);
      },
      [](const storage::stored_document& removed) -> result<json> {
        return json{{"id", removed.id}, {"version", removed.version}, {"deleted", true}};
      });
}

} // namespace sojourn::service
