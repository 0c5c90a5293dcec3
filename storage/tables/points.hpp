// The points ledger: what was booked for each customer, and their balances.
#pragma once

#include "base/json.hpp"
#include "storage/sqlite/sqlite.hpp"

#include <vector>

namespace sojourn::storage {

class point_table {
public:
  explicit point_table(connection& db) : db_{db} {}

  struct entry {
    std::int64_t number = 0;
    std::string customer;
    std::string book;
    std::string reference;
    std::optional<std::string> reverses{};
    std::optional<std::int64_t> wanted{};
    std::int64_t amount = 0;
    instant at{};
    std::string campaign;
    instance_id instance{};
  };
  [[nodiscard]] std::optional<entry> find_booking(const std::string& book,
                                                  const std::string& reference);
  [[nodiscard]] std::optional<entry>
  find_reversal(const std::string& book, const std::string& reverses, const std::string& reference);
  /// In the order in which they came.
  [[nodiscard]] std::vector<entry> reversals(const std::string& book, const std::string& reverses);
  [[nodiscard]] std::optional<entry> find(std::int64_t number);
  /// Adds an entry and its amount to the balance; its number.
  std::int64_t add(const entry& what);
  /// Gives an entry another amount, and the balance the difference.
  void change(const entry& what, std::int64_t amount);
  [[nodiscard]] std::int64_t balance(const std::string& customer);

  /// As the API shows them: newest first, before `before`.
  [[nodiscard]] std::vector<json> show(const std::string& customer, std::int64_t before,
                                       std::size_t limit);
  /// Customers whose balance is not the sum of their entries, at most `limit`.
  [[nodiscard]] std::vector<std::string> wrong(std::size_t limit);

private:
  [[nodiscard]] static entry read(const statement::rows& from);

  connection& db_;
  statement find_{db_, "SELECT number, customer, book, reference, reverses, wanted, amount, at, "
                       "campaign, instance FROM point_entry WHERE number = ?"};
  statement booking_{db_, "SELECT number, customer, book, reference, reverses, wanted, amount, at, "
                          "campaign, instance FROM point_entry "
                          "WHERE book = ? AND reference = ? AND reverses IS NULL"};
  statement reversal_{db_, "SELECT number, customer, book, reference, reverses, wanted, amount, "
                           "at, campaign, instance FROM point_entry "
                           "WHERE book = ? AND reverses = ? AND reference = ?"};
  statement reversals_{db_, "SELECT number, customer, book, reference, reverses, wanted, amount, "
                            "at, campaign, instance FROM point_entry "
                            "WHERE book = ? AND reverses = ? ORDER BY number"};
  statement insert_{db_, "INSERT INTO point_entry (customer, book, reference, reverses, wanted, "
                         "amount, at, campaign, instance) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"};
  statement change_{db_, "UPDATE point_entry SET amount = ? WHERE number = ?"};
  statement balance_{db_, "SELECT balance FROM point_balance WHERE customer = ?"};
  statement add_{db_, "INSERT INTO point_balance (customer, balance) VALUES (?, ?) "
                      "ON CONFLICT (customer) DO UPDATE SET balance = balance + excluded.balance"};
  statement show_{db_, "SELECT number, customer, book, reference, reverses, wanted, amount, at, "
                       "campaign, instance FROM point_entry "
                       "WHERE customer = ? AND number < ? ORDER BY number DESC LIMIT ?"};
  statement wrong_{db_, "SELECT coalesce(s.customer, b.customer) FROM "
                        "(SELECT customer, sum(amount) AS booked FROM point_entry "
                        "GROUP BY customer) s FULL JOIN point_balance b "
                        "ON b.customer = s.customer "
                        "WHERE s.booked IS NOT b.balance LIMIT ?"};
};

} // namespace sojourn::storage
