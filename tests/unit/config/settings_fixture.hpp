// What the tests of the settings share: reading a text, and finding a mistake by its key.
#pragma once

#include "config/reader.hpp"

#include <algorithm>
#include <gtest/gtest.h>

namespace sojourn::config {

using variables = std::map<std::string, std::string>;

/// The settings in `toml`, which must be free of mistakes.
inline settings accepted(std::string_view toml, const variables& environment = {}) {
  auto read = read_settings(toml, "sojourn.toml", environment);
  if (!read) {
    for (const auto& one : read.error())
      ADD_FAILURE() << to_text(one);
    return {};
  }
  return std::move(*read);
}

/// The mistakes in `toml`, of which there must be some.
inline std::vector<mistake> mistakes(std::string_view toml, const variables& environment = {}) {
  const auto read = read_settings(toml, "sojourn.toml", environment);
  if (read) {
    ADD_FAILURE() << "no mistake was found in:\n" << toml;
    return {};
  }
  return read.error();
}

/// The one mistake in `toml`, as a person sees it.
inline std::string the_mistake(std::string_view toml, const variables& environment = {}) {
  const auto all = mistakes(toml, environment);
  std::string text;
  for (const auto& one : all)
    text += (text.empty() ? "" : "\n") + to_text(one);
  return text;
}

} // namespace sojourn::config
