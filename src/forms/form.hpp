// A hosted form: the page that the daemon shows at /f/FORM, who may answer it, and what becomes of
// the answers.
#pragma once

#include "base/instant.hpp"
#include "base/json.hpp"
#include "base/result.hpp"
#include "campaign/definition.hpp"
#include "messages/picture.hpp"
#include "messages/purpose.hpp"
#include "rules/rule.hpp"
#include "text/template.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sojourn::forms {

/// What a component is; the names of `type` in the document are in this order.
enum class component_kind : std::uint8_t {
  heading,
  text,
  picture,
  page, ///< what follows stands on a page of its own
  short_text,
  long_text,
  number,
  phone,
  email,
  date,
  choice,
  choices,
  rating, ///< 0 to 10
  stars,  ///< 1 to 5
  consent,
  tax_code,
  address,
  hidden,
};
inline constexpr std::array<std::string_view, 18> component_names{
    "heading", "text",  "picture", "page",     "short_text", "long_text",
    "number",  "phone", "email",   "date",     "choice",     "choices",
    "rating",  "stars", "consent", "tax_code", "address",    "hidden"};
/// Whether it has an answer.
[[nodiscard]] constexpr bool is_input(component_kind kind) {
  return kind >= component_kind::short_text;
}

/// A text for people by language tag; each is a template.
using words = std::map<std::string, text::message_template, std::less<>>;

struct option {
  std::string value;
  words label;
};

/// What somebody agrees to who ticks a box.
struct consent_terms {
  std::string channel;
  messages::purpose purpose = messages::purpose::promotional;
  bool double_opt_in = false;
  std::string address; ///< the component with the e-mail address; empty: the customer's own
};

struct component {
  component_kind kind = component_kind::text;
  std::string name{}; ///< of an input: of its answer
  words label{};      ///< of an input; of a heading and a text what it says; of a page its title
  words help{};
  words low{};  ///< of a rating: what 0 means
  words high{}; ///< and what 10 means
  bool required = false;
  std::optional<rules::rule> shown_when{}; ///< nullopt: always
  std::vector<option> options{};
  std::optional<double> least{}; ///< of a number; of choices, how many
  std::optional<double> most{};
  int decimals = 0;
  std::size_t longest = 0; ///< characters of a text
  std::string first_day{}; ///< of a date
  std::string last_day{};
  bool personal_id = false;                      ///< a tax code may be that of a person
  bool from_link = false;                        ///< hidden: the public link gives it
  std::optional<text::message_template> value{}; ///< what stands in it at first; of a hidden one,
                                                 ///< its answer
  std::string picture{};
  consent_terms consent{};
};

struct colours {
  std::string background; ///< "#ffffff"
  std::string text;
  std::string button;
};

struct header {
  words title;
  words text{};
  std::string picture{};
  words alt{};
};

struct access_rules {
  bool is_public = false; ///< false: whoever has a link that is signed for one person
  std::optional<instant> from{};
  std::optional<instant> until{};
  std::optional<std::int64_t> in_all{};
  std::optional<std::int64_t> per_person{};
  std::optional<std::int64_t> per_link{1};
  std::string code{}; ///< asked for first; empty: none
};

/// What answers write into the customer's record.
struct customer_rules {
  /// What is made of an address that somebody writes into a public form, which proves nothing.
  campaign::form_identity identifies = campaign::form_identity::nobody;
  std::map<std::string, std::string> fields{}; ///< field → component
  std::string consent{};                       ///< the box that must be ticked for that
};

/// A document that was read. Immutable, so safe to share.
struct form {
  std::string id;
  std::string name;
  std::vector<std::string> languages{"vi", "en"}; ///< the first one for everybody else
  std::string timezone = "UTC";
  forms::header header;
  forms::colours colours;
  std::vector<messages::picture_ptr> pictures{};
  std::vector<component> components;
  words thanks{};
  std::string redirect{}; ///< where people go on; empty: they are thanked
  bool drafts = false;
  access_rules access{};
  customer_rules customer{};
  json source;

  /// The input of this name; nullptr: there is none.
  [[nodiscard]] const component* find(std::string_view name) const;
  [[nodiscard]] const messages::picture* find_picture(std::string_view name) const;
};

/// Bytes that a document may have as text.
inline constexpr std::size_t max_form_bytes = 1024 * 1024;

/// Reads and checks a document {"name", "description", "header", "components", …}; `id` is its id.
/// Errors: invalid_request, with every mistake by its pointer.
[[nodiscard]] result<form> read_form(const std::string& id, const json& source);
/// Its JSON Schema (draft 7).
[[nodiscard]] const json& form_schema();

/// The contrast of two colours by WCAG 2.1, from 1 to 21.
[[nodiscard]] double contrast(std::string_view one, std::string_view other);

} // namespace sojourn::forms
