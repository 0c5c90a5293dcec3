// What hosted pages have in common: pages that say something, and how a visit is answered.
#pragma once

#include "forms/answers.hpp"
#include "forms/form.hpp"
#include "service/hosted_forms.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace sojourn::service {

/// A page that says `title` in the colours of a form; nullptr: in plain ones.
[[nodiscard]] page_answer say_on_page(const forms::form* form, const std::string& language,
                                      int status, const std::string& title);

/// The language of visits that lead to no form.
[[nodiscard]] std::string language_of_visit(const page_visit& visit);

/// The same of a phrase of the pages (forms/words.hpp).
[[nodiscard]] page_answer phrase_page(const page_visit& visit, int status, std::string_view phrase);

/// A completion that answers `done` with a page whatever happens.
[[nodiscard]] std::shared_ptr<completion<page_answer>> as_page(const page_visit& visit,
                                                               completion<page_answer> done);

/// Hexadecimal digits of so many bytes that nobody can guess.
[[nodiscard]] std::string fresh_secret(std::size_t bytes);
inline constexpr std::size_t browser_secret_bytes = 16;
inline constexpr std::size_t page_id_bytes = 12;

/// The address of a page beside this one, with the language that was asked for.
[[nodiscard]] std::string beside(const page_visit& visit, const std::string& token,
                                 const std::string& more = {});

/// What was sent under a name last; empty: nothing.
[[nodiscard]] std::string input_of(const forms::inputs& sent, std::string_view name);

/// The instance that a tracking begins with.
[[nodiscard]] std::optional<instance_id> instance_in(std::string_view tracking);

} // namespace sojourn::service
