#include "messages/receipt.hpp"

#include <array>

namespace sojourn::messages {

namespace {

constexpr std::array<std::string_view, receipt_kinds> texts{
    "delivered", "read", "clicked", "replied", "failed", "bounced", "complained", "unsubscribed"};

} // namespace

std::string_view to_text(receipt_kind kind) { return texts.at(static_cast<std::size_t>(kind)); }

std::optional<receipt_kind> parse_receipt_kind(std::string_view text) {
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (texts.at(i) == text)
      return static_cast<receipt_kind>(i);
  }
  return std::nullopt;
}

} // namespace sojourn::messages
