#include "service/implementation/definition_checks.hpp"

#include "actors/cache/named_records.hpp"
#include "campaign/forms_named.hpp"
#include "campaign/message_reader.hpp"
#include "campaign/reader.hpp"
#include "campaign/secrets.hpp"
#include "storage/content.hpp"
#include "storage/hooks.hpp"
#include "storage/hosted_forms.hpp"
#include "storage/saved.hpp"

namespace sojourn::service {

namespace {

/// The messages of the library that a definition names, at their newest versions; all of them
/// where it names one that is not there, for the refusal to say what was meant.
std::shared_ptr<const campaign::message_library> library_for(storage::reader& from,
                                                             const json& definition) {
  auto library = std::make_shared<campaign::message_library>();
  const auto add = [&](const storage::stored_document& stored) {
    library->emplace(stored.id, campaign::pinned_message{stored.version,
                                                         campaign::pinned_source(stored.source)});
  };
  const auto* steps = find_path(definition, "steps");
  for (const auto& step : steps != nullptr && steps->is_object() ? *steps : json::object()) {
    const auto* named = find_path(step, "message");
    if (named == nullptr || !named->is_string())
      continue;
    const auto& name = named->get_ref<const std::string&>();
    if (!name.starts_with(campaign::library_prefix))
      continue;
    const auto stored = from.content().message(name.substr(campaign::library_prefix.size()));
    if (stored) {
      add(*stored);
      continue;
    }
    for (const auto& each : from.content().messages())
      add(each);
    break;
  }
  return library;
}

} // namespace

result<campaign::definition_ptr>
read_definition(actors::services& services, const json& definition,
                std::shared_ptr<const campaign::message_library> library) {
  auto around = services.catalogue.around();
  return storage::as_result([&]() -> result<campaign::definition_ptr> {
    around.library =
        library != nullptr ? std::move(library) : library_for(services.store.reader(), definition);
    around.own_lists = services.segments.registry(services.store.reader())->lists();
    return campaign::read_definition(definition, around);
  });
}

result<void> require_known_names(actors::services& services,
                                 const campaign::definition& definition) {
  return storage::as_result([&]() -> result<void> {
    if (auto reads = actors::check_reads(services.store.reader(), definition); !reads)
      return reads;
    if (auto starts = actors::check_trigger(services.store.reader(), definition); !starts)
      return starts;
    return actors::check_segments(*services.segments.registry(services.store.reader()), definition);
  });
}

result<void> require_messages(storage::transaction& tx, const campaign::definition& definition) {
  for (const auto& [id, message] : definition.library) {
    if (!storage::has_message(tx, id))
      return fail(error_code::wrong_state,
                  "the message \"" + id + "\" was deleted from the library a moment ago");
  }
  return {};
}

result<void> require_hook(storage::transaction& tx, const campaign::definition& definition) {
  const auto hook = actors::hook_needed(definition);
  if (hook.empty() || storage::has_hook(tx, hook))
    return {};
  return fail(error_code::wrong_state,
              "the campaign \"" + definition.id + "\" listens to the hook \"" + hook +
                  "\", which is not there; put it with PUT /v1/hooks/" + hook + " first");
}

result<void> require_forms(storage::transaction& tx, const campaign::definition& definition) {
  for (const auto& form : campaign::forms_named(definition)) {
    if (!storage::has_form(tx, form))
      return fail(error_code::wrong_state,
                  "the campaign \"" + definition.id + "\" links to the form \"" + form +
                      "\", which is not there; put it with PUT /v1/forms/" + form + " first");
  }
  return {};
}

result<void> require_secrets(const actors::services& services,
                             const campaign::definition& definition) {
  const auto known = services.secrets.now();
  for (const auto& name : campaign::secrets_of(definition)) {
    if (!known->contains(name))
      return fail(error_code::wrong_state, "the campaign \"" + definition.id +
                                               "\" names the secret \"" + name +
                                               "\", which is not set; put it with PUT "
                                               "/v1/secrets/" +
                                               name + " first");
  }
  return {};
}

} // namespace sojourn::service
