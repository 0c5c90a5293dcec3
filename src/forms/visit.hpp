// What a page sent, and which page comes next.
#pragma once

#include "forms/answers.hpp"

#include <set>
#include <string>
#include <vector>

namespace sojourn::forms {

/// What somebody wanted who sent a page.
enum class wish : std::uint8_t { next, back, send, save };

struct sent_page {
  inputs given;                  ///< of components of the form alone
  std::size_t number = 0;        ///< of the page
  std::set<std::string> shown{}; ///< names of the inputs that stood on it
  wish wanted = wish::send;
};
/// Takes what belongs to the form out of what was sent; whatever else was sent is left out.
[[nodiscard]] sent_page read_sent(const form& of, const inputs& sent);

enum class outcome_of_page : std::uint8_t {
  show, ///< a page is shown
  keep, ///< it is kept for later
  take, ///< all answers are there, and fit
};

struct decision {
  outcome_of_page what = outcome_of_page::show;
  std::size_t number = 0;            ///< of the page that is shown
  std::vector<field_error> errors{}; ///< that are told on it
  bool asks_more = false; ///< what was answered has brought more questions on the same page
};
/// Which page is shown after this one; or that the answers can be taken.
[[nodiscard]] decision decide(const form& of, const sent_page& sent, const answered& read);

/// The first page that shows anything; 0 where none does.
[[nodiscard]] std::size_t first_page(const form& of, const answered& read);
/// Whether a page has a component that is shown and can be seen.
[[nodiscard]] bool shows_anything(const form& of, const answered& read,
                                  const std::vector<std::size_t>& page);

/// The names of the inputs of a component.
[[nodiscard]] std::vector<std::string> input_names(const component& of);

/// Inputs as they are stored, and back; what is no list of texts is left out.
[[nodiscard]] json encode(const inputs& given);
[[nodiscard]] inputs decode_inputs(const json& stored);

} // namespace sojourn::forms
