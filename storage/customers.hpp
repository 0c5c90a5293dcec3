// Customers as operators look for them: by what they are known, and what happened with them.
#pragma once

#include "base/ids.hpp"
#include "base/json.hpp"

#include <compare>
#include <cstdint>
#include <string>
#include <vector>

namespace sojourn::storage {

/// What an item of a timeline is. Of one instant, a later kind comes first.
enum class timeline_kind : std::uint8_t { consent, change, points, order, instance, event, send };
inline constexpr std::size_t timeline_kinds = 7;

/// Where an item stands.
struct timeline_place {
  instant at{};
  timeline_kind kind = timeline_kind::send;
  std::int64_t number = 0;
  auto operator<=>(const timeline_place&) const = default;
};

struct timeline_item {
  timeline_place place;
  json what;
};

/// Reads customers; see reader for what holds of all of them.
class customer_reader {
public:
  virtual ~customer_reader() = default;

  /// Records of customers whose id, phone number, e-mail address, other identity or name begins so,
  /// in this order, each with "matched": which of them it was. Names are compared without accents
  /// and case, each word of the text with the beginning of a word of the name.
  [[nodiscard]] virtual std::vector<json> search(const std::string& text, std::size_t limit) = 0;
  /// What happened with a customer before a place, the newest first.
  [[nodiscard]] virtual std::vector<timeline_item>
  timeline(const std::string& customer, const timeline_place& before, std::size_t limit) = 0;
};

} // namespace sojourn::storage
