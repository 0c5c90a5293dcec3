// Reading who is who.
#include "records/identity.hpp"
#include "storage/identities.hpp"
#include "storage/read/area_readers.hpp"
#include "storage/sqlite/reader_pool.hpp"

namespace sojourn::storage {

namespace {

/// "; it has \"phone\", \"email\"".
std::string identities_of(const records::record_type* type) {
  if (type == nullptr)
    return "; nobody has described the type";
  std::string names;
  for (const auto& [field, kind] : type->identities)
    names += (names.empty() ? "\"" : ", \"") + field + "\"";
  return names.empty() ? "; name some in its \"x-identities\"" : "; it has " + names;
}

class pooled_identity_reader final : public identity_reader {
public:
  pooled_identity_reader(reader_pool& pool, described_types& types) : pool_{pool}, types_{types} {}

  std::optional<visitor_link> link_of(const std::string& visitor) override {
    return pool_.with_tables([&](table_set& tables) { return tables.aliases.find(visitor); });
  }
  std::vector<visitor_link> links(const std::string& customer, const std::string& after,
                                  std::size_t limit) override {
    return pool_.with_tables(
        [&](table_set& tables) { return tables.aliases.of(customer, after, limit); });
  }
  std::vector<std::string> links_under_way() override {
    return pool_.with_tables([](table_set& tables) { return tables.aliases.under_way(); });
  }
  subject_ref known_as(const subject_ref& subject) override {
    if (subject.type != records::visitor_type)
      return subject;
    return pool_.with_tables([&](table_set& tables) {
      return tables.aliases.customer_behind(subject).value_or(subject);
    });
  }
  result<std::vector<std::string>> find(const std::string& type, const std::string& field,
                                        const std::string& value, std::size_t limit) override {
    const auto described = types_.find(type);
    const std::string* kind = nullptr;
    if (described) {
      if (const auto declared = described->identities.find(field);
          declared != described->identities.end())
        kind = &declared->second;
    }
    if (kind == nullptr)
      return fail(error_code::invalid_request, "the type \"" + type + "\" declares no identity \"" +
                                                   field + "\"" + identities_of(described.get()));
    const auto normal = records::normal_identity(*kind, value);
    if (!normal)
      return fail(error_code::invalid_request, "this can be nobody's " + field + "; write " +
                                                   (*kind == "phone"   ? "a phone number"
                                                    : *kind == "email" ? "an e-mail address"
                                                                       : "the whole text"));
    return pool_.with_tables(
        [&](table_set& tables) { return tables.identities.find(type, field, *normal, limit); });
  }
  std::vector<std::string> find_customer(const std::string& kind,
                                         const std::string& value) override {
    constexpr std::size_t most = 100;
    auto found = find(std::string{records::customer_type}, kind, value, most);
    return found ? std::move(*found) : std::vector<std::string>{};
  }

private:
  reader_pool& pool_;
  described_types& types_;
};

} // namespace

std::unique_ptr<identity_reader> make_identity_reader(reader_pool& pool, described_types& types) {
  return std::make_unique<pooled_identity_reader>(pool, types);
}

} // namespace sojourn::storage
