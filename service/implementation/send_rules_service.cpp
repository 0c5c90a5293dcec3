// Reading and changing the send rules.
#include "service/implementation/send_rules_service.hpp"

#include "accounts/changes.hpp"
#include "storage/audit.hpp"
#include "storage/sends.hpp"

namespace sojourn::service {

namespace {

json show(const storage::stored_send_rules& rules) {
  json shown{{"version", rules.version}, {"rules", rules.document}};
  if (rules.version != 0) {
    shown["updated_at"] = to_text(rules.at);
    shown["updated_by"] = rules.who;
  }
  return shown;
}

} // namespace

void send_rules_service::get(completion<written> done) {
  answer_query(std::move(done), [this]() -> result<written> {
    const auto rules = reader().sends().rules();
    return written{show(rules), false, false, rules.version};
  });
}

void send_rules_service::put(json document, preconditions only_if, caller by,
                             completion<written> done) {
  auto rules = messages::read_send_rules(document);
  if (!rules)
    return done(fail(std::move(rules.error())));
  const auto at = now();
  commit<storage::stored_send_rules>(
      std::move(done),
      [document = std::move(document), only_if, by,
       at](storage::transaction& tx) -> result<storage::stored_send_rules> {
        const auto before = storage::present_send_rules(tx).document;
        auto put = storage::put_send_rules(tx, document, only_if, by.who, at);
        if (put)
          storage::write_audit(tx, at,
                               {.who = by.who,
                                .action = "send_rules.put",
                                .target = std::to_string(put->version),
                                .why = by.why,
                                .changes = accounts::changes_between(before, document)});
        return put;
      },
      [this, rules = std::move(*rules)](const storage::stored_send_rules& put) -> result<written> {
        services_.send_rules.put(rules);
        services_.bell->ring_all(); // they decide on what is shown, too
        return written{show(put), false, false, put.version};
      });
}

} // namespace sojourn::service
