// Saving and forgetting documents: segments, messages of the library, scenarios.
#include "accounts/changes.hpp"
#include "storage/audit.hpp"
#include "storage/boosters.hpp"
#include "storage/content.hpp"
#include "storage/hosted_forms.hpp"
#include "storage/library.hpp"
#include "storage/saved.hpp"
#include "storage/segments.hpp"
#include "storage/sqlite/transaction.hpp"
#include "storage/suggestions.hpp"

namespace sojourn::storage {

namespace {

result<void> require_of(const saved_table& table, const std::string& id,
                        const std::optional<stored_document>& before,
                        const preconditions& only_if) {
  return require(only_if, "the " + std::string{table.what()} + " \"" + id + "\"",
                 before ? std::optional{before->version} : std::nullopt);
}

result<document_written> write_document(transaction& tx, saved_table& table, std::int64_t most,
                                        const document_write& what, instant now) {
  const std::string noun = table.what();
  auto before = table.find(what.id);
  if (before && what.must_be_new)
    return fail(error_code::already_exists, "there is a " + noun + " \"" + what.id + "\" already");
  if (auto holds = require_of(table, what.id, before, what.only_if); !holds)
    return fail(std::move(holds.error()));
  if (before && before->source == what.source)
    return document_written{std::move(*before), false, false};
  if (!before && table.count() >= most)
    return fail(error_code::wrong_state,
                "there are " + std::to_string(most) + " " + noun + "s already, which is the most");
  stored_document after{
      .id = what.id,
      .version =
          1 + (before ? before->version : tx.tables.deleted_documents.last_version(noun, what.id)),
      .source = what.source,
      .created_at = before ? before->created_at : now,
      .updated_at = now,
      .updated_by = what.who};
  table.put(after);
  write_audit(
      tx, now,
      {.who = what.who,
       .action = noun + ".put",
       .target = what.id,
       .why = "version " + std::to_string(after.version),
       .changes = accounts::changes_between(before ? before->source : json{}, what.source)});
  return document_written{std::move(after), !before, true};
}

result<stored_document> remove_document(transaction& tx, saved_table& table, const std::string& id,
                                        const preconditions& only_if, const std::string& who,
                                        const std::string& why, instant now) {
  const std::string noun = table.what();
  auto before = table.find(id);
  if (!before)
    return fail(error_code::not_found, "there is no saved " + noun + " \"" + id + "\"");
  if (auto holds = require_of(table, id, before, only_if); !holds)
    return fail(std::move(holds.error()));
  table.remove(id);
  tx.tables.deleted_documents.put(noun, id, before->version);
  write_audit(tx, now,
              {.who = who,
               .action = noun + ".delete",
               .target = id,
               .why = why,
               .changes = accounts::changes_between(before->source, json{})});
  return std::move(*before);
}

} // namespace

result<document_written> write_segment(transaction& tx, const document_write& what, instant now) {
  return write_document(tx, tx.tables.segments, max_segments, what, now);
}

std::vector<stored_segment> saved_segments(transaction& tx) { return tx.tables.segments.all(); }

result<stored_segment> remove_segment(transaction& tx, const std::string& id,
                                      const preconditions& only_if, const std::string& who,
                                      const std::string& why, instant now) {
  return remove_document(tx, tx.tables.segments, id, only_if, who, why, now);
}

result<document_written> write_message(transaction& tx, const document_write& what, instant now) {
  return write_document(tx, tx.tables.library_messages, max_library_messages, what, now);
}

result<stored_document> remove_message(transaction& tx, const std::string& id,
                                       const preconditions& only_if, const std::string& who,
                                       const std::string& why, instant now) {
  return remove_document(tx, tx.tables.library_messages, id, only_if, who, why, now);
}

result<document_written> write_recommendation(transaction& tx, const document_write& what,
                                              instant now) {
  return write_document(tx, tx.tables.recommendations, max_recommendations, what, now);
}

result<stored_document> remove_recommendation(transaction& tx, const std::string& id,
                                              const preconditions& only_if, const std::string& who,
                                              const std::string& why, instant now) {
  return remove_document(tx, tx.tables.recommendations, id, only_if, who, why, now);
}

result<document_written> write_booster(transaction& tx, const document_write& what, instant now) {
  return write_document(tx, tx.tables.boosters, max_boosters, what, now);
}

result<stored_document> remove_booster(transaction& tx, const std::string& id,
                                       const preconditions& only_if, const std::string& who,
                                       const std::string& why, instant now) {
  auto removed = remove_document(tx, tx.tables.boosters, id, only_if, who, why, now);
  if (removed)
    tx.tables.booster_cards.remove_of(id);
  return removed;
}

result<document_written> write_booster_template(transaction& tx, const document_write& what,
                                                instant now) {
  return write_document(tx, tx.tables.booster_templates, max_boosters, what, now);
}

result<stored_document> remove_booster_template(transaction& tx, const std::string& id,
                                                const preconditions& only_if,
                                                const std::string& who, const std::string& why,
                                                instant now) {
  return remove_document(tx, tx.tables.booster_templates, id, only_if, who, why, now);
}

result<document_written> write_eligibility_document(transaction& tx, const document_write& what,
                                                    instant now) {
  return write_document(tx, tx.tables.eligibility_documents, max_boosters, what, now);
}

result<document_written> write_benchmarks(transaction& tx, const document_write& what,
                                          instant now) {
  constexpr std::int64_t most = 1;
  return write_document(tx, tx.tables.benchmarks, most, what, now);
}

result<stored_document> remove_benchmarks(transaction& tx, const preconditions& only_if,
                                          const std::string& who, const std::string& why,
                                          instant now) {
  return remove_document(tx, tx.tables.benchmarks, benchmarks_id, only_if, who, why, now);
}

bool has_message(transaction& tx, const std::string& id) {
  return tx.tables.library_messages.find(id).has_value();
}

std::vector<std::string> campaigns_taking(transaction& tx, const std::string& message) {
  return tx.tables.campaigns.taking(message);
}

result<document_written> write_scenario(transaction& tx, const document_write& what, instant now) {
  return write_document(tx, tx.tables.scenarios, max_scenarios, what, now);
}

result<stored_document> remove_scenario(transaction& tx, const std::string& id,
                                        const preconditions& only_if, const std::string& who,
                                        const std::string& why, instant now) {
  return remove_document(tx, tx.tables.scenarios, id, only_if, who, why, now);
}

result<document_written> write_form(transaction& tx, const document_write& what, instant now) {
  return write_document(tx, tx.tables.forms, max_forms, what, now);
}

result<stored_document> remove_form(transaction& tx, const std::string& id,
                                    const preconditions& only_if, const std::string& who,
                                    const std::string& why, instant now) {
  if (tx.tables.form_answers.any_of(id))
    return fail(error_code::wrong_state, "the form \"" + id +
                                             "\" has answers; export them if you need them, and "
                                             "remove them with DELETE /v1/forms/" +
                                             id + "/answers first");
  auto removed = remove_document(tx, tx.tables.forms, id, only_if, who, why, now);
  if (removed) {
    tx.tables.form_drafts.remove_of(id);
    tx.tables.form_answers.forget_count(id);
  }
  return removed;
}

void put_installation(transaction& tx, const installation& what) {
  tx.tables.installations.put(what);
}

} // namespace sojourn::storage
