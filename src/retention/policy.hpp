// How long finished data is kept: by kind of data, and for instances by campaign and status.
#pragma once

#include "base/instant.hpp"
#include "base/json.hpp"
#include "base/result.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace sojourn::retention {

/// nullopt: for ever.
using period = std::optional<std::chrono::days>;

/// What a policy has a period for. Journals, sends, receipts and mailbox messages are kept as long
/// as their instances.
enum class area : std::uint8_t {
  instances,
  send_contents, ///< what messages said; that they were sent stays with the instance
  events,
  hook_calls,
  runs,
  jobs,
  imports,
  audit,
  figures,      ///< what reports know of each message, once the message itself is forgotten
  form_answers, ///< what people wrote into hosted forms
  desk          ///< tasks for the staff that ended, and what the staff marked
};
inline constexpr std::size_t areas = 11;
/// "send_contents", as in the document.
[[nodiscard]] std::string_view to_text(area which);

/// The statuses in which an instance ends, as in the document.
inline constexpr std::array<std::string_view, 4> ended_statuses{"completed", "converted",
                                                                "cancelled", "failed"};

/// How long instances are kept. What is not set is left to the shop's rule.
struct instance_rule {
  std::optional<period> days{};
  std::map<std::string, period, std::less<>> by_status{};
  bool operator==(const instance_rule&) const = default;
};

struct policy {
  instance_rule instances{.days = std::chrono::days{400}};
  std::map<std::string, instance_rule, std::less<>> by_campaign{};
  /// By area; that of `instances` is not used.
  std::array<period, areas> others{
      std::nullopt,           std::chrono::days{30},   std::chrono::days{30},
      std::chrono::days{90},  std::chrono::days{400},  std::chrono::days{90},
      std::chrono::days{90},  std::chrono::days{1825}, std::chrono::days{1100},
      std::chrono::days{400}, std::chrono::days{400}};

  [[nodiscard]] const period& of(area which) const {
    return others[static_cast<std::size_t>(which)];
  }
  bool operator==(const policy&) const = default;
};

/// Reads and checks a document; what it leaves out has the default of `policy`. Errors:
/// invalid_request, with every mistake by its pointer.
[[nodiscard]] result<policy> read_policy(const json& source);
/// All of a policy as a document.
[[nodiscard]] json as_json(const policy& what);
/// Its JSON Schema (draft 7).
[[nodiscard]] const json& policy_schema();

/// How long an instance of a campaign is kept that ended with this status. The campaign's rule for
/// the status comes first, then the campaign's days, the shop's rule for the status, the shop's
/// days.
[[nodiscard]] period keep_of(const policy& what, std::string_view campaign,
                             std::string_view status);

/// What ended before this is due at `now`; nullopt: nothing ever is.
[[nodiscard]] std::optional<instant> due_before(const period& kept, instant now);

/// The longer of two.
[[nodiscard]] period longer(const period& one, const period& other);

} // namespace sojourn::retention
