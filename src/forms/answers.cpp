#include "forms/answers.hpp"

#include "addresses/email.hpp"
#include "addresses/phone.hpp"
#include "base/ascii.hpp"
#include "base/blanks.hpp"
#include "base/number_text.hpp"
#include "base/one_line.hpp"
#include "calendar/calendar.hpp"
#include "forms/say.hpp"
#include "forms/tax_code.hpp"
#include "text/language.hpp"
#include "text/text_length.hpp"

#include <algorithm>
#include <charconv>

namespace sojourn::forms {

namespace {

constexpr std::size_t longest_part = 200;    ///< characters of a part of an address
constexpr std::size_t longest_hidden = 200;  ///< characters of what a link brings
constexpr std::size_t longest_typed = 8'000; ///< bytes that one input may have at all
constexpr std::size_t most_digits = 15;      ///< a double holds them all

/// Digits in groups of three behind the first one to three.
bool is_grouped(std::string_view digits, char separator) {
  const auto first = digits.find(separator);
  if (first == std::string_view::npos || first == 0 || first > 3)
    return false;
  for (auto at = first; at < digits.size(); at += 4) {
    if (digits[at] != separator || digits.size() - at < 4)
      return false;
    const auto group = digits.substr(at + 1, 3);
    if (!std::all_of(group.begin(), group.end(), is_ascii_digit))
      return false;
  }
  const auto head = digits.substr(0, first);
  return std::all_of(head.begin(), head.end(), is_ascii_digit);
}

std::string without(std::string_view text, char dropped) {
  std::string made{text};
  std::erase(made, dropped);
  return made;
}

/// The digits with '.' before decimals; nullopt: it is no number.
std::optional<std::string> plain_digits(std::string_view unsigned_text, bool is_vietnamese,
                                        int decimals) {
  const char group = is_vietnamese ? '.' : ',';
  const char point = is_vietnamese ? ',' : '.';
  const auto at = unsigned_text.rfind(point);
  if (const auto whole = unsigned_text.substr(0, at); is_grouped(whole, group)) {
    auto made = without(whole, group);
    if (at != std::string_view::npos)
      made.append(".").append(unsigned_text.substr(at + 1));
    return made;
  }
  // The other language's groups, where they can be nothing else.
  const auto points = std::count(unsigned_text.begin(), unsigned_text.end(), point);
  if (is_grouped(unsigned_text, point) && (decimals == 0 || points > 1))
    return without(unsigned_text, point);
  std::string made{unsigned_text};
  std::replace(made.begin(), made.end(), ',', '.');
  return made;
}

class answer_reader {
public:
  answer_reader(const form& of, const inputs& given, const surroundings& by)
      : form_{of}, given_{given}, by_{by}, data_(by.known) { // in braces it were a list
    if (!data_.is_object())
      data_ = json::object();
    data_["answers"] = json::object();
  }

  answered run() && {
    for (const auto& one : form_.components) {
      const bool is_shown = shows(one);
      made_.shown.push_back(is_shown);
      if (!is_shown || !is_input(one.kind))
        continue;
      if (auto value = read(one); !value.is_null())
        data_["answers"][one.name] = std::move(value);
    }
    made_.answers = std::move(data_["answers"]);
    if (dump(made_.answers).size() > most_answer_bytes)
      made_.errors.push_back({"", "too_much", std::to_string(most_answer_bytes)});
    return std::move(made_);
  }

private:
  bool shows(const component& one) {
    if (!one.shown_when)
      return true;
    const auto holds =
        one.shown_when->test(data_, {.now = by_.now, .zone = form_.timezone, .work = &by_.work});
    return holds && *holds;
  }

  /// What was sent under a name, on the whole without blanks around it; empty: nothing.
  std::string typed(const std::string& name) {
    const auto found = given_.find(name);
    if (found == given_.end() || found->second.empty())
      return {};
    const auto& sent = found->second.back();
    return std::string{without_blanks_around(std::string_view{sent}.substr(0, longest_typed))};
  }

  json refuse(const std::string& input, std::string code, std::string limit = {}) {
    made_.errors.push_back({input, std::move(code), std::move(limit)});
    return nullptr;
  }

