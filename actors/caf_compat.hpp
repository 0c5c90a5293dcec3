// Everything that is spelled differently in CAF 0.17 than in later versions. A move to a
// newer CAF touches this file only.
#pragma once

#include <caf/all.hpp>

namespace sojourn::actors {

/// Maps a function signature to a typed-actor signature of CAF 0.17.
template <class Signature>
struct caf_signature;
template <class... Args>
struct caf_signature<void(Args...)> {
  using type = caf::reacts_to<Args...>;
};
template <class R, class... Args>
struct caf_signature<R(Args...)> {
  using type = typename caf::replies_to<Args...>::template with<R>;
};

template <class... Signatures>
using typed_actor = caf::typed_actor<typename caf_signature<Signatures>::type...>;

} // namespace sojourn::actors

/// Allows a type in messages between actors of this process; it is never serialised.
#define SOJOURN_LOCAL_MESSAGE(Type) CAF_ALLOW_UNSAFE_MESSAGE_TYPE(Type)
