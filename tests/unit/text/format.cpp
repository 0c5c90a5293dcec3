// The formatting sections.
#include "text/format.hpp"

#include "rendered.hpp"
#include "text/template.hpp"

#include <gtest/gtest.h>

namespace sojourn::text {
namespace {

TEST(money, digits_are_grouped_as_the_language_does) {
  EXPECT_EQ(format_money("1250000 VND", "vi"), "1.250.000 ₫");
  EXPECT_EQ(format_money("1250000 VND", "en"), "VND 1,250,000");
  EXPECT_EQ(format_money("1250000 VND", "fr"), "VND 1,250,000") << "what is unknown is English";
  EXPECT_EQ(format_money("999 VND", "vi"), "999 ₫");
  EXPECT_EQ(format_money("1000 VND", "vi"), "1.000 ₫");
  EXPECT_EQ(format_money("-1250000 VND", "vi"), "-1.250.000 ₫");
}

TEST(money, a_currency_has_its_own_decimals) {
  EXPECT_EQ(format_money("1234.5 USD", "en"), "USD 1,234.50");
  EXPECT_EQ(format_money("1234.5 USD", "vi"), "1.234,50 USD");
  EXPECT_EQ(format_money("1234 EUR", "en"), "EUR 1,234.00");
  EXPECT_EQ(format_money("1234.5 JPY", "en"), "JPY 1,235");
  EXPECT_EQ(format_money("1.2345 KWD", "en"), "KWD 1.235");
}

TEST(money, it_rounds_half_away_from_zero_and_exactly) {
  EXPECT_EQ(format_money("1.005 USD", "en"), "USD 1.01") << "1.005 has no exact binary form";
  EXPECT_EQ(format_money("-1.005 USD", "en"), "USD -1.01");
  EXPECT_EQ(format_money("999.995 USD", "en"), "USD 1,000.00");
  EXPECT_EQ(format_money("999999.5 VND", "vi"), "1.000.000 ₫");
  EXPECT_EQ(format_money("-0.001 USD", "en"), "USD 0.00");
  EXPECT_EQ(format_money("123456789012345678901234.5 VND", "en"),
            "VND 123,456,789,012,345,678,901,235");
}

TEST(money, without_a_currency_the_decimals_stay) {
  EXPECT_EQ(format_money("1250000", "vi"), "1.250.000");
  EXPECT_EQ(format_money(" 0012.50 ", "vi"), "12,50");
}

TEST(money, what_is_no_amount_stays_as_it_is) {
  for (const auto* text : {"", "free", "1.250.000 ₫", "12 vnd", "1e21 VND", "12. VND", ".5 USD",
                           "1250000 VNDX", "VND 12", "-"})
    EXPECT_EQ(format_money(text, "vi"), text);
}

TEST(money, a_section_formats_what_its_body_renders) {
  const json data{{"amount", 1250000}, {"currency", "VND"}};
  EXPECT_EQ(rendered("{{#money}}{{amount}} VND{{/money}}", data, {.language = "vi"}),
            "1.250.000 ₫");
  EXPECT_EQ(rendered("{{#money}}{{amount}} {{currency}}{{/money}}", data, {.language = "en"}),
            "VND 1,250,000");
  EXPECT_EQ(rendered("{{#money}}{{missing}} VND{{/money}}", data), " VND");
}

TEST(date, instants_are_shown_as_days_of_the_zone) {
  EXPECT_EQ(format_date("2026-02-28T18:00:00Z", "vi", "Asia/Ho_Chi_Minh"), "01/03/2026");
  EXPECT_EQ(format_date("2026-02-28T18:00:00Z", "en", "Asia/Ho_Chi_Minh"), "1 March 2026");
  EXPECT_EQ(format_date("2026-02-28T18:00:00Z", "en", "UTC"), "28 February 2026");
  EXPECT_EQ(format_date("2026-12-25", "en", "Asia/Ho_Chi_Minh"), "25 December 2026");
}

TEST(date, what_is_no_date_stays_as_it_is) {
  EXPECT_EQ(format_date("", "vi", "UTC"), "");
  EXPECT_EQ(format_date("soon", "vi", "UTC"), "soon");
  EXPECT_EQ(format_date("2026-02-28T18:00:00Z", "vi", "Mars/Base"), "2026-02-28T18:00:00Z");
}

TEST(date, a_section_formats_what_its_body_renders) {
  EXPECT_EQ(rendered("{{#date}}{{order.at}}{{/date}}",
                     {{"order", {{"at", "2026-02-28T18:00:00Z"}}}},
                     {.language = "vi", .zone = "Asia/Ho_Chi_Minh"}),
            "01/03/2026");
}

TEST(upper, vietnamese_letters_have_capitals) {
  EXPECT_EQ(to_upper("aàáảãạ ăằắẳẵặ âầấẩẫậ đ eèéẻẽẹ êềếểễệ"),
            "AÀÁẢÃẠ ĂẰẮẲẴẶ ÂẦẤẨẪẬ Đ EÈÉẺẼẸ ÊỀẾỂỄỆ");
  EXPECT_EQ(to_upper("iìíỉĩị oòóỏõọ ôồốổỗộ ơờớởỡợ uùúủũụ ưừứửữự yỳýỷỹỵ"),
            "IÌÍỈĨỊ OÒÓỎÕỌ ÔỒỐỔỖỘ ƠỜỚỞỠỢ UÙÚỦŨỤ ƯỪỨỬỮỰ YỲÝỶỸỴ");
}

TEST(upper, so_have_the_other_latin_letters) {
  EXPECT_EQ(to_upper("abcxyz äöüåøæçñ ÿžłőğ ǆ ƃ ǎ"), "ABCXYZ ÄÖÜÅØÆÇÑ ŸŽŁŐĞ Ǆ Ƃ Ǎ");
}

TEST(upper, everything_else_stays) {
  EXPECT_EQ(to_upper("NGUYỄN 123 ×÷ ß ĸ 中文 🎁 &"), "NGUYỄN 123 ×÷ ß ĸ 中文 🎁 &");
  EXPECT_EQ(to_upper("a\xFF\xC3"), "A\xFF\xC3") << "broken bytes too";
  EXPECT_EQ(to_upper("\xC1\xA1\xE0\x81\xA1"), "\xC1\xA1\xE0\x81\xA1") << "overlong forms of a";
}

TEST(upper, a_section_is_escaped_after_it_is_formatted) {
  EXPECT_EQ(rendered("{{#upper}}{{name}} & co{{/upper}}", {{"name", "Ngọc <vip>"}},
                     {.escape = escaping::html}),
            "NGỌC &lt;VIP&gt; &amp; CO");
}

TEST(fallback, the_part_after_the_bar_stands_in_for_a_blank_one) {
  constexpr auto source = "Chào {{#fallback}}{{customer.name}}|bạn{{/fallback}}!";
  EXPECT_EQ(rendered(source, {{"customer", {{"name", "Lan"}}}}), "Chào Lan!");
  EXPECT_EQ(rendered(source, {{"customer", {{"name", " \t"}}}}), "Chào bạn!");
  EXPECT_EQ(rendered(source, json::object()), "Chào bạn!");
}

TEST(fallback, a_bar_in_a_value_is_no_bar_of_the_template) {
  constexpr auto source = "{{#fallback}}{{name}}|bạn{{/fallback}}";
  EXPECT_EQ(rendered(source, {{"name", "A|B"}}), "A|B");
  EXPECT_EQ(rendered(source, {{"name", "|"}}), "|");
}

TEST(fallback, the_last_bar_counts_and_both_parts_are_templates) {
  EXPECT_EQ(rendered("{{#fallback}}{{a}}|{{b}}|c{{/fallback}}", json::object()), "|");
  EXPECT_EQ(rendered("{{#fallback}}{{a}}|<i>{{b}}</i>{{/fallback}}", {{"b", "&"}},
                     {.escape = escaping::html}),
            "<i>&amp;</i>");
  EXPECT_EQ(rendered("{{#fallback}}{{a}}{{/fallback}}", json::object()), "");
  EXPECT_EQ(rendered("{{#upper}}{{#fallback}}{{a}}|bạn{{/fallback}}{{/upper}}", json::object()),
            "BẠN");
}

TEST(formatting, a_value_of_the_same_name_makes_it_an_ordinary_section) {
  EXPECT_EQ(rendered("{{#money}}{{amount}} VND{{/money}}", {{"money", {{"amount", 5000}}}}),
            "5000 VND");
  EXPECT_EQ(rendered("{{#date}}x{{/date}}", {{"date", false}}), "");
  EXPECT_EQ(rendered("{{#fallback}}a|b{{/fallback}}", {{"fallback", true}}), "a|b");
  EXPECT_EQ(rendered("{{#upper}}{{.}}{{/upper}}", {{"upper", {"a", "b"}}}), "ab");
}

} // namespace
} // namespace sojourn::text
