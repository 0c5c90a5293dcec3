#include "forms/page.hpp"

#include "base/percent.hpp"
#include "forms/markup.hpp"
#include "forms/say.hpp"
#include "forms/visit.hpp"
#include "forms/words.hpp"
#include "text/language.hpp"

#include <algorithm>

namespace sojourn::forms {

namespace {

/// So many choices are a list to unfold.
constexpr std::size_t most_radios = 10;
std::string picture_in(const form& of, const std::string& name, const std::string& alt) {
  const auto* found = of.find_picture(name);
  if (found == nullptr)
    return {};
  // Relative to /f/TOKEN, so that the daemon may be served below a path of a proxy.
  const auto source = of.id + "/p/" + name + "?v=" + found->sha256.substr(0, 12);
  return "<img" + attribute("src", source) + attribute("alt", alt) + ">";
}

/// The name of a language in itself.
std::string own_name(const std::string& tag) {
  return text::is_of_language(tag, "vi")   ? "Tiếng Việt"
         : text::is_of_language(tag, "en") ? "English"
                                           : tag;
}

/// What browsers fill in by themselves.
std::string_view purpose_of(const component& one) {
  switch (one.kind) {
  case component_kind::email:
    return "email";
  case component_kind::phone:
    return "tel";
  default:
    break;
  }
  return one.name == "name"       ? "name"
         : one.name == "company"  ? "organization"
         : one.name == "birthday" ? "bday"
                                  : "";
}

class form_writer {
public:
  explicit form_writer(const form_view& view)
      : view_{view}, form_{view.of}, pages_{pages_of(view.of)}, data_(view.known) {
    if (!data_.is_object())
      data_ = json::object();
    data_["answers"] = view.read.answers;
  }

  page write() {
    const auto title = said(form_.header.title);
    std::string body = languages() + header();
    for (const auto& one : view_.notices)
      body += "<div class=\"notice\" role=\"status\"><p>" + escaped(one) + "</p></div>";
    body += summary();
    std::string fields;
    for (const auto index : pages_[view_.number]) {
      if (view_.read.shown[index])
        fields += component_html(form_.components[index]);
    }
    body += asks_anything() ? "<form method=\"post\" novalidate accept-charset=\"utf-8\"" +
                                  attribute("action", view_.action) + ">" + fields + carried() +
                                  buttons() + "</form>"
                            : fields;
    const auto prefix = view_.errors.empty() ? "" : std::string{word("problem_title")};
    return whole_page(view_.language, prefix + title, form_.colours, body);
  }

private:
  std::string said(const words& what) {
    return say(
        what, form_,
        {.known = data_, .language = view_.language, .zone = form_.timezone, .work = view_.work});
  }
  [[nodiscard]] std::string_view word(std::string_view name) const {
    return phrase(name, view_.language);
  }

  std::string languages() {
    std::string made;
    for (const auto& tag : form_.languages) {
      if (tag == view_.language)
        continue;
      made += " <a" + attribute("href", "?lang=" + percent_encode(tag) + brought()) +
              attribute("lang", tag) + attribute("hreflang", tag) + ">" + escaped(own_name(tag)) +
              "</a>";
    }
    return made.empty() ? made
                        : "<nav class=\"languages\"" + attribute("aria-label", word("language")) +
                              ">" + made + "</nav>";
  }

  /// What the public link brought, for another link to the same page.
  std::string brought() {
    std::string made;
    for (const auto& one : form_.components) {
      const auto found = one.from_link ? view_.given.find(one.name) : view_.given.end();
      if (found != view_.given.end() && !found->second.empty())
        made += "&" + one.name + "=" + percent_encode(found->second.back());
    }
    return made;
  }

  std::string header() {
    auto made = picture_in(form_, form_.header.picture, said(form_.header.alt));
    made += "<h1>" + escaped(said(form_.header.title)) + "</h1>";
    if (view_.number == 0)
      made += paragraphs(said(form_.header.text));
    if (view_.number > 0) {
      // The break that began this page says what it is about.
      const auto& first = pages_[view_.number].front();
      const auto title = said(form_.components[first - 1].label);
      if (!title.empty())
        made += "<h2>" + escaped(title) + "</h2>";
    }
    return made;
  }

