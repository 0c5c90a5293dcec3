// What a provider tells by calling, as its file says.
#pragma once

#include "base/mistakes.hpp"
#include "channels/channel.hpp"
#include "hooks/hook.hpp"
#include "rules/rule.hpp"

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace sojourn::channels {

/// A secret that stands in a header as it is, for providers that cannot sign.
struct header_token {
  std::string header; ///< in lower case
};

/// How calls of a provider are checked and read. Rules see {"body", "headers", "item"}, where
/// `item` is each of the things that one call tells.
struct receipt_reader {
  std::variant<hooks::signature, header_token> signature;
  std::vector<std::string> secret_names;
  bool is_form = false;
  std::optional<rules::rule> each; ///< the list of items; nullopt: the body is the only one
  rules::rule kind;
  std::optional<rules::rule> key;
  std::optional<rules::rule> provider_id;
  std::optional<rules::rule> address;
  std::optional<rules::rule> at;
  std::optional<rules::rule> id;
  std::optional<rules::rule> code;
  std::optional<rules::rule> detail;
  std::optional<rules::rule> text;
};

/// Why one of `secrets` cannot prove calls as `how` wants it, or nullopt. Never repeats a secret.
[[nodiscard]] std::optional<std::string>
unusable_secret(const receipt_reader& how, const std::map<std::string, std::string>& secrets);

/// Things that one call may tell; the rest of it is not read.
inline constexpr std::size_t most_receipts = 10'000;

/// Reads "receipts", which the schema has passed.
[[nodiscard]] receipt_reader read_receipt_reader(const json& source, const std::string& pointer,
                                                 mistake_list& mistakes);

/// What `call` tells, once one of the reader's secrets proves it, of which `secrets` has the
/// values. Items whose kind is null are passed over. Errors: bad_signature, stale_signature,
/// invalid_request.
[[nodiscard]] result<messages::provider_news>
read_receipts(const receipt_reader& how, const std::map<std::string, std::string>& secrets,
              const std::string& channel, const provider_call& call);

} // namespace sojourn::channels
