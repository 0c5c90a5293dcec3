#include "base/preconditions.hpp"

#include <gtest/gtest.h>

namespace sojourn {
namespace {

preconditions if_match(const char* value) {
  return {.match = parse_entity_tags(value).value(), .none_match = {}};
}
preconditions if_none_match(const char* value) {
  return {.match = {}, .none_match = parse_entity_tags(value).value()};
}

TEST(entity_tags, are_read_as_rfc_9110_writes_them) {
  EXPECT_EQ(parse_entity_tags("*"), (entity_tags{.any = true}));
  EXPECT_EQ(parse_entity_tags(R"("3")"), (entity_tags{.listed = {{"3"}}}));
  EXPECT_EQ(parse_entity_tags(R"( "xyzzy" ,, W/"r2d2" , "")"),
            (entity_tags{.listed = {{"xyzzy"}, {"r2d2", true}, {""}}}));
  EXPECT_EQ(parse_entity_tags(R"("a,b")"), (entity_tags{.listed = {{"a,b"}}}))
      << "a comma may stand in a tag";
}

TEST(entity_tags, of_another_form_are_refused) {
  for (const auto* value : {"", " , ", "3", R"("3)", R"(w/"3")", R"("3""4")", R"(*, "3")",
                            R"("3" x)", "\"a b\"", "\"a\x7f\"", R"('3')"})
    EXPECT_FALSE(parse_entity_tags(value)) << value;
}

TEST(preconditions, hold_for_a_version_as_the_sections_13_1_1_and_13_1_2_say) {
  struct row {
    preconditions asked;
    const char* current; ///< nullptr: there is nothing
    unmet expected;
  };
  for (const auto& [asked, current, expected] : {
           row{{}, "3", unmet::nothing},
           row{{}, nullptr, unmet::nothing},
           row{if_match("*"), "3", unmet::nothing},
           row{if_match("*"), nullptr, unmet::match},
           row{if_match(R"("3")"), "3", unmet::nothing},
           row{if_match(R"("2", "3")"), "3", unmet::nothing},
           row{if_match(R"("2")"), "3", unmet::match},
           row{if_match(R"("3")"), nullptr, unmet::match},
           row{if_match(R"(W/"3")"), "3", unmet::match},
           row{if_none_match("*"), "3", unmet::none_match},
           row{if_none_match("*"), nullptr, unmet::nothing},
           row{if_none_match(R"("3")"), "3", unmet::none_match},
           row{if_none_match(R"(W/"3")"), "3", unmet::none_match},
           row{if_none_match(R"("2", "4")"), "3", unmet::nothing},
           row{if_none_match(R"("3")"), nullptr, unmet::nothing},
       }) {
    const auto tag = current == nullptr ? std::nullopt : std::optional<std::string>{current};
    EXPECT_EQ(evaluate(asked, tag), expected)
        << (asked.match ? "If-Match" : "If-None-Match") << " of " << (current ? current : "none");
  }
}

TEST(preconditions, ask_if_match_first) {
  preconditions both = if_match(R"("2")");
  both.none_match = parse_entity_tags("*").value();
  EXPECT_EQ(evaluate(both, "3"), unmet::match);
}

TEST(preconditions, of_a_write_know_the_version_in_every_tag_that_was_read_of_it) {
  for (const auto* tag : {R"("3")", R"("3-gzip")", R"("3.5f1c0a")", R"("3.5f1c0a-gzip")"})
    EXPECT_EQ(evaluate(if_match(tag), "3"), unmet::nothing) << tag;
  for (const auto* tag : {R"("33")", R"("4.5f1c0a")", R"("-gzip")", R"("03")"})
    EXPECT_EQ(evaluate(if_match(tag), "3"), unmet::match) << tag;
}

TEST(preconditions, of_a_read_compare_what_is_shown_beside_the_version_too) {
  EXPECT_EQ(evaluate(if_none_match(R"("3.5f1c0a-gzip")"), "3.5f1c0a"), unmet::none_match);
  EXPECT_EQ(evaluate(if_none_match(R"("3.000000")"), "3.5f1c0a"), unmet::nothing);
  EXPECT_EQ(evaluate(if_none_match(R"("3")"), "3.5f1c0a"), unmet::nothing)
      << "the version does not say that the state is the same";
}

TEST(preconditions, that_do_not_hold_name_the_version_that_is_there) {
  const auto changed = require(if_match(R"("2")"), "the segment \"vip\"", 3);
  ASSERT_FALSE(changed);
  EXPECT_EQ(changed.error().code, error_code::version_mismatch);
  EXPECT_EQ(changed.error().message,
            "the segment \"vip\" is at version 3, which If-Match does not name");
  EXPECT_EQ(require(if_match("*"), "the segment \"vip\"", {}).error().message,
            "the segment \"vip\" is not there, and If-Match asks for one that is");
  EXPECT_EQ(require(if_none_match("*"), "the segment \"vip\"", 3).error().message,
            "the segment \"vip\" is at version 3, and \"If-None-Match: *\" asks for none");
  EXPECT_TRUE(require(if_none_match("*"), "the segment \"vip\"", {}));
}

} // namespace
} // namespace sojourn
