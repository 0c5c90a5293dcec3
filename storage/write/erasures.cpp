// What others ask of erasures: who is being erased, who was.
#include "storage/erasures.hpp"

#include "signing/digest.hpp"
#include "storage/imports.hpp"
#include "storage/runs.hpp"
#include "storage/sqlite/transaction.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

namespace sojourn::storage {

namespace {

constexpr std::string_view erasure_prefix = "era_";
constexpr std::array<std::string_view, 3> erasure_state_names{"running", "erased", "done"};

std::string digest_of(const std::string& key, const std::string& subject) {
  return signing::hex_encode(signing::hmac_sha256(key, subject));
}

std::string key_of(transaction& tx) {
  auto& erasures = tx.tables.erasures;
  if (!erasures.key())
    erasures.make_key();
  return *erasures.key();
}

} // namespace

std::string_view to_text(erasure_state state) {
  return erasure_state_names[static_cast<std::size_t>(state)];
}

std::string to_text(erasure_id id) {
  return std::string{erasure_prefix} + std::to_string(id.value);
}

result<erasure_id> parse_erasure_id(std::string_view text) {
  erasure_id id;
  const auto digits = text.substr(std::min(text.size(), erasure_prefix.size()));
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), id.value);
  if (!text.starts_with(erasure_prefix) || read.ec != std::errc{} ||
      read.ptr != digits.data() + digits.size() || id.value <= 0)
    return fail(error_code::invalid_id, "\"" + std::string{text} +
                                            "\" is not the id of an erasure; it looks like "
                                            "\"era_12\"");
  return id;
}

std::string erasure_digest(transaction& tx, const std::string& subject) {
  return digest_of(key_of(tx), subject);
}

bool was_erased(transaction& tx, const std::string& subject) {
  constexpr erasure_id newest{std::numeric_limits<std::int64_t>::max()};
  return !tx.tables.erasures.list(erasure_digest(tx, subject), newest, 1).empty();
}

void ask_for_empty_log(transaction& tx) { tx.ask_for_empty_log(); }
bool is_log_emptied(transaction& tx) { return !tx.wants_empty_log(); }

result<void> refuse_while_erased(transaction& tx, const std::string& subject) {
  if (const auto by = tx.tables.erasures.of(subject))
    return fail(error_code::wrong_state,
                subject + " is being erased (" + to_text(*by) + "); try again when that is done");
  return {};
}

result<void> refuse_while_erased(transaction& tx, const subject_ref& subject) {
  return tx.tables.erasures.any_at_work() ? refuse_while_erased(tx, to_text(subject))
                                          : result<void>{};
}

result<void> refuse_while_erased(transaction& tx, const subject_ref& record,
                                 const std::optional<std::string>& owner) {
  if (!tx.tables.erasures.any_at_work())
    return {};
  if (auto free = refuse_while_erased(tx, to_text(record)); !free || !owner)
    return free;
  return refuse_while_erased(tx, *owner);
}

erased_since::erased_since(transaction& tx, import_id began) {
  for (auto& digest : tx.tables.erasures.after_import(began.value))
    digests_.insert(std::move(digest));
  if (any())
    key_ = key_of(tx);
}

erased_since::erased_since(transaction& tx, run_id began) {
  for (auto& digest : tx.tables.erasures.after_run(began.value))
    digests_.insert(std::move(digest));
  if (any())
    key_ = key_of(tx);
}

bool erased_since::holds(const subject_ref& subject) const {
  return any() && digests_.contains(digest_of(key_, to_text(subject)));
}

std::vector<stored_erasure> list_erasures(table_set& tables, const std::string& subject,
                                          erasure_id before, std::size_t limit) {
  if (subject.empty())
    return tables.erasures.list({}, before, limit);
  const auto key = tables.erasures.key();
  return key ? tables.erasures.list(digest_of(*key, subject), before, limit)
             : std::vector<stored_erasure>{};
}

} // namespace sojourn::storage
