#include "storage/voucher_facts.hpp"

namespace sojourn::storage {

void add_voucher_facts(const engine::voucher_ref& voucher, const engine::instance_state& state,
                       const code_standing& now, engine::facts& known) {
  if (now.redeemed_at)
    known.redeemed.emplace(voucher.variable, *now.redeemed_at);
  json changed = json::object();
  if (now.voided_at)
    changed["voided_at"] = to_text(*now.voided_at);
  const auto& offer = state.vars.at(voucher.variable);
  const auto given = offer.value("expires_at", json());
  const auto expires = now.expires_at ? json(to_text(*now.expires_at)) : json();
  if (given != expires)
    changed["expires_at"] = expires;
  if (!changed.empty())
    known.offers.emplace(voucher.variable, std::move(changed));
}

} // namespace sojourn::storage
