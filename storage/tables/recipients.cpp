#include "storage/tables/recipients.hpp"

namespace sojourn::storage {

namespace {

/// Numbers that the writer remembers before it begins anew, about 100 bytes each: those who are
/// written to again soon.
constexpr std::size_t most_known = 20'000;

std::uint32_t number_column(const statement::rows& from, int column) {
  return static_cast<std::uint32_t>(from.integer(column));
}

} // namespace

std::optional<std::uint32_t> recipient_table::find(const std::string& subject) {
  auto rows = find_.query(subject);
  return rows.next() ? std::optional{number_column(rows, 0)} : std::nullopt;
}

std::uint32_t recipient_table::number_of(const std::string& subject) {
  if (const auto known = known_.find(subject); known != known_.end())
    return known->second;
  auto number = find(subject);
  if (!number) {
    insert_.run(subject);
    number = static_cast<std::uint32_t>(db_.last_rowid());
  }
  if (known_.size() >= most_known)
    known_.clear();
  known_.emplace(subject, *number);
  return *number;
}

bool recipient_table::rename(const std::string& from, const std::string& to) {
  forget_numbers();
  const auto old = find(from);
  if (!old || from == to)
    return false;
  const auto other = find(to);
  if (!other) {
    rename_.run(to, *old);
    return true;
  }
  move_aliases_.run(*other, *old);
  make_alias_.run(*other, *old);
  return true;
}

std::string recipient_table::subject_of(std::uint32_t number) {
  auto rows = subject_.query(number);
  return rows.next() ? rows.text(0) : std::string{};
}

std::vector<recipient_table::alias> recipient_table::aliases() {
  std::vector<alias> found;
  auto rows = aliases_.query();
  while (rows.next())
    found.push_back({number_column(rows, 0), number_column(rows, 1)});
  return found;
}

std::uint32_t recipient_table::behind(std::uint32_t number) {
  auto rows = behind_.query(number);
  return rows.next() ? number_column(rows, 0) : 0;
}

} // namespace sojourn::storage
