// The ZALO KEEPER keeps what outlives calls of the shop's account at Zalo: tokens and templates.
#pragma once

#include "actors/interfaces/instance.hpp"
#include "channels/zalo/templates.hpp"
#include "channels/zalo/token.hpp"

#include <memory>

namespace sojourn::channels::zalo {
struct account_need;
}

namespace sojourn::actors {

/// Read the file and begin.
struct keeper_begin {};
/// INTERNAL: one step of the tokens.
struct keeper_step {
  std::shared_ptr<const channels::zalo::token_input> what;
};
/// INTERNAL: the account needs something.
struct keeper_need {
  std::shared_ptr<const channels::zalo::account_need> what;
};
/// INTERNAL: look at the clock.
struct keeper_look {};
/// INTERNAL: the templates were read and stored, or were not.
struct keeper_has_read {
  std::shared_ptr<result<channels::zalo::template_cache>> templates;
};

using zalo_keeper_actor = typed_actor<
    // Reads the tokens and templates of the file. Once, first.
    void(keeper_begin),
    // INTERNAL.
    void(keeper_step),
    // INTERNAL.
    void(keeper_need),
    // Renews tokens and reads templates that are due. Repeating it is harmless.
    void(keeper_look),
    // Trades the code of a consent, which works once. Refused while tokens are being renewed.
    void(keeper_consent),
    // Reads the templates anew. Whoever asks while they are being read hears of that reading.
    void(keeper_read),
    // INTERNAL.
    void(keeper_has_read),
    // Ends the keeper; the account stays without one.
    void(stop_now)>;

} // namespace sojourn::actors

SOJOURN_LOCAL_MESSAGE(sojourn::actors::keeper_begin)
SOJOURN_LOCAL_MESSAGE(sojourn::actors::keeper_step)
SOJOURN_LOCAL_MESSAGE(sojourn::actors::keeper_need)
SOJOURN_LOCAL_MESSAGE(sojourn::actors::keeper_look)
SOJOURN_LOCAL_MESSAGE(sojourn::actors::keeper_consent)
SOJOURN_LOCAL_MESSAGE(sojourn::actors::keeper_read)
SOJOURN_LOCAL_MESSAGE(sojourn::actors::keeper_has_read)
