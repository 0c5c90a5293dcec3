// What people open: whose page it is, whether it can be answered, and what it shows.
#include "content/render.hpp"
#include "engine/advance.hpp"
#include "forms/page.hpp"
#include "forms/say.hpp"
#include "forms/visit.hpp"
#include "forms/words.hpp"
#include "messages/tracking.hpp"
#include "service/implementation/hosted_form_service.hpp"
#include "service/implementation/page_answers.hpp"
#include "storage/erasures.hpp"
#include "storage/instances.hpp"
#include "storage/reader.hpp"
#include "storage/records.hpp"
#include "storage/sends.hpp"

#include <limits>
#include <tuple>

namespace sojourn::service {

// ---- whose page it is -------------------------------------------------------------------------

bool hosted_form_service::is_gone(const subject_ref& subject) {
  constexpr storage::erasure_id newest{std::numeric_limits<std::int64_t>::max()};
  return reader().records().data(subject).is_null() &&
         !reader().erasures().list(to_text(subject), newest, 1).empty();
}

json hosted_form_service::known_of(const forms::personal_link& link, const subject_ref& subject) {
  auto known = json::object();
  const auto id = instance_in(link.tracking);
  auto instance = id ? reader().instances().load(*id)
                     : fail(error_code::not_found, "the link names no instance");
  const bool is_of_subject = instance && (instance->state.subject == subject ||
                                          to_text(instance->state.subject) == link.subject);
  if (is_of_subject) {
    if (const auto version = services_.catalogue.version(instance->version)) {
      engine::facts facts;
      facts.record = reader().records().data(subject);
      auto data = engine::condition_data(*(*version)->definition, instance->state, facts);
      for (const auto* part : {"customer", "instance", "trigger", "vars", "campaign"}) {
        if (const auto found = data.find(part); found != data.end())
          known[part] = std::move(*found);
      }
      return known;
    }
  }
  if (subject.type == records::customer_type)
    known["customer"] = reader().records().data(subject);
  return known;
}

result<hosted_form_service::opened_form> hosted_form_service::resolve(const page_visit& visit) {
  const auto& key = services_.tracker.key;
  opened_form opened;
  std::string id = visit.token;
  if (auto personal = forms::open_personal(visit.token, key)) {
    id = personal->form;
    auto subject = parse_subject(personal->subject);
    if (!subject)
      return fail(std::move(subject.error()));
    opened.subject = reader().identities().known_as(*subject);
    opened.link = std::move(*personal);
    opened.bound_to = "link " + visit.token;
  } else if (const auto draft = forms::open_draft(visit.token, key)) {
    id = draft->form;
    opened.draft = draft->draft;
    opened.draft_key = "public/" + draft->draft;
    opened.bound_to = "draft " + visit.token;
  } else {
    opened.bound_to = "form " + id + " " + visit.browser;
  }
  auto loaded = load(id);
  if (!loaded)
    return fail(std::move(loaded.error()));
  std::tie(opened.form, opened.version) = std::move(*loaded);
  if (opened.link) {
    opened.known = known_of(*opened.link, *opened.subject);
    if (opened.form->drafts)
      opened.draft_key = "link/" + opened.link->tracking + "/" + id;
  }
  const auto* record = find_path(opened.known, "customer");
  const auto own = record != nullptr ? content::language_of(*record) : std::string{};
  opened.language = forms::language_for(
      opened.form->languages, visit.language.empty() ? own : visit.language, visit.accepted);
  return opened;
}

std::optional<page_answer> hosted_form_service::closed(const opened_form& opened) {
  const auto& form = *opened.form;
  const auto say = [&](int status, std::string_view phrase) {
    return say_on_page(&form, opened.language, status,
                       std::string{forms::phrase(phrase, opened.language)});
  };
  const auto at = now();
  if (!opened.link && !form.access.is_public)
    return say(403, "needs_link");
  if (opened.subject && is_gone(*opened.subject))
    return say(410, "gone");
  if (opened.link && form.access.per_link &&
      reader().hosted_forms().count_by_link(form.id, opened.link->tracking) >=
          *form.access.per_link)
    return say(200, "answered");
  if (form.access.from && at < *form.access.from)
    return say(200, "not_yet");
  if (form.access.until && at >= *form.access.until)
    return say(200, "closed");
  if (form.access.in_all) {
    const auto counts = reader().hosted_forms().counts();
    const auto taken = counts.find(form.id);
    if (taken != counts.end() && taken->second >= *form.access.in_all)
      return say(200, "closed");
  }
  return std::nullopt;
}

// ---- showing ------------------------------------------------------------------------------------

forms::answered hosted_form_service::read(const opened_form& opened, const forms::inputs& given,
                                          work_budget& work) const {
  return forms::read_answers(
      *opened.form, given,
      {.known = opened.known, .language = opened.language, .now = now(), .work = work});
}

page_answer hosted_form_service::render(const page_visit& visit, const opened_form& opened,
                                        const forms::inputs& given, const forms::answered& read,
                                        const shown_page& what) {
  work_budget work{text::max_render_units};
  const bool has_errors = !what.errors.empty();
  const auto made =
      forms::form_page({.of = *opened.form,
                        .language = opened.language,
                        .known = opened.known,
                        .read = read,
                        .given = given,
                        .number = what.number,
                        .errors = what.errors,
                        .notices = what.notices,
                        .action = beside(visit, visit.token),
                        .token = forms::seal(what.token, opened.bound_to, services_.tracker.key),
                        .can_save = opened.form->drafts,
                        .work = work});
  if (work.has_ended())
    return phrase_page(visit, 500, "trouble");
  return {.status = has_errors ? 422 : 200,
          .html = made.html,
          .policy = forms::content_policy(made, opened.form->redirect)};
}

page_answer hosted_form_service::ask_for_code(const page_visit& visit, const opened_form& opened,
                                              const forms::inputs& given, std::string wrong) {
  const bool is_wrong = !wrong.empty();
  const auto made = forms::code_page(
      {.of = *opened.form,
       .language = opened.language,
       .wrong = std::move(wrong),
       .action = beside(visit, visit.token),
       .token =
           forms::seal(forms::page_token{.page = fresh_secret(page_id_bytes), .shown_at = now()},
                       opened.bound_to, services_.tracker.key),
       .given = given});
  return {.status = is_wrong ? 422 : 200,
          .html = made.html,
          .policy = forms::content_policy(made, opened.form->redirect)};
}

page_answer hosted_form_service::first_page(const page_visit& visit, opened_form& opened) {
  forms::inputs given;
  shown_page what;
  const auto draft =
      opened.draft_key.empty() ? std::nullopt : reader().hosted_forms().draft(opened.draft_key);
  if (!opened.draft.empty() && !draft)
    return say_on_page(opened.form.get(), opened.language, 410,
                       std::string{forms::phrase("gone", opened.language)});
  if (draft) {
    given = forms::decode_inputs(draft->inputs);
    const auto notice = !visit.saved ? "found_draft" : opened.link ? "saved" : "keep_address";
    what.notices.emplace_back(forms::phrase(notice, opened.language));
  } else {
    for (const auto& one : opened.form->components) {
      const auto brought = one.from_link ? visit.query.find(one.name) : visit.query.end();
      if (brought != visit.query.end())
        given[one.name] = {brought->second};
    }
  }
  // Who kept a draft has given the code.
  if (!opened.form->access.code.empty() && !draft)
    return ask_for_code(visit, opened, given, {});
  work_budget work{text::max_render_units};
  const auto answered = read(opened, given, work);
  what.number = forms::first_page(*opened.form, answered);
  what.token = {.page = fresh_secret(page_id_bytes),
                .shown_at = now(),
                .code_given = !opened.form->access.code.empty()};
  return render(visit, opened, given, answered, what);
}

page_answer hosted_form_service::thanks_page(const opened_form& opened) {
  work_budget work{text::max_render_units};
  const auto& form = *opened.form;
  auto thanks = forms::say(
      form.thanks, form,
      {.known = opened.known, .language = opened.language, .zone = form.timezone, .work = work});
  if (thanks.empty())
    thanks = forms::phrase("thanks", opened.language);
  return say_on_page(&form, opened.language, 200, thanks);
}

void hosted_form_service::record_opening(const page_visit& visit, const opened_form& opened) {
  const auto send = reader().sends().linked(opened.link->tracking);
  if (!send)
    return; // a call brought it, or the send is forgotten
  const auto at = now();
  const auto hour = std::chrono::floor<std::chrono::hours>(at).time_since_epoch().count();
  messages::receipt heard{.kind = messages::receipt_kind::clicked,
                          .channel = send->channel,
                          .key = opened.link->tracking,
                          .at = at,
                          .id = "form/" + opened.form->id + "/" + std::to_string(hour)};
  heard.automatic = messages::is_automatic({.method = visit.method,
                                            .user_agent = visit.user_agent,
                                            .purpose = visit.purpose,
                                            .age = at - send->at});
  if (heard.automatic)
    heard.id += "/automatic";
  heard.data = {{"form", opened.form->id}};
  commit<storage::receipt_written>(
      completion<bool>{[](const result<bool>&) {}},
      [this, heard, at](storage::transaction& tx) {
        return storage::write_receipt(tx, heard, *services_.catalogue.listeners(), at);
      },
      [this](storage::receipt_written written) -> result<bool> {
        services_.directory.bring(std::move(written.inbox_entries));
        return true;
      });
}

void hosted_form_service::open(page_visit visit, completion<page_answer> done) {
  auto answer = as_page(visit, std::move(done));
  run_query(answer, [this, answer, visit = std::move(visit)]() mutable {
    auto made = storage::as_result([&]() -> result<page_answer> {
      std::string secret;
      if (visit.browser.empty())
        secret = visit.browser = fresh_secret(browser_secret_bytes);
      auto opened = resolve(visit);
      if (!opened)
        return fail(std::move(opened.error()));
      if (visit.sent)
        return thanks_page(*opened);
      if (auto instead = closed(*opened))
        return std::move(*instead);
      if (opened->link)
        record_opening(visit, *opened);
      auto page = first_page(visit, *opened);
      if (!opened->link && opened->draft.empty())
        page.browser = secret; // a link is a secret by itself
      return page;
    });
    (*answer)(std::move(made));
  });
}

// ---- consents -----------------------------------------------------------------------------------

std::optional<storage::consent_request> hosted_form_service::request_of(const page_visit& visit) {
  const auto link = forms::open_confirmation(visit.token, services_.tracker.key);
  auto request = link ? reader().hosted_forms().request(link->request) : std::nullopt;
  if (request && to_text(records::customer(request->customer)) != link->subject)
    return std::nullopt;
  return request;
}

void hosted_form_service::open_confirmation(page_visit visit, completion<page_answer> done) {
  auto answer = as_page(visit, std::move(done));
  run_query(answer, [this, answer, visit = std::move(visit)] {
    auto made = storage::as_result([&]() -> result<page_answer> {
      const auto request = request_of(visit);
      if (!request)
        return phrase_page(visit, 404, "gone");
      const auto language = language_of_visit(visit);
      if (request->confirmed_at)
        return phrase_page(visit, 200, "confirmed");
      if (request->asked_at < now() - storage::requests_last)
        return phrase_page(visit, 410, "gone");
      const auto page =
          forms::message_page({.of = nullptr,
                               .language = language,
                               .title = std::string{forms::phrase("confirm_title", language)},
                               .text = forms::filled_in(forms::phrase("confirm_text", language),
                                                        "channel", request->channel),
                               .button = std::string{forms::phrase("confirm_button", language)},
                               .action = beside(visit, visit.token)});
      return page_answer{
          .status = 200, .html = page.html, .policy = forms::content_policy(page, "")};
    });
    (*answer)(std::move(made));
  });
}

void hosted_form_service::confirm(page_visit visit, completion<page_answer> done) {
  auto answer = as_page(visit, std::move(done));
  run_query(answer, [this, answer, visit = std::move(visit)] {
    auto request = storage::as_result(
        [&]() -> result<std::optional<storage::consent_request>> { return request_of(visit); });
    if (!request)
      return (*answer)(fail(std::move(request.error())));
    if (!*request)
      return (*answer)(phrase_page(visit, 404, "gone"));
    const auto at = now();
    commit<storage::consent_confirmed>(
        completion<page_answer>{[answer](result<page_answer> made) { (*answer)(std::move(made)); }},
        [this, at, number = (*request)->number](storage::transaction& tx) {
          return storage::confirm_consent(tx, number, *services_.catalogue.listeners(), at);
        },
        [this, visit](storage::consent_confirmed made) -> result<page_answer> {
          services_.directory.bring(std::move(made.inbox_entries));
          return made.counts ? phrase_page(visit, 200, "confirmed")
                             : phrase_page(visit, 410, "gone");
        });
  });
}

} // namespace sojourn::service
