// What messages are made of: the library, and the products that texts show.
#pragma once

#include "base/ids.hpp"
#include "storage/saved.hpp"

#include <vector>

namespace sojourn::storage {

class transaction;

/// Messages that the library may hold.
inline constexpr std::int64_t max_library_messages = 10'000;

/// Writes a message of the library or its next version. The same again writes nothing.
/// Errors: version_mismatch, already_exists when it must be new, wrong_state (too many).
[[nodiscard]] result<document_written> write_message(transaction& tx, const document_write& what,
                                                     instant now);
/// Forgets a message and its versions. Errors: not_found, version_mismatch.
[[nodiscard]] result<stored_document> remove_message(transaction& tx, const std::string& id,
                                                     const preconditions& only_if,
                                                     const std::string& who, const std::string& why,
                                                     instant now);

/// Whether the library has a message of this id, as the transaction sees it.
[[nodiscard]] bool has_message(transaction& tx, const std::string& id);
/// The campaigns that are not ended or archived and whose newest version takes this message.
[[nodiscard]] std::vector<std::string> campaigns_taking(transaction& tx,
                                                        const std::string& message);

/// Slots that may have a rule of what they recommend.
inline constexpr std::int64_t max_recommendations = 1'000;

/// Writes the rule of a slot, or its next version. The same again writes nothing.
/// Errors: version_mismatch, already_exists when it must be new, wrong_state (too many).
[[nodiscard]] result<document_written>
write_recommendation(transaction& tx, const document_write& what, instant now);
/// Forgets the rule of a slot and its versions. Errors: not_found, version_mismatch.
[[nodiscard]] result<stored_document> remove_recommendation(transaction& tx, const std::string& id,
                                                            const preconditions& only_if,
                                                            const std::string& who,
                                                            const std::string& why, instant now);

/// A product with its id.
struct stored_product {
  std::string id;
  json data;
};

inline constexpr std::size_t max_views_read = 1'000;

/// Products that are near a price, on each side of it, that one search reads at most.
inline constexpr std::size_t max_near_products = 100;

/// Reads what messages are made of; see reader for what holds of all of them.
class content_reader {
public:
  virtual ~content_reader() = default;

  /// The newest versions of all messages of the library, by id.
  [[nodiscard]] virtual std::vector<stored_document> messages() = 0;
  [[nodiscard]] virtual std::optional<stored_document> message(const std::string& id) = 0;
  /// All versions of one, from new to old.
  [[nodiscard]] virtual std::vector<stored_document> message_versions(const std::string& id) = 0;

  /// The rules of slots, as with messages.
  [[nodiscard]] virtual std::vector<stored_document> recommendations() = 0;
  [[nodiscard]] virtual std::optional<stored_document> recommendation(const std::string& slot) = 0;
  [[nodiscard]] virtual std::vector<stored_document>
  recommendation_versions(const std::string& slot) = 0;

  /// The product that a visitor looked at last; empty: none. Of customers the traits say it. Looks
  /// at the newest max_views_read of their looks, by id.
  [[nodiscard]] virtual std::string last_viewed(const subject_ref& visitor) = 0;

  /// The products of a category that cost from `from` to `to`: those nearest to `price`, at most
  /// max_near_products below it and as many from it upwards.
  [[nodiscard]] virtual std::vector<stored_product>
  products_near(const std::string& category, double price, double from, double to) = 0;
};

} // namespace sojourn::storage
