#include "storage/tables/idempotency.hpp"

#include "storage/idempotency.hpp"
#include "storage/sqlite/transaction.hpp"
#include "storage/sqlite/vault.hpp"
#include "storage/tables/json_column.hpp"

namespace sojourn::storage {

namespace {

/// What a confidential answer is sealed as.
std::string answer_seal_name(const std::string& key) { return "answer:" + key; }

} // namespace

result<std::optional<json>> find_answer(transaction& tx, const std::string& key,
                                        const std::string& fingerprint, instant now) {
  auto& keys = tx.tables.idempotency;
  const auto oldest = now - tx.limits.idempotency;
  // More expired rows go than a new one adds, so the table stays as long as its window.
  keys.expire(oldest);
  const auto found = keys.find(key);
  if (!found || found->at < oldest) {
    keys.take(key, fingerprint, now);
    return std::nullopt;
  }
  if (found->fingerprint != fingerprint)
    return fail(error_code::idempotency_mismatch, "the Idempotency-Key \"" + key +
                                                      "\" was used for another request at " +
                                                      to_text(found->at));
  return found->answer;
}

void remember_answer(transaction& tx, const std::string& key, const std::string& fingerprint,
                     const json& answer, instant now, answer_kind kind) {
  tx.tables.idempotency.answer(key, fingerprint, answer, now, kind);
}

void idempotency_table::answer(const std::string& key, const std::string& fingerprint,
                               const json& answer, instant now, answer_kind kind) {
  auto text = dump(answer);
  if (kind == answer_kind::confidential)
    text = db_.secrets().seal(answer_seal_name(key), text);
  answer_.run(key, fingerprint, text, now);
}

std::optional<idempotency_table::row> idempotency_table::find(const std::string& key) {
  auto rows = find_.query(key);
  if (!rows.next())
    return std::nullopt;
  row found{.fingerprint = rows.text(0), .at = rows.at(2)};
  if (rows.is_null(1))
    return found;
  if (!signing::is_sealed(rows.view(1))) {
    found.answer = json_column(rows, 1, "a remembered answer");
    return found;
  }
  auto answer = parse_json(db_.secrets().open(answer_seal_name(key), rows.view(1)));
  if (!answer)
    throw corrupt_row{"a remembered answer in the data file is not JSON"};
  found.answer = std::move(*answer);
  return found;
}

} // namespace sojourn::storage
