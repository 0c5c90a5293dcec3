// Files that no careful shop would send, through the deaths of the daemon that reads them.
#include "tests/scenarios/mortal_daemon.hpp"

#include <gtest/gtest.h>

namespace sojourn::scenarios {

namespace {

constexpr auto begin = "2026-03-01T09:00:00+07:00";
constexpr int good_rows = 40;

/// Forty rows that can be read, with `broken` after each fourth of them.
std::string csv_with(const std::vector<std::string>& broken) {
  std::string rows = "\xEF\xBB\xBFid,name,birthday\n";
  for (int i = 0; i < good_rows; ++i) {
    rows += "c" + std::to_string(i) + ",\"Name\nof two lines\",1990-01-01\r\n";
    if (i % 4 == 3 && static_cast<std::size_t>(i / 4) < broken.size())
      rows += broken[static_cast<std::size_t>(i / 4)];
  }
  return rows;
}

const std::vector<std::string> broken_csv = {
    "\"a mark inside\" a value,x,1990-01-01\n",    // more after a closing mark
    "a\"b,x,1990-01-01\n",                         // a mark within a value
    "too,few\n",                                   // a value is missing
    "too,many,1990-01-01,values\n",                // one too many
    ",no id,1990-01-01\n",                         // nobody
    "bytes,\xC3\x28\xFF,1990-01-01\n",             // not UTF-8
    "long," + std::string(2'000'000, 'x') + ",\n", // more than a row may have
    std::string("\0,nothing,1990-01-01\n", 21),    // an id that nobody can write
    "\n\r\n\n",                                    // nothing at all: no row
};

const std::vector<std::string> broken_ndjson = {"{\"id\": \"open\"\n",
                                                "[1, 2]\n",
                                                "\"text\"\n",
                                                "{\"name\": \"nobody\"}\n",
                                                "{\"id\": {\"not\": \"an id\"}}\n",
                                                "{\"id\": \"x\"} {\"id\": \"y\"}\n",
                                                "\xFF\xFE\n",
                                                std::string(3'000, '[') + "\n",
                                                "NaN\n"};

/// Of all imports together: a file whose answer was lost is sent again, and changes nothing then.
json outcome(mortal_daemon& shop) {
  json told{{"created", 0}, {"changed", 0}};
  for (const auto& each : shop.items("/v1/imports")) {
    const auto one = shop.answer("GET", "/v1/imports/" + each.at("id").get<std::string>());
    for (const auto* count : {"created", "changed"})
      told[count] = told[count].get<int>() + one.at(count).get<int>();
    for (const auto* same : {"state", "failed", "errors", "reason"}) {
      const auto value = one.value(same, json(""));
      EXPECT_TRUE(!told.contains(same) || told[same] == value) << same << ": " << value;
      told[same] = value;
    }
  }
  told["customers"] = shop.items("/v1/records/customer?limit=1000").size();
  return told;
}

} // namespace

TEST(a_broken_file, of_csv_costs_its_broken_rows_alone_and_names_their_lines) {
  expect_same_through_deaths(begin, [](mortal_daemon& shop) {
    shop.send("/v1/records/customer/import", "text/csv", csv_with(broken_csv));
    shop.clock_to("2026-03-01T09:00:01+07:00");
    const auto told = outcome(shop);
    EXPECT_EQ(told.at("state"), "finished");
    EXPECT_EQ(told.at("created"), good_rows) << told.dump(1);
    EXPECT_EQ(told.at("customers"), good_rows);
    EXPECT_EQ(told.at("failed"), broken_csv.size() - 1);
    return told;
  });
}

TEST(a_broken_file, of_ndjson_costs_its_broken_rows_alone) {
  expect_same_through_deaths(begin, [](mortal_daemon& shop) {
    std::string rows;
    for (std::size_t i = 0; i < static_cast<std::size_t>(good_rows); ++i) {
      rows += json{{"id", "c" + std::to_string(i)}}.dump() + "\n";
      if (i < broken_ndjson.size())
        rows += broken_ndjson[i];
    }
    shop.send("/v1/records/customer/import", "application/x-ndjson", rows);
    shop.clock_to("2026-03-01T09:00:01+07:00");
    const auto told = outcome(shop);
    EXPECT_EQ(told.at("state"), "finished");
    EXPECT_EQ(told.at("created"), good_rows) << told.dump(1);
    EXPECT_EQ(told.at("failed"), broken_ndjson.size());
    return told;
  });
}

TEST(a_broken_file, that_breaks_off_in_the_middle_of_a_row_keeps_the_rows_before) {
  expect_same_through_deaths(begin, [](mortal_daemon& shop) {
    auto rows = csv_with({});
    rows += "half,\"of a row";
    shop.send("/v1/records/customer/import", "text/csv", rows);
    shop.clock_to("2026-03-01T09:00:01+07:00");
    const auto told = outcome(shop);
    EXPECT_EQ(told.at("created"), good_rows);
    EXPECT_EQ(told.at("failed"), 1);
    return told;
  });
}

TEST(a_broken_file, that_is_another_kind_of_file_fails_as_a_whole_and_changes_nothing) {
  std::string bytes;
  for (int i = 0; i < 100'000; ++i)
    bytes += static_cast<char>(i * 7919 >> 3);
  for (const auto& [content, reason] :
       std::vector<std::pair<std::string, std::string>>{{bytes, "header"},
                                                        {"\n\n", "is empty"},
                                                        {"name,tier\nAn,gold\n", "\"id\""},
                                                        {"id|name\n1|An\n", "\"id\""}}) {
    expect_same_through_deaths(begin, [&](mortal_daemon& shop) {
      shop.send("/v1/records/customer/import", "text/csv", content);
      shop.clock_to("2026-03-01T09:00:01+07:00");
      const auto told = outcome(shop);
      EXPECT_EQ(told.at("state"), "failed");
      EXPECT_NE(told.at("reason").get<std::string>().find(reason), std::string::npos) << told;
      EXPECT_EQ(told.at("customers"), 0);
      return told;
    });
  }
}

} // namespace sojourn::scenarios
