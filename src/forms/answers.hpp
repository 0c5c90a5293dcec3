// What somebody wrote into a form, read against its document.
#pragma once

#include "base/work_budget.hpp"
#include "forms/form.hpp"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace sojourn::forms {

/// What a page sent, by the names of its inputs: that of a component, or of an address
/// COMPONENT.street, .ward and .province.
using inputs = std::map<std::string, std::vector<std::string>, std::less<>>;

/// The parts of an address, in the order in which it is written.
inline constexpr std::array<std::string_view, 3> address_parts{"street", "ward", "province"};

/// The name of the input of a part of an address.
[[nodiscard]] std::string part_name(const component& of, std::string_view part);

/// What a box sends that is ticked.
inline constexpr std::string_view ticked = "yes";

/// Bytes that all answers of one form may have as JSON.
inline constexpr std::size_t most_answer_bytes = 16'000;

/// What is wrong with one input.
struct field_error {
  std::string input; ///< its name; empty: of all together
  /// "required", "too_long", "not_one_line", "link", "not_a_number", "too_many_decimals",
  /// "too_small", "too_large", "not_a_phone", "not_an_email", "not_a_date", "too_early",
  /// "too_late", "not_a_choice", "too_few", "too_many", "not_a_tax_code", "too_much"
  std::string code;
  std::string limit{}; ///< that was passed, as people write it
  bool operator==(const field_error&) const = default;
};

/// What is known besides what was written.
struct surroundings {
  const json& known; ///< {"customer", "trigger", …} of the person whose link it is
  std::string language;
  instant now{};
  work_budget& work; ///< for all conditions and templates of one page
};

struct answered {
  json answers = json::object(); ///< by name; of the components that are shown and have one
  std::vector<bool> shown{};     ///< by component
  std::vector<field_error> errors{};
};

/// Reads what was sent, in one pass: each condition sees the answers before it. A component that
/// is not shown has no answer. A condition that cannot be evaluated shows nothing.
///
/// Answers are: texts, trimmed and in Unicode's normal form C; numbers; E.164 of phone numbers; the
/// canonical form of e-mail addresses and tax codes; "2026-03-01" of days; the values of choices;
/// true and false of consents; {"street", "ward", "province", "text"} of addresses.
[[nodiscard]] answered read_answers(const form& of, const inputs& given, const surroundings& by);

/// Which components stand on which page, without the breaks; at least one page.
[[nodiscard]] std::vector<std::vector<std::size_t>> pages_of(const form& of);

/// A number as people write it in this language, as a JSON number; nullopt: it is none. "1.250,5"
/// in Vietnamese is "1,250.5" in English; a comma or point that can only be the one is taken as
/// that in either. At most 15 digits.
[[nodiscard]] std::optional<json> read_number(std::string_view written, std::string_view language,
                                              int decimals);
/// A day as people write it: "2026-03-01", "1/3/2026", "01.03.2026".
[[nodiscard]] std::optional<std::string> read_day(std::string_view written);

} // namespace sojourn::forms
