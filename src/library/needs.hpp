// What a campaign uses that the shop must have.
#pragma once

#include "library/scenario.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace sojourn::library {

enum class need_kind {
  channel,
  consent,
  event,
  hook,
  pool,
  record_type,
  secret,
  provider_template,
  campaign,
  message,
  segment,
  form
};
/// "channel", "record_type", …; "template" of a template of a provider.
[[nodiscard]] std::string_view to_text(need_kind kind);

struct need {
  need_kind kind = need_kind::channel;
  std::string name;
  /// Of a channel and a pool {"steps"}, of a consent {"channels"}, of a template {"channel",
  /// "messages"}, of a record type {"fields"}.
  json facts = json::object();
  json why{}; ///< {"vi", "en"}; null: not said
};

/// What the definition names, and what the scenario declares beside it, by kind and name.
[[nodiscard]] std::vector<need> needs_of(const campaign::definition& definition,
                                         const std::vector<declared_need>& declared);

/// The steps that send over none of these channels, and so to nobody.
[[nodiscard]] std::vector<std::string>
steps_without_channel(const campaign::definition& definition,
                      const std::vector<std::string>& channels);

} // namespace sojourn::library
