#include "base/ascii.hpp"
#include "text/format.hpp"
#include "text/token.hpp"

#include <algorithm>
#include <optional>

namespace sojourn::text {

namespace {

constexpr std::string_view blanks = " \t";
constexpr std::string_view spaces = " \t\r\n";

/// One tag as it stands in the source.
struct tag {
  char kind = 0;              ///< '#', '^', '/', '>', '!', '=', '&', '{', or 0 for a plain name
  std::string_view content{}; ///< between the delimiters, without kind and padding
  std::size_t begin = 0;
  std::size_t end = 0;
};

class parser {
public:
  explicit parser(std::string_view source) : source_{source} { open_.push_back({}); }

  result<token> run() {
    while (const auto begin = next_tag()) {
      auto found = read_tag(*begin);
      if (!found)
        return fail(std::move(found.error()));
      if (auto placed = place(*found); !placed)
        return fail(std::move(placed.error()));
    }
    add_literal(source_.substr(at_));
    if (open_.size() > 1)
      return refuse(open_.back().begin,
                    "the section \"" + open_.back().built.text + "\" is never closed");
    return std::move(open_.front().built);
  }

private:
  struct open_section {
    token built;
    std::size_t begin = 0;
  };

  tl::unexpected<error> refuse(std::size_t at, const std::string& problem) const {
    const auto before = source_.substr(0, at);
    const auto line = 1 + std::count(before.begin(), before.end(), '\n');
    const auto line_begin =
        before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
    const auto column = 1 + std::count_if(before.begin() + static_cast<std::ptrdiff_t>(line_begin),
                                          before.end(), [](char c) { return (c & 0xC0) != 0x80; });
    return fail(error_code::invalid_template, "line " + std::to_string(line) + ", column " +
                                                  std::to_string(column) + ": " + problem);
  }

  std::optional<std::size_t> next_tag() const {
    const auto begin = source_.find(opening_, at_);
    return begin == std::string_view::npos ? std::nullopt : std::optional{begin};
  }

  result<tag> read_tag(std::size_t begin) const {
    constexpr std::string_view kinds = "#^/>!=&{";
    auto inside = begin + opening_.size();
    tag found{.begin = begin};
    if (inside < source_.size() && kinds.find(source_[inside]) != std::string_view::npos)
      found.kind = source_[inside++];
    auto closing = closing_;
    if (found.kind == '{')
      closing.insert(0, 1, '}');
    else if (found.kind == '=')
      closing.insert(0, 1, '=');
    const auto end = source_.find(closing, inside);
    if (end == std::string_view::npos)
      return refuse(begin, "the tag is never closed; \"" + closing + "\" is missing");
    found.content = trimmed(source_.substr(inside, end - inside));
    found.end = end + closing.size();
    if (found.content.empty() && found.kind != '!')
      return refuse(begin, "the tag is empty");
    return found;
  }

  /// The blanks before a tag that has its line for itself; such a tag leaves no line
  /// behind. nullopt for a tag that shares its line or shows a value.
  std::optional<std::string_view> blanks_before_standalone(const tag& found) const {
    if (found.kind == 0 || found.kind == '&' || found.kind == '{')
      return std::nullopt;
    const auto before = source_.substr(0, found.begin);
    const auto text_end = before.find_last_not_of(blanks);
    const auto line_begin = text_end == std::string_view::npos ? 0 : text_end + 1;
    if (line_begin > 0 && before[line_begin - 1] != '\n')
      return std::nullopt;
    const auto after = source_.substr(found.end);
    const auto rest = after.substr(std::min(after.find_first_not_of(blanks), after.size()));
    if (!rest.empty() && !rest.starts_with('\n') && !rest.starts_with("\r\n"))
      return std::nullopt;
    return before.substr(line_begin);
  }

  result<void> place(const tag& found) {
    auto literal_end = found.begin;
    auto next = found.end;
    const auto indentation = blanks_before_standalone(found);
    if (indentation) {
      literal_end -= indentation->size();
      next = source_.find('\n', found.end);
      next = next == std::string_view::npos ? source_.size() : next + 1;
    }
    add_literal(source_.substr(at_, literal_end - at_));
    at_ = next;

    const std::string name{found.content};
    switch (found.kind) {
    case '!':
      return {};
    case '=':
      return change_delimiters(found);
    case '#':
    case '^':
      if (open_.size() > max_section_depth)
        return refuse(found.begin,
                      "sections nest deeper than " + std::to_string(max_section_depth) + " levels");
      open_.push_back(
          {{.kind = found.kind == '#' ? token_kind::section : token_kind::inverted, .text = name},
           found.begin});
      return {};
    case '/':
      return close(found);
    case '>':
      add({.kind = token_kind::partial,
           .text = name,
           .indentation = std::string{indentation.value_or("")}});
      return {};
    default:
      add({.kind = found.kind == 0 ? token_kind::variable : token_kind::raw, .text = name});
      return {};
    }
  }

  result<void> change_delimiters(const tag& found) {
    const auto gap = found.content.find_first_of(spaces);
    const auto opening = found.content.substr(0, gap);
    const auto closing =
        gap == std::string_view::npos ? std::string_view{} : trimmed(found.content.substr(gap));
    const auto is_delimiter = [](std::string_view text) {
      return !text.empty() && text.find_first_of(" \t\r\n=") == std::string_view::npos;
    };
    if (!is_delimiter(opening) || !is_delimiter(closing))
      return refuse(found.begin, "a change of delimiters is written {{=<% %>=}}: two delimiters, "
                                 "a space between them, neither with \"=\"");
    opening_ = opening;
    closing_ = closing;
    return {};
  }

  result<void> close(const tag& found) {
    if (open_.size() == 1)
      return refuse(found.begin,
                    "\"" + std::string{found.content} + "\" is closed but was never opened");
    auto section = std::move(open_.back());
    if (section.built.text != found.content)
      return refuse(found.begin, "the section \"" + section.built.text + "\" is open here, not \"" +
                                     std::string{found.content} + "\"");
    open_.pop_back();
    if (section.built.kind == token_kind::section && section.built.text == fallback_name)
      mark_alternative(section.built);
    add(std::move(section.built));
    return {};
  }

  /// Splits the last literal with a '|' there. Only the template's own text counts, so
  /// that a '|' in a customer's name changes nothing.
  static void mark_alternative(token& section) {
    auto& children = section.children;
    for (auto i = children.size(); i-- > 0;) {
      const auto bar =
          children[i].kind == token_kind::literal ? children[i].text.rfind('|') : std::string::npos;
      if (bar == std::string::npos)
        continue;
      token after{.kind = token_kind::literal, .text = children[i].text.substr(bar + 1)};
      children[i].text.resize(bar);
      const auto next = children.begin() + static_cast<std::ptrdiff_t>(i) + 1;
      children.insert(next, {token{.kind = token_kind::alternative, .text = "|"}, after});
      return;
    }
  }

  void add(token child) { open_.back().built.children.push_back(std::move(child)); }

  void add_literal(std::string_view text) {
    if (!text.empty())
      add({.kind = token_kind::literal, .text = std::string{text}});
  }

  std::string_view source_;
  std::size_t at_ = 0;
  std::string opening_ = "{{";
  std::string closing_ = "}}";
  std::vector<open_section> open_;
};

} // namespace

result<token> parse_tokens(std::string_view source) { return parser{source}.run(); }

} // namespace sojourn::text
