#include "actors/cache/products_for.hpp"

#include "storage/content.hpp"
#include "storage/reader.hpp"
#include "storage/records.hpp"

namespace sojourn::actors {

std::string last_viewed_by(storage::reader& from, const subject_ref& subject) {
  if (subject.type != records::customer_type)
    return from.content().last_viewed(subject);
  const auto traits = from.records().traits(subject.id);
  const auto* id = find_path(traits, "last_viewed_product");
  return id != nullptr && id->is_string() ? id->get<std::string>() : std::string{};
}

content::product_lookup products_in(storage::reader& from) {
  return {
      .find =
          [&from](const std::string& id) {
            return from.records().data({"product", id});
          },
      .near =
          [&from](const std::string& category, double price, double low, double high) {
            std::vector<content::product> found;
            for (auto& one : from.content().products_near(category, price, low, high))
              found.push_back({std::move(one.id), std::move(one.data)});
            return found;
          },
  };
}

json products_for(storage::reader& from, const campaign::product_rules& rules,
                  const subject_ref& subject) {
  return content::products_for(last_viewed_by(from, subject), rules, products_in(from));
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
