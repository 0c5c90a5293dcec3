#include "storage/named_secrets.hpp"

#include "storage/reader.hpp"
#include "storage/secrets.hpp"
#include "storage/sqlite/transaction.hpp"

namespace sojourn::storage {

namespace {

/// Their name among what is sealed.
const std::string place = "named_secrets";

named_secrets decode(const std::optional<std::string>& kept) {
  named_secrets all;
  if (!kept)
    return all;
  const auto stored = json::parse(*kept, nullptr, false);
  if (!stored.is_object())
    throw corrupt_row{"the secrets of campaigns in the data file are not JSON"};
  for (const auto& [name, one] : stored.items())
    all.emplace(name, named_secret{one.value("value", ""),
                                   from_unix_ms(one.value("changed_at", std::int64_t{0}))});
  return all;
}

void keep(transaction& tx, const named_secrets& all, instant now) {
  auto stored = json::object();
  for (const auto& [name, one] : all)
    stored[name] = {{"value", one.value}, {"changed_at", to_unix_ms(one.changed_at)}};
  tx.tables.sealed.put(place, dump(stored), now);
}

} // namespace

named_secrets read_named_secrets(reader& from) { return decode(from.secrets().find(place)); }

result<bool> put_named_secret(transaction& tx, const std::string& name, const std::string& value,
                              instant now) {
  auto all = decode(tx.tables.sealed.find(place));
  const bool is_new = !all.contains(name);
  if (is_new && all.size() >= most_named_secrets)
    return fail(error_code::wrong_state, "there are " + std::to_string(most_named_secrets) +
                                             " secrets already, which is the most; delete one "
                                             "that is not needed");
  all.insert_or_assign(name, named_secret{value, now});
  keep(tx, all, now);
  return is_new;
}

result<void> remove_named_secret(transaction& tx, const std::string& name, instant now) {
  auto all = decode(tx.tables.sealed.find(place));
  if (all.erase(name) == 0)
    return fail(error_code::not_found, "there is no secret \"" + name + "\"");
  keep(tx, all, now);
  return {};
}

} // namespace sojourn::storage
