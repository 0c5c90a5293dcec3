// Words that the code no longer uses, so that each thing keeps one name.
#include "tests/tree/project.hpp"

#include <array>
#include <cctype>
#include <functional>
#include <gtest/gtest.h>

namespace sojourn::tests {

namespace {

struct old_word {
  std::string_view word; ///< a name with the namespace before it, if any; "*_x" and "x_*" are any
  std::string_view use;  ///< what is said instead
};

constexpr std::array old_words{
    old_word{"*_mind", "*_state"},
    old_word{"orchestrator", "the interface of an area, in service/"},
    old_word{"handover_places", "channel_slots"},
    old_word{"decided_handover", "admitted_send"},
    old_word{"admission_question", "admission_request"},
    old_word{"hook_delivery", "hook_call"},
    old_word{"storage::delivery", "storage::inbox_entry"},
    old_word{"channels::delivery", "channels::send_attempt"},
    old_word{"channels::outcome", "channels::attempt_result"},
    old_word{"job_runner", "task_runner"},
    old_word{"shed", "reject_if_overloaded"},
    old_word{"settlement", "outcome"},
    old_word{"outcome_kind", "outcome"},
    old_word{"send_outcome", "outcome"},
    old_word{"verdict", "admission, error_policy, answer_class"},
    old_word{"way_taken", "transition_taken"},
    old_word{"ways_of", "transitions_of, channels_of"},
    old_word{"way_back", "undo"},
    old_word{"*_book", "*_cache, *_registry"},
    old_word{"segments::book", "segments::segment_registry"},
    old_word{"shelf", "lookup"},
    old_word{"obey", "on_command"},
    old_word{"hear", "on_event"},
    old_word{"walking", "executor"},
    old_word{"caused", "inbox_entries"},
    old_word{"note_*", "the verb of what it does"},
};

bool is_name_character(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

bool is_old(const old_word& old, std::string_view name) {
  if (old.word.starts_with('*'))
    return name.ends_with(old.word.substr(1));
  if (old.word.ends_with('*'))
    return name.starts_with(old.word.substr(0, old.word.size() - 1));
  return name == old.word;
}

/// Calls `visit` with each name in the code of the line, once alone and once with the name before
/// it where "::" joins them; texts and what follows "//" are left out.
void each_name(std::string_view line, const std::function<void(std::string_view)>& visit) {
  constexpr auto none = std::string_view::npos;
  auto joined = none; // where the name before "::" begins
  for (std::size_t i = 0; i < line.size();) {
    if (line.substr(i).starts_with("//"))
      return;
    if (line[i] == '"') {
      for (++i; i < line.size() && line[i] != '"'; ++i)
        i += line[i] == '\\' ? 1 : 0;
      ++i;
      joined = none;
    } else if (is_name_character(line[i])) {
      const auto begin = i;
      while (i < line.size() && is_name_character(line[i]))
        ++i;
      visit(line.substr(begin, i - begin));
      if (joined != none)
        visit(line.substr(joined, i - joined));
      joined = line.substr(i).starts_with("::") ? begin : none;
      i += joined != none ? 2 : 0;
    } else {
      ++i;
      joined = none;
    }
  }
}

} // namespace

TEST(words, nothing_is_called_as_it_once_was) {
  std::vector<std::string> found;
  for (const auto& file : source_files()) {
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
      each_name(file.lines[i], [&](std::string_view name) {
        for (const auto& old : old_words) {
          if (is_old(old, name))
            found.push_back(file.path + ":" + std::to_string(i + 1) + ": write " +
                            std::string{old.use} + " for " + std::string{name});
        }
      });
    }
  }
  EXPECT_EQ(found, std::vector<std::string>{});
}

TEST(words, an_old_name_is_found_wherever_it_stands_in_code) {
  const auto is_found = [](std::string_view line) {
    bool found = false;
    each_name(line, [&](std::string_view name) {
      for (const auto& old : old_words)
        found = found || is_old(old, name);
    });
    return found;
  };

  EXPECT_TRUE(is_found("  const auto made = storage::delivery{};"));
  EXPECT_TRUE(is_found("hook_book hooks; // of the shop"));
  EXPECT_TRUE(is_found("f(\"a text\", note_part(x));"));
  EXPECT_FALSE(is_found("// a verdict of the rules"));
  EXPECT_FALSE(is_found("log(\"the \\\"verdict\\\" is out\");"));
  EXPECT_FALSE(is_found("notebook delivery;"));
}

TEST(words, nothing_is_left_to_do) {
  constexpr std::array<std::string_view, 2> marks{"TO"
                                                  "DO",
                                                  "FIX"
                                                  "ME"};
  std::vector<std::string> found;
  for (const auto& file : source_files()) {
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
      for (const auto mark : marks) {
        if (file.lines[i].find(mark) != std::string::npos)
          found.push_back(file.path + ":" + std::to_string(i + 1));
      }
    }
  }
  EXPECT_EQ(found, std::vector<std::string>{});
}

} // namespace sojourn::tests
