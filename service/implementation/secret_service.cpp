// What can be asked about secrets that campaigns name; never what they are.
#include "service/implementation/secret_service.hpp"

#include "accounts/changes.hpp"
#include "campaign/secrets.hpp"
#include "storage/audit.hpp"
#include "storage/named_secrets.hpp"

#include <algorithm>

namespace sojourn::service {

namespace {

constexpr std::size_t longest_secret_bytes = 4'096;
/// A shorter one could not be kept out of answers: it would blot out ordinary words.
constexpr std::size_t shortest_secret_bytes = 4;

result<void> check(const std::string& name, const std::string& value) {
  if (!campaign::is_secret_name(name))
    return fail(
        error_code::invalid_request, "that cannot name a secret",
        {{"", "a secret is named by 1 to 64 of a-z, 0-9, \"-\" and \"_\", a letter first"}});
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
  if (value.size() < shortest_secret_bytes || value.size() > longest_secret_bytes ||
      std::any_of(value.begin(), value.end(), is_control))
    return fail(error_code::invalid_request, "that cannot be a secret",
                {{"/value", "is one line of 4 to 4096 bytes without control characters"}});
  return {};
}

} // namespace

void secret_service::put(std::string name, std::string value, caller by, completion<written> done) {
  if (auto valid = check(name, value); !valid)
    return done(fail(std::move(valid.error())));
  const auto at = now();
  commit<bool>(
      std::move(done),
      [=](storage::transaction& tx) {
        auto put = storage::put_named_secret(tx, name, value, at);
        if (put) // its value is told neither before nor after
          storage::write_audit(tx, at,
                               {.who = by.who,
                                .action = "secret.put",
                                .target = name,
                                .why = by.why,
                                .changes = accounts::changes_between(
                                    *put ? json{} : json{{"secret", 1}}, {{"secret", 2}})});
        return put;
      },
      [this, name, value, at](bool is_new) -> result<written> {
        services_.secrets.set(name, value);
        return written{json{{"name", name}, {"changed_at", to_text(at)}}, is_new};
      });
}

void secret_service::list(page_request at, completion<page> done) {
  answer_query(std::move(done), [this, at = std::move(at)]() -> result<page> {
    page found;
    for (const auto& [name, one] : storage::read_named_secrets(reader())) {
      if (name <= at.cursor)
        continue;
      if (found.items.size() == at.limit) {
        found.next_cursor = found.items.back().at("name").get<std::string>();
        break;
      }
      found.items.push_back({{"name", name},
                             {"changed_at", to_text(one.changed_at)},
                             {"campaigns", services_.catalogue.naming_secret(name)}});
    }
    return found;
  });
}

void secret_service::remove(std::string name, caller by, completion<json> done) {
  const auto at = now();
  commit<bool>(
      std::move(done),
      [=, this](storage::transaction& tx) -> result<bool> {
        if (const auto naming = services_.catalogue.naming_secret(name); !naming.empty())
          return fail(error_code::wrong_state, "the campaign \"" + naming.front() +
                                                   "\" names the secret \"" + name +
                                                   "\"; end it first, or give it another value "
                                                   "with PUT");
        if (auto removed = storage::remove_named_secret(tx, name, at); !removed)
          return fail(std::move(removed.error()));
        storage::write_audit(tx, at,
                             {.who = by.who,
                              .action = "secret.remove",
                              .target = name,
                              .why = by.why,
                              .changes = accounts::changes_between({{"secret", 1}}, json{})});
        return true;
      },
      [this, name](bool) -> result<json> {
        services_.secrets.remove(name);
        return json{{"name", name}, {"removed", true}};
      });
}

} // namespace sojourn::service
