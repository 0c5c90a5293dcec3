#include "storage/write/update_traits.hpp"

#include "storage/identities.hpp"
#include "storage/tables/rebuild.hpp"
#include "storage/write/credit_orders.hpp"
#include "storage/write/recount_messages.hpp"
#include "storage/write/update_customer.hpp"

namespace sojourn::storage {

namespace {

constexpr std::size_t records_with_traits_at_once = 256;
constexpr std::string_view customer_prefix = "customer:";

std::vector<records::contribution> contributions(table_set& tables, const std::string& owner,
                                                 std::string_view type) {
  std::vector<records::contribution> found;
  for (const auto& [id, data] : tables.records.owned(owner, type))
    found.push_back(records::contribution_of({std::string{type}, id}, data));
  return found;
}

void change(table_set& tables, const subject_ref& record, const std::string& owner,
            const records::contribution& out, const records::contribution& in) {
  const auto customer = customer_of(owner);
  if (!customer || out == in)
    return;
  const auto was = paid_order_table::row_of(record.id, out);
  const auto is = paid_order_table::row_of(record.id, in);
  if (is && is != was)
    tables.paid_orders.put(*customer, *is);
  else if (was && !is)
    tables.paid_orders.remove(*customer, record.id);
  const auto read = [&](std::string_view type) { return contributions(tables, owner, type); };
  tables.traits.put(*customer,
                    records::changed_traits(tables.traits.find(*customer), out, in, read));
}

} // namespace

void update_traits(table_set& tables, const subject_ref& record, const owned_data& before,
                   const owned_data& after) {
  update_payment(tables, record, before, after);
  const auto of = [&](const owned_data& side) {
    return side.owner && side.data ? records::contribution_of(record, *side.data)
                                   : records::contribution{};
  };
  const auto out = of(before);
  const auto in = of(after);
  if (before.owner == after.owner) {
    if (after.owner)
      change(tables, record, *after.owner, out, in);
    return;
  }
  if (before.owner)
    change(tables, record, *before.owner, out, {});
  if (after.owner)
    change(tables, record, *after.owner, {}, in);
}

std::optional<std::string> owner_column(table_set& tables, const records::record_type* type,
                                        const json& data) {
  return type ? owner_column(tables, type->name, records::owner_of(*type, data)) : std::nullopt;
}

std::optional<std::string> owner_column(table_set& tables, std::string_view type,
                                        const std::optional<subject_ref>& owner) {
  if (!owner)
    return std::nullopt;
  const auto customer = type == stays_with_visitor ? tables.aliases.customer_behind(*owner)
                                                   : tables.aliases.claimed_behind(*owner);
  return to_text(customer ? *customer : *owner);
}

std::optional<std::string> customer_of(const std::string& owner) {
  if (!owner.starts_with(customer_prefix))
    return std::nullopt;
  return owner.substr(customer_prefix.size());
}

records::traits compute_traits(table_set& tables, const std::string& customer) {
  std::vector<records::contribution> all;
  const auto owner = std::string{customer_prefix} + customer;
  for (const auto type : records::contributing_types) {
    for (auto& one : contributions(tables, owner, type))
      all.push_back(std::move(one));
  }
  return records::traits_of(all);
}

std::vector<paid_order_table::row> compute_paid_orders(table_set& tables,
                                                       const std::string& customer) {
  std::vector<paid_order_table::row> all;
  for (const auto& [id, data] :
       tables.records.owned(std::string{customer_prefix} + customer, "order")) {
    if (auto paid = paid_order_table::row_of(id, records::contribution_of({"order", id}, data)))
      all.push_back(std::move(*paid));
  }
  return all;
}

void compute_owners(table_set& tables, const records::record_type& type) {
  std::string after;
  while (true) {
    const auto rows = tables.records.after(type.name, after, records_with_traits_at_once);
    for (const auto& row : rows) {
      if (auto owner = owner_column(tables, &type, row.data); owner != row.owner)
        tables.records.set_owner({type.name, row.id}, owner);
    }
    if (rows.size() < records_with_traits_at_once)
      return;
    after = rows.back().id;
  }
}

namespace {

constexpr std::string_view traits_name = "traits";
constexpr std::string_view identities_name = "identities";
constexpr std::string_view messages_name = "messages";
constexpr std::string_view names_name = "customer_names";

/// What throws on the way ends the connection, and the transaction with it.
template <class Work>
void rebuild(connection& db, std::string_view what, const Work& work) {
  rebuild_table asked{db};
  if (!asked.is_asked(what))
    return;
  db.execute("BEGIN IMMEDIATE");
  {
    table_set tables{db};
    std::vector<records::record_type_ptr> types;
    for (const auto& shown : tables.record_types.show_all())
      types.push_back(tables.record_types.find(shown.at("name").get<std::string>()));
    work(tables, types);
  }
  asked.remove(what);
  db.execute("COMMIT");
}

void rebuild_traits(table_set& tables, const std::vector<records::record_type_ptr>& types) {
  for (const auto& type : types)
    compute_owners(tables, *type);
  tables.traits.clear();
  tables.paid_orders.clear();
  std::string after{customer_prefix};
  while (const auto owner = tables.records.next_owner(after)) {
    if (const auto customer = customer_of(*owner)) {
      tables.traits.put(*customer, compute_traits(tables, *customer));
      for (const auto& paid : compute_paid_orders(tables, *customer))
        tables.paid_orders.put(*customer, paid);
    }
    after = *owner;
  }
}

void rebuild_names(table_set& tables) {
  const std::string customers{records::customer_type};
  std::string after;
  while (true) {
    const auto rows = tables.records.after(customers, after, records_with_traits_at_once);
    for (const auto& row : rows)
      update_customer_names(tables, records::customer(row.id), nullptr, &row.data);
    if (rows.size() < records_with_traits_at_once)
      return;
    after = rows.back().id;
  }
}

} // namespace

bool needs_rebuild(connection& db) {
  rebuild_table asked{db};
  return asked.is_asked(traits_name) || asked.is_asked(identities_name) ||
         asked.is_asked(messages_name) || asked.is_asked(names_name);
}

void rebuild_if_asked(connection& db) {
  rebuild(db, traits_name, rebuild_traits);
  rebuild(db, identities_name, [](table_set& tables, const auto& types) {
    for (const auto& type : types)
      compute_identities(tables, *type);
  });
  rebuild(db, messages_name, [](table_set& tables, const auto&) { recount_messages(tables); });
  rebuild(db, names_name, [](table_set& tables, const auto&) { rebuild_names(tables); });
}

} // namespace sojourn::storage
