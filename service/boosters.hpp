// Boosters: sales events, their phases and groups, and the templates that they are made of.
#pragma once

#include "service/common.hpp"

#include <string>

namespace sojourn::service {

/// The arrangement of a booster that is kept as a template.
struct template_request {
  std::string booster{};
  std::string id{}; ///< of the template
  json title{};     ///< null: the booster's
  caller by{};
};

class booster_api {
public:
  virtual ~booster_api() = default;

  virtual void list(page_request at, completion<page> done) = 0;
  virtual void get(std::string id, completion<written> done) = 0;
  /// Groups and phases that the document leaves out are those of its template, counted from its
  /// date. Refused where cards would lie outside of their phases.
  virtual void put(document_request request, completion<written> done) = 0;
  /// Refused once a card has begun to be sent.
  virtual void remove(std::string id, preconditions only_if, caller by, completion<json> done) = 0;
  /// Makes the cards of all phases and groups, as drafts. Those that were made once are left alone.
  /// Errors: not_eligible, with what is missing.
  virtual void set_up(std::string id, caller by, completion<json> done) = 0;
  /// Moves the event to another day, and with it every phase and every card that was not sent.
  virtual void move(std::string id, std::string date, preconditions only_if, caller by,
                    completion<written> done) = 0;

  virtual void list_templates(page_request at, completion<page> done) = 0;
  virtual void get_template(std::string id, completion<written> done) = 0;
  virtual void put_template(document_request request, completion<written> done) = 0;
  virtual void save_template(template_request request, completion<written> done) = 0;
  virtual void remove_template(std::string id, preconditions only_if, caller by,
                               completion<json> done) = 0;
};

} // namespace sojourn::service
