// Words that the code no longer uses, so that each thing keeps one name.
#include "tests/tree/project.hpp"

#include <array>
#include <gtest/gtest.h>
#include <regex>

namespace sojourn::tests {

namespace {

struct old_word {
  std::string_view pattern;
  std::string_view use; ///< what is said instead
};

constexpr std::array old_words{
    old_word{R"(\w+_mind\b)", "*_state"},
    old_word{R"(\borchestrator\b)", "the interface of an area, in service/"},
    old_word{R"(\bhandover_places\b)", "channel_slots"},
    old_word{R"(\bdecided_handover\b)", "admitted_send"},
    old_word{R"(\badmission_question\b)", "admission_request"},
    old_word{R"(\bhook_delivery\b)", "hook_call"},
    old_word{R"(\bstorage::delivery\b)", "storage::inbox_entry"},
    old_word{R"(\bjob_runner\b)", "task_runner"},
    old_word{R"(\bshed\()", "reject_if_overloaded"},
    old_word{R"(\b(settlement|outcome_kind|send_outcome)\b)", "outcome"},
    old_word{R"(\bchannels::(outcome|delivery)\b)",
             "channels::attempt_result, channels::send_attempt"},
    old_word{R"(\bverdict\b)", "admission, error_policy, answer_class"},
    old_word{R"(\bway_taken\b|\bways_of\b|\bway_back\b|\btake_way\b)", "transition, undo"},
    old_word{R"(\b\w+_book\b|\bsegments::book\b)", "*_cache, *_registry"},
    old_word{R"(\bshelf\b)", "lookup"},
    old_word{R"(\bkept<)", "atomic_snapshot"},
    old_word{R"(\bobey\b|\bhear\(|class walk\b)", "on_command, on_event, step_executor"},
    old_word{R"(\bcaused\b)", "inbox_entries"},
    old_word{R"(\bnote_\w+\()", "the verb of what it does"},
};

/// The line without its comment and its texts.
std::string code_of(const std::string& line) {
  static const std::regex text{R"("(?:\\.|[^"\\])*")"};
  const auto plain = std::regex_replace(line, text, "\"\"");
  return plain.substr(0, plain.find("//"));
}

} // namespace

TEST(words, nothing_is_called_as_it_once_was) {
  std::vector<std::string> found;
  for (const auto& old : old_words) {
    const std::regex pattern{old.pattern.begin(), old.pattern.end()};
    for (const auto& file : source_files()) {
      for (std::size_t i = 0; i < file.lines.size(); ++i) {
        if (std::regex_search(code_of(file.lines[i]), pattern))
          found.push_back(file.path + ":" + std::to_string(i + 1) + ": write " +
                          std::string{old.use});
      }
    }
  }
  EXPECT_EQ(found, std::vector<std::string>{});
}

TEST(words, nothing_is_left_to_do) {
  const std::regex mark{"\\b(TO"
                        "DO|FIX"
                        "ME)\\b"};
  std::vector<std::string> found;
  for (const auto& file : source_files()) {
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
      if (std::regex_search(file.lines[i], mark))
        found.push_back(file.path + ":" + std::to_string(i + 1));
    }
  }
  EXPECT_EQ(found, std::vector<std::string>{});
}

} // namespace sojourn::tests
