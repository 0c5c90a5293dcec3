#include "storage/tables/consents.hpp"

#include "storage/tables/json_column.hpp"

namespace sojourn::storage {

namespace {

constexpr int every_purpose = -1;

int number_of(const std::optional<messages::purpose>& of) {
  return of ? static_cast<int>(*of) : every_purpose;
}

} // namespace

bool consent_table::put(const subject_ref& subject, const stored_consent& word) {
  return put_.run(to_text(subject), word.word.channel, number_of(word.word.of), word.word.given,
                  word.at, word.source) == 1;
}

bool consent_table::remove(const subject_ref& subject, const messages::consent& word) {
  return remove_.run(to_text(subject), word.channel, number_of(word.of)) == 1;
}

std::vector<stored_consent> consent_table::of(const subject_ref& subject) {
  std::vector<stored_consent> found;
  auto rows = of_.query(to_text(subject));
  while (rows.next()) {
    const auto purpose = rows.integer(1);
    if (purpose < every_purpose || purpose >= static_cast<int>(messages::all_purposes.size()))
      throw corrupt_row{"a consent of " + to_text(subject) + " cannot be read"};
    stored_consent one{.word = {.channel = rows.text(0), .of = {}, .given = rows.integer(2) != 0},
                       .at = rows.at(3),
                       .source = rows.text(4)};
    if (purpose != every_purpose)
      one.word.of = static_cast<messages::purpose>(purpose);
    found.push_back(std::move(one));
  }
  return found;
}

std::int64_t consent_table::given(const std::string& channel, int purpose) {
  auto rows = given_.query(channel, purpose);
  return rows.next() ? rows.integer(0) : 0;
}

stored_suppression suppression_table::read(const statement::rows& from) {
  return {.channel = from.text(0),
          .address = from.text(1),
          .reason = from.text(2),
          .at = from.at(3),
          .source = from.text(4)};
}

std::optional<stored_suppression> suppression_table::find(const std::string& channel,
                                                          const std::string& address) {
  auto rows = find_.query(channel, address);
  return rows.next() ? std::optional{read(rows)} : std::nullopt;
}

std::vector<stored_suppression> suppression_table::after(const std::string& channel,
                                                         const std::string& address,
                                                         std::size_t limit) {
  std::vector<stored_suppression> found;
  auto rows = after_.query(channel, address, limit);
  while (rows.next())
    found.push_back(read(rows));
  return found;
}

stored_send_rules send_rules_table::newest() {
  auto rows = newest_.query();
  if (!rows.next())
    return {};
  return {.version = rows.integer(0),
          .document = json_column(rows, 1, "the rules around sends"),
          .at = rows.at(2),
          .who = rows.text(3)};
}

} // namespace sojourn::storage
