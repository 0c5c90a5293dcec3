// Hosted pages as HTML: without a script, for any browser, and for people who hear or enlarge them.
#pragma once

#include "forms/answers.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace sojourn::forms {

/// A page as it is sent. Everything that a document or a person said in it is escaped.
struct page {
  std::string html;
  std::string style; ///< what its only style element holds
};

/// A page of a form.
struct form_view {
  const form& of;
  std::string language; ///< one that the form offers
  const json& known;    ///< as surroundings::known
  const answered& read;
  const inputs& given;               ///< what stands in the inputs
  std::size_t number = 0;            ///< of the page, one that has something to show
  std::vector<field_error> errors{}; ///< that are told
  std::vector<std::string> notices{};
  std::string action; ///< where it is sent, relative to the page: "TOKEN?lang=en"
  std::string token;  ///< what it sends back of itself
  bool can_save = false;
  work_budget& work;
};
[[nodiscard]] page form_page(const form_view& view);

/// Something that is said instead of a form, and perhaps a button.
struct message_view {
  const form* of = nullptr; ///< whose colours and header it has; nullptr: none
  std::string language;
  std::string title;
  std::string text;
  std::string button{}; ///< sends an empty form to `action`; empty: there is none
  std::string action{};
};
[[nodiscard]] page message_page(const message_view& view);

/// What is asked before a form that has a code.
struct code_view {
  const form& of;
  std::string language;
  std::string wrong{}; ///< what is wrong with the code that was given; empty: nothing
  std::string action;
  std::string token;
  const inputs& given; ///< what the link brought
};
[[nodiscard]] page code_page(const code_view& view);

/// What a page sends of itself beside the inputs.
inline constexpr std::string_view token_input = "sojourn.token";
inline constexpr std::string_view number_input = "sojourn.page";
inline constexpr std::string_view shown_input = "sojourn.shown"; ///< names with commas between them
inline constexpr std::string_view go_input = "sojourn.go"; ///< "next", "back", "send" or "save"
inline constexpr std::string_view code_input = "sojourn.code";

/// The Content-Security-Policy of a page: nothing runs, nothing frames it, and it is sent to this
/// host alone, or goes on to `redirect` where that is one.
[[nodiscard]] std::string content_policy(const page& of, std::string_view redirect);

} // namespace sojourn::forms
