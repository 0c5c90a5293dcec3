// Forms of the shop's pages.
#pragma once

#include "service/common.hpp"

#include <string>

namespace sojourn::service {

/// What somebody wrote into a form on a page.
struct form_request {
  std::string visitor;
  std::string lead; ///< id of the record; the same again is the same form
  json data;        ///< of the record
  /// What showed the form, as the page says; empty: not said.
  std::string campaign;
  std::string step;
  std::string instance;
  /// Whether it publishes anything. Otherwise the lead is stored, names nobody and starts nothing.
  bool starts = true;
  caller by;
};

class form_api {
public:
  virtual ~form_api() = default;

  /// Stores a form as a lead and publishes "form.submitted" of the visitor. Where the form
  /// identifies a customer, the visitor's records become theirs and "form.identified" is published
  /// of them. All of it in one commit, and once for each lead. The answer is the same whoever was
  /// identified. Errors: invalid_request, with what does not fit the form at "/fields/NAME".
  virtual void submit(form_request request, completion<written> done) = 0;
};

} // namespace sojourn::service
