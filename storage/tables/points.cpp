#include "storage/tables/points.hpp"

namespace sojourn::storage {

std::optional<point_table::entry> point_table::find_booking(const std::string& book,
                                                            const std::string& reference) {
  auto rows = booking_.query(book, reference);
  return rows.next() ? std::optional{read(rows)} : std::nullopt;
}

std::optional<point_table::entry> point_table::find_reversal(const std::string& book,
                                                             const std::string& reverses,
                                                             const std::string& reference) {
  auto rows = reversal_.query(book, reverses, reference);
  return rows.next() ? std::optional{read(rows)} : std::nullopt;
}

std::vector<point_table::entry> point_table::reversals(const std::string& book,
                                                       const std::string& reverses) {
  std::vector<entry> found;
  auto rows = reversals_.query(book, reverses);
  while (rows.next())
    found.push_back(read(rows));
  return found;
}

std::optional<point_table::entry> point_table::find(std::int64_t number) {
  auto rows = find_.query(number);
  return rows.next() ? std::optional{read(rows)} : std::nullopt;
}

std::int64_t point_table::add(const entry& what) {
  insert_.run(what.customer, what.book, what.reference, what.reverses, what.wanted, what.amount,
              what.at, what.campaign, what.instance);
  const auto number = db_.last_rowid();
  add_.run(what.customer, what.amount);
  return number;
}

void point_table::change(const entry& what, std::int64_t amount) {
  change_.run(amount, what.number);
  add_.run(what.customer, amount - what.amount);
}

std::int64_t point_table::balance(const std::string& customer) {
  auto rows = balance_.query(customer);
  return rows.next() ? rows.integer(0) : 0;
}

std::vector<json> point_table::show(const std::string& customer, std::int64_t before,
                                    std::size_t limit) {
  std::vector<json> found;
  auto rows = show_.query(customer, before, limit);
  while (rows.next()) {
    const auto one = read(rows);
    json shown{{"number", one.number},
               {"book", one.book},
               {"reference", one.reference},
               {"amount", one.amount},
               {"at", to_text(one.at)},
               {"campaign", one.campaign},
               {"instance", to_text(one.instance)}};
    if (one.reverses)
      shown["reverses"] = *one.reverses;
    found.push_back(std::move(shown));
  }
  return found;
}

std::vector<std::string> point_table::wrong(std::size_t limit) {
  std::vector<std::string> found;
  auto rows = wrong_.query(limit);
  while (rows.next())
    found.push_back(rows.text(0));
  return found;
}

point_table::entry point_table::read(const statement::rows& from) {
  entry one{.number = from.integer(0),
            .customer = from.text(1),
            .book = from.text(2),
            .reference = from.text(3),
            .amount = from.integer(6),
            .at = from.at(7),
            .campaign = from.text(8),
            .instance = from.instance(9)};
  if (!from.is_null(4))
    one.reverses = from.text(4);
  if (!from.is_null(5))
    one.wanted = from.integer(5);
  return one;
}

} // namespace sojourn::storage
