// What a provider's answer means, as its file says.
#pragma once

#include "base/mistakes.hpp"
#include "channels/http/exchange.hpp"
#include "rules/rule.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace sojourn::channels {

enum class answer_class { accepted, permanent, transient, unknown, unreachable, closed };

/// One line of the table: what fits means what.
struct answer_rule {
  std::vector<std::string> statuses; ///< "2xx", "429"; empty: any
  std::optional<rules::rule> when;   ///< over {"status", "body"}; nullopt: always
  answer_class is = answer_class::unknown;
  std::optional<milliseconds> retry_after; ///< of closed: how long nothing more is sent
};

/// How an answer is read: the first rule that fits decides, else the status alone.
struct answer_reader {
  std::vector<answer_rule> answers;
  std::optional<rules::rule> provider_id;
  std::optional<rules::rule> code;
  std::optional<rules::rule> detail;
  bool else_unknown = false; ///< where no rule fits: unknown, instead of what the status says
};

/// Reads "answers", "provider_id", "code" and "detail" of `source`, which the schema has passed.
[[nodiscard]] answer_reader read_answer_reader(const json& source, const std::string& pointer,
                                               mistake_list& mistakes);

/// The rule at `name`, if any; mistakes in it are told at its place.
[[nodiscard]] std::optional<rules::rule> read_rule_at(const json& of, const std::string& pointer,
                                                      const char* name, mistake_list& mistakes);

/// An ISO 8601 duration at `name`, of up to a day; `otherwise` where there is none.
[[nodiscard]] milliseconds read_length_at(const json& of, const std::string& pointer,
                                          const char* name, milliseconds otherwise,
                                          mistake_list& mistakes);

/// The text that `asked` gives for `data`, or nothing. Numbers are written out.
[[nodiscard]] std::string text_of(const std::optional<rules::rule>& asked, const json& data,
                                  instant at);

/// What `answer` means; `judged` is what its status says, or why there was none, and is kept
/// where nothing came back. `at` is when it came.
[[nodiscard]] attempt_result judge_answer(const answer_reader& how, attempt_result judged,
                                          const http_response& answer, instant at);

} // namespace sojourn::channels
