#include "actors/cache/named_records.hpp"

#include "records/record_type.hpp"
#include "storage/reader.hpp"
#include "storage/records.hpp"

#include <algorithm>

namespace sojourn::actors {

namespace {

bool is_of_a_person(const records::record_type& type) {
  const auto is_person = [](std::string_view name) {
    return name == records::customer_type || name == records::visitor_type;
  };
  return is_person(type.name) ||
         std::any_of(type.links.begin(), type.links.end(),
                     [&](const auto& link) { return is_person(link.second); });
}

} // namespace

json read_named(storage::reader& from, const campaign::definition& by) {
  auto read = json::object();
  for (const auto& [name, record] : by.reads)
    read[name] = from.records().data(record);
  return read;
}

result<void> check_reads(storage::reader& known, const campaign::definition& by) {
  std::vector<error_detail> mistakes;
  for (const auto& [name, record] : by.reads) {
    const auto pointer = pointer_to(pointer_to("/reads", name), "record");
    const auto type = known.records().described_type(record.type);
    if (type == nullptr)
      mistakes.push_back({pointer, "there is no record type \"" + record.type + "\""});
    else if (is_of_a_person(*type))
      mistakes.push_back({pointer, "records of the type \"" + record.type +
                                       "\" belong to one person each; \"reads\" names what is the "
                                       "same for all, such as a shop or a product"});
  }
  if (mistakes.empty())
    return {};
  return fail(error_code::invalid_definition,
              "the campaign \"" + by.id + "\" reads records that it cannot read",
              std::move(mistakes));
}

result<void> check_trigger(storage::reader& known, const campaign::definition& by) {
  const auto* trigger = std::get_if<campaign::record_trigger>(&by.trigger);
  if (trigger == nullptr || trigger->record == records::customer_type)
    return {};
  const auto refuse = [&](std::string why) {
    return fail(error_code::invalid_definition,
                "the trigger of the campaign \"" + by.id + "\" starts nobody",
                {{"/trigger/record", std::move(why)}});
  };
  const auto type = known.records().described_type(trigger->record);
  if (type == nullptr)
    return refuse("there is no record type \"" + trigger->record +
                  "\"; describe it with PUT /v1/record-types/" + trigger->record + " first");
  const bool names_customer =
      std::any_of(type->links.begin(), type->links.end(),
                  [](const auto& link) { return link.second == records::customer_type; });
  if (names_customer)
    return {};
  return refuse(
      "no field of the record type \"" + trigger->record +
      "\" names a customer, so its records start nobody; link one in \"x-links\", or take a "
      "type that has an owner, such as \"order\"");
}

} // namespace sojourn::actors
