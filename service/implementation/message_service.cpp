// What can be asked about the library of messages, and about messages before they are sent.
#include "service/implementation/message_service.hpp"

#include "actors/cache/named_records.hpp"
#include "actors/cache/products_for.hpp"
#include "campaign/message_reader.hpp"
#include "content/render.hpp"
#include "service/implementation/lint_figures.hpp"
#include "storage/content.hpp"
#include "storage/records.hpp"
#include "storage/saved.hpp"
#include "storage/vouchers.hpp"
#include "text/text_length.hpp"

namespace sojourn::service {

namespace {

tl::unexpected<error> no_message(const std::string& id) {
  return fail(error_code::not_found, "there is no message \"" + id + "\" in the library");
}

json show_message(const storage::stored_document& stored) {
  auto shown = stored.source;
  shown.update({{"id", stored.id},
                {"version", stored.version},
                {"created_at", to_text(stored.created_at)},
                {"updated_at", to_text(stored.updated_at)},
                {"updated_by", stored.updated_by}});
  return shown;
}

/// The channels that somebody asks for, or those that the message has parts for.
std::vector<std::string> channels_of(const preview_request& request,
                                     const campaign::message& message) {
  if (!request.channels.empty())
    return request.channels;
  std::set<std::string> named;
  for (const auto& [language, parts] : message.languages) {
    for (const auto& [channel, fields] : parts.channels)
      named.insert(channel);
  }
  return named.empty() ? std::vector<std::string>{""}
                       : std::vector<std::string>{named.begin(), named.end()};
}

json show(const content::rendered_message& made, const std::string& channel) {
  json fallbacks = json::array();
  for (const auto& one : made.notes.fallbacks)
    fallbacks.push_back({{"names", one.names}, {"shown", one.shown}});
  json shown{{"language", made.language},
             {"in_fallback_language", made.in_fallback_language},
             {"subject", made.subject},
             {"text", made.text},
             {"characters", text::characters(made.text)},
             {"missing", made.notes.missing},
             {"fallbacks", std::move(fallbacks)}};
  if (!channel.empty())
    shown["channel"] = channel;
  if (!made.html.empty())
    shown["html"] = messages::with_pictures_inside(made.html, made.pictures);
  if (!made.fields.is_null())
    shown["fields"] = made.fields;
  if (made.fields_broken)
    shown["fields_broken"] = true;
  return shown;
}

result<campaign::library_message> read_stored(const storage::stored_document& stored) {
  auto read = campaign::read_library_message(stored.id, stored.source);
  if (!read)
    return fail(error_code::data_corrupt,
                "the message \"" + stored.id + "\" in the data file: " + read.error().message);
  read->parts.library_version = stored.version;
  return read;
}

} // namespace

void message_service::list(page_request at, completion<page> done) {
  answer_query(std::move(done), [this, at = std::move(at)]() -> result<page> {
    const auto all = reader().content().messages();
    page found;
    for (const auto& stored : all) {
      if (!at.cursor.empty() && stored.id <= at.cursor)
        continue;
      if (found.items.size() == at.limit) {
        found.next_cursor = found.items.back().at("id").get<std::string>();
        break;
      }
      found.items.push_back(show_message(stored));
    }
    return found;
  });
}

void message_service::get(std::string id, completion<written> done) {
  answer_query(std::move(done), [this, id = std::move(id)]() -> result<written> {
    const auto stored = reader().content().message(id);
    if (!stored)
      return no_message(id);
    return written{show_message(*stored), false, false, stored->version};
  });
}

void message_service::versions(std::string id, completion<page> done) {
  answer_query(std::move(done), [this, id = std::move(id)]() -> result<page> {
    page found;
    for (const auto& stored : reader().content().message_versions(id))
      found.items.push_back(show_message(stored));
    if (found.items.empty())
      return no_message(id);
    return found;
  });
}

void message_service::put(document_request request, completion<written> done) {
  put_document(
      std::move(request), {"message", "welcome", storage::write_message, show_message},
      [](document_request& put) -> result<void> {
        if (const auto read = campaign::read_library_message(put.id, put.definition); !read)
          return fail(read.error());
        put.definition.erase("id");
        return {};
      },
      std::move(done));
}

void message_service::remove(std::string id, preconditions only_if, caller by,
                             completion<json> done) {
  const auto at = now();
  commit<storage::stored_document>(
      std::move(done),
      [=](storage::transaction& tx) -> result<storage::stored_document> {
        std::string takers;
        for (const auto& campaign : storage::campaigns_taking(tx, id))
          takers += (takers.empty() ? "\"" : ", \"") + campaign + "\"";
        if (!takers.empty())
          return fail(error_code::wrong_state, "the message \"" + id +
                                                   "\" is used by the campaigns " + takers +
                                                   "; end them, or let them send another, first");
        return storage::remove_message(tx, id, only_if, by.who, by.why, at);
      },
      [](const storage::stored_document& removed) -> result<json> {
        return json{{"id", removed.id}, {"version", removed.version}, {"deleted", true}};
      });
}

result<message_service::chosen_message>
message_service::choose_message(const preview_request& request) {
  chosen_message chosen;
  if (!request.campaign.empty()) {
    auto known = services_.catalogue.find(request.campaign);
    if (!known)
      return fail(std::move(known.error()));
    chosen.campaign = std::move(known->newest);
    const auto& messages = chosen.campaign->definition->messages;
    const auto name = request.of_campaign ? request.message
                                          : std::string{campaign::library_prefix} + request.message;
    if (const auto found = messages.find(name); found != messages.end()) {
      chosen.parts = found->second;
      if (const auto taken = chosen.campaign->definition->library.find(request.message);
          taken != chosen.campaign->definition->library.end())
        chosen.source = taken->second.source;
      chosen.version = found->second.library_version;
      return chosen;
    }
    if (request.of_campaign)
      return fail(error_code::not_found, "the campaign \"" + request.campaign +
                                             "\" has no message \"" + request.message + "\"");
  }
  const auto stored = reader().content().message(request.message);
  if (!stored)
    return no_message(request.message);
  auto read = read_stored(*stored);
  if (!read)
    return fail(std::move(read.error()));
  chosen.parts = std::move(read->parts);
  chosen.source = std::move(read->source);
  chosen.version = stored->version;
  return chosen;
}

result<json> message_service::sample_data(const preview_request& request,
                                          const chosen_message& chosen) {
  engine::instance_state state;
  engine::facts known;
  state.subject = records::customer(request.customer);
  if (!request.customer.empty()) {
    known.record = reader().records().data(state.subject);
    if (known.record.is_null())
      return fail(error_code::not_found, "there is no record customer:" + request.customer);
    known.traits = reader().records().traits(request.customer);
    known.products = actors::products_for(reader(), chosen.parts.products, state.subject);
  }
  static const campaign::definition none{};
  const auto& of = chosen.campaign != nullptr ? *chosen.campaign->definition : none;
  if (chosen.campaign != nullptr)
    known.reads = actors::read_named(reader(), *chosen.campaign->definition);
  state.version = chosen.campaign != nullptr ? chosen.campaign->version : 0;
  auto data = engine::condition_data(of, state, known);
  data.erase("instance"); // there is none
  if (chosen.campaign == nullptr)
    data.erase("campaign");
  if (request.customer.empty()) {
    data.erase("customer");
    data.erase("subject");
    data.erase("traits");
  }
  data.merge_patch(request.data);
  return data;
}

void message_service::preview(preview_request request, completion<json> done) {
  answer_short_question(
      std::move(done),
      [this, request = std::move(request)](const std::stop_token& stop) -> result<json> {
        const auto chosen = choose_message(request);
        if (!chosen)
          return fail(chosen.error());
        const auto data = sample_data(request, *chosen);
        if (!data)
          return fail(data.error());
        auto language = request.language;
        if (const auto* record = find_path(*data, "customer");
            language.empty() && record != nullptr)
          language = content::language_of(*record);
        json previews = json::array();
        work_budget work{text::max_render_units, stop};
        for (const auto& channel : channels_of(request, chosen->parts)) {
          const auto made = content::render(
              chosen->parts,
              {.data = *data,
               .channel = channel,
               .zone = chosen->campaign != nullptr ? chosen->campaign->definition->timezone : "UTC",
               .language = language,
               .wants_notes = true,
               .work = &work,
               .links_base = services_.tracker.base_url});
          if (made && made->too_expensive)
            return fail(work_budget_error(work, "the preview of this message"));
          if (made)
            previews.push_back(show(*made, channel));
        }
        json told{{"message", request.message},
                  {"purpose", messages::to_text(chosen->parts.purpose)},
                  {"previews", std::move(previews)}};
        if (chosen->version != 0)
          told["version"] = chosen->version;
        if (chosen->campaign != nullptr)
          told.update(
              {{"campaign", request.campaign}, {"campaign_version", chosen->campaign->version}});
        return told;
      });
}

void message_service::lint(preview_request request, completion<json> done) {
  answer_short_question(
      std::move(done),
      [this, request = std::move(request)](const std::stop_token&) -> result<json> {
        const auto chosen = choose_message(request);
        if (!chosen)
          return fail(chosen.error());
        auto data = sample_data(request, *chosen);
        if (!data)
          return fail(data.error());
        const auto by =
            lint_figures_for(services_, chosen->campaign.get(), std::move(*data), nullptr);
        if (!by)
          return fail(by.error());
        json findings = json::array();
        if (chosen->campaign != nullptr && !request.of_campaign) {
          // The campaign may not take it yet; if it did, it would have to give what the texts read.
          for (auto& mistake :
               campaign::mistakes_within(chosen->campaign->definition->source, chosen->source))
            findings.push_back(
                content::as_json({"unknown_field", content::severity::error,
                                  std::move(mistake.pointer), std::move(mistake.message)}));
        }
        for (const auto& one : content::lint_message(chosen->parts, "", request.channels, *by))
          findings.push_back(content::as_json(one));
        return json{{"message", request.message}, {"findings", std::move(findings)}};
      });
}

} // namespace sojourn::service
