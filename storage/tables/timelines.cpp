#include "storage/tables/timelines.hpp"

#include "base/outcome.hpp"
#include "storage/tables/json_column.hpp"

#include <limits>

namespace sojourn::storage {

namespace {

/// The number below which items of `kind` stand before `before`, where their instants are equal.
std::int64_t below(const timeline_place& before, timeline_kind kind) {
  if (kind == before.kind)
    return before.number;
  return kind < before.kind ? std::numeric_limits<std::int64_t>::max()
                            : std::numeric_limits<std::int64_t>::min();
}

template <class Show>
std::vector<timeline_item> read_items(statement::rows&& rows, timeline_kind kind,
                                      const Show& show) {
  std::vector<timeline_item> found;
  while (rows.next())
    found.push_back({.place = {rows.at(0), kind, rows.integer(1)}, .what = show(rows)});
  return found;
}

} // namespace

std::vector<timeline_item> timeline_table::events(const subject_ref& customer,
                                                  const timeline_place& before, std::size_t limit) {
  constexpr auto kind = timeline_kind::event;
  return read_items(events_.query(to_text(customer), before.at, below(before, kind), limit), kind,
                    [](const statement::rows& from) {
                      return json{{"number", from.integer(1)},
                                  {"source", from.text(2)},
                                  {"id", from.text(3)},
                                  {"type", from.text(4)},
                                  {"data", json_column(from, 5, "an event")}};
                    });
}

std::vector<timeline_item> timeline_table::sends(const subject_ref& customer,
                                                 const timeline_place& before, std::size_t limit) {
  constexpr auto kind = timeline_kind::send;
  return read_items(sends_.query(to_text(customer), before.at, below(before, kind), limit), kind,
                    [](const statement::rows& from) {
                      const auto outcome = from.integer(7);
                      json shown{{"number", from.integer(1)},
                                 {"campaign", from.text(2)},
                                 {"step", from.text(3)},
                                 {"instance", to_text(from.instance(4))},
                                 {"channel", from.text(5)},
                                 {"message", from.text(6)},
                                 {"outcome", outcome_names.at(static_cast<std::size_t>(outcome))}};
                      if (!from.view(8).empty())
                        shown["code"] = from.text(8);
                      int column = 9;
                      for (const auto* name :
                           {"delivered_at", "read_at", "clicked_at", "replied_at", "failed_at"}) {
                        if (!from.is_null(column))
                          shown[name] = to_text(from.at(column));
                        ++column;
                      }
                      return shown;
                    });
}

std::vector<timeline_item> timeline_table::points(const subject_ref& customer,
                                                  const timeline_place& before, std::size_t limit) {
  constexpr auto kind = timeline_kind::points;
  return read_items(points_.query(customer.id, before.at, below(before, kind), limit), kind,
                    [](const statement::rows& from) {
                      json shown{{"number", from.integer(1)},
                                 {"book", from.text(2)},
                                 {"reference", from.text(3)},
                                 {"amount", from.integer(5)},
                                 {"campaign", from.text(6)}};
                      if (!from.is_null(4))
                        shown["reverses"] = from.text(4);
                      return shown;
                    });
}

std::vector<timeline_item> timeline_table::changes(const subject_ref& customer,
                                                   const timeline_place& before,
                                                   std::size_t limit) {
  constexpr auto kind = timeline_kind::change;
  return read_items(changes_.query(customer.id, before.at, below(before, kind), limit), kind,
                    [](const statement::rows& from) {
                      return json{{"changes", json_column(from, 2, "a change of a customer")}};
                    });
}

} // namespace sojourn::storage
