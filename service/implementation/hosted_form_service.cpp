// What the staff can ask about hosted forms: documents, previews and answers.
#include "service/implementation/hosted_form_service.hpp"

#include "actors/dispatch/personal_links.hpp"
#include "content/lint.hpp"
#include "content/render.hpp"
#include "forms/page.hpp"
#include "forms/visit.hpp"
#include "forms/words.hpp"
#include "reports/csv.hpp"
#include "service/implementation/cursor.hpp"
#include "storage/reader.hpp"
#include "storage/records.hpp"
#include "text/format.hpp"

#include <algorithm>
#include <array>

namespace sojourn::service {

namespace {

constexpr std::size_t most_table_rows = 100'000;
constexpr std::size_t rows_at_once = 1'000;
constexpr std::size_t most_removed_at_once = 10'000;
constexpr std::size_t most_forms_in_memory = 64;

tl::unexpected<error> no_form(const std::string& id) {
  return fail(error_code::not_found, "there is no form \"" + id + "\"");
}

json show_form(const storage::stored_document& stored) {
  auto shown = stored.source;
  shown.update({{"id", stored.id},
                {"version", stored.version},
                {"created_at", to_text(stored.created_at)},
                {"updated_at", to_text(stored.updated_at)},
                {"updated_by", stored.updated_by}});
  return shown;
}

/// Of a list: what is told of each form, without its components and pictures.
json show_row(const storage::stored_document& stored, std::int64_t answers) {
  return {{"id", stored.id},
          {"name", stored.source.value("name", "")},
          {"who", stored.source.value("access", json::object()).value("who", "link")},
          {"version", stored.version},
          {"answers", answers},
          {"created_at", to_text(stored.created_at)},
          {"updated_at", to_text(stored.updated_at)},
          {"updated_by", stored.updated_by}};
}

std::vector<std::string> campaigns_linking(storage::transaction&, const actors::catalogue& known,
                                           const std::string& id) {
  return known.naming_form(id);
}

/// A cell of a table: texts as they are, lists with semicolons.
std::string cell_of(const json* value) {
  if (value == nullptr || value->is_null())
    return {};
  if (value->is_string())
    return value->get<std::string>();
  if (value->is_object() && value->contains("text"))
    return cell_of(&value->at("text"));
  if (!value->is_array())
    return dump(*value);
  std::string made;
  for (const auto& one : *value)
    made += (made.empty() ? "" : "; ") + cell_of(&one);
  return made;
}

constexpr std::array<std::string_view, 7> fixed_columns{
    "number", "at", "version", "language", "subject", "instance", "campaign"};

std::string row_of(const json& answer, const std::vector<std::string>& names) {
  std::vector<std::string> cells;
  for (const auto name : fixed_columns)
    cells.push_back(cell_of(find_path(answer, name)));
  const auto& answers = answer.at("answers");
  for (const auto& name : names) {
    const auto found = answers.find(name);
    cells.push_back(found == answers.end() ? std::string{} : cell_of(&*found));
  }
  return reports::csv_line(cells);
}

/// What stands in the inputs of a preview.
forms::inputs inputs_of(const json& given) {
  forms::inputs made;
  if (!given.is_object())
    return made;
  for (const auto& [name, value] : given.items()) {
    auto& into = made[name];
    for (const auto& one : value.is_array() ? value : json::array({value}))
      into.push_back(one.is_string() ? one.get<std::string>() : dump(one));
  }
  return made;
}

} // namespace

json hosted_form_service::show(const storage::stored_document& stored) const {
  auto shown = show_form(stored);
  const auto access = stored.source.value("access", json::object());
  if (access.value("who", "link") == "public" && services_.tracker.is_on())
    shown["url"] = services_.tracker.base_url + std::string{text::form_path} + stored.id;
  return shown;
}

void hosted_form_service::list(page_request at, completion<page> done) {
  answer_query(std::move(done), [this, at = std::move(at)]() -> result<page> {
    const auto all = reader().hosted_forms().all();
    const auto counts = reader().hosted_forms().counts();
    return page_of(at.limit, "id", [&](std::size_t limit) {
      std::vector<json> found;
      for (const auto& stored : all) {
        if (stored.id <= at.cursor || found.size() == limit)
          continue;
        const auto taken = counts.find(stored.id);
        found.push_back(show_row(stored, taken == counts.end() ? 0 : taken->second));
      }
      return found;
    });
  });
}

void hosted_form_service::get(std::string id, completion<written> done) {
  answer_query(std::move(done), [this, id = std::move(id)]() -> result<written> {
    const auto stored = reader().hosted_forms().find(id);
    if (!stored)
      return no_form(id);
    return written{show(*stored), false, false, stored->version};
  });
}

void hosted_form_service::versions(std::string id, completion<page> done) {
  answer_query(std::move(done), [this, id = std::move(id)]() -> result<page> {
    page found;
    for (const auto& stored : reader().hosted_forms().versions(id))
      found.items.push_back(show_form(stored));
    if (found.items.empty())
      return no_form(id);
    return found;
  });
}

void hosted_form_service::put(document_request request, completion<written> done) {
  put_document(
      std::move(request),
      {.what = "form",
       .example = "vat-invoice",
       .write = storage::write_form,
       .show = show_form,
       .used_by = campaigns_linking},
      [this](document_request& put) -> result<void> {
        const auto read = forms::read_form(put.id, put.definition);
        if (!read)
          return fail(read.error());
        const auto& channels = services_.catalogue.around().channels;
        for (std::size_t i = 0; i < read->components.size(); ++i) {
          const auto& channel = read->components[i].consent.channel;
          if (!channel.empty() && std::ranges::find(channels, channel) == channels.end())
            return fail(error_code::invalid_request, "the form \"" + put.id + "\" has errors",
                        {{pointer_to("/components", i) + "/channel",
                          "there is no channel " + in_quotes(channel) +
                              hint(channel, channels, "there are", mistake_list{})}});
        }
        put.definition = read->source;
        return {};
      },
      std::move(done));
}

void hosted_form_service::remove(std::string id, preconditions only_if, caller by,
                                 completion<json> done) {
  const auto at = now();
  commit<storage::stored_document>(
      std::move(done),
      [=, this](storage::transaction& tx) -> result<storage::stored_document> {
        if (const auto linking = services_.catalogue.naming_form(id); !linking.empty())
          return fail(error_code::wrong_state, "the form \"" + id + "\" is linked to by the " +
                                                   "campaign \"" + linking.front() +
                                                   "\"; end it first");
        return storage::remove_form(tx, id, only_if, by.who, by.why, at);
      },
      [](const storage::stored_document& removed) -> result<json> {
        return json{{"id", removed.id}, {"version", removed.version}, {"deleted", true}};
      });
}

result<std::pair<form_ptr, std::int64_t>> hosted_form_service::load(const std::string& id) {
  const auto stored = reader().hosted_forms().find(id);
  if (!stored)
    return no_form(id);
  {
    const std::lock_guard lock{mutex_};
    if (const auto known = forms_.find(id);
        known != forms_.end() && known->second.version == stored->version)
      return std::pair{known->second.form, stored->version};
  }
  auto read = forms::read_form(id, stored->source);
  if (!read)
    return fail(error_code::data_corrupt,
                "the form \"" + id + "\" in the data file: " + read.error().message);
  auto form = std::make_shared<const forms::form>(std::move(*read));
  const std::lock_guard lock{mutex_};
  if (forms_.size() >= most_forms_in_memory)
    forms_.clear();
  forms_.insert_or_assign(id, known_form{stored->version, form});
  return std::pair{std::move(form), stored->version};
}

json hosted_form_service::findings_about(const forms::form& form) {
  auto found = json::array();
  const auto warn = [&found](const char* code, const char* pointer, std::string message) {
    found.push_back(
        content::as_json({code, content::severity::warning, pointer, std::move(message)}));
  };
  if (!form.access.is_public && !services_.tracker.is_on())
    warn("no_base_url", "/access",
         "only personal links open it, and tracking.base_url in the settings does not say where "
         "people reach the daemon");
  if (!form.access.is_public && services_.catalogue.naming_form(form.id).empty())
    warn("not_linked", "/access",
         "only personal links open it, and no campaign links to it with {{#form}}" + form.id +
             "{{/form}}");
  const bool asks_twice = std::ranges::any_of(
      form.components, [](const auto& one) { return one.consent.double_opt_in; });
  const auto listeners = services_.catalogue.listeners();
  const bool is_heard = std::ranges::any_of(
      listeners->events, [](const auto& one) { return one.event == "consent.asked"; });
  if (asks_twice && !is_heard)
    warn("nobody_asks", "/components",
         "a consent needs to be confirmed, and no active campaign starts with \"consent.asked\"; "
         "install the scenario double-opt-in");
  return found;
}

result<json> hosted_form_service::sample_data(const form_preview_request& request) {
  auto data = json::object();
  if (!request.customer.empty()) {
    data["customer"] = reader().records().data(records::customer(request.customer));
    if (data["customer"].is_null())
      return fail(error_code::not_found, "there is no record customer:" + request.customer);
  }
  data.merge_patch(request.data);
  return data;
}

void hosted_form_service::preview(form_preview_request request, completion<json> done) {
  answer_short_question(
      std::move(done),
      [this, request = std::move(request)](const std::stop_token& stop) -> result<json> {
        form_ptr form;
        std::int64_t version = 0;
        if (request.definition.is_null()) {
          auto loaded = load(request.form);
          if (!loaded)
            return fail(std::move(loaded.error()));
          std::tie(form, version) = std::move(*loaded);
        } else {
          auto read = forms::read_form(request.form, request.definition);
          if (!read)
            return fail(std::move(read.error()));
          form = std::make_shared<const forms::form>(std::move(*read));
        }
        const auto known = sample_data(request);
        if (!known)
          return fail(known.error());
        const auto* record = find_path(*known, "customer");
        const auto wanted = request.language.empty() && record != nullptr
                                ? content::language_of(*record)
                                : request.language;
        const auto language = forms::language_for(form->languages, wanted, {});
        const auto given = inputs_of(request.given);
        work_budget work{text::max_render_units, stop};
        const auto read = forms::read_answers(
            *form, given, {.known = *known, .language = language, .now = now(), .work = work});
        const auto pages = forms::pages_of(*form);
        const auto number = request.page == 0
                                ? forms::first_page(*form, read)
                                : std::min<std::size_t>(request.page, pages.size()) - 1;
        auto errors = json::array();
        for (const auto& one : read.errors)
          errors.push_back({{"input", one.input},
                            {"code", one.code},
                            {"message", forms::sentence(one, language)}});
        const bool tells_errors = !given.empty();
        auto shown = forms::form_page(
            {.of = *form,
             .language = language,
             .known = *known,
             .read = read,
             .given = given,
             .number = number,
             .errors = tells_errors ? read.errors : std::vector<forms::field_error>{},
             .action = form->id,
             .token = "preview",
             .can_save = form->drafts,
             .work = work});
        if (work.has_ended())
          return fail(work_budget_error(work, "the preview of this form"));
        return json{{"form", form->id},
                    {"version", version},
                    {"language", language},
                    {"page", number + 1},
                    {"pages", pages.size()},
                    {"html", std::move(shown.html)},
                    {"answers", read.answers},
                    {"errors", std::move(errors)},
                    {"findings", findings_about(*form)}};
      });
}

result<storage::answer_query> hosted_form_service::query_of(const answer_filter& wanted) const {
  storage::answer_query query{.form = wanted.form,
                              .subject = wanted.subject,
                              .language = wanted.language,
                              .from = wanted.from,
                              .to = wanted.to,
                              .values = wanted.values};
  if (!wanted.instance.empty()) {
    auto instance = parse_instance_id(wanted.instance);
    if (!instance)
      return fail(std::move(instance.error()));
    query.instance = *instance;
  }
  return query;
}

void hosted_form_service::answers(answer_filter wanted, page_request at, completion<page> done) {
  answer_query(
      std::move(done), [this, wanted = std::move(wanted), at = std::move(at)]() -> result<page> {
        auto query = query_of(wanted);
        if (!query)
          return fail(std::move(query.error()));
        const auto before = number_of<std::int64_t>(at.cursor);
        if (!before)
          return fail(before.error());
        if (!reader().hosted_forms().find(wanted.form))
          return no_form(wanted.form);
        query->before = *before;
        query->limit = at.limit;
        auto found = reader().hosted_forms().answers(*query);
        return page{std::move(found.items), found.next == 0 ? "" : std::to_string(found.next)};
      });
}

void hosted_form_service::table(answer_filter wanted, completion<std::string> done) {
  answer_question(
      std::move(done),
      [this, wanted = std::move(wanted)](const std::stop_token& stop) -> result<std::string> {
        auto query = query_of(wanted);
        if (!query)
          return fail(std::move(query.error()));
        const auto loaded = load(wanted.form);
        if (!loaded)
          return fail(loaded.error());
        std::vector<std::string> names;
        for (const auto& one : loaded->first->components) {
          if (forms::is_input(one.kind))
            names.push_back(one.name);
        }
        std::vector<json> rows;
        query->limit = rows_at_once;
        while (rows.size() < most_table_rows) {
          if (stop.stop_requested())
            return fail(error_code::question_ended, "the table was not finished");
          auto found = reader().hosted_forms().answers(*query);
          // Earlier versions may have asked for something else.
          for (auto& one : found.items) {
            for (const auto& [name, value] : one.at("answers").items()) {
              if (std::ranges::find(names, name) == names.end())
                names.push_back(name);
            }
            rows.push_back(std::move(one));
          }
          if (found.next == 0)
            break;
          query->before = found.next;
        }
        std::vector<std::string> head{fixed_columns.begin(), fixed_columns.end()};
        head.insert(head.end(), names.begin(), names.end());
        auto text = reports::csv_line(head);
        for (const auto& one : rows)
          text += row_of(one, names);
        return text;
      });
}

void hosted_form_service::remove_answers(std::string form, caller by, completion<json> done) {
  const auto at = now();
  commit<std::int64_t>(
      std::move(done),
      [=](storage::transaction& tx) -> result<std::int64_t> {
        if (!storage::has_form(tx, form))
          return no_form(form);
        return storage::remove_answers(tx, form, most_removed_at_once, by.who, by.why, at);
      },
      [form](std::int64_t removed) -> result<json> {
        return json{{"form", form},
                    {"removed", removed},
                    {"more", removed == static_cast<std::int64_t>(most_removed_at_once)}};
      });
}

void hosted_form_service::picture(std::string form, std::string name,
                                  completion<form_picture> done) {
  answer_query(std::move(done), [=, this]() -> result<form_picture> {
    const auto loaded = load(form);
    const auto* found = loaded ? loaded->first->find_picture(name) : nullptr;
    if (found == nullptr)
      return fail(error_code::not_found, "there is no such picture");
    return form_picture{found->content_type, found->bytes};
  });
}

} // namespace sojourn::service
