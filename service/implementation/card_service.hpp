// The implementation of card_api.
#pragma once

#include "service/background/campaign_resumer.hpp"
#include "service/background/enroller.hpp"
#include "service/background/scheduler.hpp"
#include "service/cards.hpp"
#include "service/implementation/card_changes.hpp"
#include "service/implementation/service_base.hpp"
#include "service/implementation/with_idempotency_key.hpp"
#include "service/instances.hpp"

namespace sojourn::service {

class card_service final : public card_api, private service_base {
public:
  card_service(actors::services& services, work_queues& queues, enroller& runs,
               campaign_resumer& resumer, scheduler& schedules, instance_api& instances)
      : service_base{services, queues}, runs_{runs}, resumer_{resumer}, scheduler_{schedules},
        instances_{instances} {}

  void list(std::string booster, page_request at, completion<page> done) override;
  void get(std::string booster, std::string card, completion<written> done) override;
  void put(card_request request, completion<written> done) override;
  void remove(std::string booster, std::string card, preconditions only_if, caller by,
              completion<json> done) override;
  void change(switch_request request, completion<json> done) override;
  void preview(std::string booster, std::string card, completion<json> done) override;
  void send(std::string booster, std::string card, std::string customer, caller by,
            completion<written> done) override;

private:
  /// A card as it was read and checked, to be compared with what a commit finds.
  struct looked_at {
    std::int64_t booster_version = 0;
    std::int64_t card_version = 0; ///< 0: there was none
    std::int64_t group_cap = 0;
    checked_card checked;
    std::vector<content::finding> findings{};
  };
  using answer_ptr = std::shared_ptr<completion<written>>;

  /// Runs `work` as a question; it answers by itself, unless it fails.
  template <class T, class Work>
  void ask(std::shared_ptr<completion<T>> answer, Work work);
  [[nodiscard]] result<looked_at> look_at(const std::string& booster, const std::string& card,
                                          const json* source);
  [[nodiscard]] json show(const storage::stored_card& card, const boosters::booster& event,
                          std::int64_t group_cap);
  struct card_written {
    card_change change{};
    bool created = false;
    keyed_answer answer{};
  };
  void store(card_request request, looked_at seen, const answer_ptr& answer);
  [[nodiscard]] result<json> write_in(storage::transaction& tx, const card_request& request,
                                      const looked_at& seen, instant at, card_written& made);
  /// Gives the campaign of a card that is on what the card says now.
  [[nodiscard]] static result<void> keep_on(storage::transaction& tx, const caller& by,
                                            const looked_at& seen, instant at, card_change& made);
  void apply_switch(const switch_request& request, looked_at seen,
                    std::shared_ptr<completion<json>> answer);
  [[nodiscard]] result<card_change> switch_in(storage::transaction& tx,
                                              const switch_request& request, const looked_at& seen,
                                              instant now);
  [[nodiscard]] result<json> sample_of(const checked_card& of, const std::string& customer,
                                       const std::stop_token& stop);
  void send_counted(start_request request, const boosters::settings& by, const answer_ptr& answer);
  [[nodiscard]] result<void> require_interaction(const std::string& customer,
                                                 const std::stop_token& stop);

  enroller& runs_;
  campaign_resumer& resumer_;
  scheduler& scheduler_;
  instance_api& instances_;
};

// ---- details -------------------------------------------------------------------------

template <class T, class Work>
void card_service::ask(std::shared_ptr<completion<T>> answer, Work work) {
  const asker whose{.client = answer->by().client};
  auto taken = queues_.questions.submit(
      whose, [answer, work = std::move(work)](const std::stop_token& stop,
                                              const question_desk::reason& why) mutable {
        auto done = actors::guarded([&]() -> result<void> { return work(stop); });
        if (!done)
          (*answer)(fail(why().value_or(done.error())));
      });
  if (!taken)
    (*answer)(fail(std::move(taken.error())));
}

} // namespace sojourn::service
