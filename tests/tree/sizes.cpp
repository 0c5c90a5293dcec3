// Files and functions stay small enough to be read at once, or say why they are kept whole.
#include "tests/tree/project.hpp"

#include <gtest/gtest.h>

namespace sojourn::tests {

namespace {

constexpr std::size_t most_lines_of_a_file = 500;
constexpr std::size_t most_lines_of_a_function = 70;
/// The reason stands after this, above the function or in the first lines of the file.
constexpr std::string_view reason_mark = "Kept whole: ";
constexpr std::size_t lines_with_a_reason = 8;

bool gives_a_reason(const lines_of_file& lines, std::size_t from, std::size_t to) {
  for (auto i = from; i < to; ++i) {
    if (lines[i].find(reason_mark) != std::string::npos)
      return true;
  }
  return false;
}

bool is_indented(const std::string& line, std::size_t by) {
  return line.size() > by && line.find_first_not_of(' ') == by;
}

/// Finds functions in formatted code: what begins and ends at the same indentation, with
/// parentheses in its head. Looks into classes, not into functions.
class function_finder {
public:
  function_finder(const source_file& file, std::vector<std::string>& too_long)
      : file_{file}, lines_{file.lines}, too_long_{too_long} {}

  void look(std::size_t indentation, std::size_t from, std::size_t to) {
    for (auto begin = from; begin < to; ++begin) {
      if (!is_indented(lines_[begin], indentation) || !may_begin(lines_[begin][indentation]))
        continue;
      auto head = begin;
      while (head < to && !ends_head(lines_[head]))
        ++head;
      if (head == to || lines_[head].back() != '{') {
        begin = head;
        continue;
      }
      const auto end = end_of(indentation, head + 1, to);
      if (is_class(lines_[begin], lines_[head]))
        look(indentation + 2, head + 1, end);
      else if (is_function(begin, head))
        measure(begin, end);
      begin = end;
    }
  }

private:
  static bool may_begin(char c) { return c != '}' && c != '#' && c != '/'; }
  static bool ends_head(const std::string& line) {
    return !line.empty() && (line.back() == '{' || line.back() == ';' || line.back() == '}');
  }
  static bool is_class(const std::string& first, const std::string& last) {
    const auto begins = [](std::string_view line) {
      line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
      return line.starts_with("struct ") || line.starts_with("class ");
    };
    return begins(first) || (first.find("template") != std::string::npos && begins(last));
  }
  /// A table has no parenthesis before its brace, or one behind its equals sign.
  [[nodiscard]] bool is_function(std::size_t begin, std::size_t head) const {
    std::string text;
    for (auto i = begin; i <= head; ++i)
      text += lines_[i];
    const auto parenthesis = text.find('(');
    return parenthesis != std::string::npos && text.find(" = ") > parenthesis;
  }
  [[nodiscard]] std::size_t end_of(std::size_t indentation, std::size_t from,
                                   std::size_t to) const {
    while (from < to &&
           !(is_indented(lines_[from], indentation) && lines_[from][indentation] == '}'))
      ++from;
    return from;
  }
  void measure(std::size_t begin, std::size_t end) {
    if (lines_[begin].starts_with("namespace") || end - begin + 1 <= most_lines_of_a_function)
      return;
    auto comment = begin;
    while (comment > 0 && lines_[comment - 1].find("//") != std::string::npos)
      --comment;
    if (!gives_a_reason(lines_, comment, begin))
      too_long_.push_back(file_.path + ":" + std::to_string(begin + 1) + " has " +
                          std::to_string(end - begin + 1) + " lines");
  }

  const source_file& file_;
  const lines_of_file& lines_;
  std::vector<std::string>& too_long_;
};

} // namespace

TEST(sizes, no_file_is_longer_than_it_may_be) {
  std::vector<std::string> too_long;
  for (const auto& file : source_files()) {
    if (file.lines.size() > most_lines_of_a_file &&
        !gives_a_reason(file.lines, 0, lines_with_a_reason))
      too_long.push_back(file.path + " has " + std::to_string(file.lines.size()) + " lines");
  }
  EXPECT_EQ(too_long, std::vector<std::string>{});
}

TEST(sizes, no_function_is_longer_than_it_may_be) {
  std::vector<std::string> too_long;
  for (const auto& file : source_files())
    function_finder{file, too_long}.look(0, 0, file.lines.size());
  EXPECT_EQ(too_long, std::vector<std::string>{});
}

namespace {

/// What is found in a class with one function of 72 lines below this comment.
std::vector<std::string> found_below(const std::string& comment) {
  source_file file{"made.cpp", {"class made {", comment, "  int f(int x) {"}};
  file.lines.insert(file.lines.end(), most_lines_of_a_function, "    ++x;");
  file.lines.insert(file.lines.end(), {"  }", "};"});
  std::vector<std::string> too_long;
  function_finder{file, too_long}.look(0, 0, file.lines.size());
  return too_long;
}

} // namespace

TEST(sizes, a_long_function_of_a_class_is_found) {
  EXPECT_EQ(found_below("  /// Adds."), std::vector<std::string>{"made.cpp:3 has 72 lines"});
}

TEST(sizes, a_long_function_with_a_reason_is_let_be) {
  EXPECT_EQ(found_below("  // Kept whole: it is a table."), std::vector<std::string>{});
}

} // namespace sojourn::tests
