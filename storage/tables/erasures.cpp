#include "storage/tables/erasures.hpp"

#include "signing/digest.hpp"
#include "signing/random.hpp"
#include "storage/tables/json_column.hpp"

namespace sojourn::storage {

namespace {

constexpr std::size_t key_bytes = 32;

std::vector<std::string> read_texts(statement::rows rows) {
  std::vector<std::string> found;
  while (rows.next())
    found.push_back(rows.text(0));
  return found;
}

} // namespace

erasure_id erasure_table::insert(const stored_erasure& what) {
  const auto id = numbers_.next(numbered::erasure);
  insert_.run(id, what.state, what.type, what.digest, what.who, what.why, what.begun_at,
              dump(what.removed));
  return {id};
}

std::optional<stored_erasure> erasure_table::find(erasure_id id) {
  auto rows = find_.query(id.value);
  return rows.next() ? std::optional{read(rows)} : std::nullopt;
}

void erasure_table::update(const stored_erasure& changed) {
  update_.run(changed.state, changed.erased_at, dump(changed.removed), changed.id.value);
}

std::vector<stored_erasure> erasure_table::list(const std::string& digest, erasure_id before,
                                                std::size_t limit) {
  return digest.empty() ? read_all(list_.query(before.value, limit))
                        : read_all(list_of_.query(digest, before.value, limit));
}

std::vector<stored_erasure> erasure_table::under_way() { return read_all(under_way_.query()); }

std::optional<std::string> erasure_table::key() {
  auto rows = key_.query();
  return rows.next() ? std::optional{rows.text(0)} : std::nullopt;
}

void erasure_table::make_key() {
  make_key_.run(signing::hex_encode(signing::random_bytes(key_bytes)));
}

std::vector<std::string> erasure_table::after_import(std::int64_t import) {
  return read_texts(after_import_.query(import));
}

std::vector<std::string> erasure_table::after_run(std::int64_t run) {
  return read_texts(after_run_.query(run));
}

std::vector<erasure_table::listed> erasure_table::pending(erasure_id id, int below,
                                                          std::size_t limit) {
  std::vector<listed> found;
  auto rows = pending_.query(id.value, below, limit);
  while (rows.next())
    found.push_back({rows.text(0), static_cast<int>(rows.integer(1))});
  return found;
}

std::vector<std::string> erasure_table::listed_of(erasure_id id, std::string_view type) {
  return read_texts(listed_of_.query(id.value, std::string{type} + ":"));
}

bool erasure_table::any_at_work() {
  if (!any_at_work_)
    any_at_work_ = any_.query().next();
  return *any_at_work_;
}

std::optional<erasure_id> erasure_table::of(const std::string& subject) {
  if (!any_at_work())
    return std::nullopt;
  auto rows = of_.query(subject);
  return rows.next() ? std::optional{erasure_id{rows.integer(0)}} : std::nullopt;
}

stored_erasure erasure_table::read(const statement::rows& from) {
  const auto state = from.integer(1);
  if (state < 0 || state > static_cast<int>(erasure_state::done))
    throw corrupt_row{"an erasure has the state " + std::to_string(state)};
  return {.id = {from.integer(0)},
          .state = static_cast<erasure_state>(state),
          .type = from.text(2),
          .digest = from.text(3),
          .who = from.text(4),
          .why = from.text(5),
          .begun_at = from.at(6),
          .erased_at = from.optional_instant(7),
          .removed = json_column(from, 8, "an erasure")};
}

std::vector<stored_erasure> erasure_table::read_all(statement::rows rows) {
  std::vector<stored_erasure> found;
  while (rows.next())
    found.push_back(read(rows));
  return found;
}

} // namespace sojourn::storage
