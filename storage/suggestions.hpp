// Benchmarks, which suggestions stay away, and the operating score of each day.
#pragma once

#include "base/preconditions.hpp"
#include "reports/score.hpp"
#include "storage/saved.hpp"

#include <optional>
#include <string>
#include <vector>

namespace sojourn::storage {

class transaction;

/// The id of the only document of benchmarks.
inline constexpr const char* benchmarks_id = "benchmarks";

/// Writes the benchmarks or their next version. The same again writes nothing. Errors:
/// version_mismatch.
[[nodiscard]] result<document_written> write_benchmarks(transaction& tx, const document_write& what,
                                                        instant now);
/// Forgets them: the template counts again. Errors: not_found, version_mismatch.
[[nodiscard]] result<stored_document> remove_benchmarks(transaction& tx,
                                                        const preconditions& only_if,
                                                        const std::string& who,
                                                        const std::string& why, instant now);

/// Why a suggestion stays away. The numbers are stored.
enum class away_reason { acted_on = 0, dismissed = 1 };
/// "acted_on", "dismissed".
[[nodiscard]] std::string_view to_text(away_reason how);

struct away_suggestion {
  std::string suggestion{};
  away_reason how = away_reason::dismissed;
  instant at{};
  std::string who{};
  std::string campaign{}; ///< the draft that was made
};
/// It stays away from now on. What it says takes the place of what was said before.
void put_away(transaction& tx, const away_suggestion& what, const std::string& why);
/// It comes back. False: it was not away.
bool bring_back(transaction& tx, const std::string& suggestion, const std::string& who,
                const std::string& why, instant now);

/// The operating score of a day that is over, as it was known when it was measured.
struct stored_score {
  std::int64_t day = 0; ///< calendar::day_number
  std::int64_t sent = 0;
  std::int64_t read = 0;
  std::int64_t suggested = 0; ///< in parts of reports::rate_places
  std::string level{};        ///< empty: nothing was sent
  instant measured_at{};

  [[nodiscard]] reports::score as_score() const { return {{read, sent}, suggested}; }
};
/// A day that has a score keeps it.
void add_score(transaction& tx, const stored_score& one);

/// Reads suggestions; see reader for what holds of all of them.
class suggestion_reader {
public:
  virtual ~suggestion_reader() = default;

  /// nullopt: nobody has put any.
  [[nodiscard]] virtual std::optional<stored_document> benchmarks() = 0;
  /// Those that were put away at some time, by suggestion.
  [[nodiscard]] virtual std::vector<away_suggestion> away() = 0;
  /// From new to old, before the day `before`.
  [[nodiscard]] virtual std::vector<stored_score> scores(std::int64_t before,
                                                         std::size_t limit) = 0;
};

} // namespace sojourn::storage
