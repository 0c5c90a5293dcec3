#include "api/route.hpp"

#include <vector>

namespace sojourn::api {

std::span<const route> routes() {
  static const auto joined = [] {
    std::vector<route> all;
    for (const auto& table :
         {session_routes(),    account_routes(),   campaign_routes(),    library_routes(),
          run_routes(),        instance_routes(),  job_routes(),         record_routes(),
          privacy_routes(),    import_routes(),    record_type_routes(), segment_routes(),
          booster_routes(),    card_routes(),      eligibility_routes(), message_routes(),
          event_routes(),      hook_routes(),      placement_routes(),   onsite_routes(),
          send_routes(),       budget_routes(),    restore_routes(),     retention_routes(),
          channel_routes(),    link_routes(),      voucher_routes(),     mailbox_routes(),
          clock_routes(),      secret_routes(),    audit_routes(),       error_page_routes(),
          console_routes(),    operation_routes(), settings_routes(),    monitor_routes(),
          suggestion_routes(), form_routes(),      form_page_routes(),   recommendation_routes(),
          change_routes(),     desk_routes()})
      all.insert(all.end(), table.begin(), table.end());
    return all;
  }();
  return joined;
}

} // namespace sojourn::api
