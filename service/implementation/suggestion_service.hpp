// Implements suggestions.
#pragma once

#include "reports/suggestions.hpp"
#include "service/implementation/document_service.hpp"
#include "service/implementation/library_service.hpp"
#include "service/suggestions.hpp"

#include <map>
#include <stop_token>
#include <vector>

namespace sojourn::service {

class suggestion_service final : public suggestion_api, private document_service {
public:
  suggestion_service(actors::services& services, work_queues& queues, library_service& library)
      : document_service{services, queues}, library_{library} {}

  void list(bool with_away, completion<json> done) override;
  void draft(suggested_draft request, completion<written> done) override;
  void dismiss(std::string id, caller by, completion<json> done) override;
  void restore(std::string id, caller by, completion<json> done) override;
  void benchmarks(completion<written> done) override;
  void put_benchmarks(document_request request, completion<written> done) override;
  void remove_benchmarks(preconditions only_if, caller by, completion<json> done) override;

private:
  /// A suggestion that cannot be shown as it is, and why.
  struct unusable {
    std::string id;
    error why;
  };
  /// What was found of them.
  struct looked_at {
    std::vector<reports::suggestion> usable{};
    std::vector<unusable> others{};
  };
  /// Counts the groups, and what they did in the past. Errors: question_ended.
  [[nodiscard]] result<looked_at> look(const reports::benchmarks& by,
                                       std::vector<reports::suggested_action> actions,
                                       const std::stop_token& stop);
  /// What the campaigns of the shop brought from each group, by its segment.
  struct past {
    reports::monitor_figures figures{};
    std::int64_t campaigns = 0;
  };
  [[nodiscard]] result<std::map<std::string, past>> past_of_groups(const std::stop_token& stop);
  /// The draft that an action makes now, as an answer shows it, with what it costs and needs.
  [[nodiscard]] result<json> show_draft(const reports::benchmarks& by,
                                        const reports::suggestion& of);
  /// When its messages would leave, as an answer shows it, and as the draft takes it.
  struct send_time {
    instant at{};
    int hour = 0;
    std::string whose{}; ///< "group", "shop", or "usual" where nobody's hours are known
  };
  [[nodiscard]] result<send_time> send_time_of(const reports::benchmarks& by,
                                               const reports::suggested_action& action);
  /// The parameters of the scenario that an action fills in. Errors: not_found.
  [[nodiscard]] result<json> parameters_of(const reports::benchmarks& by,
                                           const reports::suggested_action& action,
                                           const send_time& when);
  /// Every segment and scenario is there and takes what it is given. Errors: invalid_request.
  [[nodiscard]] result<void> check_actions(const reports::benchmarks& by);

  library_service& library_;
};

} // namespace sojourn::service
