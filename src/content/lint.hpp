// What is wrong or doubtful in a message before anybody gets it.
#pragma once

#include "campaign/definition.hpp"
#include "records/record_type.hpp"

#include <map>
#include <optional>
#include <set>
#include <string_view>

namespace sojourn::content {

enum class severity {
  note,    ///< nothing is wrong; not told when a campaign is activated
  warning, ///< worth a look
  error,   ///< a campaign is not activated with it, unless somebody says so
};
using sojourn::to_text; // instants are of std, where no lookup by argument finds it
[[nodiscard]] std::string_view to_text(severity how);

struct finding {
  /// Short and stable. Of a message: "no_incentive", "too_long", "unknown_field",
  /// "missing_fallback", "link_outside", "link_computed", "broken_fields", "template_unknown",
  /// "template_unusable", "template_parameter", "picture_missing", "picture_unused",
  /// "picture_size", "picture_unchecked", "cut_on_mac", "push_too_large", "no_form",
  /// "no_base_url". Of a campaign:
  /// "voucher_expired", "voucher_expires_first", "voucher_expires_later", "too_few_codes",
  /// "no_pool", "audience_too_small", "best_hour_unknown", "schedule_over", "no_secret",
  /// "secret_in_clear", "date_may_be_number"; and "budget_short", which the budget finds.
  std::string code;
  severity how = severity::warning;
  std::string pointer; ///< into the message or the definition
  std::string message;
  std::map<std::string, std::string> facts{}; ///< what the message says, by name
  bool operator==(const finding&) const = default;
};
[[nodiscard]] json as_json(const finding& one);

struct pool_figures {
  std::int64_t free = 0;
  std::optional<instant> expires_at{};
};

/// A template as a provider has registered it, such as one of ZNS.
struct provider_template {
  bool usable = true;
  std::string why{}; ///< it is not usable
  /// Names of its parameters, and how many characters each may have; 0: any.
  std::map<std::string, std::size_t> parameters{};
};

/// What messages are measured by.
struct lint_figures {
  instant now{};
  std::vector<std::string> allowed_link_domains{}; ///< empty: any
  records::record_type_ptr customer_type{};        ///< nullptr: any field
  records::record_type_ptr product_type{};
  json sample = json::object();           ///< what texts see when their length is measured
  std::string zone = "UTC";               ///< for dates in them
  std::optional<std::int64_t> audience{}; ///< whom the campaign holds; nullopt: it cannot be told
  /// How many people its audience holds now, whoever of them is started; nullopt: not counted.
  std::optional<std::int64_t> people{};
  std::int64_t least_audience = 0; ///< that the shop asks for, where the campaign says nothing
  /// Voucher pools by name; one that a step names and that is not here is missing.
  std::map<std::string, pool_figures> pools{};
  /// Whether the hours are known that stand in for a person's best hour; nullopt: it was not asked.
  std::optional<bool> knows_hours{};
  /// Names of the secrets that are set; nullopt: it is not known.
  std::optional<std::set<std::string>> secrets{};
  /// Ids of the hosted forms that are there; nullopt: it is not known.
  std::optional<std::set<std::string>> forms{};
  std::string links_base{}; ///< where people reach the daemon; empty: nowhere
  /// Templates by channel and id; only channels that are here are checked.
  std::map<std::string, std::map<std::string, provider_template>, std::less<>> templates{};
};

/// The findings of one message. `pointer` is where it stands; `channels` are those it goes over:
/// empty for those that it has parts for, and e-mail. Deterministic, in the order of the document.
[[nodiscard]] std::vector<finding> lint_message(const campaign::message& message,
                                                const std::string& pointer,
                                                const std::vector<std::string>& channels,
                                                const lint_figures& figures);

/// The findings of every message that a step sends, over the step's channels, of the vouchers and
/// of the calls. Those of a message of the library point at the step that names it.
[[nodiscard]] std::vector<finding> lint_campaign(const campaign::definition& campaign,
                                                 const lint_figures& figures);

} // namespace sojourn::content
