#include "storage/tables/retention.hpp"

#include "storage/tables/json_column.hpp"

namespace sojourn::storage {

namespace {

constexpr std::array<std::string_view, forgotten_rows> forgotten_names{
    "instances",   "journal_entries",  "issued_vouchers",
    "sends",       "receipts",         "mail",
    "contents",    "events",           "hook_messages",
    "hook_calls",  "idempotency_keys", "runs",
    "jobs",        "imports",          "budget_entries",
    "audit_lines", "figures",          "form_answers",
    "form_drafts", "consent_requests", "desk_rows"};

} // namespace

std::string_view to_text(forgotten_row what) {
  return forgotten_names[static_cast<std::size_t>(what)];
}

retention::policy policy_of(const json& document, const retention_limits& limits) {
  using retention::area;
  auto read = retention::read_policy(document);
  if (!read)
    throw corrupt_row{"the retention cannot be read: " + read.error().message};
  const auto whole_days = [](milliseconds time) {
    return retention::period{std::chrono::ceil<std::chrono::days>(time)};
  };
  auto& others = read->others;
  auto& events = others[static_cast<std::size_t>(area::events)];
  events = retention::longer(events, whole_days(limits.events));
  if (!document.contains(retention::to_text(area::send_contents)))
    others[static_cast<std::size_t>(area::send_contents)] = whole_days(limits.send_content);
  return std::move(*read);
}

stored_retention retention_table::newest() {
  auto rows = newest_.query();
  if (!rows.next())
    return {};
  return {.version = rows.integer(0),
          .document = json_column(rows, 1, "the retention"),
          .at = rows.at(2),
          .who = rows.text(3)};
}

const retention::policy& retention_table::in_force() {
  if (known_)
    return policy_;
  policy_ = policy_of(newest().document, limits_);
  known_ = true;
  return policy_;
}

void forgotten_table::add(forgotten_row what, std::int64_t count) {
  if (count != 0)
    add_.run(to_text(what), count);
}

std::int64_t forgotten_table::total(forgotten_row what) {
  auto rows = total_.query(to_text(what));
  return rows.next() ? rows.integer(0) : 0;
}

json forgotten_table::totals() {
  json found = json::object();
  for (const auto name : forgotten_names)
    found[std::string{name}] = 0;
  auto rows = totals_.query();
  while (rows.next())
    found[rows.text(0)] = rows.integer(1);
  return found;
}

std::map<standing, std::int64_t> forgotten_table::standings() {
  std::map<standing, std::int64_t> found;
  auto rows = standings_.query();
  while (rows.next())
    found[{.version = {rows.integer(0)},
           .status = static_cast<engine::instance_status>(rows.integer(1)),
           .step = rows.text(2)}] = rows.integer(3);
  return found;
}

} // namespace sojourn::storage
