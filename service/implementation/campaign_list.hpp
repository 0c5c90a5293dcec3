// The list of campaigns with what each has done, searched and sorted.
#pragma once

#include "actors/services.hpp"
#include "service/campaigns.hpp"
#include "storage/campaigns.hpp"
#include "storage/reader.hpp"

#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <unordered_map>

namespace sojourn::service {

/// A campaign without its definition, as every answer shows it.
[[nodiscard]] json show(const storage::stored_campaign& campaign);

/// What orders and costs each campaign has, as it was when somebody asked last: to count it takes
/// as long as there are touches. Thread-safe.
class campaign_results_cache {
public:
  explicit campaign_results_cache(actors::services& services) : services_{services} {}

  /// {"orders", "buyers", "amount", "refunded", "cost", "results_at"}, at most a minute old; older
  /// or null where `may_count` is false or the time is up.
  [[nodiscard]] json of(const std::string& campaign, bool may_count, const std::stop_token& stop);

private:
  struct counted {
    instant at{};
    json figures;
  };
  [[nodiscard]] std::optional<counted> known(const std::string& campaign);
  [[nodiscard]] json count(const std::string& campaign, const std::stop_token& stop);

  actors::services& services_;
  std::mutex mutex_;
  std::unordered_map<std::string, counted> by_campaign_;
};

/// A page of the campaigns that `filter` means. Throws storage::read_failure.
[[nodiscard]] result<page> list_campaigns(actors::services& services,
                                          campaign_results_cache& results,
                                          const campaign_filter& filter, const page_request& at,
                                          const std::stop_token& stop);

} // namespace sojourn::service