  json read(const component& one) {
    switch (one.kind) {
    case component_kind::choices:
      return read_choices(one);
    case component_kind::consent:
      return read_consent(one);
    case component_kind::address:
      return read_address(one);
    case component_kind::hidden:
      return read_hidden(one);
    default:
      break;
    }
    const auto text = typed(one.name);
    if (text.empty())
      return one.required ? refuse(one.name, "required") : json();
    switch (one.kind) {
    case component_kind::short_text:
    case component_kind::long_text:
      return read_text(one, one.name, text, one.longest);
    case component_kind::number:
      return read_amount(one, text);
    case component_kind::phone: {
      auto number = addresses::international_number(text);
      return number ? json(std::move(*number)) : refuse(one.name, "not_a_phone");
    }
    case component_kind::email: {
      const bool is_one = addresses::is_email_address(text);
      auto address = is_one ? addresses::canonical_email(text) : std::nullopt;
      return address ? json(std::move(*address)) : refuse(one.name, "not_an_email");
    }
    case component_kind::date:
      return read_date(one, text);
    case component_kind::choice:
      return is_option(one, text) ? json(text) : refuse(one.name, "not_a_choice");
    case component_kind::rating:
      return read_step(one, text, 0, 10);
    case component_kind::stars:
      return read_step(one, text, 1, 5);
    default: {
      auto code = tax_code_of_vietnam(text, one.personal_id);
      return code ? json(std::move(*code)) : refuse(one.name, "not_a_tax_code");
    }
    }
  }

  json read_text(const component& one, const std::string& input, const std::string& text,
                 std::size_t longest) {
    const bool is_long = one.kind == component_kind::long_text;
    auto made = text::to_nfc(is_long ? without(text, '\r') : text);
    if (text::characters(made) > longest)
      return refuse(input, "too_long", std::to_string(longest));
    if (is_long ? !is_plain_text(made) : !is_one_line(made))
      return refuse(input, "not_one_line");
    if (one.name == "name" && has_link(made))
      return refuse(input, "link");
    return made;
  }

  json read_amount(const component& one, const std::string& text) {
    auto number = read_number(text, by_.language, one.decimals);
    if (!number)
      return refuse(one.name,
                    read_number(text, by_.language, 6) ? "too_many_decimals" : "not_a_number",
                    std::to_string(one.decimals));
    const auto value = number->get<double>();
    if (one.least && value < *one.least)
      return refuse(one.name, "too_small", number_text(*one.least));
    if (one.most && value > *one.most)
      return refuse(one.name, "too_large", number_text(*one.most));
    return std::move(*number);
  }

  json read_date(const component& one, const std::string& text) {
    auto day = read_day(text);
    if (!day)
      return refuse(one.name, "not_a_date");
    if (!one.first_day.empty() && *day < one.first_day)
      return refuse(one.name, "too_early", one.first_day);
    if (!one.last_day.empty() && *day > one.last_day)
      return refuse(one.name, "too_late", one.last_day);
    return std::move(*day);
  }

  json read_step(const component& one, const std::string& text, int least, int most) {
    int value = 0;
    const auto end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, value);
    if (read.ec != std::errc{} || read.ptr != end || value < least || value > most)
      return refuse(one.name, "not_a_choice");
    return value;
  }

  static bool is_option(const component& one, const std::string& value) {
    return std::any_of(one.options.begin(), one.options.end(),
                       [&](const option& each) { return each.value == value; });
  }

  json read_choices(const component& one) {
    const auto sent = given_.find(one.name);
    auto chosen = json::array();
    for (const auto& each : one.options) {
      if (sent != given_.end() &&
          std::find(sent->second.begin(), sent->second.end(), each.value) != sent->second.end())
        chosen.push_back(each.value);
    }
    const auto count = static_cast<double>(chosen.size());
    if (chosen.empty())
      return one.required ? refuse(one.name, "required") : json();
    if (one.least && count < *one.least)
      return refuse(one.name, "too_few", number_text(*one.least));
    if (one.most && count > *one.most)
      return refuse(one.name, "too_many", number_text(*one.most));
    return chosen;
  }

  json read_consent(const component& one) {
    if (typed(one.name) == ticked)
      return true;
    return one.required ? refuse(one.name, "required") : json(false);
  }

