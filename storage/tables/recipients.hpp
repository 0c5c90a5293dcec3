// Who was written to, by number: reports count persons as bits, not as texts.
#pragma once

#include "storage/sqlite/sqlite.hpp"

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace sojourn::storage {

/// A number is never given twice. Two that turned out to be one person keep their numbers, and one
/// of them says whom it is.
class recipient_table {
public:
  explicit recipient_table(connection& db) : db_{db} {}

  /// nullopt: nothing was ever sent to them.
  [[nodiscard]] std::optional<std::uint32_t> find(const std::string& subject);
  /// Their number, which is given where there is none. Remembered, for the writer alone.
  [[nodiscard]] std::uint32_t number_of(const std::string& subject);
  /// Whoever `from` was is `to` from now on. False: nobody is called `from`.
  bool rename(const std::string& from, const std::string& to);

  /// Of one that is not an alias; empty: there is none.
  [[nodiscard]] std::string subject_of(std::uint32_t number);
  struct alias {
    std::uint32_t number = 0;
    std::uint32_t is = 0;
  };
  /// Those that are somebody else. None of these is one itself.
  [[nodiscard]] std::vector<alias> aliases();
  /// Who has this number in the end.
  [[nodiscard]] std::uint32_t behind(std::uint32_t number);
  /// After a rollback, which may have taken back a number that was remembered.
  void forget_numbers() { known_.clear(); }

private:
  connection& db_;
  std::unordered_map<std::string, std::uint32_t> known_;
  statement find_{db_, "SELECT number FROM recipient WHERE subject = ?"};
  statement insert_{db_, "INSERT INTO recipient (subject) VALUES (?)"};
  statement rename_{db_, "UPDATE recipient SET subject = ? WHERE number = ?"};
  statement move_aliases_{db_, "UPDATE recipient SET same_as = ? WHERE same_as = ?"};
  statement make_alias_{db_, "UPDATE recipient SET subject = NULL, same_as = ? WHERE number = ?"};
  statement subject_{db_, "SELECT subject FROM recipient WHERE number = ?"};
  statement behind_{db_, "SELECT coalesce(same_as, number) FROM recipient WHERE number = ?"};
  statement aliases_{db_, "SELECT number, same_as FROM recipient WHERE same_as IS NOT NULL"};
};

} // namespace sojourn::storage
