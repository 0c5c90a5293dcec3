#include "storage/tables/vouchers.hpp"

#include "engine/state.hpp"
#include "storage/vouchers.hpp"

#include <algorithm>
#include <array>

namespace sojourn::storage {

namespace {

constexpr auto code_state_names =
    std::to_array<std::string_view>({"free", "reserved", "issued", "redeemed", "void"});

/// The state and code of a voucher are in these columns of all its statements.
constexpr int code_column = 2;
constexpr int state_column = 3;

voucher_state read_state(const statement::rows& from) {
  const auto state = from.integer(state_column);
  if (state < 0 || state >= static_cast<std::int64_t>(code_state_names.size()))
    throw corrupt_row{"voucher \"" + from.text(code_column) + "\" has the state " +
                      std::to_string(state)};
  return static_cast<voucher_state>(state);
}

/// From the first four columns.
pool_rules read_rules(const statement::rows& from) {
  pool_rules rules{.expires_at = from.optional_instant(0), .valid_for = from.optional_text(1)};
  if (!from.is_null(2))
    rules.per_person = from.integer(2);
  rules.value = from.optional_text(3);
  return rules;
}

std::optional<instant> earlier_of(std::optional<instant> a, std::optional<instant> b) {
  return a && b ? std::min(*a, *b) : a ? a : b;
}

std::vector<std::string> read_names(statement& from, std::size_t limit) {
  std::vector<std::string> found;
  auto rows = from.query(limit);
  while (rows.next())
    found.push_back(rows.text(0));
  return found;
}

} // namespace

static_assert(static_cast<int>(engine::effect_kind::voucher) == 2,
              "the statement wrong_ counts on it");

std::string_view to_text(voucher_state state) {
  return code_state_names[static_cast<std::size_t>(state)];
}

std::optional<voucher_state> parse_voucher_state(std::string_view text) {
  for (std::size_t i = 0; i < code_state_names.size(); ++i) {
    if (code_state_names[i] == text)
      return static_cast<voucher_state>(i);
  }
  return std::nullopt;
}

// ---- pools -----------------------------------------------------------------------------

bool voucher_table::insert_pool(const std::string& pool, instant now, const pool_rules& rules) {
  return insert_pool_.run(pool, now, rules.expires_at, rules.valid_for, rules.per_person,
                          rules.value) == 1;
}

std::optional<voucher_table::pool_row> voucher_table::pool(const std::string& name) {
  auto rows = pool_.query(name);
  if (!rows.next())
    return std::nullopt;
  return pool_row{.key = rows.integer(4), .version = rows.integer(5), .rules = read_rules(rows)};
}

std::optional<std::int64_t> voucher_table::pool_key(const std::string& name) {
  auto rows = pool_key_.query(name);
  return rows.next() ? std::optional{rows.integer(0)} : std::nullopt;
}

std::optional<pool_rules> voucher_table::rules_of(std::int64_t pool) {
  auto rows = rules_.query(pool);
  return rows.next() ? std::optional{read_rules(rows)} : std::nullopt;
}

void voucher_table::set_rules(const pool_row& after) {
  set_rules_.run(after.rules.expires_at, after.rules.valid_for, after.rules.per_person,
                 after.rules.value, after.version, after.key);
}

std::optional<json> voucher_table::show_pool(const std::string& pool) {
  auto rows = show_pool_.query(pool);
  return rows.next() ? std::optional{show_pool(rows)} : std::nullopt;
}

std::vector<json> voucher_table::show_pools() {
  std::vector<json> found;
  auto rows = show_pools_.query();
  while (rows.next())
    found.push_back(show_pool(rows));
  return found;
}

// ---- codes -----------------------------------------------------------------------------

std::optional<voucher_table::row> voucher_table::find(std::int64_t pool, const std::string& code) {
  auto rows = find_.query(pool, code);
  return rows.next() ? std::optional{read(rows)} : std::nullopt;
}

std::optional<voucher_table::row>
voucher_table::held_by(instance_id instance, const std::string& step, std::uint32_t visit) {
  auto rows = held_.query(instance, step, visit);
  return rows.next() ? std::optional{read(rows)} : std::nullopt;
}

std::size_t voucher_table::add(std::int64_t pool, const std::vector<std::string>& codes) {
  std::int64_t next = 1;
  {
    auto rows = last_number_.query(pool);
    if (rows.next())
      next = rows.integer(0) + 1;
  }
  const auto first = next;
  for (const auto& code : codes)
    next += add_.run(pool, next, code);
  const auto added = next - first;
  add_free_.run(added, pool);
  return static_cast<std::size_t>(added);
}

std::optional<voucher_table::row> voucher_table::reserve(std::int64_t pool, const holder& whose) {
  std::optional<row> next;
  {
    auto rows = next_free_.query(pool);
    if (!rows.next())
      return std::nullopt;
    next = read(rows);
  }
  reserve_.run(whose.instance, whose.step, whose.visit, whose.subject, whose.campaign, pool,
               next->number);
  move(*next, voucher_state::reserved);
  next->state = voucher_state::reserved;
  next->of = whose;
  return next;
}

bool voucher_table::has_issued(instance_id instance) {
  auto rows = has_issued_.query(instance);
  return rows.next();
}

std::int64_t voucher_table::count_of(std::int64_t pool, const std::string& subject) {
  auto rows = count_of_.query(subject, pool);
  return rows.next() ? rows.integer(0) : 0;
}

void voucher_table::set_booking(const row& voucher, std::int64_t booking) {
  set_booking_.run(booking != 0 ? std::optional{booking} : std::nullopt, voucher.pool,
                   voucher.number);
}

void voucher_table::take_back(const row& voucher) {
  take_back_.run(voucher.pool, voucher.number);
  move(voucher, voucher_state::free);
}

void voucher_table::issue(const row& voucher, instant now, std::optional<instant> valid_until) {
  issue_.run(now, valid_until, voucher.pool, voucher.number);
  move(voucher, voucher_state::issued);
}

void voucher_table::redeem(const row& voucher, const std::string& who, instant now) {
  redeem_.run(now, who, voucher.pool, voucher.number);
  move(voucher, voucher_state::redeemed);
}

void voucher_table::make_void(const row& voucher, instant now) {
  void_.run(now, voucher.pool, voucher.number);
  move(voucher, voucher_state::voided);
}

void voucher_table::move(const row& voucher, voucher_state to) {
  move_.run(voucher.pool, voucher.state, to);
}

// ---- showing ---------------------------------------------------------------------------

json voucher_table::show(const row& voucher) {
  auto rows = show_.query(voucher.pool, voucher.number);
  return rows.next() ? show_code(rows) : json();
}

std::vector<json> voucher_table::show_after(std::int64_t pool, std::optional<voucher_state> state,
                                            std::int64_t after, std::size_t limit) {
  std::vector<json> found;
  auto rows =
      state ? show_state_.query(pool, after, *state, limit) : show_all_.query(pool, after, limit);
  while (rows.next())
    found.push_back(show_code(rows));
  return found;
}

std::vector<json> voucher_table::show_named(const std::string& code, const code_place& after,
                                            std::size_t limit) {
  return show_placed(show_named_.query(code, after.pool, limit));
}

std::vector<json> voucher_table::show_of(const std::string& subject, const code_place& after,
                                         std::size_t limit) {
  return show_placed(show_of_.query(subject, after.pool, after.number, limit));
}

std::vector<json> voucher_table::show_placed(statement::rows from) {
  std::vector<json> found;
  while (from.next()) {
    auto shown = show_code(from);
    shown["place"] = std::to_string(from.integer(15)) + "." + std::to_string(from.integer(0));
    found.push_back(std::move(shown));
  }
  return found;
}

std::optional<code_standing> voucher_table::standing(const std::string& pool,
                                                     const std::string& code) {
  auto rows = standing_.query(pool, code);
  if (!rows.next())
    return std::nullopt;
  return code_standing{.redeemed_at = rows.optional_instant(0),
                       .voided_at = rows.optional_instant(1),
                       .expires_at =
                           earlier_of(rows.optional_instant(2), rows.optional_instant(3))};
}

json voucher_table::show_pool(const statement::rows& from) {
  json shown{{"id", from.text(4)},
             {"created_at", sojourn::to_text(from.at(5))},
             {"version", from.integer(6)},
             {"total", from.integer(7) + from.integer(8) + from.integer(9) + from.integer(10) +
                           from.integer(11)},
             {"free", from.integer(7)},
             {"reserved", from.integer(8)},
             {"issued", from.integer(9)},
             {"redeemed", from.integer(10)},
             {"void", from.integer(11)}};
  const auto rules = read_rules(from);
  if (rules.expires_at)
    shown["expires_at"] = sojourn::to_text(*rules.expires_at);
  if (rules.valid_for)
    shown["valid_for"] = *rules.valid_for;
  if (rules.per_person)
    shown["per_person"] = *rules.per_person;
  if (rules.value)
    shown["value"] = *rules.value;
  return shown;
}

json voucher_table::show_code(const statement::rows& from) {
  json shown{{"number", from.integer(0)},
             {"pool", from.text(1)},
             {"code", from.text(code_column)},
             {"state", to_text(read_state(from))}};
  const auto instant_at = [&](const char* name, const std::optional<instant>& at) {
    if (at)
      shown[name] = sojourn::to_text(*at);
  };
  if (!from.is_null(4)) {
    shown["instance"] = to_text(from.instance(4));
    shown["step"] = from.text(5);
  }
  instant_at("issued_at", from.optional_instant(6));
  if (const auto at = from.optional_instant(7)) {
    shown["redeemed_at"] = sojourn::to_text(*at);
    shown["redeemed_by"] = from.text(8);
  }
  instant_at("expires_at", earlier_of(from.optional_instant(9), from.optional_instant(10)));
  instant_at("voided_at", from.optional_instant(11));
  if (!from.is_null(12))
    shown["subject"] = from.text(12);
  if (!from.is_null(13))
    shown["campaign"] = from.text(13);
  if (!from.is_null(14))
    shown["points"] = from.integer(14);
  if (!from.is_null(16))
    shown["value"] = from.text(16);
  return shown;
}

voucher_table::row voucher_table::read(const statement::rows& from) {
  return {.pool = from.integer(0),
          .number = from.integer(1),
          .code = from.text(code_column),
          .state = read_state(from),
          .of = {.instance = from.instance(4),
                 .step = from.text(5),
                 .visit = static_cast<std::uint32_t>(from.integer(6)),
                 .subject = from.text(8),
                 .campaign = from.text(9)},
          .booking = from.integer(10),
          .redeemed_at = from.optional_instant(7),
          .valid_until = from.optional_instant(11)};
}

// ---- verification ----------------------------------------------------------------------

std::int64_t voucher_table::count_issued() {
  auto rows = count_issued_.query();
  return rows.next() ? rows.integer(0) : 0;
}

std::int64_t voucher_table::count_without_instance() {
  auto rows = without_instance_.query();
  return rows.next() ? rows.integer(0) : 0;
}

std::vector<std::string> voucher_table::wrong(std::size_t limit) {
  return read_names(wrong_, limit);
}

std::vector<std::string> voucher_table::wrong_pools(std::size_t limit) {
  return read_names(wrong_pools_, limit);
}

std::vector<std::string> voucher_table::wrong_payments(std::size_t limit) {
  return read_names(wrong_payments_, limit);
}

} // namespace sojourn::storage
