// What a form on a page asks for, and whether what somebody wrote into it fits.
#pragma once

#include "campaign/definition.hpp"
#include "campaign/node.hpp"

#include <optional>
#include <string>
#include <vector>

namespace sojourn::campaign {

/// A field that the content of a form declares.
struct form_field {
  std::string name;
  bool required = false;
  bool is_long = false; ///< a "textarea": several lines
};

/// Bytes that an answer may have: of a name (some 60 letters of Vietnamese, 200 of English), an
/// e-mail address (RFC 5321, section 4.5.3.1.3, without the brackets), a phone number as people
/// write it, any other line, and a text of several lines.
inline constexpr std::size_t most_form_name_bytes = 200;
inline constexpr std::size_t most_form_email_bytes = 254;
inline constexpr std::size_t most_form_phone_bytes = 40;
inline constexpr std::size_t most_form_line_bytes = 500;
inline constexpr std::size_t most_form_text_bytes = 2000;
/// Of all answers together.
inline constexpr std::size_t most_form_bytes = 16'000;

/// The fields of a form, as its content declares them; those whose names are templates are left
/// out. Empty where it declares none or is no form.
[[nodiscard]] std::vector<form_field> form_fields(const show_step& form);

/// What whoever ticks a box of the form agrees to; it counts once the owner of the e-mail address
/// has confirmed it.
struct form_consent {
  std::string field; ///< the box
  std::string channel;
  messages::purpose purpose = messages::purpose::promotional;
};
/// The "consent" in the content of a form: {"field", "channel", "purpose"}; nullopt: there is none.
[[nodiscard]] std::optional<form_consent> consent_asked(const show_step& form);

/// Complains where the content of a form asks for a consent that could not be given: it is a
/// customer's, and is asked of the owner of an e-mail address.
void check_consent(const node& content, const show_step& show);

/// What is wrong with the answers (an object of texts), at "/fields/NAME": one that is required and
/// missing or blank, one that is too long, one of several lines where one was asked for, a name
/// with a link in it. What a form does not declare is taken as one line. A stranger wrote all of
/// this, and much of it is shown to somebody else: in the subject of a mail, in a notification.
[[nodiscard]] std::vector<error_detail> check_form(const json& answers,
                                                   const std::vector<form_field>& declared);

} // namespace sojourn::campaign
