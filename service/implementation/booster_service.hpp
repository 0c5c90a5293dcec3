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
  /// Errors: not_found, not_eligible, and those of check_card.
  [[nodiscard]] result<drafts> draft_cards(const std::string& id, const std::string& who,
                                           instant at);

  scheduler& scheduler_;
};

} // namespace sojourn::service