  std::string summary() {
    if (view_.errors.empty())
      return {};
    auto made =
        "<div class=\"problem\" role=\"alert\"><h2>" + escaped(word("problem")) + "</h2><ul>";
    for (const auto& one : view_.errors) {
      const auto text = escaped(label_of(one.input) + sentence(one, view_.language));
      made += one.input.empty()
                  ? "<li>" + text + "</li>"
                  : "<li><a" + attribute("href", "#i-" + one.input) + ">" + text + "</a></li>";
    }
    return made + "</ul></div>";
  }

  /// "Company: ", "Which one? ", for the list of mistakes.
  std::string label_of(const std::string& input) {
    const auto* found = form_.find(input.substr(0, input.find('.')));
    if (found == nullptr)
      return {};
    const auto part = input.find('.');
    const auto label = part == std::string::npos
                           ? said(found->label)
                           : std::string{word(std::string_view{input}.substr(part + 1))};
    if (label.empty())
      return label;
    return label + (label.ends_with('?') || label.ends_with(':') ? " " : ": ");
  }

  /// Whether there is anything on the form to fill in.
  [[nodiscard]] bool asks_anything() const {
    return std::any_of(form_.components.begin(), form_.components.end(),
                       [](const component& one) { return is_input(one.kind); });
  }

  [[nodiscard]] const field_error* error_at(const std::string& input) const {
    const auto found = std::find_if(view_.errors.begin(), view_.errors.end(),
                                    [&](const field_error& one) { return one.input == input; });
    return found == view_.errors.end() ? nullptr : &*found;
  }

  /// What stands in an input: what was written, or what the document puts there.
  std::string value_of(const component& one, const std::string& input) {
    if (const auto found = view_.given.find(input); found != view_.given.end())
      return found->second.empty() ? std::string{} : found->second.back();
    return one.value && input == one.name ? render(*one.value, {.known = data_,
                                                                .language = view_.language,
                                                                .zone = form_.timezone,
                                                                .work = view_.work})
                                          : std::string{};
  }

  // ---- one component ----------------------------------------------------------------------

  std::string component_html(const component& one) {
    switch (one.kind) {
    case component_kind::heading:
      return "<h2>" + escaped(said(one.label)) + "</h2>";
    case component_kind::text:
      return paragraphs(said(one.label));
    case component_kind::picture:
      return picture_in(form_, one.picture, said(one.label));
    case component_kind::page:
    case component_kind::hidden:
      return {}; // carried with what is on other pages
    case component_kind::choice:
      return one.options.size() > most_radios ? select_html(one) : choices_html(one, "radio");
    case component_kind::choices:
      return choices_html(one, "checkbox");
    case component_kind::rating:
      return steps_html(one, 0, 10);
    case component_kind::stars:
      return steps_html(one, 1, 5);
    case component_kind::consent:
      return consent_html(one);
    case component_kind::address:
      return address_html(one);
    default:
      return field_html(one, one.name, label_html(one), input_html(one));
    }
  }

  std::string label_html(const component& one) {
    return escaped(said(one.label)) + mark_html(one.required);
  }
  [[nodiscard]] std::string mark_html(bool required) const {
    return required ? " <span class=\"mark\">(" + escaped(word("required")) + ")</span>" : "";
  }

  std::string help_html(const component& one) {
    const auto help = said(one.help);
    return help.empty() ? ""
                        : "<p class=\"help\"" + attribute("id", "h-" + one.name) + ">" +
                              escaped(help) + "</p>";
  }
  std::string error_html(const std::string& input) {
    const auto* wrong = error_at(input);
    return wrong == nullptr ? ""
                            : "<p class=\"error\"" + attribute("id", "e-" + input) + ">" +
                                  escaped(sentence(*wrong, view_.language)) + "</p>";
  }
  /// What ties an input to its help and its error.
  std::string described(const component& one, const std::string& input) {
    std::string by = one.help.empty() ? "" : "h-" + one.name;
    if (error_at(input) != nullptr)
      by += (by.empty() ? "e-" : " e-") + input;
    return by.empty() ? by : attribute("aria-describedby", by);
  }
  std::string tied(const component& one, const std::string& input) {
    return described(one, input) + (error_at(input) == nullptr ? "" : " aria-invalid=\"true\"");
  }

