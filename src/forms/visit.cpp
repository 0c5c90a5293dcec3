#include "forms/visit.hpp"

#include "forms/page.hpp"

#include <algorithm>
#include <charconv>

namespace sojourn::forms {

namespace {

constexpr std::size_t most_values = 200; ///< of one input: as many as it may have choices

std::string last_of(const inputs& sent, std::string_view name) {
  const auto found = sent.find(name);
  return found == sent.end() || found->second.empty() ? std::string{} : found->second.back();
}

wish wish_named(std::string_view text) {
  return text == "next"   ? wish::next
         : text == "back" ? wish::back
         : text == "save" ? wish::save
                          : wish::send;
}

std::string_view component_of(std::string_view input) { return input.substr(0, input.find('.')); }

/// Decides about one page that was sent.
class decider {
public:
  decider(const form& of, const sent_page& sent, const answered& read)
      : form_{of}, sent_{sent}, read_{read}, pages_{pages_of(of)}, here_{std::min(sent.number,
                                                                                  pages_.size() -
                                                                                      1)} {}

  decision run() {
    if (sent_.wanted == wish::save)
      return {.what = outcome_of_page::keep, .number = here_};
    if (sent_.wanted == wish::back)
      return {.number = page_before()};
    auto told = errors_on(here_);
    std::erase_if(told, [&](const field_error& one) {
      return !sent_.shown.contains(std::string{component_of(one.input)});
    });
    const bool asks_more = has_new_inputs();
    if (!told.empty() || asks_more)
      return {.number = here_, .errors = std::move(told), .asks_more = asks_more};
    for (auto next = here_ + 1; next < pages_.size(); ++next) {
      if (shows_anything(form_, read_, pages_[next]))
        return {.number = next};
    }
    return finish();
  }

private:
  decision finish() {
    for (std::size_t page = 0; page < pages_.size(); ++page) {
      if (auto wrong = errors_on(page); !wrong.empty())
        return {.number = page, .errors = std::move(wrong)};
    }
    if (!read_.errors.empty()) { // of all answers together
      const bool can_tell = shows_anything(form_, read_, pages_[here_]);
      return {.number = can_tell ? here_ : first_page(form_, read_), .errors = read_.errors};
    }
    return {.what = outcome_of_page::take, .number = here_};
  }

  [[nodiscard]] std::size_t page_before() const {
    for (auto page = here_; page-- > 0;) {
      if (shows_anything(form_, read_, pages_[page]))
        return page;
    }
    return here_;
  }

  [[nodiscard]] std::vector<field_error> errors_on(std::size_t page) const {
    std::vector<field_error> found;
    for (const auto& one : read_.errors) {
      const auto* named = one.input.empty() ? nullptr : form_.find(component_of(one.input));
      if (named != nullptr && is_on(page, *named))
        found.push_back(one);
    }
    return found;
  }

  [[nodiscard]] bool is_on(std::size_t page, const component& one) const {
    return std::any_of(pages_[page].begin(), pages_[page].end(),
                       [&](std::size_t index) { return &form_.components[index] == &one; });
  }

  /// Whether something is asked on this page that did not stand there when it was sent.
  [[nodiscard]] bool has_new_inputs() const {
    return std::any_of(pages_[here_].begin(), pages_[here_].end(), [&](std::size_t index) {
      const auto& one = form_.components[index];
      return is_input(one.kind) && one.kind != component_kind::hidden && read_.shown[index] &&
             !sent_.shown.contains(one.name);
    });
  }

  const form& form_;
  const sent_page& sent_;
  const answered& read_;
  const std::vector<std::vector<std::size_t>> pages_;
  const std::size_t here_;
};

} // namespace

std::vector<std::string> input_names(const component& of) {
  if (of.kind != component_kind::address)
    return {of.name};
  std::vector<std::string> names;
  for (const auto part : address_parts)
    names.push_back(part_name(of, part));
  return names;
}

sent_page read_sent(const form& of, const inputs& sent) {
  sent_page read;
  for (const auto& one : of.components) {
    const bool is_kept_here = one.kind == component_kind::hidden && !one.from_link;
    if (!is_input(one.kind) || is_kept_here)
      continue;
    for (const auto& name : input_names(one)) {
      const auto found = sent.find(name);
      if (found == sent.end())
        continue;
      auto values = found->second;
      values.resize(std::min(values.size(), most_values));
      read.given.emplace(name, std::move(values));
    }
  }
  const auto number = last_of(sent, number_input);
  std::from_chars(number.data(), number.data() + number.size(), read.number);
  const auto shown = last_of(sent, shown_input);
  for (std::string_view rest = shown; !rest.empty();) {
    const auto one = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(one.size() + 1, rest.size()));
    read.shown.emplace(one);
  }
  read.wanted = wish_named(last_of(sent, go_input));
  return read;
}

decision decide(const form& of, const sent_page& sent, const answered& read) {
  return decider{of, sent, read}.run();
}

bool shows_anything(const form& of, const answered& read, const std::vector<std::size_t>& page) {
  return std::any_of(page.begin(), page.end(), [&](std::size_t index) {
    return read.shown[index] && of.components[index].kind != component_kind::hidden;
  });
}

std::size_t first_page(const form& of, const answered& read) {
  const auto pages = pages_of(of);
  for (std::size_t page = 0; page < pages.size(); ++page) {
    if (shows_anything(of, read, pages[page]))
      return page;
  }
  return 0;
}

json encode(const inputs& given) {
  auto made = json::object();
  for (const auto& [name, values] : given)
    made[name] = values;
  return made;
}

inputs decode_inputs(const json& stored) {
  inputs made;
  if (!stored.is_object())
    return made;
  for (const auto& [name, values] : stored.items()) {
    auto& into = made[name];
    for (const auto& value : values) {
      if (value.is_string())
        into.push_back(value.get<std::string>());
    }
  }
  return made;
}

} // namespace sojourn::forms