  json read_address(const component& one) {
    auto made = json::object();
    std::string whole;
    for (const auto part : address_parts) {
      const auto input = part_name(one, part);
      const auto text = typed(input);
      if (text.empty()) {
        if (one.required && part != "ward")
          static_cast<void>(refuse(input, "required"));
        continue;
      }
      auto read = read_text(one, input, text, longest_part);
      if (read.is_null())
        continue;
      whole += (whole.empty() ? "" : ", ") + read.get<std::string>();
      made[std::string{part}] = std::move(read);
    }
    if (made.empty())
      return nullptr;
    made["text"] = whole;
    return made;
  }

  json read_hidden(const component& one) {
    auto text = one.from_link ? typed(one.name)
                              : std::string{trimmed(render(*one.value, {.known = data_,
                                                                        .language = by_.language,
                                                                        .zone = form_.timezone,
                                                                        .work = by_.work}))};
    if (text.empty() || text::characters(text) > longest_hidden || !is_one_line(text))
      return nullptr;
    return text;
  }

  const form& form_;
  const inputs& given_;
  const surroundings& by_;
  json data_; ///< what conditions and templates see
  answered made_;
};

} // namespace

std::string part_name(const component& of, std::string_view part) {
  return of.name + "." + std::string{part};
}

answered read_answers(const form& of, const inputs& given, const surroundings& by) {
  return answer_reader{of, given, by}.run();
}

std::vector<std::vector<std::size_t>> pages_of(const form& of) {
  std::vector<std::vector<std::size_t>> pages(1);
  for (std::size_t i = 0; i < of.components.size(); ++i) {
    if (of.components[i].kind == component_kind::page)
      pages.emplace_back();
    else
      pages.back().push_back(i);
  }
  return pages;
}

std::optional<json> read_number(std::string_view written, std::string_view language, int decimals) {
  std::string compact;
  for (const char c : without_blanks_around(written)) {
    if (c != ' ')
      compact += c;
  }
  std::string_view rest{compact};
  const bool is_negative = rest.starts_with('-');
  if (is_negative)
    rest.remove_prefix(1);
  auto digits = plain_digits(rest, text::is_of_language(language, "vi"), decimals);
  if (!digits || digits->empty() || !is_ascii_digit(digits->front()))
    return std::nullopt;
  const auto point = digits->find('.');
  if (point != std::string::npos) {
    if (point + 1 == digits->size())
      return std::nullopt;
    digits->erase(digits->find_last_not_of('0') + 1);
    if (digits->ends_with('.'))
      digits->pop_back();
  }
  const auto count =
      static_cast<std::size_t>(std::count_if(digits->begin(), digits->end(), is_ascii_digit));
  const auto points = std::count(digits->begin(), digits->end(), '.');
  if (count > most_digits || points > 1 ||
      count + static_cast<std::size_t>(points) != digits->size())
    return std::nullopt;
  const auto behind = points == 0 ? 0 : digits->size() - digits->find('.') - 1;
  if (behind > static_cast<std::size_t>(std::max(decimals, 0)))
    return std::nullopt;
  const auto signed_text = (is_negative ? "-" : "") + *digits;
  if (points == 0) {
    std::int64_t whole = 0;
    std::from_chars(signed_text.data(), signed_text.data() + signed_text.size(), whole);
    return json(whole);
  }
  double value = 0;
  std::from_chars(signed_text.data(), signed_text.data() + signed_text.size(), value);
  return json(value);
}

std::optional<std::string> read_day(std::string_view written) {
  std::vector<std::string> parts(1);
  for (const char c : without_blanks_around(written)) {
    if (is_ascii_digit(c))
      parts.back() += c;
    else if (c == '/' || c == '-' || c == '.')
      parts.emplace_back();
    else if (c != ' ')
      return std::nullopt;
  }
  if (parts.size() != 3)
    return std::nullopt;
  const bool is_year_first = parts[0].size() == 4;
  if (!is_year_first)
    std::swap(parts[0], parts[2]);
  const auto padded = [](const std::string& two) { return two.size() == 1 ? "0" + two : two; };
  if (parts[0].size() != 4 || parts[1].empty() || parts[2].empty())
    return std::nullopt;
  auto day = parts[0] + "-" + padded(parts[1]) + "-" + padded(parts[2]);
  if (day.size() != 10 || !calendar::parse_local(day, "UTC"))
    return std::nullopt;
  return day;
}

} // namespace sojourn::forms