  std::string field_html(const component& one, const std::string& input, const std::string& label,
                         const std::string& control) {
    const auto wrong = error_at(input) != nullptr ? " wrong" : "";
    return "<div class=\"field" + std::string{wrong} + "\"><label" +
           attribute("for", "i-" + input) + ">" + label + "</label>" + help_html(one) +
           error_html(input) + control + "</div>";
  }

  std::string group_html(const component& one, const std::string& inside,
                         const std::string& kind = {}) {
    const auto wrong = error_at(one.name) != nullptr ? " wrong" : "";
    return "<fieldset class=\"field" + std::string{wrong} + kind + "\"" + described(one, one.name) +
           "><legend>" + label_html(one) + "</legend>" + help_html(one) + error_html(one.name) +
           inside + "</fieldset>";
  }

  std::string input_html(const component& one) {
    const auto value = value_of(one, one.name);
    auto common = attribute("id", "i-" + one.name) + attribute("name", one.name) +
                  " class=\"text\"" + tied(one, one.name);
    if (one.required)
      common += " required";
    if (const auto purpose = purpose_of(one); !purpose.empty())
      common += attribute("autocomplete", purpose);
    if (one.kind == component_kind::long_text)
      return "<textarea rows=\"5\"" + common + ">" + escaped("\n" + value) + "</textarea>";
    std::string type = "text";
    switch (one.kind) {
    case component_kind::number:
      common += attribute("inputmode", one.decimals == 0 ? "numeric" : "decimal");
      break;
    case component_kind::phone:
      type = "tel";
      break;
    case component_kind::email:
      type = "email";
      break;
    case component_kind::date:
      type = "date"; // where there is none, it is a line of text
      return "<input type=\"date\"" + common + attribute("value", read_day(value).value_or(value)) +
             ">";
    default:
      break;
    }
    return "<input type=\"" + type + "\"" + common + attribute("value", value) + ">";
  }

  std::string select_html(const component& one) {
    const auto chosen = value_of(one, one.name);
    auto control = "<select class=\"text\"" + attribute("id", "i-" + one.name) +
                   attribute("name", one.name) + tied(one, one.name) +
                   (one.required ? " required>" : ">") + "<option value=\"\">" +
                   escaped(word("choose")) + "</option>";
    for (const auto& each : one.options)
      control += "<option" + attribute("value", each.value) +
                 (each.value == chosen ? " selected>" : ">") + escaped(said(each.label)) +
                 "</option>";
    return field_html(one, one.name, label_html(one), control + "</select>");
  }

  /// One of several boxes or circles. The first one has the id that lists of mistakes lead to.
  std::string choice_html(const component& one, const char* type, const std::string& value,
                          const std::string& label, std::size_t number) {
    const auto found = view_.given.find(one.name);
    const bool is_chosen =
        found != view_.given.end() &&
        std::find(found->second.begin(), found->second.end(), value) != found->second.end();
    const auto id = "i-" + one.name + (number == 0 ? "" : "-" + std::to_string(number));
    return "<div class=\"choice\"><input type=\"" + std::string{type} + "\"" + attribute("id", id) +
           attribute("name", one.name) + attribute("value", value) +
           (is_chosen ? " checked>" : ">") + "<label" + attribute("for", id) + ">" + label +
           "</label></div>";
  }

  std::string choices_html(const component& one, const char* type) {
    std::string inside;
    for (std::size_t i = 0; i < one.options.size(); ++i)
      inside +=
          choice_html(one, type, one.options[i].value, escaped(said(one.options[i].label)), i);
    return group_html(one, inside);
  }

  std::string steps_html(const component& one, int least, int most) {
    std::string inside;
    for (int step = least; step <= most; ++step) {
      const auto text = std::to_string(step);
      const auto label = one.kind == component_kind::rating
                             ? text
                             : text + "<span aria-hidden=\"true\">★</span><span class=\"away\"> " +
                                   escaped(word("stars_of_five")) + "</span>";
      inside += choice_html(one, "radio", text, label, static_cast<std::size_t>(step - least));
    }
    const auto low = said(one.low);
    const auto high = said(one.high);
    if (!low.empty() || !high.empty())
      inside += "<p class=\"ends\"><span>0: " + escaped(low) +
                "</span> <span class=\"high\">10: " + escaped(high) + "</span></p>";
    return group_html(one, inside, " row");
  }

