#include "storage/tables/payments.hpp"

namespace sojourn::storage {

namespace {

std::optional<payment_table::touched> touch_columns(const statement::rows& from, int first) {
  if (from.is_null(first + 1))
    return std::nullopt;
  return payment_table::touched{
      .at = from.at(first), .place = from.integer(first + 1), .sent_at = from.at(first + 2)};
}

template <class Member>
auto part_of(const std::optional<payment_table::touched>& one, Member member) {
  return one ? std::optional{(*one).*member} : std::nullopt;
}

} // namespace

void payment_table::set_touches(const row& of) {
  using touch = payment_table::touched;
  set_touches_.run(of.recipient, part_of(of.clicked, &touch::at),
                   part_of(of.clicked, &touch::place), part_of(of.clicked, &touch::sent_at),
                   part_of(of.read, &touch::at), part_of(of.read, &touch::place),
                   part_of(of.read, &touch::sent_at), of.number);
}

void payment_table::blank(const std::string& owner, instant paid_at, const std::string& record,
                          const std::string& marker) {
  blank_.run(owner, paid_at, record, marker);
  remove(owner, paid_at, record);
}

payment_table::row payment_table::read(const statement::rows& from) {
  const auto recipient = from.is_null(7) ? std::optional<std::uint32_t>{}
                                         : static_cast<std::uint32_t>(from.integer(7));
  return {.number = from.integer(0),
          .owner = from.text(1),
          .record = from.text(2),
          .paid = {.at = from.at(3),
                   .amount_thousandths = from.integer(5),
                   .currency = from.text(4),
                   .called_off = from.integer(6) != 0},
          .recipient = recipient,
          .clicked = touch_columns(from, 8),
          .read = touch_columns(from, 11)};
}

std::vector<payment_table::row> payment_table::of(const std::string& owner, instant since) {
  std::vector<row> found;
  auto rows = of_.query(owner, since);
  while (rows.next())
    found.push_back(read(rows));
  return found;
}

std::vector<payment_table::row> payment_table::touched_in(std::int64_t place, std::size_t limit) {
  std::vector<row> found;
  for (auto* some : {&clicked_in_, &read_in_}) {
    auto rows = some->query(place, limit);
    while (rows.next())
      found.push_back(read(rows));
    if (!found.empty())
      break;
  }
  return found;
}

std::optional<std::string> payment_table::next_owner(const std::string& after) {
  auto rows = next_owner_.query(after);
  return rows.next() ? std::optional{rows.text(0)} : std::nullopt;
}

} // namespace sojourn::storage
