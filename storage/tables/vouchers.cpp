#include "storage/tables/vouchers.hpp"

#include "engine/state.hpp"
#include "storage/vouchers.hpp"

#include <array>

namespace sojourn::storage {

namespace {

constexpr auto code_state_names =
    std::to_array<std::string_view>({"free", "reserved", "issued", "redeemed"});

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

bool voucher_table::insert_pool(const std::string& pool, instant now,
                                std::optional<instant> expires_at) {
  return insert_pool_.run(pool, now, expires_at) == 1;
}

std::optional<std::int64_t> voucher_table::pool_key(const std::string& pool) {
  auto rows = pool_key_.query(pool);
  return rows.next() ? std::optional{rows.integer(0)} : std::nullopt;
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

std::optional<voucher_table::row> voucher_table::find(std::int64_t pool, const std::string& code) {
  auto rows = find_.query(pool, code);
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

std::optional<instant> voucher_table::expires_at(std::int64_t pool) {
  auto rows = expires_at_.query(pool);
  return rows.next() ? rows.optional_instant(0) : std::nullopt;
}

std::optional<voucher_table::reservation> voucher_table::reserve(std::int64_t pool,
                                                                 instance_id instance,
                                                                 const std::string& step,
                                                                 std::uint32_t visit, instant now) {
  const auto expires = expires_at(pool);
  {
    auto rows = held_.query(instance, step, visit);
    if (rows.next())
      return reservation{rows.text(2), expires};
  }
  if (expires && *expires <= now)
    return std::nullopt;
  std::int64_t number = 0;
  std::string code;
  {
    auto rows = next_free_.query(pool);
    if (!rows.next())
      return std::nullopt;
    number = rows.integer(0);
    code = rows.text(1);
  }
  reserve_.run(instance, step, visit, pool, number);
  move(pool, voucher_state::free, voucher_state::reserved);
  return reservation{std::move(code), expires};
}

void voucher_table::release(instance_id instance, const std::string& step, std::uint32_t visit) {
  std::optional<row> held;
  {
    auto rows = held_.query(instance, step, visit);
    if (rows.next())
      held = read(rows);
  }
  if (!held || held->state != voucher_state::reserved)
    return;
  release_.run(held->pool, held->number);
  move(held->pool, voucher_state::reserved, voucher_state::free);
}

void voucher_table::issue(const row& voucher, instant now) {
  issue_.run(now, voucher.pool, voucher.number);
  move(voucher.pool, voucher.state, voucher_state::issued);
}

void voucher_table::redeem(const row& voucher, const std::string& who, instant now) {
  redeem_.run(now, who, voucher.pool, voucher.number);
  move(voucher.pool, voucher.state, voucher_state::redeemed);
}

void voucher_table::move(std::int64_t pool, voucher_state from, voucher_state to) {
  move_.run(pool, from, to);
}

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

std::optional<instant> voucher_table::redeemed_at(const std::string& pool,
                                                  const std::string& code) {
  auto rows = redeemed_at_.query(pool, code);
  return rows.next() ? rows.optional_instant(0) : std::nullopt;
}

std::int64_t voucher_table::count_without_instance() {
  auto rows = without_instance_.query();
  return rows.next() ? rows.integer(0) : 0;
}

std::optional<voucher_table::holder> voucher_table::holder_of(const row& voucher) {
  auto rows = holder_.query(voucher.pool, voucher.number);
  return rows.next() ? std::optional{holder{rows.text(0), rows.text(1)}} : std::nullopt;
}

std::int64_t voucher_table::count_issued() {
  auto rows = count_issued_.query();
  return rows.next() ? rows.integer(0) : 0;
}

std::vector<std::string> voucher_table::wrong(std::size_t limit) {
  return read_names(wrong_, limit);
}

std::vector<std::string> voucher_table::wrong_pools(std::size_t limit) {
  return read_names(wrong_pools_, limit);
}

voucher_table::row voucher_table::read(const statement::rows& from) {
  return {.pool = from.integer(0),
          .number = from.integer(1),
          .code = from.text(code_column),
          .state = read_state(from),
          .instance = from.instance(4),
          .step = from.text(5),
          .visit = static_cast<std::uint32_t>(from.integer(6)),
          .redeemed_at = from.optional_instant(7)};
}

json voucher_table::show_pool(const statement::rows& from) {
  json shown{{"id", from.text(0)},
             {"created_at", sojourn::to_text(from.at(1))},
             {"total", from.integer(2) + from.integer(3) + from.integer(4) + from.integer(5)},
             {"free", from.integer(2)},
             {"reserved", from.integer(3)},
             {"issued", from.integer(4)},
             {"redeemed", from.integer(5)}};
  if (const auto expires = from.optional_instant(6))
    shown["expires_at"] = sojourn::to_text(*expires);
  return shown;
}

json voucher_table::show_code(const statement::rows& from) {
  json shown{{"number", from.integer(0)},
             {"pool", from.text(1)},
             {"code", from.text(code_column)},
             {"state", to_text(read_state(from))}};
  if (!from.is_null(4)) {
    shown["instance"] = to_text(from.instance(4));
    shown["step"] = from.text(5);
  }
  if (const auto at = from.optional_instant(6))
    shown["issued_at"] = sojourn::to_text(*at);
  if (const auto at = from.optional_instant(7)) {
    shown["redeemed_at"] = sojourn::to_text(*at);
    shown["redeemed_by"] = from.text(8);
  }
  if (const auto at = from.optional_instant(9))
    shown["expires_at"] = sojourn::to_text(*at);
  return shown;
}

} // namespace sojourn::storage
