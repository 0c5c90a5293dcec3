#include "storage/read/select_customers.hpp"

#include "segments/view.hpp"
#include "storage/conditions/selecting_sql.hpp"
#include "storage/figures.hpp"

#include <sqlite3.h>

namespace sojourn::storage {

namespace {

/// Steps of SQLite's machine between two looks at the stop token.
constexpr int steps_between_looks = 100'000;

/// Lets a stop token end a statement that gives no rows for long.
class interruption {
public:
  interruption(connection& db, const std::stop_token& stop) : db_{db} {
    if (stop.stop_possible())
      sqlite3_progress_handler(
          db_.handle(), steps_between_looks,
          [](void* token) {
            return static_cast<const std::stop_token*>(token)->stop_requested() ? 1 : 0;
          },
          const_cast<std::stop_token*>(&stop));
  }
  ~interruption() { sqlite3_progress_handler(db_.handle(), 0, nullptr, nullptr); }
  interruption(const interruption&) = delete;
  interruption& operator=(const interruption&) = delete;

private:
  connection& db_;
};

/// After every id there is, which are UTF-8.
constexpr std::string_view last_id = "\xFF";

error stopped() {
  return {error_code::question_ended,
          "the search was not finished: its time was up, whoever asked left, or the daemon stops",
          {}};
}

/// Runs over the rows of one statement.
class search {
public:
  search(connection& db, table_set& tables, const selection& what, const portion& part,
         const decision& decide, const member_visitor& visit)
      : db_{db}, tables_{tables}, what_{what}, part_{part}, decide_{decide}, visit_{visit} {}

  portion_found run(const std::string& sql) {
    statement query{db_, sql.c_str()};
    const interruption ends{db_, what_.stop};
    auto rows = query.query(what_.after, part_.through.empty() ? last_id : part_.through);
    begun_ = true;
    while (!what_.stop.stop_requested() && rows.next()) {
      const bool inside = rows.is_null(1) ? ask(rows.text(0)) : rows.integer(1) != 0;
      if (made_.found.failure)
        break;
      made_.found.members += inside ? 1 : 0;
      made_.wants_more = !inside || !visit_ || visit_(rows.text(0));
      if (!made_.wants_more)
        break;
      if (rows.is_null(1) && std::chrono::steady_clock::now() >= part_.until) {
        made_.cut_at = rows.text(0);
        break;
      }
    }
    if (what_.stop.stop_requested() && !made_.found.failure)
      made_.found.failure = stopped();
    return std::move(made_);
  }

  [[nodiscard]] bool has_begun() const { return begun_; }

private:
  bool ask(const std::string& id) {
    ++made_.found.asked;
    const auto view = storage::customer_view(tables_, id, what_.asked->lists);
    if (!view)
      return false;
    work_budget work{rules::max_evaluation_units, what_.stop};
    const auto holds =
        decide_ ? decide_(*view, work) : segments::test(*what_.asked, *view, what_.now, &work);
    if (holds)
      return *holds;
    ++made_.found.errors;
    const auto code = holds.error().code;
    if (decide_ || code == error_code::too_expensive || code == error_code::question_ended) {
      made_.found.failure = holds.error();
      made_.found.failure->message += " (customer:" + id + ")";
    }
    return false;
  }

  connection& db_;
  table_set& tables_;
  const selection& what_;
  const portion& part_;
  const decision& decide_;
  const member_visitor& visit_;
  portion_found made_;
  bool begun_ = false;
};

} // namespace

portion_found select_customers(connection& db, table_set& tables, const selection& what,
                               const portion& part, const decision& decide,
                               const member_visitor& visit) {
  search looks{db, tables, what, part, decide, visit};
  try {
    return looks.run(selecting_sql(what));
  } catch (const sqlite_error& failure) {
    if (failure.code() == SQLITE_INTERRUPT)
      return {.found = {.failure = stopped()}};
    // Too much for SQLite's compiler, which it says before the first row.
    const bool refused = failure.code() == SQLITE_ERROR || failure.code() == SQLITE_TOOBIG;
    if (!refused || looks.has_begun())
      throw;
  }
  auto row_by_row = what;
  row_by_row.row_by_row = true;
  return looks.run(selecting_sql(row_by_row));
}

void portion_size::took(std::chrono::nanoseconds time) {
  constexpr std::chrono::nanoseconds aim = std::chrono::milliseconds{250};
  constexpr std::size_t most = 1'000'000;
  if (time < aim / 2)
    customers_ = std::min(most, customers_ * (time < aim / 16 ? 8 : 2));
  else if (time > aim * 2)
    customers_ = std::max<std::size_t>(1, customers_ / 4);
}

std::optional<json> customer_view(table_set& tables, const std::string& id,
                                  const std::set<std::string>& lists) {
  const auto customer = tables.records.find({std::string{records::customer_type}, id});
  if (!customer)
    return std::nullopt;
  std::map<std::string, std::vector<segments::owned_record>> owned;
  for (const auto& type : segments::types_for(lists)) {
    auto& of_type = owned[type];
    for (auto& [record, data] : tables.records.owned("customer:" + id, type))
      of_type.push_back({record, std::move(data)});
  }
  const auto product = [&](const std::string& named) {
    auto found = tables.records.find({"product", named});
    return found ? std::move(found->data) : json();
  };
  return segments::customer_view(id, customer->data, figures(tables, id), lists, owned, product);
}

} // namespace sojourn::storage
