// What has become of the codes that an instance got.
#pragma once

#include "engine/advance.hpp"
#include "storage/vouchers.hpp"

namespace sojourn::storage {

/// Adds to the facts what `now` says of the code in a variable of the state: that it was used or
/// made void, or expires at another instant than when it was given.
void add_voucher_facts(const engine::voucher_ref& voucher, const engine::instance_state& state,
                       const code_standing& now, engine::facts& known);

} // namespace sojourn::storage
