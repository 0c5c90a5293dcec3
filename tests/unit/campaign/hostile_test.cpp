// Definitions that nobody writes by accident: they are refused, or read, and nothing breaks.
#include "definitions.hpp"

#include <functional>

namespace sojourn::campaign {

namespace {

json nested(int depth) {
  json value = 1;
  for (int i = 0; i < depth; ++i)
    value = json::array({std::move(value)});
  return value;
}

} // namespace

TEST(hostile_definitions, deep_nesting_is_refused_in_one_sentence) {
  EXPECT_EQ(as_text(mistakes_in(nested(10'000))), ": it nests deeper than 64 levels\n");
  auto source = smallest();
  source["audience"] = nested(64);
  EXPECT_EQ(as_text(mistakes_in(source)), ": it nests deeper than 64 levels\n");
  source["audience"] = nested(60);
  EXPECT_EQ(as_text(mistakes_in(source)), "");
}

TEST(hostile_definitions, bytes_that_are_no_text_are_refused) {
  auto source = smallest();
  source["name"] = "\xff\xfe";
  EXPECT_EQ(as_text(mistakes_in(source)), ": it holds bytes that are not UTF-8\n");
  source = smallest();
  source["steps"]["\xc3"] = {{"type", "end"}};
  EXPECT_EQ(as_text(mistakes_in(source)), ": it holds bytes that are not UTF-8\n");
}

TEST(hostile_definitions, keys_with_slashes_quotes_brackets_and_zeros_keep_their_pointers) {
  for (const auto& key :
       std::vector<std::string>{"a/b~c", "it's", "[\"x\"]", "'", std::string{"nul\0x", 5}, ""}) {
    auto source = smallest();
    source["steps"]["stop"][key] = 1;
    const auto found = mistakes_in(source);
    ASSERT_EQ(found.size(), 1u) << key;
    EXPECT_EQ(found[0].pointer, pointer_to("/steps/stop", key));
  }
}

TEST(hostile_definitions, an_empty_key_has_a_mistake_of_its_own) {
  auto source = smallest();
  source["steps"]["stop"] = {{"type", "end"}, {"reason", 5}};
  source["steps"][""] = {{"type", "end"}};
  source[""] = 1;
  EXPECT_EQ(mistakes_in(source).size(), 4u) << as_text(mistakes_in(source));
}

TEST(hostile_definitions, long_texts_are_cut_in_messages_at_whole_characters) {
  std::string name;
  for (int i = 0; i < 1000; ++i)
    name += "ư";
  const auto found = mistakes_in(changed(smallest(), "/id", json(name).dump()));
  ASSERT_EQ(found.size(), 1u);
  EXPECT_LT(found[0].message.size(), 250u);
  EXPECT_TRUE(is_utf8(found[0].message));
}

TEST(hostile_definitions, patterns_cost_little_on_long_texts) {
  const std::string long_text(1'000'000, 'a');
  auto source = smallest();
  source["id"] = long_text;
  source["steps"][long_text] = {{"type", "end"}};
  source["trigger"] = {{"type", "record_changed"}, {"record", long_text}, {"fields", {long_text}}};
  EXPECT_FALSE(mistakes_in(source).empty());
}

TEST(hostile_definitions, many_mistakes_are_all_told) {
  auto source = smallest();
  for (int i = 0; i < 2'000; ++i)
    source["unknown-" + std::to_string(i)] = i;
  EXPECT_EQ(mistakes_in(source).size(), 2'000u);
}

TEST(hostile_definitions, every_part_may_have_a_strange_value) {
  const auto sound = tier_upgrade();
  const std::vector<json> strange{nullptr, true,          -1,  1e300,          "",
                                  "x",     json::array(), {1}, json::object(), {{"a", 1}}};
  std::size_t turn = 0; // each part gets three of them, and the next part the next three
  const std::function<void(const json&, const std::string&)> replace_each =
      [&](const json& part, const std::string& pointer) {
        for (int i = 0; i < 3; ++i) {
          const auto& value = strange[turn++ % strange.size()];
          auto source = sound;
          source[json::json_pointer{pointer}] = value;
          const auto definition = read_definition(source);
          if (!definition) {
            EXPECT_FALSE(definition.error().details.empty()) << pointer << " " << value;
          }
        }
        if (part.is_array()) {
          for (std::size_t i = 0; i < part.size(); ++i)
            replace_each(part[i], pointer_to(pointer, i));
        } else if (part.is_object()) {
          for (const auto& [key, below] : part.items())
            replace_each(below, pointer_to(pointer, key));
        }
      };
  replace_each(sound, "");
}

TEST(hostile_definitions, every_part_may_be_missing) {
  const auto sound = tier_upgrade();
  const auto leaves = sound.flatten();
  for (const auto& [pointer, value] : leaves.items()) {
    auto source = sound;
    const json::json_pointer place{pointer};
    auto& owner = source[place.parent_pointer()];
    if (owner.is_object())
      owner.erase(place.back());
    else
      owner.erase(std::stoul(place.back()));
    const auto definition = read_definition(source);
    if (!definition) {
      EXPECT_FALSE(definition.error().details.empty()) << pointer;
    }
  }
}

} // namespace sojourn::campaign
