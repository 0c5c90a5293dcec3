#include "base/ids.hpp"

#include <gtest/gtest.h>

namespace sojourn {
namespace {

TEST(instance_id, text_makes_a_round_trip) {
  for (const std::uint64_t value : {std::uint64_t{1}, std::uint64_t{31}, std::uint64_t{32},
                                    std::uint64_t{1} << 62, ~std::uint64_t{0} >> 1}) {
    const auto text = to_text(instance_id{value});
    EXPECT_EQ(text.size(), 17u);
    const auto read = parse_instance_id(text);
    ASSERT_TRUE(read) << text;
    EXPECT_EQ(read->value, value);
  }
}

TEST(instance_id, texts_sort_as_the_ids_do) {
  const auto small = to_text(instance_id{1023});
  const auto middle = to_text(instance_id{1024});
  const auto large = to_text(instance_id{std::uint64_t{1} << 50});
  EXPECT_LT(small, middle);
  EXPECT_LT(middle, large);
}

TEST(instance_id, text_that_is_none_is_refused) {
  for (const auto* text :
       {"", "ins_", "ins_000000000000", "ins_00000000000000", "ord_0000000000001",
        "ins_000000000000i", "ins_000000000000A", "ins_0000000000000", "ins_7zzzzzzzzzzzzz",
        "ins_zzzzzzzzzzzzz", "ins_8000000000000"}) {
    const auto read = parse_instance_id(text);
    ASSERT_FALSE(read) << text;
    EXPECT_EQ(read.error().code, error_code::invalid_id);
  }
}

TEST(instance_id_source, ids_grow_even_when_the_clock_goes_back) {
  instance_id_source source;
  const auto noon = from_unix_ms(1'772'357'400'000);

  const auto first = source.next(noon);
  const auto same_millisecond = source.next(noon);
  const auto after_a_step_back = source.next(noon - milliseconds{5000});
  const auto later = source.next(noon + milliseconds{1});

  EXPECT_LT(first, same_millisecond);
  EXPECT_LT(same_millisecond, after_a_step_back);
  EXPECT_LT(after_a_step_back, later);
}

TEST(instance_id_source, it_continues_after_the_last_id_in_use) {
  const auto last = instance_id{std::uint64_t{1} << 62};
  instance_id_source source{last};
  EXPECT_EQ(source.next(from_unix_ms(1000)).value, last.value + 1);
}

TEST(subject, text_makes_a_round_trip) {
  const subject_ref order{"order", "DH:2026/001"};
  EXPECT_EQ(to_text(order), "order:DH:2026/001");
  EXPECT_EQ(parse_subject(to_text(order)), order);
}

TEST(subject, text_without_a_colon_is_a_customer) {
  EXPECT_EQ(parse_subject("42"), (subject_ref{"customer", "42"}));
}

TEST(subject, a_type_or_id_that_cannot_be_one_is_refused) {
  for (const auto* text : {"", ":42", "customer:", "Customer:42", "customer:a\nb"}) {
    const auto read = parse_subject(text);
    ASSERT_FALSE(read) << text;
    EXPECT_EQ(read.error().code, error_code::invalid_id);
  }
}

TEST(record_id, it_is_1_to_128_bytes_of_printable_utf8) {
  EXPECT_TRUE(is_record_id("0901234567"));
  EXPECT_TRUE(is_record_id("khách hàng 7"));
  EXPECT_TRUE(is_record_id(std::string(128, 'a')));
  EXPECT_FALSE(is_record_id(""));
  EXPECT_FALSE(is_record_id(std::string(129, 'a')));
  EXPECT_FALSE(is_record_id("a\tb"));
  EXPECT_FALSE(is_record_id("a\x7f"));
  EXPECT_FALSE(is_record_id("a\xff"));
}

TEST(record_id, it_has_no_character_that_nobody_sees) {
  for (const auto* text : {"a\u0085", "\u202e24", "\ufeff42", "4\u200b2", "4\u200d2", "4\u00ad2",
                           "4\u20282", "4\u2066x", "\U000e0041", "4\ufffe", "4\ufdd0", "\u009b1m"})
    EXPECT_FALSE(is_record_id(text)) << testing::PrintToString(std::string{text});
  for (const auto* text : {"Nguyễn\u00a0An", "日本", "a\u0301", "\U0001f600", "\ufffd", "\ue000"})
    EXPECT_TRUE(is_record_id(text)) << testing::PrintToString(std::string{text});
}

TEST(event_type, it_is_any_visible_word) {
  for (const auto& text : {std::string{"order.paid"}, std::string{"Microsoft.Storage.BlobCreated"},
                           std::string{"com.example/Đơn:1"}, std::string(255, 'a')})
    EXPECT_TRUE(is_event_type(text)) << text;
  for (const auto& text : {std::string{}, std::string{"order paid"}, std::string{"a\nb"},
                           std::string{"a\u200b"}, std::string(256, 'a')})
    EXPECT_FALSE(is_event_type(text)) << text;
}

TEST(name, it_is_1_to_64_of_small_letters_digits_and_marks) {
  EXPECT_TRUE(is_name("tier-upgrade"));
  EXPECT_TRUE(is_name("2026.gold_pool"));
  EXPECT_TRUE(is_name(std::string(64, 'a')));
  for (const auto& text : {std::string{}, std::string{"-a"}, std::string{".a"}, std::string{"a b"},
                           std::string{"A"}, std::string{"hạng"}, std::string(65, 'a')})
    EXPECT_FALSE(is_name(text)) << text;
}

TEST(utf8, well_formed_text_of_every_length_is_utf8) {
  EXPECT_TRUE(is_utf8(""));
  EXPECT_TRUE(is_utf8("a\xC3\xA9\xE1\xBA\xA1\xF0\x9F\x8E\x81"));
  EXPECT_TRUE(is_utf8("\xF4\x8F\xBF\xBF")) << "U+10FFFF";
  EXPECT_TRUE(is_utf8(std::string_view("\0", 1)));
}

TEST(utf8, overlong_cut_and_surrogate_forms_are_not) {
  for (const auto* text : {"\x80", "\xC0\xAF", "\xC1\xBF", "\xE0\x80\xAF", "\xF0\x80\x80\xAF",
                           "\xED\xA0\x80", "\xED\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80",
                           "\xC3", "\xE1\xBA", "\xF0\x9F\x8E", "\xC3(", "a\xFF"})
    EXPECT_FALSE(is_utf8(text));
}

TEST(effect_key, it_names_instance_step_and_visit) {
  EXPECT_EQ(to_text(effect_key{instance_id{1}, "tell", 2}), "ins_0000000000001.tell.2");
}

} // namespace
} // namespace sojourn
