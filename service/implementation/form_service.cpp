// Forms of the shop's pages: what one asks for, and makes of an address, is what its campaign says.
#include "service/implementation/form_service.hpp"

#include "campaign/form.hpp"
#include "storage/campaigns.hpp"
#include "storage/forms.hpp"

namespace sojourn::service {

namespace {

using campaign::form_identity;

/// The form that a page says it showed, and whether that counts: one of an instance for whom that
/// is about, one of a broadcast while that is active. A page can say anything.
struct shown_form {
  std::optional<campaign::show_step> step; ///< nullopt: there is no such form
  bool counts = false;
};

std::optional<campaign::show_step> form_at(const campaign::definition& campaign,
                                           const std::string& step) {
  const auto* at = campaign.find(step);
  const auto* show = at != nullptr ? std::get_if<campaign::show_step>(&at->kind) : nullptr;
  return show != nullptr && show->kind == campaign::show_kind::form ? std::optional{*show}
                                                                    : std::nullopt;
}

shown_form find_form(storage::transaction& tx, actors::catalogue& campaigns,
                     const form_request& form) {
  if (!form.instance.empty()) {
    const auto named = parse_instance_id(form.instance);
    const auto shown = named ? storage::version_shown(tx, *named, form.visitor) : std::nullopt;
    if (!shown)
      return {};
    const auto version = campaigns.version(*shown);
    if (!version || (*version)->definition->id != form.campaign)
      return {};
    return {form_at(*(*version)->definition, form.step), true};
  }
  const auto known = campaigns.find(form.campaign);
  if (!known)
    return {};
  const auto& newest = *known->newest->definition;
  return {form_at(newest, form.step),
          known->state == storage::campaign_state::active &&
              std::holds_alternative<campaign::broadcast_trigger>(newest.trigger)};
}

/// What was written, by the names of the form's fields: a lead holds some of them at its top.
json answers_in(const json& lead) {
  auto answers = lead.value("fields", json::object());
  for (const auto* name : {"name", "email", "phone"}) {
    if (const auto found = lead.find(name); found != lead.end())
      answers[name] = *found;
  }
  return answers;
}

/// The consent that a box of the form stands for, if it was ticked.
std::optional<storage::given_consent> consent_in(const shown_form& form, const json& lead) {
  const auto asked = form.step && form.counts ? campaign::consent_asked(*form.step) : std::nullopt;
  if (!asked)
    return std::nullopt;
  const auto answers = answers_in(lead);
  const auto ticked = answers.find(asked->field);
  const auto email = answers.find("email");
  if (ticked == answers.end() || *ticked == json("") || email == answers.end())
    return std::nullopt;
  return storage::given_consent{.channel = asked->channel,
                                .purpose = asked->purpose,
                                .double_opt_in = true,
                                .email = email->get<std::string>()};
}

result<storage::form_answer> read_form(storage::transaction& tx, actors::catalogue& campaigns,
                                       const form_request& request) {
  const auto form = find_form(tx, campaigns, request);
  const auto declared =
      form.step ? campaign::form_fields(*form.step) : std::vector<campaign::form_field>{};
  if (auto wrong = campaign::check_form(answers_in(request.data), declared); !wrong.empty())
    return fail(error_code::invalid_request, "this does not fit the form", std::move(wrong));
  return storage::form_answer{.visitor = request.visitor,
                              .lead = request.lead,
                              .data = request.data,
                              .identifies = form.step && form.counts ? form.step->identifies
                                                                     : form_identity::nobody,
                              .starts = request.starts,
                              .consent = consent_in(form, request.data)};
}

} // namespace

void form_service::submit(form_request request, completion<written> done) {
  const auto at = now();
  const auto lead = request.lead;
  commit<storage::form_submitted>(
      std::move(done),
      [this, request = std::move(request),
       at](storage::transaction& tx) -> result<storage::form_submitted> {
        const auto answer = read_form(tx, services_.catalogue, request);
        if (!answer)
          return fail(answer.error());
        return storage::submit_form(tx, *answer, *services_.catalogue.listeners(), at);
      },
      [this, lead](storage::form_submitted taken) -> result<written> {
        services_.directory.bring(std::move(taken.inbox_entries));
        if (taken.is_moving)
          privacy_.look();
        return written{{{"id", lead}}, taken.created, !taken.created, 0};
      });
}

} // namespace sojourn::service