  std::string consent_html(const component& one) {
    const auto wrong = error_at(one.name) != nullptr ? " wrong" : "";
    const auto id = "i-" + one.name;
    return "<div class=\"field box" + std::string{wrong} + "\">" + help_html(one) +
           error_html(one.name) + "<input type=\"checkbox\"" + attribute("id", id) +
           attribute("name", one.name) + attribute("value", ticked) + tied(one, one.name) +
           (value_of(one, one.name) == ticked ? " checked" : "") +
           (one.required ? " required>" : ">") + "<label" + attribute("for", id) + ">" +
           label_html(one) + "</label></div>";
  }

  std::string address_html(const component& one) {
    std::string inside;
    for (const auto part : address_parts) {
      const auto input = part_name(one, part);
      const bool is_needed = one.required && part != "ward";
      const auto purpose = part == "street" ? "address-line1"
                           : part == "ward" ? "address-level3"
                                            : "address-level1";
      const auto wrong = error_at(input) != nullptr ? " wrong" : "";
      const auto tie = error_at(input) == nullptr
                           ? std::string{}
                           : attribute("aria-describedby", "e-" + input) + " aria-invalid=\"true\"";
      inside += "<div class=\"field" + std::string{wrong} + "\"><label" +
                attribute("for", "i-" + input) + ">" + escaped(word(part)) + mark_html(is_needed) +
                "</label>" + error_html(input) + "<input type=\"text\" class=\"text\"" +
                attribute("id", "i-" + input) + attribute("name", input) +
                attribute("autocomplete", purpose) + tie + (is_needed ? " required" : "") +
                attribute("value", value_of(one, input)) + ">" + "</div>";
    }
    return "<fieldset class=\"field\"" + described(one, one.name) + "><legend>" +
           escaped(said(one.label)) + "</legend>" + help_html(one) + inside + "</fieldset>";
  }

  // ---- what the page sends ------------------------------------------------------------------

  [[nodiscard]] bool is_on_this_page(const component& one) const {
    const auto& here = pages_[view_.number];
    return std::any_of(here.begin(), here.end(), [&](std::size_t index) {
      return &form_.components[index] == &one && view_.read.shown[index];
    });
  }

  /// What was written on other pages goes along, so that nothing is kept of whom nobody knows.
  std::string carried() {
    std::string made;
    std::string shown;
    for (const auto& one : form_.components) {
      if (!is_input(one.kind))
        continue;
      if (is_on_this_page(one) && one.kind != component_kind::hidden) {
        shown += (shown.empty() ? "" : ",") + one.name;
        continue;
      }
      if (one.kind == component_kind::hidden && !one.from_link)
        continue; // the daemon knows it
      for (const auto& input : input_names(one)) {
        const auto found = view_.given.find(input);
        if (found == view_.given.end())
          continue;
        for (const auto& value : found->second)
          made += hidden_input(input, value);
      }
    }
    return made + hidden_input(shown_input, shown) +
           hidden_input(number_input, std::to_string(view_.number)) +
           hidden_input(token_input, view_.token);
  }

  [[nodiscard]] std::string button(std::string_view go, std::string_view name,
                                   bool is_first) const {
    return "<button type=\"submit\"" + attribute("name", go_input) + attribute("value", go) +
           (is_first ? ">" : " class=\"other\">") + escaped(word(name)) + "</button>";
  }

  /// The one that the Enter key means comes first.
  std::string buttons() {
    // What is written here may show something on a later page.
    const bool is_last = view_.number + 1 == pages_.size();
    const bool is_first = first_page(form_, view_.read) >= view_.number;
    auto made = "<p>" + (is_last ? button("send", "send", true) : button("next", "next", true));
    if (!is_first)
      made += button("back", "back", false);
    if (view_.can_save)
      made += button("save", "save", false);
    return made + "</p>";
  }

  const form_view& view_;
  const form& form_;
  const std::vector<std::vector<std::size_t>> pages_;
  json data_;
};

} // namespace

page form_page(const form_view& view) { return form_writer{view}.write(); }

} // namespace sojourn::forms
