// Files of records: rows, whatever the pieces in which the file comes.
#include "records/row_reader.hpp"

#include <gmock/gmock.h>
#include <random>

namespace sojourn::records {

namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// The rows of a file that comes in pieces of `piece` bytes.
std::vector<text_row> rows_of(std::string_view text, file_format format = file_format::csv,
                              std::size_t piece = 1'000'000, file_position from = {}) {
  std::vector<text_row> rows;
  const auto take = [&](text_row&& row) { rows.push_back(std::move(row)); };
  row_reader reader{format, from};
  for (std::size_t at = 0; at < text.size(); at += piece)
    reader.read(text.substr(at, piece), take);
  reader.finish(take);
  return rows;
}

std::vector<std::vector<std::string>> cells_of(std::string_view text) {
  std::vector<std::vector<std::string>> cells;
  for (auto& row : rows_of(text)) {
    EXPECT_EQ(row.mistake, "");
    cells.push_back(std::move(row.cells));
  }
  return cells;
}

using cells = std::vector<std::string>;

} // namespace

TEST(row_reader, a_row_of_csv_is_what_stands_between_commas) {
  EXPECT_THAT(cells_of("id,name\r\n1,An\n2,\n"),
              ElementsAre(cells{"id", "name"}, cells{"1", "An"}, cells{"2", ""}));
}

TEST(row_reader, quotation_marks_hold_commas_line_breaks_and_doubled_marks) {
  EXPECT_THAT(cells_of("1,\"Nguyễn, An\"\n2,\"a\r\nb\"\n3,\"say \"\"hi\"\"\"\n4,\"\"\n"),
              ElementsAre(cells{"1", "Nguyễn, An"}, cells{"2", "a\r\nb"}, cells{"3", "say \"hi\""},
                          cells{"4", ""}));
}

TEST(row_reader, the_last_line_needs_no_end_and_empty_lines_are_passed_over) {
  EXPECT_THAT(cells_of("\n\r\na\n\n\nb"), ElementsAre(cells{"a"}, cells{"b"}));
  EXPECT_THAT(rows_of(""), IsEmpty());
  EXPECT_THAT(rows_of("\n"), IsEmpty());
}

TEST(row_reader, a_byte_order_mark_is_no_part_of_the_first_column) {
  EXPECT_THAT(cells_of("\xEF\xBB\xBFid\n1\n"), ElementsAre(cells{"id"}, cells{"1"}));
  EXPECT_THAT(cells_of("\xEF\xBBid\n"), ElementsAre(cells{"\xEF\xBBid"}));
}

TEST(row_reader, lines_may_end_in_a_carriage_return_alone) {
  EXPECT_THAT(
      cells_of("id,name\r1,An\r\r2,\"a\rb\"\r3,c"),
      ElementsAre(cells{"id", "name"}, cells{"1", "An"}, cells{"2", "a\rb"}, cells{"3", "c"}));
  const auto lines = rows_of("{\"id\":1}\r{\"id\":2}\r\n{\"id\":3}", file_format::ndjson);
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_EQ(lines[1].cells, cells{"{\"id\":2}"});
  EXPECT_EQ(lines[2].line, 3);
}

TEST(row_reader, what_separates_values_is_what_the_first_line_has_most_of) {
  EXPECT_EQ(separator_of("id,name\n1;2;3\n"), ',');
  EXPECT_EQ(separator_of("\xEF\xBB\xBFid;name;city\n1,2;a;b\n"), ';');
  EXPECT_EQ(separator_of("\n\nid\tname\r1,2,3\tAn"), '\t');
  EXPECT_EQ(separator_of("\"a;b;c\",d\n"), ',') << "what stands in quotation marks is a name";
  EXPECT_EQ(separator_of("id\n1\n"), ',');
  EXPECT_EQ(separator_of(""), ',');
}

TEST(row_reader, values_may_be_separated_by_semicolons) {
  std::vector<text_row> rows;
  row_reader reader{file_format::csv, {}, ';'};
  const auto take = [&](text_row&& row) { rows.push_back(std::move(row)); };
  reader.read("id;name\n1;\"a;b\"\n2;1,5\n", take);
  reader.finish(take);
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[1].cells, (cells{"1", "a;b"}));
  EXPECT_EQ(rows[2].cells, (cells{"2", "1,5"}));
}

