// Orders that were paid, with what may have brought them: of the messages that the person read and
// clicked before, the last read and the last click. Whatever window a report asks for, the order is
// owed to one of these or to none.
#pragma once

#include "messages/attribution.hpp"
#include "records/traits.hpp"
#include "storage/sqlite/sqlite.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace sojourn::storage {

class payment_table {
public:
  explicit payment_table(connection& db) : db_{db} {}

  /// What a person did with a message before they paid.
  struct touched {
    instant at{};
    std::int64_t place = 0; ///< of the message
    instant sent_at{};
    bool operator==(const touched&) const = default;
  };
  struct row {
    std::int64_t number = 0;
    std::string owner;
    std::string record;
    records::payment paid{};
    std::optional<std::uint32_t> recipient{}; ///< the owner's, where there is a touch
    std::optional<touched> clicked{};
    std::optional<touched> read{};
    bool operator==(const row&) const = default;
  };

  void insert(const std::string& owner, const std::string& record, const records::payment& paid) {
    insert_.run(owner, record, paid.at, paid.currency, paid.amount_thousandths, paid.called_off);
  }
  /// The money and what became of the order, which was paid at the same instant as before.
  void update(const std::string& owner, const std::string& record, const records::payment& paid) {
    update_.run(paid.currency, paid.amount_thousandths, paid.called_off, owner, paid.at, record);
  }
  void remove(const std::string& owner, instant paid_at, const std::string& record) {
    remove_.run(owner, paid_at, record);
  }
  void remove(std::int64_t number) { remove_number_.run(number); }
  void set_touches(const row& of);
  /// The owner is erased: `marker` stands for them and for the order from now on. One that is owed
  /// to no message goes.
  void blank(const std::string& owner, instant paid_at, const std::string& record,
             const std::string& marker);
  /// Of those whose owner is not erased.
  void clear() { clear_.run(); }

  /// Those of an owner that were paid at `since` or later.
  [[nodiscard]] std::vector<row> of(const std::string& owner, instant since);
  /// Some that have a touch in a place.
  [[nodiscard]] std::vector<row> touched_in(std::int64_t place, std::size_t limit);
  /// The first owner after `after`.
  [[nodiscard]] std::optional<std::string> next_owner(const std::string& after);

  /// What a report counts of one.
  struct counted {
    records::payment paid{};
    std::uint32_t recipient = 0;
    instant sent_at{};
    std::optional<instant> clicked_at{};
    std::optional<instant> read_at{}; ///< left out where the click is the one in the place
  };
  /// Calls `visit(counted, credit)` for those whose last click, and then whose last read, is in a
  /// place, paid in [from, to); the credit is the one that the place would have.
  template <class Visit>
  void each_touched(std::int64_t place, instant from, instant to, const Visit& visit) {
    {
      auto rows = clicked_.query(place, from, to);
      while (rows.next())
        visit(counted{.paid = paid_columns(rows),
                      .recipient = static_cast<std::uint32_t>(rows.integer(4)),
                      .sent_at = rows.at(6),
                      .clicked_at = rows.at(5)},
              messages::credit::click);
    }
    auto rows = read_.query(place, from, to);
    while (rows.next())
      visit(counted{.paid = paid_columns(rows),
                    .recipient = static_cast<std::uint32_t>(rows.integer(4)),
                    .sent_at = rows.at(6),
                    .clicked_at = rows.optional_instant(7),
                    .read_at = rows.at(5)},
            messages::credit::read);
  }

private:
  [[nodiscard]] static row read(const statement::rows& from);
  [[nodiscard]] static records::payment paid_columns(const statement::rows& from) {
    return {.at = from.at(0),
            .amount_thousandths = from.integer(2),
            .currency = from.text(1),
            .called_off = from.integer(3) != 0};
  }

  connection& db_;
  statement insert_{db_,
                    "INSERT OR REPLACE INTO payment (owner, record, paid_at, currency, amount, "
                    "called_off) VALUES (?, ?, ?, ?, ?, ?)"};
  statement update_{db_, "UPDATE payment SET currency = ?, amount = ?, called_off = ? "
                         "WHERE owner = ? AND paid_at = ? AND record = ?"};
  statement remove_{db_, "DELETE FROM payment WHERE owner = ? AND paid_at = ? AND record = ?"};
  statement remove_number_{db_, "DELETE FROM payment WHERE number = ?"};
  statement set_touches_{db_,
                         "UPDATE payment SET recipient = ?, clicked_at = ?, clicked_place = ?, "
                         "clicked_sent_at = ?, read_at = ?, read_place = ?, read_sent_at = ? "
                         "WHERE number = ?"};
  statement blank_{db_, "UPDATE payment SET owner = ?4, record = number "
                        "WHERE owner = ?1 AND paid_at = ?2 AND record = ?3 "
                        "AND (clicked_place IS NOT NULL OR read_place IS NOT NULL)"};
  statement clear_{db_, "DELETE FROM payment WHERE owner NOT LIKE 'erased:%'"};
  statement of_{db_, "SELECT number, owner, record, paid_at, currency, amount, called_off, "
                     "recipient, clicked_at, clicked_place, clicked_sent_at, read_at, read_place, "
                     "read_sent_at FROM payment WHERE owner = ? AND paid_at >= ? "
                     "ORDER BY paid_at, record"};
  statement clicked_in_{db_, "SELECT number, owner, record, paid_at, currency, amount, called_off, "
                             "recipient, clicked_at, clicked_place, clicked_sent_at, read_at, "
                             "read_place, read_sent_at FROM payment "
                             "WHERE clicked_place = ? LIMIT ?"};
  statement read_in_{db_, "SELECT number, owner, record, paid_at, currency, amount, called_off, "
                          "recipient, clicked_at, clicked_place, clicked_sent_at, read_at, "
                          "read_place, read_sent_at FROM payment WHERE read_place = ? LIMIT ?"};
  statement next_owner_{db_, "SELECT owner FROM payment WHERE owner > ? ORDER BY owner LIMIT 1"};
  // By indexes that hold all of these columns.
  statement clicked_{db_, "SELECT paid_at, currency, amount, called_off, recipient, clicked_at, "
                          "clicked_sent_at FROM payment INDEXED BY payment_by_click "
                          "WHERE clicked_place = ? AND paid_at >= ? AND paid_at < ?"};
  statement read_{db_, "SELECT paid_at, currency, amount, called_off, recipient, read_at, "
                       "read_sent_at, clicked_at FROM payment INDEXED BY payment_by_read "
                       "WHERE read_place = ? AND paid_at >= ? AND paid_at < ?"};
};

} // namespace sojourn::storage
