// What people send: a page of a form after the other, until the answer is taken.
#include "base/ascii.hpp"
#include "forms/body.hpp"
#include "forms/page.hpp"
#include "forms/visit.hpp"
#include "forms/words.hpp"
#include "service/implementation/hosted_form_service.hpp"
#include "service/implementation/page_answers.hpp"
#include "signing/digest.hpp"
#include "storage/reader.hpp"

namespace sojourn::service {

namespace {

constexpr std::size_t most_draft_bytes = 64 * 1024;

/// "name", "email" and "phone" of an answer, by what the components ask for.
json contact_in(const forms::form& form, const json& answers) {
  auto contact = json::object();
  for (const auto& one : form.components) {
    const auto found = answers.find(one.name);
    if (!forms::is_input(one.kind) || found == answers.end())
      continue;
    const char* as = one.kind == forms::component_kind::email   ? "email"
                     : one.kind == forms::component_kind::phone ? "phone"
                     : one.name == "name"                       ? "name"
                                                                : nullptr;
    if (as != nullptr && !contact.contains(as))
      contact[as] = *found;
  }
  return contact;
}

/// What the mapping writes into the customer's record; empty without the consent that it asks for.
json fields_in(const forms::form& form, const json& answers) {
  auto fields = json::object();
  const auto agreed = answers.find(form.customer.consent);
  if (agreed == answers.end() || *agreed != json(true))
    return fields;
  for (const auto& [field, from] : form.customer.fields) {
    const auto found = answers.find(from);
    if (found == answers.end())
      continue;
    const auto* text = find_path(*found, "text");
    fields[field] = text != nullptr ? *text : *found;
  }
  return fields;
}

std::vector<storage::given_consent> consents_in(const forms::form& form, const json& answers) {
  std::vector<storage::given_consent> given;
  for (const auto& one : form.components) {
    const auto found = answers.find(one.name);
    const bool is_given = one.kind == forms::component_kind::consent &&
                          !one.consent.channel.empty() && found != answers.end() &&
                          *found == json(true);
    if (!is_given)
      continue;
    const auto address = answers.find(one.consent.address);
    given.push_back({.channel = one.consent.channel,
                     .purpose = one.consent.purpose,
                     .double_opt_in = one.consent.double_opt_in,
                     .email = address != answers.end() && address->is_string()
                                  ? address->get<std::string>()
                                  : std::string{}});
  }
  return given;
}

} // namespace

void hosted_form_service::send(page_visit visit, std::string body, completion<page_answer> done) {
  auto answer = as_page(visit, std::move(done));
  run_query(answer, [this, answer, visit = std::move(visit), body = std::move(body)]() mutable {
    auto instead = storage::as_result([&]() -> result<std::optional<page_answer>> {
      std::string secret;
      if (visit.browser.empty())
        secret = visit.browser = fresh_secret(browser_secret_bytes);
      auto opened = resolve(visit);
      if (!opened)
        return fail(std::move(opened.error()));
      if (auto told = closed(*opened))
        return told;
      const auto sent = forms::read_body(body);
      if (!sent)
        return fail(sent.error());
      if (!secret.empty() && !opened->link && opened->draft.empty()) {
        // Nothing that the browser sent can be known to come of a page of ours.
        visit.browser = secret;
        auto page = stale_page(visit, *opened, *sent);
        page.browser = secret;
        return page;
      }
      take(visit, std::move(*opened), *sent, answer);
      return std::nullopt;
    });
    if (!instead)
      (*answer)(fail(std::move(instead.error())));
    else if (*instead)
      (*answer)(std::move(**instead));
  });
}

page_answer hosted_form_service::stale_page(const page_visit& visit, const opened_form& opened,
                                            const forms::inputs& sent) {
  const auto page = forms::read_sent(*opened.form, sent);
  if (!opened.form->access.code.empty())
    return ask_for_code(visit, opened, page.given, {});
  work_budget work{text::max_render_units};
  const auto answered = read(opened, page.given, work);
  const auto pages = forms::pages_of(*opened.form);
  const bool can_show = page.number < pages.size() &&
                        forms::shows_anything(*opened.form, answered, pages[page.number]);
  return render(visit, opened, page.given, answered,
                {.number = can_show ? page.number : forms::first_page(*opened.form, answered),
                 .errors = {},
                 .notices = {std::string{forms::phrase("stale", opened.language)}},
                 .token = {.page = fresh_secret(page_id_bytes), .shown_at = now()}});
}

bool hosted_form_service::may_try_code(const page_visit& visit, const std::string& form) {
  const std::lock_guard lock{mutex_};
  return !code_tries_.take(form + " " + visit.client, now());
}

void hosted_form_service::take(const page_visit& visit, opened_form opened,
                               const forms::inputs& sent, page_completion answer) {
  const auto& form = *opened.form;
  auto token =
      forms::open_page(input_of(sent, forms::token_input), opened.bound_to, services_.tracker.key);
  if (!token || token->shown_at < now() - forms::page_lasts)
    return (*answer)(stale_page(visit, opened, sent));
  const auto page = forms::read_sent(form, sent);
  if (!form.access.code.empty() && !token->code_given) {
    const auto given = trimmed(input_of(sent, forms::code_input));
    if (given.empty())
      return (*answer)(ask_for_code(visit, opened, page.given,
                                    std::string{forms::phrase("code_missing", opened.language)}));
    if (!may_try_code(visit, form.id))
      return (*answer)(phrase_page(visit, 429, "later"));
    if (!signing::constant_time_equal(given, form.access.code))
      return (*answer)(ask_for_code(visit, opened, page.given,
                                    std::string{forms::phrase("code_wrong", opened.language)}));
    work_budget work{text::max_render_units};
    const auto answered = read(opened, page.given, work);
    token->code_given = true;
    return (*answer)(render(visit, opened, page.given, answered,
                            {.number = forms::first_page(form, answered),
                             .errors = {},
                             .notices = {},
                             .token = *token}));
  }
  work_budget work{text::max_render_units};
  const auto answered = read(opened, page.given, work);
  auto next = forms::decide(form, page, answered);
  if (next.what == forms::outcome_of_page::take)
    return take_answer(visit, std::move(opened), answered, *token, std::move(answer));
  token->shown_at = now();
  shown_page shown{
      .number = next.number, .errors = std::move(next.errors), .notices = {}, .token = *token};
  if (next.asks_more)
    shown.notices.emplace_back(forms::phrase("more", opened.language));
  auto then = render(visit, opened, page.given, answered, shown);
  if (next.what == forms::outcome_of_page::keep) {
    if (!form.drafts)
      return (*answer)(std::move(then));
    if (!opened.link && opened.draft.empty()) {
      opened.draft = fresh_secret(browser_secret_bytes);
      opened.draft_key = "public/" + opened.draft;
    }
    const auto self =
        opened.link ? visit.token
                    : forms::seal(forms::draft_link{form.id, opened.draft}, services_.tracker.key);
    then = {.status = 303, .location = beside(visit, self, "saved=1")};
  }
  if (opened.draft_key.empty())
    return (*answer)(std::move(then));
  keep_draft(visit, std::move(opened), page.given, std::move(then), std::move(answer));
}

void hosted_form_service::keep_draft(const page_visit& visit, opened_form opened,
                                     forms::inputs given, page_answer then,
                                     page_completion answer) {
  storage::form_draft draft{.key = opened.draft_key,
                            .form = opened.form->id,
                            .subject = opened.subject ? to_text(*opened.subject) : "",
                            .inputs = forms::encode(given),
                            .at = now()};
  const bool was_asked = then.status == 303;
  if (dump(draft.inputs).size() > most_draft_bytes)
    return (*answer)(was_asked ? phrase_page(visit, 413, "trouble") : std::move(then));
  commit<bool>(
      completion<page_answer>{[answer, visit, then, was_asked](result<page_answer> kept) mutable {
        // A page is shown all the same: what was written stands in it.
        if (!kept && was_asked)
          (*answer)(fail(std::move(kept.error())));
        else
          (*answer)(kept ? std::move(*kept) : std::move(then));
      }},
      [draft = std::move(draft)](storage::transaction& tx) -> result<bool> {
        return storage::put_draft(tx, draft);
      },
      [then, visit, was_asked](bool is_kept) -> result<page_answer> {
        return is_kept || !was_asked ? then : phrase_page(visit, 503, "trouble");
      });
}

bool hosted_form_service::may_start(const json& contact) {
  const std::lock_guard lock{mutex_};
  bool may = true;
  for (const auto* name : {"email", "phone"}) {
    if (const auto found = contact.find(name); found != contact.end())
      may = !addresses_.take(signing::sha256_hex(found->get<std::string>()), now()) && may;
  }
  return may;
}

storage::hosted_answer hosted_form_service::answer_of(const opened_form& opened,
                                                      const forms::answered& read,
                                                      const forms::page_token& token) {
  const auto& form = *opened.form;
  storage::hosted_answer made{.form = form.id,
                              .version = opened.version,
                              .key = {},
                              .language = opened.language,
                              .answers = read.answers,
                              .in_all = form.access.in_all,
                              .per_person = form.access.per_person,
                              .identifies = form.customer.identifies,
                              .contact = contact_in(form, read.answers),
                              .fields = fields_in(form, read.answers),
                              .consents = consents_in(form, read.answers),
                              .draft = opened.draft_key};
  if (opened.link) {
    made.subject = opened.subject;
    made.link = opened.link->tracking;
    made.instance = instance_in(opened.link->tracking);
    made.per_link = form.access.per_link;
    made.key = "link/" + signing::sha256_hex(made.link + "/" + dump(read.answers));
  } else {
    made.key = opened.draft.empty() ? "page/" + token.page : "draft/" + opened.draft;
    made.starts = may_start(made.contact);
  }
  return made;
}

void hosted_form_service::take_answer(const page_visit& visit, opened_form opened,
                                      const forms::answered& read, const forms::page_token& token,
                                      page_completion answer) {
  const auto at = now();
  commit<storage::answer_taken>(
      completion<page_answer>{[answer](result<page_answer> made) { (*answer)(std::move(made)); }},
      [this, at, made = answer_of(opened, read, token)](storage::transaction& tx) {
        return storage::take_answer(tx, made, *services_.catalogue.listeners(), at);
      },
      [this, visit, opened](storage::answer_taken taken) -> result<page_answer> {
        services_.directory.bring(std::move(taken.inbox_entries));
        const auto say = [&](int status, std::string_view phrase) {
          return say_on_page(opened.form.get(), opened.language, status,
                             std::string{forms::phrase(phrase, opened.language)});
        };
        switch (taken.fate) {
        case storage::answer_fate::taken:
        case storage::answer_fate::same:
          break;
        case storage::answer_fate::full:
          return say(200, "closed");
        case storage::answer_fate::answered:
          return say(200, "answered");
        case storage::answer_fate::gone:
          return say(410, "gone");
        }
        // A page that is loaded again then sends nothing.
        const auto& redirect = opened.form->redirect;
        const auto& self = opened.draft.empty() ? visit.token : opened.form->id;
        return page_answer{.status = 303,
                           .location = redirect.empty() ? beside(visit, self, "sent=1") : redirect};
      });
}

} // namespace sojourn::service
