// Reads settings from TOML and the environment, and reports every mistake in one go.
#pragma once

#include "config/settings.hpp"

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace sojourn::config {

/// One thing to mend before the daemon can start. Never holds the value of a secret.
struct mistake {
  std::string source;  ///< the file, or the environment variable
  int line = 0;        ///< in the file, from 1; 0 where there is no line
  std::string key;     ///< "http.port", "auth.tokens[0].scopes"; empty for a mistake of syntax
  std::string message; ///< what is wrong, and what to write instead
  bool operator==(const mistake&) const = default;
};

/// "sojourn.toml:12: http.port must be 0 to 65535".
[[nodiscard]] std::string to_text(const mistake& one);

/// The text of a file, or nullopt where it cannot be read.
using text_of_file = std::function<std::optional<std::string>(const std::string& path)>;

using result_or_mistakes = tl::expected<settings, std::vector<mistake>>;

/// Reads the same settings once more, from where they were read first.
using reread_settings = std::function<result_or_mistakes()>;

/// Reads a settings file and lays the environment over it. What neither names has its default.
///
/// Every key has a variable, as http.port has SOJOURN_HTTP_PORT, which beats the file. A list
/// is written with commas. The entries of auth.tokens and channels.webhooks are made in the
/// file alone, but their keys have variables too, such as SOJOURN_AUTH_TOKENS_CI_TOKEN for the
/// token named "ci". A SOJOURN_ variable that is nobody's is a mistake, unless
/// `other_variables` has it; variables of other prefixes are not looked at.
///
/// A secret may be written as "env:NAME", the variable that holds it, or "file:/PATH"; `read_file`
/// gives the text of a file, or nullopt where it cannot be read. The blanks at its end do not
/// count.
///
/// Errors: all mistakes, those of the file by line, then those of the environment. Text that
/// is not TOML is one mistake, since nothing after it can be trusted.
[[nodiscard]] result_or_mistakes
read_settings(std::string_view toml_text, std::string_view file_name,
              const std::map<std::string, std::string>& environment,
              const std::set<std::string, std::less<>>& other_variables = {},
              const text_of_file& read_file = {});

} // namespace sojourn::config
