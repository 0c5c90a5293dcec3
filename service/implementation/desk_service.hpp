// Implements the desk.
#pragma once

#include "hooks/keyed_buckets.hpp"
#include "service/desk.hpp"
#include "service/implementation/service_base.hpp"
#include "storage/desk.hpp"

#include <map>
#include <mutex>

namespace sojourn::service {

class desk_service final : public desk_api, private service_base {
public:
  /// `people_clock`: of the people at the desk, whose look-ups are counted by it, wherever a
  /// virtual clock stands.
  desk_service(actors::services& services, work_queues& queues, const clock_source& people_clock);

  void look_up(desk_question who, caller by, completion<json> done) override;
  void tasks(task_filter which, page_request at, completion<page> done) override;
  void mark(desk_mark_request request, completion<written> done) override;
  void undo(std::string customer, std::string mark, caller by, completion<json> done) override;
  void redeem(desk_redemption request, completion<written> done) override;

private:
  /// What stands against one more look-up of this person; nullopt: nothing.
  [[nodiscard]] std::optional<error> refuse_look_up(const std::string& who);
  /// Whether the audit has not said lately that this person looked at that customer.
  [[nodiscard]] bool is_news(const std::string& who, const std::string& customer);
  /// Ids of the customers whom the question finds, none twice. Errors: invalid_request.
  [[nodiscard]] result<std::vector<std::string>> find(const desk_question& who);
  [[nodiscard]] result<std::vector<std::string>> find_by(const std::string& kind,
                                                         const std::string& value);
  [[nodiscard]] std::vector<std::string> find_by_code(const std::string& code);
  [[nodiscard]] json show_customer(const std::string& id, const json& data);
  [[nodiscard]] json offers_of(const std::string& subject);
  [[nodiscard]] json messages_of(const std::string& subject);
  [[nodiscard]] json show_mark(const storage::desk_mark& mark) const;
  [[nodiscard]] json show_task(const storage::desk_task& task) const;
  /// All about one; nullopt: there is no such customer.
  [[nodiscard]] std::optional<json> view_of(const std::string& id);
  [[nodiscard]] json choices(const std::vector<std::string>& ids);
  /// Writes the line of the audit, and answers.
  void answer_with(json view, std::string target, const caller& by, completion<json> done);

  const clock_source& people_clock_;
  std::mutex mutex_; ///< guards what follows
  hooks::keyed_buckets by_minute_;
  hooks::keyed_buckets by_day_;
  std::map<std::string, instant> audited_; ///< "who customer" → when
};

} // namespace sojourn::service
