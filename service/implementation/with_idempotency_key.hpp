// Requests that carry an idempotency key are done once.
#pragma once

#include "service/common.hpp"
#include "storage/idempotency.hpp"

namespace sojourn::service {

/// An answer that an idempotency key may have given before.
struct keyed_answer {
  json body;
  bool replayed = false;
};

/// Runs `make` unless the key has an answer already, and remembers its answer; one that shows a
/// secret sealed.
template <class Make>
result<keyed_answer> with_idempotency_key(storage::transaction& tx, const idempotency& idem,
                                          instant at, Make make,
                                          storage::answer_kind kind = storage::answer_kind::plain) {
  if (!idem.key.empty()) {
    auto found = storage::find_answer(tx, idem.key, idem.fingerprint, at);
    if (!found)
      return fail(std::move(found.error()));
    if (*found)
      return keyed_answer{std::move(**found), true};
  }
  result<json> made = make();
  if (!made)
    return fail(std::move(made.error()));
  if (!idem.key.empty())
    storage::remember_answer(tx, idem.key, idem.fingerprint, *made, at, kind);
  return keyed_answer{std::move(*made), false};
}

} // namespace sojourn::service
