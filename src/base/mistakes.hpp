// The mistakes of one document, collected while it is read, and how they are worded.
#pragma once

#include "base/json.hpp"
#include "base/result.hpp"

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace sojourn {

/// Every mistake once. A value that was refused is remembered, so that nothing else
/// complains about it as well.
class mistake_list {
public:
  /// A mistake at `pointer`.
  void add(const std::string& pointer, std::string message);

  /// The value at `pointer` cannot be used; the first reason is the one that stays.
  void refuse(const std::string& pointer, std::string message);

  [[nodiscard]] bool is_refused(const std::string& pointer) const;

  /// Whether there is a mistake at `pointer` or below it.
  [[nodiscard]] bool any_below(const std::string& pointer) const;

  [[nodiscard]] bool empty() const { return found_.empty(); }

  /// Whether a mistake may still look for the name that was meant. Comparing names costs
  /// the product of their lengths, so a document full of mistakes gets no more guesses.
  [[nodiscard]] bool may_guess() const { return found_.size() < most_guesses; }

  /// All of them, in the order of their pointers; numbers in pointers count as numbers.
  [[nodiscard]] std::vector<error_detail> sorted() const;

private:
  static constexpr std::size_t most_guesses = 500;

  struct by_pointer {
    bool operator()(const error_detail& a, const error_detail& b) const;
  };
  std::set<error_detail, by_pointer> found_;
  std::set<std::string> refused_;
};

/// `text` in quotes, cut to what fits a message.
[[nodiscard]] std::string in_quotes(std::string_view text);

/// A value as a message shows it. Lists and objects may hold secrets and are only counted.
[[nodiscard]] std::string shown(const json& value);

/// The first names with commas between them, each in quotes; "none" when there are none.
template <class Names>
[[nodiscard]] std::string listed(const Names& names) {
  constexpr std::size_t most = 12;
  std::string text;
  std::size_t count = 0;
  for (const auto& name : names) {
    if (count++ < most)
      text += (text.empty() ? "" : ", ") + in_quotes(name);
  }
  if (count > most)
    text += " and " + std::to_string(count - most) + " more";
  return text.empty() ? "none" : text;
}

/// The known name that was probably meant by `name`; empty when none is near.
template <class Names>
[[nodiscard]] std::string meant(std::string_view name, const Names& known,
                                const mistake_list& so_far) {
  constexpr std::size_t longest = 128; // beyond any name
  return name.size() > longest || !so_far.may_guess() ? std::string{}
                                                      : std::string{nearest_name(name, known)};
}

/// What to do about an unknown `name`: "; did you mean \"x\"?", or else "; ", the words of
/// `otherwise` and all known names.
template <class Names>
[[nodiscard]] std::string hint(std::string_view name, const Names& known,
                               std::string_view otherwise, const mistake_list& so_far) {
  if (const auto near = meant(name, known, so_far); !near.empty())
    return "; did you mean " + in_quotes(near) + "?";
  return "; " + std::string{otherwise} + " " + listed(known);
}

} // namespace sojourn
