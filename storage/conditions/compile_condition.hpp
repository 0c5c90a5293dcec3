// Conditions of segments as SQL, where SQL can say exactly the same.
#pragma once

#include "segments/predicate.hpp"

#include <string>

namespace sojourn::storage {

/// A condition over `FROM record r`, a customer, and `trait t`, the row of their traits if there
/// is one. SQL speaks three-valued here: 1 holds, 0 does not, NULL is not for SQL to say. What a
/// condition means is said by rules/ alone; every doubt (an operator that is not compiled, a
/// value of a kind that is seldom met, a float at the very bound) is a NULL.
struct compiled_condition {
  /// Whoever is in fulfils it; those who do not are out. Empty: everybody may be in.
  std::string where;
  /// Of those: 1 in, 0 out, NULL to be asked row by row.
  std::string decided;
  bool has_set = false;      ///< `where` names a set of ids that `r` is best looked up by
  bool reads_traits = false; ///< whether either names `t`
};

/// Longer SQL is not tried: each row is asked instead.
inline constexpr std::size_t max_sql_bytes = 256 * 1024;

/// Compiles what is asked at `now`. An error of the condition counts as "out".
[[nodiscard]] compiled_condition compile_condition(const segments::predicate& asked, instant now);

} // namespace sojourn::storage
