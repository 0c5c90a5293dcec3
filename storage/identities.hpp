// Who is who: visitors that turned out to be customers, and records found by what people are
// known by.
#pragma once

#include "base/json.hpp"
#include "base/result.hpp"
#include "engine/state.hpp"
#include "records/record_type.hpp"
#include "storage/inbox.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace sojourn::storage {

class transaction;

struct table_set;

/// How it is known that a visitor is a customer.
enum class link_trust : std::uint8_t {
  /// By somebody who knows: all that is the visitor's is the customer's, and the visitor's id means
  /// the customer.
  proven,
  /// By what somebody wrote into a form, which can be anybody: what the visitor did, in records, is
  /// the customer's; but the browser is shown nothing of the customer's, hears nothing for them
  /// (its push subscriptions stay the visitor's), and starts and events stay the visitor's.
  claimed,
};

/// A visitor who turned out to be a customer.
struct visitor_link {
  std::string visitor;
  std::string customer;
  link_trust trust = link_trust::proven;
  bool is_done = false; ///< all that was the visitor's has come to the customer
  instant linked_at{};
  std::string linked_by;
  /// What came: {"records", "events", "inbox entries", "instances", "cancelled", "sends",
  /// "consents"}.
  json moved = json::object();
};

/// An effect that a turn of the store's own took back.
struct revoked_effect {
  instance_id instance;
  engine::pending_effect effect;
};

struct link_written {
  visitor_link link;
  bool created = false;
  std::vector<inbox_entry> inbox_entries;
  std::vector<revoked_effect> revoked;
};

/// Rows that one portion of a link or an erasure touches, about; one that is larger goes on in a
/// unit of its own.
inline constexpr std::size_t default_portion = 2'000;

/// Links a visitor to a customer and moves what was the visitor's: events, records, open instances
/// with their waits and placements, what is on its way to them. One that the customer has under
/// the same re-entry key already is cancelled instead. From now on the visitor's id means the
/// customer. The same link again changes nothing and gives what it gave. What is left after
/// `portion` rows moves with go_on_linking. What was claimed before becomes proven; a claim of
/// another customer gives way, and that one loses the visitor's records again.
/// Errors: already_exists (the visitor is another customer's, which details[0] names); wrong_state
/// (one of them is being erased).
[[nodiscard]] result<link_written> link_visitor(transaction& tx, const std::string& visitor,
                                                const std::string& customer, const std::string& who,
                                                instant now, std::size_t portion = default_portion);
/// Links them by a claim: moves the visitor's records but push subscriptions to the customer, now
/// and whenever more come. A visitor who is linked already stays as they are, whoever claims them,
/// and the link that is there is given. Errors: wrong_state (one of them is being erased).
[[nodiscard]] result<link_written> claim_visitor(transaction& tx, const std::string& visitor,
                                                 const std::string& customer,
                                                 const std::string& who, instant now,
                                                 std::size_t portion = default_portion);
/// Moves a further portion. Harmless when nothing is left. Errors: not_found; wrong_state (the
/// customer is being erased, and what is left of the visitor with them).
[[nodiscard]] result<link_written> go_on_linking(transaction& tx, const std::string& visitor,
                                                 instant now,
                                                 std::size_t portion = default_portion);

/// The customer for a visitor whose link is proven; everybody else as they are.
[[nodiscard]] subject_ref known_as(transaction& tx, const subject_ref& subject);

/// Keeps by what a record can be found, as its data changes; nullptr: there is none.
void update_identities(table_set& tables, const records::record_type& type, const std::string& id,
                       const json* before, const json* after);
/// Computes anew by what the records of a type can be found.
void compute_identities(table_set& tables, const records::record_type& type);

/// Reading them; thread-safe as the reader is.
class identity_reader {
public:
  virtual ~identity_reader() = default;
  [[nodiscard]] virtual std::optional<visitor_link> link_of(const std::string& visitor) = 0;
  /// By visitor, after `after`.
  [[nodiscard]] virtual std::vector<visitor_link>
  links(const std::string& customer, const std::string& after, std::size_t limit) = 0;
  /// Visitors whose data is still on its way.
  [[nodiscard]] virtual std::vector<std::string> links_under_way() = 0;
  /// The customer for a visitor whose link is proven; everybody else as they are.
  [[nodiscard]] virtual subject_ref known_as(const subject_ref& subject) = 0;
  /// Ids of the records whose field has this value in its normal form, the oldest first.
  /// Errors: invalid_request (no such identity, or the value can be none).
  [[nodiscard]] virtual result<std::vector<std::string>> find(const std::string& type,
                                                              const std::string& field,
                                                              const std::string& value,
                                                              std::size_t limit) = 0;
  /// Ids of the customers with this "phone", "email", "zalo_user_id" or what else their type
  /// declares, however it is written; the oldest first, at most 100. Empty when nobody has it, it
  /// can be nobody's, or there is no such kind.
  [[nodiscard]] virtual std::vector<std::string> find_customer(const std::string& kind,
                                                               const std::string& value) = 0;
};

} // namespace sojourn::storage
