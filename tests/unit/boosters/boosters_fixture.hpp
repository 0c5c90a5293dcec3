// Documents that the tests of boosters begin with.
#pragma once

#include "boosters/booster.hpp"
#include "boosters/template.hpp"

#include <gtest/gtest.h>

namespace sojourn::boosters {

inline instant at(const char* text) { return parse_instant(text).value(); }

/// The 9.9 sale of the shipped template, in the zone of its shop.
inline json nine_nine() {
  const json asked{{"title", {{"vi", "Siêu sale 9.9"}, {"en", "The 9.9 sale"}}},
                   {"timezone", "Asia/Ho_Chi_Minh"},
                   {"date", "2026-09-09"},
                   {"approved_skus", {"tea-1", "tea-2", "tea-3", "cup-1", "cup-2"}},
                   {"voucher_pool", "booster-9-9"},
                   {"via", {"mailbox"}}};
  return with_template(asked, marketplace_template(), shipped_template).value();
}

inline booster read_nine_nine() { return read_booster("9-9", nine_nine()).value(); }

inline json card_document() {
  return {{"phase", "day"},
          {"group", "in-cart"},
          {"at", "2026-09-09T10:00"},
          {"message", {{"fallback", "en"}, {"languages", {{"en", {{"text", "Today"}}}}}}}};
}

/// The pointers of the mistakes that an error tells.
inline std::vector<std::string> pointers(const error& of) {
  std::vector<std::string> all;
  for (const auto& detail : of.details)
    all.push_back(detail.pointer);
  return all;
}

} // namespace sojourn::boosters
