// What a verification finds, while its checks run.
#pragma once

#include "storage/operation.hpp"
#include "storage/sqlite/sqlite.hpp"

#include <cstddef>
#include <string>

namespace sojourn::storage {

inline constexpr std::size_t most_violations = 1000;
/// Rows that are read at a time.
inline constexpr std::size_t verify_page = 256;

class verification_report {
public:
  void add(const std::string& what, const std::string& where, const std::string& detail) {
    if (found.violations.size() < most_violations)
      found.violations.push_back({what, where, detail});
  }

  /// Runs a check; where a damaged page ends it, that is reported, and the next one can run.
  template <class Check>
  void run(const char* of, const Check& check) {
    try {
      check();
    } catch (const sqlite_error& failure) {
      if (!failure.is_damage())
        throw;
      add("file_damaged", of, std::string{"could not be checked to their end: "} + failure.what());
    } catch (const corrupt_row& failure) {
      add("row_unreadable", of, failure.what());
    }
  }

  verification found;
};

} // namespace sojourn::storage
