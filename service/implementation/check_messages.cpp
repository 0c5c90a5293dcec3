#include "service/implementation/check_messages.hpp"

#include <set>

namespace sojourn::service {

namespace {

/// Message and channel of every step that sends.
std::set<std::pair<std::string, std::string>> sends_of(const campaign::definition& definition) {
  std::set<std::pair<std::string, std::string>> found;
  for (const auto& [name, step] : definition.steps) {
    if (const auto* send = std::get_if<campaign::send_step>(&step.kind)) {
      for (const auto& channel : send->via)
        found.emplace(send->message, channel);
    }
  }
  return found;
}

const json& member(const json& object, const std::string& name) {
  static const json none;
  const auto found = object.is_object() ? object.find(name) : object.end();
  return object.is_object() && found != object.end() ? *found : none;
}

/// The message as it was written: in the definition, or in the library as it is pinned.
const json& message_source(const campaign::definition& definition, const std::string& name) {
  if (name.starts_with(campaign::library_prefix)) {
    const auto pinned = definition.library.find(name.substr(campaign::library_prefix.size()));
    if (pinned != definition.library.end())
      return pinned->second.source;
  }
  return member(member(definition.source, "messages"), name);
}

} // namespace

result<void> check_messages(const campaign::definition& definition,
                            const channels::channel_map& over) {
  std::vector<error_detail> wrong;
  for (const auto& [name, via] : sends_of(definition)) {
    const auto channel = over.find(via);
    const auto message = definition.messages.find(name);
    if (channel == over.end() || message == definition.messages.end())
      continue;
    const auto& written = message_source(definition, name);
    for (const auto& [language, unused] : message->second.languages) {
      const auto& parts = member(member(written, "languages"), language);
      const auto& fields = member(member(parts, "channels"), via);
      auto place = pointer_to(pointer_to(pointer_to("/messages", name), "languages"), language);
      place = pointer_to(pointer_to(place, "channels"), via);
      for (auto& one : channel->second->check_message(fields, message->second.purpose))
        wrong.push_back({place + one.pointer, std::move(one.message)});
    }
  }
  if (wrong.empty())
    return {};
  return fail(error_code::invalid_definition,
              "messages of the campaign \"" + definition.id + "\" cannot go out as they are",
              std::move(wrong));
}

} // namespace sojourn::service
