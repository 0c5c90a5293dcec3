#include "actors/cache/products_for.hpp"

#include "content/products.hpp"
#include "storage/content.hpp"
#include "storage/reader.hpp"
#include "storage/records.hpp"

namespace sojourn::actors {

json products_for(storage::reader& from, const campaign::product_rules& rules,
                  const subject_ref& subject) {
  std::string last_viewed;
  if (subject.type == records::customer_type) {
    const auto traits = from.records().traits(subject.id);
    if (const auto* id = find_path(traits, "last_viewed_product"); id != nullptr && id->is_string())
      last_viewed = id->get<std::string>();
  } else {
    last_viewed = from.content().last_viewed(subject);
  }
  const content::product_lookup lookup{
      .find =
          [&](const std::string& id) {
            return from.records().data({"product", id});
          },
      .near =
          [&](const std::string& category, double price, double low, double high) {
            std::vector<content::product> found;
            for (auto& one : from.content().products_near(category, price, low, high))
              found.push_back({std::move(one.id), std::move(one.data)});
            return found;
          },
  };
  return content::products_for(last_viewed, rules, lookup);
}

json products_for(storage::reader& from, const campaign::definition& campaign,
                  const std::string& step, const subject_ref& subject) {
  const auto* at = campaign.find(step);
  const auto* send = at != nullptr ? std::get_if<campaign::send_step>(&at->kind) : nullptr;
  const auto message =
      send != nullptr ? campaign.messages.find(send->message) : campaign.messages.end();
  return products_for(from,
                      message != campaign.messages.end() ? message->second.products
                                                         : campaign::product_rules{},
                      subject);
}

} // namespace sojourn::actors
