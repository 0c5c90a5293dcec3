// What can be asked about the templates of boosters.
#include "boosters/template.hpp"
#include "service/implementation/booster_service.hpp"

namespace sojourn::service {

namespace {

json show_template(const storage::stored_document& stored) {
  return {{"id", stored.id},
          {"version", stored.version},
          {"shipped", false},
          {"title", stored.source.at("title")},
          {"created_at", to_text(stored.created_at)},
          {"updated_at", to_text(stored.updated_at)},
          {"updated_by", stored.updated_by},
          {"template", stored.source}};
}

json show_shipped_template() {
  const auto& document = boosters::marketplace_template();
  return {{"id", boosters::shipped_template},
          {"version", 0},
          {"shipped", true},
          {"title", document.at("title")},
          {"template", document}};
}

} // namespace

result<json> booster_service::template_document(const std::string& name) {
  if (name == boosters::shipped_template)
    return boosters::marketplace_template();
  const auto stored = reader().boosters().find_template(name);
  if (!stored)
    return fail(error_code::not_found, "there is no booster template \"" + name + "\"");
  return stored->source;
}

void booster_service::list_templates(page_request at, completion<page> done) {
  answer_query(std::move(done), [this, at = std::move(at)]() -> result<page> {
    std::map<std::string, json> all{
        {std::string{boosters::shipped_template}, show_shipped_template()}};
    for (const auto& stored : reader().boosters().templates())
      all.emplace(stored.id, show_template(stored));
    page found;
    for (auto one = all.upper_bound(at.cursor); one != all.end(); ++one) {
      if (found.items.size() == at.limit) {
        found.next_cursor = found.items.back().at("id").get<std::string>();
        break;
      }
      one->second.erase("template");
      found.items.push_back(std::move(one->second));
    }
    return found;
  });
}

void booster_service::get_template(std::string id, completion<written> done) {
  answer_query(std::move(done), [this, id = std::move(id)]() -> result<written> {
    if (id == boosters::shipped_template)
      return written{show_shipped_template(), false, false, 0};
    const auto stored = reader().boosters().find_template(id);
    if (!stored)
      return fail(error_code::not_found, "there is no booster template \"" + id + "\"");
    return written{show_template(*stored), false, false, stored->version};
  });
}

void booster_service::put_template(document_request request, completion<written> done) {
  put_document(
      std::move(request),
      {"booster template", "our-sale", storage::write_booster_template, show_template},
      [this](document_request& put) -> result<void> {
        if (put.id == boosters::shipped_template)
          return fail(error_code::already_exists, "the template \"" + put.id +
                                                      "\" comes with Sojourn and stays; save "
                                                      "yours under another id");
        put.definition.erase("id");
        return storage::as_result([&] { return require_template(put.definition); });
      },
      std::move(done));
}

void booster_service::save_template(template_request request, completion<written> done) {
  const auto answer = std::make_shared<completion<written>>(std::move(done));
  run_query(answer, [this, answer, request = std::move(request)]() mutable {
    auto made = storage::as_result([&]() -> result<json> {
      const auto event = find_booster(reader(), request.booster);
      if (!event)
        return fail(event.error());
      std::vector<boosters::card> cards;
      for (const auto& stored : reader().boosters().cards(request.booster)) {
        if (auto read = boosters::read_card(*event, stored.id, stored.source))
          cards.push_back(std::move(*read));
      }
      return boosters::template_from(*event, cards,
                                     request.title.is_null() ? event->title : request.title);
    });
    if (!made)
      return (*answer)(fail(std::move(made.error())));
    put_template(
        {.id = request.id, .definition = std::move(*made), .by = std::move(request.by), .idem = {}},
        std::move(*answer));
  });
}

void booster_service::remove_template(std::string id, preconditions only_if, caller by,
                                      completion<json> done) {
  const auto at = now();
  commit<storage::stored_document>(
      std::move(done),
      [=](storage::transaction& tx) -> result<storage::stored_document> {
        if (id == boosters::shipped_template)
          return fail(error_code::wrong_state,
                      "the template \"" + id + "\" comes with Sojourn and stays");
        return storage::remove_booster_template(tx, id, only_if, by.who, by.why, at);
      },
      [](const storage::stored_document& removed) -> result<json> {
        return json{{"id", removed.id}, {"version", removed.version}, {"deleted", true}};
      });
}

} // namespace sojourn::service
