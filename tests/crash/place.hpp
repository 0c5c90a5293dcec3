// Where the lives of a daemon leave their traces: its data, and what its receivers noted.
#pragma once

#include <filesystem>
#include <string>

namespace sojourn::crash {

/// A receiver that throws away what it has seen already.
inline constexpr auto deduplicating = "deduplicating";
/// A receiver that delivers whatever it is handed.
inline constexpr auto blunt = "blunt";

struct place {
  std::filesystem::path root;

  [[nodiscard]] std::string data() const { return root / "data"; }
  /// A line for each hand-over that reached the receiver: the effect's key.
  [[nodiscard]] std::string received(const std::string& channel) const {
    return root / (channel + ".received");
  }
};

} // namespace sojourn::crash
