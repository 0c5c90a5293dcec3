// The implementation of booster_api.
#pragma once

#include "boosters/booster.hpp"
#include "service/background/scheduler.hpp"
#include "service/boosters.hpp"
#include "service/implementation/card_changes.hpp"
#include "service/implementation/document_service.hpp"

namespace sojourn::service {

class booster_service final : public booster_api, private document_service {
public:
  booster_service(actors::services& services, work_queues& queues, scheduler& schedules)
      : document_service{services, queues}, scheduler_{schedules} {}

  void list(page_request at, completion<page> done) override;
  void get(std::string id, completion<written> done) override;
  void put(document_request request, completion<written> done) override;
  void remove(std::string id, preconditions only_if, caller by, completion<json> done) override;
  void set_up(std::string id, caller by, completion<json> done) override;
  void move(std::string id, std::string date, preconditions only_if, caller by,
            completion<written> done) override;

  void list_templates(page_request at, completion<page> done) override;
  void get_template(std::string id, completion<written> done) override;
  void put_template(document_request request, completion<written> done) override;
  void save_template(template_request request, completion<written> done) override;
  void remove_template(std::string id, preconditions only_if, caller by,
                       completion<json> done) override;

private:
  /// The document of a template, shipped or saved. Errors: not_found.
  [[nodiscard]] result<json> template_document(const std::string& name);
  /// A booster with its cards as the API shows it.
  [[nodiscard]] result<json> show(const storage::stored_document& stored);
  /// The cards of a booster that are on, with the campaigns that the new document makes of them;
  /// every card that was not sent fits into it. Errors: invalid_request.
  [[nodiscard]] result<std::vector<checked_card>> check_cards(const boosters::booster& event,
                                                              std::int64_t group_cap);
  /// In the commit: cards that were not sent stand where the new document puts them.
  /// Errors: invalid_request, wrong_state, codes_expire.
  [[nodiscard]] static result<void> fit_cards(storage::transaction& tx,
                                              const storage::stored_document& document,
                                              const std::vector<checked_card>& on,
                                              const std::string& who, instant at);
  [[nodiscard]] result<json> write_booster_in(storage::transaction& tx,
                                              const document_request& request,
                                              const std::vector<checked_card>& on,
                                              std::vector<card_change>& made, instant at);
  void store(document_request request, std::vector<checked_card> on, completion<written> done);
  /// The cards that the template of a booster makes.
  struct drafts {
    std::int64_t booster_version = 0;
    std::vector<storage::stored_card> cards{};
    json moved = json::array(); ///< ids of those whose place lay outside of their phase
  };
  /// Errors: not_found, not_eligible, and those of check_card, each with the card's name.
  [[nodiscard]] result<drafts> draft_cards(const std::string& id, const std::string& who,
                                           instant at);
  /// In the commit. Errors: wrong_state, already_exists.
  [[nodiscard]] static result<json> write_drafts(storage::transaction& tx, const drafts& ready,
                                                 const std::string& id, const caller& by,
                                                 instant at);
  /// The cards that the template of a booster would make, and that are not there yet, have no
  /// mistakes. Errors: invalid_request, with pointers into the booster, or the card's name.
  [[nodiscard]] result<void> require_cards_of(const json& from, const boosters::booster& event,
                                              std::int64_t group_cap);
  /// The document of a template, and the cards that it would make. Errors: invalid_request.
  [[nodiscard]] result<void> require_template(const json& source);

  scheduler& scheduler_;
};

} // namespace sojourn::service
