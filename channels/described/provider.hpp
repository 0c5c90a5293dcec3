// A provider as a file describes it.
#pragma once

#include "base/result.hpp"
#include "channels/channel.hpp"
#include "channels/described/answers.hpp"
#include "channels/described/receipts.hpp"
#include "channels/described/request_template.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>

namespace sojourn::channels {

/// Where a secret is found. Exactly one of the two is set.
struct secret_source {
  std::string env;
  std::string file;
};

/// Where a provider's file says that people are reached.
struct address_field {
  std::string field;        ///< of the customer
  std::string country_code; ///< of phone numbers; empty: the address stays as it is
  bool has_plus = true;
};

struct text_limits {
  std::size_t characters = 0; ///< of normal form C; 0: no limit
  std::size_t sms_segments = 0;
};

struct status_query {
  request_template request;
  answer_reader answers;
};

struct provider {
  std::map<std::string, secret_source> secrets;
  std::optional<address_field> address; ///< nullopt: it reaches everybody
  text_limits limits;
  capabilities can;
  milliseconds timeout{15'000};
  request_template send;
  answer_reader answers;
  std::optional<status_query> status;
  std::optional<receipt_reader> receipts;
};

/// How a service tells what became of messages that leave another way, as a file says it.
struct described_calls {
  std::map<std::string, secret_source> secrets;
  receipt_reader receipts;
};

/// Reads a provider's file. Errors: invalid_settings, with every mistake by its pointer.
[[nodiscard]] result<std::shared_ptr<const provider>> read_provider(const json& source);

/// Reads a file with "secrets" and "receipts" alone. Errors: as read_provider.
[[nodiscard]] result<std::shared_ptr<const described_calls>> read_calls(const json& source);

} // namespace sojourn::channels
