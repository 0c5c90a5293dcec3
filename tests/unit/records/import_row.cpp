// Rows as records: what a header and a type make of values.
#include "records/import_row.hpp"

#include <gmock/gmock.h>

namespace sojourn::records {

namespace {

using testing::HasSubstr;

text_row row(std::vector<std::string> cells) {
  text_row made;
  made.line = 7;
  made.cells = std::move(cells);
  return made;
}

row_mapper mapper(std::vector<std::string> header, const std::string& key = "id",
                  record_type_ptr type = find_shipped("customer"), bool patches = true) {
  const auto first = row(std::move(header));
  return row_mapper::make(std::move(type), key, &first, patches).value();
}

row_mapper of_lines(bool patches = true) {
  return row_mapper::make(find_shipped("customer"), "id", nullptr, patches).value();
}

std::string refusal(std::vector<std::string> header, const std::string& key = "id") {
  const auto first = row(std::move(header));
  const auto made = row_mapper::make(find_shipped("customer"), key, &first, true);
  return made ? "" : made.error().message;
}

} // namespace

TEST(import_row, a_cell_becomes_the_field_of_its_column_and_an_empty_one_none) {
  const auto made = mapper({"id", "name", "city"}).map(row({"42", "An", ""}));
  EXPECT_EQ(made.mistake, "");
  EXPECT_EQ(made.id, "42");
  EXPECT_EQ(made.data, json({{"name", "An"}}));
  EXPECT_EQ(made.line, 7);
}

TEST(import_row, the_type_says_what_a_cell_is) {
  const auto type = read_type("gauge", json::parse(R"({"properties": {
    "count": {"type": ["integer", "null"]}, "height": {"type": "number"},
    "open": {"type": "boolean"}, "tags": {"type": "array"}, "note": {"type": ["string", "integer"]}}})"));
  const auto reads =
      mapper({"id", "count", "height", "open", "tags", "note", "other"}, "id", *type);

  const auto made = reads.map(row({"a", "12", "1.5", "true", "[1, 2]", "7", "8"}));

  EXPECT_EQ(made.mistake, "");
  EXPECT_EQ(made.data, json::parse(R"({"count": 12, "height": 1.5, "open": true, "tags": [1, 2],
                                       "note": "7", "other": "8"})"));
  for (const auto& [at, cell] : std::map<std::size_t, std::string>{
           {1, "1.5"}, {1, "+1"}, {2, "1,5"}, {2, "inf"}, {2, "nan"}, {3, "yes"}, {4, "[1"}}) {
    auto cells = std::vector<std::string>{"a", "12", "1.5", "true", "[1, 2]", "7", "8"};
    cells[at] = cell;
    EXPECT_NE(reads.map(row(cells)).mistake, "") << cell;
  }
}

TEST(import_row, truths_may_have_capitals_and_numbers_blanks_around_them) {
  const auto type = read_type("gauge", json::parse(R"({"properties": {
    "count": {"type": "integer"}, "height": {"type": "number"}, "open": {"type": "boolean"}}})"));
  const auto reads = mapper({"id", "count", "height", "open"}, "id", *type);

  for (const auto* truth : {"TRUE", "True", " true "})
    EXPECT_EQ(reads.map(row({"a", " 12", "1.5\u00A0", truth})).data,
              json({{"count", 12}, {"height", 1.5}, {"open", true}}))
        << truth;
  EXPECT_EQ(reads.map(row({"a", "1", "1", "FALSE"})).data.at("open"), false);
}

TEST(import_row, blanks_around_the_name_of_a_column_are_no_part_of_it) {
  const auto made = mapper({"\uFEFF id", " name\u00A0"}).map(row({"42", " An "}));
  EXPECT_EQ(made.id, "42");
  EXPECT_EQ(made.data, json({{"name", " An "}})) << "a text stays as it is written";
  EXPECT_THAT(refusal({"id", "name", " name"}), HasSubstr("twice"));
  EXPECT_THAT(refusal({"id", " "}), HasSubstr("column 2"));
}

TEST(import_row, a_row_that_cannot_be_read_names_its_record_where_it_says_it) {
  const auto reads = mapper({"name", "id", "registered_at"});
  EXPECT_EQ(reads.map(row({"An", "42"})).id, "42") << "a value too few";
  EXPECT_EQ(reads.map(row({"\xff", "42", ""})).id, "42");
  EXPECT_EQ(reads.map(row({"An", "42", "yesterday"})).id, "42");
  auto broken = row({"An", "42", "x"});
  broken.mistake = "a quotation mark stands inside a value";
  EXPECT_EQ(reads.map(broken).id, "42");
  EXPECT_EQ(reads.map(row({"An"})).id, "");
  EXPECT_EQ(reads.map(row({"An", "\n", ""})).id, "") << "no record can have this id";
}

TEST(import_row, a_key_of_another_name_is_a_field_too) {
  const auto made = mapper({"no", "name"}, "no").map(row({"42", "An"}));
  EXPECT_EQ(made.id, "42");
  EXPECT_EQ(made.data, json({{"no", "42"}, {"name", "An"}}));
}

TEST(import_row, a_row_says_what_is_wrong_with_it) {
  const auto reads = mapper({"id", "registered_at"});
  EXPECT_THAT(reads.map(row({"42"})).mistake, HasSubstr("1 values"));
  EXPECT_THAT(reads.map(row({"", "2026-03-01T09:00:00Z"})).mistake, HasSubstr("/id"));
  EXPECT_THAT(reads.map(row({"42", "yesterday"})).mistake, HasSubstr("/registered_at"));
  EXPECT_THAT(reads.map(row({"42", "\xff"})).mistake, HasSubstr("UTF-8"));
  EXPECT_THAT(of_lines().map(row({"[1]"})).mistake, HasSubstr("no JSON object"));
  EXPECT_THAT(of_lines().map(row({"{"})).mistake, HasSubstr("JSON"));
  EXPECT_THAT(of_lines().map(row({R"({"name": "An"})"})).mistake, HasSubstr("/id"));
}

TEST(import_row, a_header_must_name_the_key_and_each_column_once) {
  EXPECT_THAT(refusal({"name", "city"}), HasSubstr("names no column \"id\""));
  EXPECT_THAT(refusal({"id|name"}), HasSubstr("it names \"id|name\""));
  EXPECT_THAT(refusal({"id|name"}), HasSubstr("commas, semicolons or tabs"));
  EXPECT_THAT(refusal({"id", "name", "name"}), HasSubstr("twice"));
  EXPECT_THAT(refusal({"id", ""}), HasSubstr("column 2"));
  EXPECT_EQ(refusal({"phone"}, "phone"), "");
}

TEST(import_row, a_null_takes_a_field_away_where_rows_patch_and_is_kept_where_they_replace) {
  const auto line = row({R"({"id": 42, "name": "An", "city": null})"});
  EXPECT_EQ(of_lines(true).map(line).as_new, R"({"name":"An"})");
  EXPECT_EQ(of_lines(false).map(line).as_new, R"({"city":null,"name":"An"})");
  EXPECT_EQ(of_lines().map(line).id, "42");
}

TEST(import_row, a_record_that_names_a_customer_belongs_to_them) {
  const auto made =
      mapper({"id", "customer_id"}, "id", find_shipped("order")).map(row({"o1", "42"}));
  EXPECT_EQ(made.owner, customer("42"));
}

} // namespace sojourn::records
