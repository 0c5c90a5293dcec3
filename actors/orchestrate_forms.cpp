// Forms of the shop's pages: what one makes of an address is what its campaign says.
#include "actors/caf_orchestrator.hpp"
#include "storage/forms.hpp"

namespace sojourn::actors {

namespace {

using campaign::form_identity;

form_identity identity_of(const campaign::definition& campaign, const std::string& step) {
  const auto* at = campaign.find(step);
  const auto* show = at != nullptr ? std::get_if<campaign::show_step>(&at->kind) : nullptr;
  return show != nullptr && show->kind == campaign::show_kind::form ? show->identifies
                                                                    : form_identity::nobody;
}

/// What the form that was shown makes of an address. A page only says which form it was: one of an
/// instance counts for whom that is about, one of a broadcast while that is active.
form_identity identity_of(storage::transaction& tx, catalogue& campaigns,
                          const sojourn::orchestrator::form_request& form) {
  if (!form.instance.empty()) {
    const auto named = parse_instance_id(form.instance);
    const auto shown = named ? storage::version_shown(tx, *named, form.visitor) : std::nullopt;
    if (!shown)
      return form_identity::nobody;
    const auto version = campaigns.version(*shown);
    return version && (*version)->definition->id == form.campaign
               ? identity_of(*(*version)->definition, form.step)
               : form_identity::nobody;
  }
  const auto known = campaigns.find_active(form.campaign);
  if (!known ||
      !std::holds_alternative<campaign::broadcast_trigger>(known->newest->definition->trigger))
    return form_identity::nobody;
  return identity_of(*known->newest->definition, form.step);
}

} // namespace

void caf_orchestrator::take_form(sojourn::orchestrator::form_request request,
                                 completion<written> done) {
  const auto at = now();
  const auto lead = request.lead;
  commit<storage::form_taken>(
      std::move(done),
      [this, request = std::move(request), at](storage::transaction& tx) {
        return storage::take_form(tx,
                                  {.visitor = request.visitor,
                                   .lead = request.lead,
                                   .data = request.data,
                                   .identifies = identity_of(tx, with_.catalogue, request)},
                                  *with_.catalogue.listeners(), at);
      },
      [this, lead](storage::form_taken taken) -> result<written> {
        with_.directory.bring(std::move(taken.caused));
        if (taken.is_moving)
          privacy_.look();
        return written{{{"id", lead}}, taken.created, !taken.created, 0};
      });
}

} // namespace sojourn::actors