TEST(row_reader, each_row_knows_the_line_on_which_it_begins) {
  const auto rows = rows_of("id\n1,\"a\nb\nc\"\n\n2\n");
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0].line, 1);
  EXPECT_EQ(rows[1].line, 2);
  EXPECT_EQ(rows[2].line, 6);
}

TEST(row_reader, a_mark_that_does_not_belong_costs_its_line_alone) {
  for (const auto* broken : {"1,a\"b", "1,\"a\"b", "\"a\" ,1"}) {
    const auto rows = rows_of(std::string{broken} + "\n2,c\n");
    ASSERT_EQ(rows.size(), 2u) << broken;
    EXPECT_NE(rows[0].mistake, "") << broken;
    EXPECT_EQ(rows[1].mistake, "") << broken;
    EXPECT_THAT(rows[1].cells, ElementsAre("2", "c"));
  }
}

TEST(row_reader, a_mark_that_nothing_closes_is_told) {
  const auto rows = rows_of("1,\"abc\n2,d\n");
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_THAT(rows[0].mistake, HasSubstr("nothing closes"));
}

TEST(row_reader, a_row_that_is_too_long_is_left_out_and_the_next_line_is_read) {
  for (const auto& begin :
       {std::string{"1,\""}, std::string{"1,"}, std::string(max_row_bytes, ',')}) {
    const auto rows = rows_of(begin + std::string(max_row_bytes + 1, 'x') + "\n2,b\n");
    ASSERT_EQ(rows.size(), 2u);
    EXPECT_THAT(rows[0].mistake, HasSubstr("more than"));
    EXPECT_THAT(rows[1].cells, ElementsAre("2", "b"));
    EXPECT_EQ(rows[1].line, 2);
  }
}

TEST(row_reader, a_line_of_ndjson_is_one_cell) {
  const auto rows = rows_of("{\"id\":\"1\",\"n\":\"a\\\"\"}\r\n\n{\"id\":2}", file_format::ndjson);
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_THAT(rows[0].cells, ElementsAre("{\"id\":\"1\",\"n\":\"a\\\"\"}"));
  EXPECT_THAT(rows[1].cells, ElementsAre("{\"id\":2}"));
  EXPECT_EQ(rows[1].line, 3);
}

TEST(row_reader, the_pieces_in_which_a_file_comes_change_nothing) {
  std::mt19937 random{20260301};
  constexpr std::string_view alphabet = "ab,\"\"\r\n\n\xEF\xBB\xBF";
  for (int round = 0; round < 300; ++round) {
    std::string text;
    for (auto size = random() % 60; size > 0; --size)
      text += alphabet[random() % alphabet.size()];
    for (const auto format : {file_format::csv, file_format::ndjson}) {
      const auto whole = rows_of(text, format);
      for (const std::size_t piece : {1, 2, 3, 7}) {
        const auto pieced = rows_of(text, format, piece);
        ASSERT_EQ(pieced.size(), whole.size()) << text;
        for (std::size_t i = 0; i < whole.size(); ++i) {
          EXPECT_EQ(pieced[i].cells, whole[i].cells) << text;
          EXPECT_EQ(pieced[i].mistake, whole[i].mistake) << text;
          EXPECT_EQ(pieced[i].line, whole[i].line) << text;
          EXPECT_EQ(pieced[i].next, whole[i].next) << text;
        }
      }
    }
  }
}

TEST(row_reader, reading_on_after_any_row_gives_the_rows_that_are_left) {
  const std::string text = "\xEF\xBB\xBFid,n\r\n1,\"a\nb\"\n\n2,c\n3,\"d\"\"\"\n4,e";
  const auto whole = rows_of(text);
  for (std::size_t i = 0; i < whole.size(); ++i) {
    const auto from = whole[i].next;
    const auto rest =
        rows_of(std::string_view{text}.substr(from.offset), file_format::csv, 5, from);
    ASSERT_EQ(rest.size(), whole.size() - i - 1);
    for (std::size_t k = 0; k < rest.size(); ++k) {
      EXPECT_EQ(rest[k].cells, whole[i + 1 + k].cells);
      EXPECT_EQ(rest[k].line, whole[i + 1 + k].line);
      EXPECT_EQ(rest[k].next, whole[i + 1 + k].next);
    }
  }
}

} // namespace sojourn::records
