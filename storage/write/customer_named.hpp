// Whom an address names that somebody wrote into a form.
#pragma once

#include "campaign/definition.hpp"
#include "storage/inbox.hpp"
#include "storage/listeners.hpp"

#include <optional>
#include <string>
#include <vector>

namespace sojourn::storage {

class transaction;

struct named_customer {
  std::optional<std::string> id{}; ///< nullopt: nobody, or not one alone
  bool is_new = false;             ///< made of what was written
};
/// The one customer whom "email" and "phone" of `written` name, as far as `how` allows: an address
/// that nobody has says nothing against the other one's holder, and of several customers with the
/// same addresses none is meant. Where nobody has them, a customer with the id `new_id` may be made
/// of "name", "email" and "phone", if the type of customers takes that. Nobody who is being erased
/// is named.
[[nodiscard]] named_customer customer_named(transaction& tx, const json& written,
                                            campaign::form_identity how, const std::string& new_id,
                                            const listener_set& listeners, instant now,
                                            std::vector<inbox_entry>& inbox_entries);

} // namespace sojourn::storage
