// Cards of boosters: one message to one group in one phase at one instant.
#pragma once

#include "boosters/card_switch.hpp"
#include "service/common.hpp"

#include <string>
#include <vector>

namespace sojourn::service {

struct card_request {
  std::string booster{};
  document_request document{}; ///< its id: of the card
};

struct switch_request {
  std::string booster{};
  std::string card{};
  boosters::card_switch to{};
  std::vector<std::string> overridden{}; ///< codes of findings that do not stop it
  caller by{};
};

class card_api {
public:
  virtual ~card_api() = default;

  virtual void list(std::string booster, page_request at, completion<page> done) = 0;
  virtual void get(std::string booster, std::string card, completion<written> done) = 0;
  /// Refused once it has begun to be sent. A card that is on must stay fit to be sent.
  virtual void put(card_request request, completion<written> done) = 0;
  virtual void remove(std::string booster, std::string card, preconditions only_if, caller by,
                      completion<json> done) = 0;
  /// Errors: card_overdue, where its time has passed and nothing says what is to become of it;
  /// not_eligible; wrong_state with what stands against it.
  virtual void change(switch_request request, completion<json> done) = 0;
  /// The card as three sample customers of its group would get it.
  virtual void preview(std::string booster, std::string card, completion<json> done) = 0;
  /// Sends the card to one customer of its group at once. Errors: no_interaction.
  virtual void send(std::string booster, std::string card, std::string customer, caller by,
                    completion<written> done) = 0;
};

} // namespace sojourn::service
