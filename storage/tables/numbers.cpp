#include "storage/tables/numbers.hpp"

namespace sojourn::storage {

namespace {

constexpr std::array<std::string_view, numbered_tables> names{
    "inbox",           "event",     "mail",           "hook",
    "hook_secret",     "erasure",   "record_version", "form_answer",
    "consent_request", "desk_task", "desk_mark"};

} // namespace

std::string_view to_text(numbered what) { return names.at(static_cast<std::size_t>(what)); }

void number_table::write() {
  for (std::size_t i = 0; i < numbered_tables; ++i) {
    if (given_[i] != written_[i])
      put_.run(names[i], given_[i]);
  }
}

std::int64_t number_table::last_written(numbered what) {
  auto rows = find_.query(to_text(what));
  return rows.next() ? rows.integer(0) : 0;
}

number_table::numbers& number_table::given() {
  if (!is_read_) {
    for (std::size_t i = 0; i < numbered_tables; ++i)
      written_[i] = last_written(static_cast<numbered>(i));
    given_ = unit_began_ = written_;
    is_read_ = true;
  }
  return given_;
}

} // namespace sojourn::storage
