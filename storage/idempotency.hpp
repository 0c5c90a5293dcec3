// Idempotency keys: the answer of the first request stands for all that repeat it.
#pragma once

#include "base/instant.hpp"
#include "base/json.hpp"
#include "base/result.hpp"

#include <optional>
#include <string>

namespace sojourn::storage {

class transaction;

/// The answer that an idempotency key found, or nullopt and the key is now taken (the
/// answer is stored by remember_answer in the same transaction).
/// Errors: idempotency_mismatch.
[[nodiscard]] result<std::optional<json>> find_answer(transaction& tx, const std::string& key,
                                                      const std::string& fingerprint, instant now);
/// A confidential answer, which shows a secret, is stored sealed.
enum class answer_kind { plain, confidential };
void remember_answer(transaction& tx, const std::string& key, const std::string& fingerprint,
                     const json& answer, instant now, answer_kind kind = answer_kind::plain);

} // namespace sojourn::storage
