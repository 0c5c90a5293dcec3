#include "storage/verify/verify_records.hpp"

#include "records/identity.hpp"
#include "records/search_names.hpp"
#include "storage/write/update_traits.hpp"

namespace sojourn::storage {

namespace {

class record_verifier {
public:
  record_verifier(table_set& tables, verification_report& report)
      : tables_{tables}, report_{report} {}

  void run() {
    report_.run("owners", [this] { check_owners(); });
    report_.run("identities", [this] { check_identities(); });
    report_.run("traits", [this] { check_traits(); });
  }

private:
  void check_owners() {
    std::string type;
    while (const auto next = tables_.records.next_type(type)) {
      type = *next;
      try {
        check_owners(type);
      } catch (const corrupt_row& failure) {
        report_.add("record_unreadable", type, failure.what());
      }
    }
  }

  void check_owners(const std::string& name) {
    const auto type = tables_.record_types.find(name);
    std::string after;
    while (true) {
      const auto rows = tables_.records.after(name, after, verify_page);
      for (const auto& row : rows) {
        const auto owner = owner_column(tables_, type.get(), row.data);
        count_identities(type.get(), {name, row.id}, row.data);
        count_names({name, row.id}, row.data);
        if (owner != row.owner && !is_on_its_way(row.owner))
          report_.add("owner_differs", to_text(subject_ref{name, row.id}),
                      row.owner.value_or("nobody") + " instead of " + owner.value_or("nobody"));
      }
      if (rows.size() < verify_page)
        return;
      after = rows.back().id;
    }
  }

  /// Whether the owner is a visitor whose records are coming to a customer.
  bool is_on_its_way(const std::optional<std::string>& owner) {
    constexpr std::string_view visitors = "visitor:";
    if (!owner || !owner->starts_with(visitors))
      return false;
    const auto link = tables_.aliases.find(owner->substr(visitors.size()));
    return link && !link->is_done;
  }

  void count_identities(const records::record_type* type, const subject_ref& record,
                        const json& data) {
    if (type == nullptr)
      return;
    for (const auto& [field, value] : records::identities_in(*type, data)) {
      ++identities_expected_;
      if (!tables_.identities.holds(record.type, field, value, record.id))
        report_.add("identity_missing", to_text(record), field);
    }
  }

  void count_names(const subject_ref& record, const json& data) {
    if (record.type != records::customer_type)
      return;
    for (const auto& name : records::search_names(data)) {
      ++names_expected_;
      if (!tables_.customer_names.holds(name, record.id))
        report_.add("customer_name_missing", to_text(record), "\"" + name + "\"");
    }
  }

  void check_identities() {
    if (const auto count = tables_.customer_names.count(); count != names_expected_)
      report_.add("customer_names_differ", "customer_name",
                  std::to_string(count) + " instead of " + std::to_string(names_expected_));
    if (const auto count = tables_.identities.count(); count != identities_expected_)
      report_.add("identities_differ", "identity",
                  std::to_string(count) + " instead of " + std::to_string(identities_expected_));
  }

  /// Those that are kept, and those that should be.
  void check_traits() {
    std::string after;
    while (true) {
      const auto customers = tables_.traits.customers_after(after, verify_page);
      for (const auto& customer : customers)
        check_traits(customer);
      if (customers.size() < verify_page)
        break;
      after = customers.back();
    }
    std::string owner;
    while (const auto next = tables_.records.next_owner(owner)) {
      owner = *next;
      if (const auto customer = customer_of(owner);
          customer && tables_.traits.find(*customer) == records::traits{})
        check_traits(*customer);
    }
    std::string buyer;
    while (const auto next = tables_.paid_orders.next_customer(buyer)) {
      buyer = *next;
      if (tables_.traits.find(buyer) == records::traits{})
        check_traits(buyer);
    }
  }

  void check_traits(const std::string& customer) {
    try {
      const auto kept = tables_.traits.find(customer);
      if (const auto computed = compute_traits(tables_, customer); kept != computed)
        report_.add("traits_differ", "customer:" + customer,
                    dump(records::as_json(kept)) + " instead of " +
                        dump(records::as_json(computed)));
      if (const auto paid = tables_.paid_orders.of(customer);
          paid != compute_paid_orders(tables_, customer))
        report_.add("paid_orders_differ", "customer:" + customer,
                    std::to_string(paid.size()) +
                        " are kept, and they are not what the orders give");
    } catch (const corrupt_row& failure) {
      report_.add("record_unreadable", "customer:" + customer, failure.what());
    }
  }

  table_set& tables_;
  verification_report& report_;
  std::int64_t identities_expected_ = 0;
  std::int64_t names_expected_ = 0;
};

} // namespace

void verify_records(table_set& tables, verification_report& report) {
  record_verifier{tables, report}.run();
}

} // namespace sojourn::storage
