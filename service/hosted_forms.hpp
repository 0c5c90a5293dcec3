// Hosted forms: their documents and answers, and the pages that people open.
#pragma once

#include "service/common.hpp"

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace sojourn::service {

/// Which answers are listed; an empty text: any.
struct answer_filter {
  std::string form;
  std::string subject{}; ///< "customer:42"
  std::string instance{};
  std::string language{};
  std::optional<instant> from{};
  std::optional<instant> to{};
  /// Dotted path in the answers → its value as text; all must fit.
  std::vector<std::pair<std::string, std::string>> values{};
};

/// A page to look at before anybody opens it.
struct form_preview_request {
  std::string form;
  json definition{};           ///< instead of what is saved; null: that
  std::string customer;        ///< whose link it would be; empty: nobody's
  json data = json::object();  ///< merged over what is known of them
  json given = json::object(); ///< what stands in the inputs: {NAME: text, or a list of texts}
  std::string language;        ///< empty: as it would be chosen
  std::uint32_t page = 0;      ///< from 1; 0: the first one that shows anything
};

/// Somebody who opens or sends a page.
struct page_visit {
  std::string token;    ///< of the path: the id of a public form, or that of a link
  std::string language; ///< that the address asks for
  std::string accepted; ///< the header Accept-Language
  std::string browser;  ///< the secret that the browser was given; empty: none
  std::map<std::string, std::string, std::less<>> query{}; ///< what else the address brings
  bool sent = false;                                       ///< an answer was just taken
  bool saved = false;                                      ///< what was written was just kept
  std::string client; ///< network address, by which tries are counted
  // How it was called, which tells people from machines.
  std::string method;
  std::string user_agent;
  std::string purpose;
};

/// What a visit gets.
struct page_answer {
  int status = 200;
  std::string html{};
  std::string policy{};   ///< Content-Security-Policy
  std::string location{}; ///< where a 303 leads, perhaps relative to the page
  std::string browser{};  ///< a secret that the browser is to keep; empty: as before
};

struct form_picture {
  std::string content_type; ///< "image/png", "image/jpeg", "image/gif" or "image/webp"
  std::string bytes;
};

class hosted_form_api {
public:
  virtual ~hosted_form_api() = default;

  virtual void list(page_request at, completion<page> done) = 0;
  virtual void get(std::string id, completion<written> done) = 0;
  virtual void versions(std::string id, completion<page> done) = 0;
  /// Errors: may_not_send, where an active campaign links to it.
  virtual void put(document_request request, completion<written> done) = 0;
  /// Refused while a campaign that has not ended links to it, and while it has answers.
  virtual void remove(std::string id, preconditions only_if, caller by, completion<json> done) = 0;
  /// A page as somebody would see it, what is wrong with what stands in it, and what is doubtful
  /// about the form.
  virtual void preview(form_preview_request request, completion<json> done) = 0;

  /// What people answered, from new to old.
  virtual void answers(answer_filter wanted, page_request at, completion<page> done) = 0;
  /// The same as CSV, of the newest 100,000.
  virtual void table(answer_filter wanted, completion<std::string> done) = 0;
  /// Removes up to 10,000 answers.
  virtual void remove_answers(std::string form, caller by, completion<json> done) = 0;

  // What people open. These answer with a page whatever happens, also of what went wrong.
  virtual void open(page_visit visit, completion<page_answer> done) = 0;
  /// `body`: what the browser sent.
  virtual void send(page_visit visit, std::string body, completion<page_answer> done) = 0;
  /// Asks whether to confirm a consent; changes nothing: scanners follow every link.
  virtual void open_confirmation(page_visit visit, completion<page_answer> done) = 0;
  virtual void confirm(page_visit visit, completion<page_answer> done) = 0;
  /// Errors: not_found.
  virtual void picture(std::string form, std::string name, completion<form_picture> done) = 0;
};

} // namespace sojourn::service
