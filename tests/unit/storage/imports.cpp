// Imports: rows and how far a file is applied, in one unit.
#include "storage/imports.hpp"

#include "fixture.hpp"
#include "storage/records.hpp"

#include <gmock/gmock.h>

namespace sojourn::storage {
namespace {

class an_import : public storage_test {
protected:
  an_import() { open(); }
  import_id begin(record_write_kind mode = record_write_kind::patch) {
    import_plan plan;
    plan.type = "customer";
    plan.key = "id";
    plan.file = "upload-1";
    plan.bytes = 1'000;
    plan.mode = mode;
    return write(*data,
                 [&](transaction& tx) -> result<stored_import> {
                   return begin_import(tx, plan, "anna", monday);
                 })
        ->id;
  }
  static import_chunk chunk(import_id id, records::file_position from, records::file_position to,
                            const std::vector<std::string>& lines) {
    const auto mapper =
        *records::row_mapper::make(records::find_shipped("customer"), "id", nullptr, true);
    import_chunk made;
    made.id = id;
    made.from = from;
    made.to = to;
    made.type = records::find_shipped("customer");
    for (const auto& line : lines) {
      records::text_row row;
      row.line = from.line++;
      row.cells = {line};
      made.rows.push_back(mapper.map(row));
    }
    return made;
  }
  result<chunk_written> apply(const import_chunk& what) {
    return write(*data, [&](transaction& tx) { return write_import_chunk(tx, what, {}, monday); });
  }
  stored_import now(import_id id) { return *data->reader().imports().find(id); }
};

} // namespace

TEST_F(an_import, applies_a_chunk_once_whoever_comes_with_it_again) {
  const auto id = begin();
  const auto first = chunk(id, {0, 1}, {40, 3}, {R"({"id":"1","tier":"gold"})", R"({"id":"2"})"});

  EXPECT_TRUE(apply(first));
  const auto again = apply(first);

  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, error_code::wrong_state);
  EXPECT_EQ(now(id).counts.created, 2);
  EXPECT_EQ(now(id).at, (records::file_position{40, 3}));
  EXPECT_EQ(now(id).state, import_state::running);
  EXPECT_EQ(data->reader().imports().under_way().size(), 1u);
}

TEST_F(an_import, counts_what_came_of_its_rows_and_keeps_why_some_were_left_out) {
  const auto id = begin();
  apply(chunk(id, {0, 1}, {40, 3}, {R"({"id":"1","tier":"gold"})", R"({"id":"2"})"}));
  auto last = chunk(id, {40, 3}, {99, 7},
                    {R"({"id":"1","tier":"gold"})", R"({"id":"1","tier":"silver"})",
                     R"({"id":"3","tier":4})", "{"});
  last.last = true;

  EXPECT_EQ(apply(last)->state, import_state::finished);

  const auto done = now(id);
  EXPECT_EQ(done.counts.created, 2);
  EXPECT_EQ(done.counts.unchanged, 1);
  EXPECT_EQ(done.counts.changed, 1);
  EXPECT_EQ(done.counts.failed, 2);
  const auto errors = data->reader().imports().errors(id);
  ASSERT_EQ(errors.size(), 2u);
  EXPECT_EQ(errors[0].line, 5);
  EXPECT_EQ(errors[0].record, "3");
  EXPECT_EQ(errors[1].line, 6);
  EXPECT_TRUE(data->reader().imports().under_way().empty());
}

TEST_F(an_import, that_was_cancelled_applies_nothing_more) {
  const auto id = begin();
  ASSERT_TRUE(write(
      *data, [&](transaction& tx) { return cancel_import(tx, id, "anna", "wrong file", monday); }));
  EXPECT_EQ(apply(chunk(id, {0, 1}, {9, 2}, {R"({"id":"1"})"}))->state, import_state::cancelled);
  EXPECT_FALSE(data->reader().records().find({"customer", "1"}));
}

TEST_F(an_import, checks_rows_anew_when_the_type_changed_after_they_were_read) {
  const auto id = begin();
  const auto read_before = chunk(id, {0, 1}, {9, 2}, {R"({"id":"1","tier":"gold"})"});
  const auto stricter = *records::read_type(
      "customer", json::parse(R"({"properties": {"tier": {"enum": ["silver"]}}})"));
  ASSERT_TRUE(
      write(*data, [&](transaction& tx) { return put_record_type(tx, *stricter, monday); }));

  EXPECT_TRUE(apply(read_before));

  EXPECT_EQ(now(id).counts.failed, 1);
  EXPECT_FALSE(data->reader().records().find({"customer", "1"}));
}

} // namespace sojourn::storage
