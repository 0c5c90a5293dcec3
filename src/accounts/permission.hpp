// What a person or a program may do, one permission for each kind of work, and sets of them.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sojourn::accounts {

enum class permission : std::uint8_t {
  view,              ///< read everything that is not about access
  see_personal_data, ///< names, phones, addresses, texts of sends and answers of forms, unmasked
  edit,              ///< campaigns, messages, segments, vouchers
  activate,          ///< begin and resume campaigns
  send,              ///< begin runs, and change what active campaigns send
  operate,           ///< pause and end campaigns; instances, jobs, backups, the audit
  money,             ///< budgets and deposits
  people,            ///< one customer at a time: consents, redeemed codes
  desk,              ///< the desk in the shop: the one customer who stands there, and tasks
  data,              ///< records and events, imports, exports, erasures
  developer,         ///< hooks and their secrets, record types
  administer,        ///< users, roles, tokens, secrets, the clock
};

/// The names as roles and the API write them, in the enumeration's order.
inline constexpr std::array<std::string_view, 12> permission_names{"view",      "see_personal_data",
                                                                   "edit",      "activate",
                                                                   "send",      "operate",
                                                                   "money",     "people",
                                                                   "desk",      "data",
                                                                   "developer", "administer"};

[[nodiscard]] constexpr std::string_view to_text(permission one) {
  return permission_names[static_cast<std::size_t>(one)];
}

/// The permission of this name, if there is one.
[[nodiscard]] constexpr std::optional<permission> parse_permission(std::string_view name) {
  for (std::size_t i = 0; i < permission_names.size(); ++i) {
    if (permission_names[i] == name)
      return static_cast<permission>(i);
  }
  return std::nullopt;
}

/// A set of permissions. A single one is a set, too.
class permission_set {
public:
  constexpr permission_set() = default;
  constexpr permission_set(permission one) : bits_{bit(one)} {} // NOLINT: meant to convert
  constexpr permission_set(std::initializer_list<permission> all) {
    for (const auto one : all)
      bits_ = static_cast<std::uint16_t>(bits_ | bit(one));
  }
  [[nodiscard]] static constexpr permission_set all() {
    permission_set made;
    made.bits_ = static_cast<std::uint16_t>((1U << permission_names.size()) - 1);
    return made;
  }

  [[nodiscard]] constexpr bool contains(permission one) const { return (bits_ & bit(one)) != 0; }
  /// Whether every permission of `others` is in this set.
  [[nodiscard]] constexpr bool contains_all(permission_set others) const {
    return (others.bits_ & ~bits_) == 0;
  }
  [[nodiscard]] constexpr bool empty() const { return bits_ == 0; }
  /// What is in this set and not in `others`.
  [[nodiscard]] constexpr permission_set without(permission_set others) const {
    permission_set made;
    made.bits_ = static_cast<std::uint16_t>(bits_ & ~others.bits_);
    return made;
  }
  constexpr permission_set& operator|=(permission_set others) {
    bits_ = static_cast<std::uint16_t>(bits_ | others.bits_);
    return *this;
  }
  constexpr bool operator==(const permission_set&) const = default;

  /// The names, in the order of the enumeration.
  [[nodiscard]] std::vector<std::string> names() const;

private:
  [[nodiscard]] static constexpr std::uint16_t bit(permission one) {
    return static_cast<std::uint16_t>(1U << static_cast<unsigned>(one));
  }
  std::uint16_t bits_ = 0;
};

/// The names in a sentence or a challenge: "activate send".
[[nodiscard]] std::string to_text(permission_set all);

/// What would be given away beyond what the giver has.
[[nodiscard]] constexpr permission_set lacking(permission_set giver, permission_set given) {
  return given.without(giver);
}

} // namespace sojourn::accounts
