#include "actors/cache/segment_catalogue.hpp"

#include "records/record_type.hpp"
#include "segments/lists.hpp"
#include "storage/reader.hpp"
#include "storage/records.hpp"
#include "storage/segments.hpp"

namespace sojourn::actors {

std::shared_ptr<const segments::segment_registry> read_registry(storage::reader& from) {
  std::set<std::string, std::less<>> lists;
  for (const auto& type : from.records().types()) {
    const auto links = type.at("schema").value("x-links", json::object());
    for (const auto& [field, target] : links.items()) {
      if (target == json(std::string{records::customer_type}))
        lists.emplace(segments::list_of_type(type.at("name").get_ref<const std::string&>()));
    }
  }
  std::vector<segments::segment> saved;
  for (const auto& stored : from.segments().list()) {
    auto read = segments::read_segment(stored.id, stored.source);
    if (!read)
      throw storage::read_failure{
          {error_code::data_corrupt,
           "the segment \"" + stored.id + "\" in the data file: " + read.error().message}};
    saved.push_back(std::move(*read));
  }
  return std::make_shared<const segments::segment_registry>(std::move(saved), std::move(lists));
}

std::shared_ptr<const segments::segment_registry>
segment_catalogue::locked_registry(storage::reader& from) {
  if (!registry_)
    registry_ = read_registry(from);
  return registry_;
}

std::shared_ptr<const segments::segment_registry>
segment_catalogue::registry(storage::reader& from) {
  const std::lock_guard lock{mutex_};
  return locked_registry(from);
}

result<segments::predicate_ptr> segment_catalogue::find(storage::reader& from,
                                                        const rules::segment_call& call) {
  const auto key = rules::segment_key(call.name, call.parameters);
  const std::lock_guard lock{mutex_};
  const auto registry = locked_registry(from);
  if (const auto known = resolved_.find(key); known != resolved_.end())
    return known->second;
  auto made = registry->resolve_call(call.name, call.parameters, "");
  if (made)
    resolved_.emplace(key, *made);
  return made;
}

void segment_catalogue::forget() {
  const std::lock_guard lock{mutex_};
  registry_.reset();
  resolved_.clear();
}

namespace {

/// Where a definition asks for a segment: the pointer of each "in_segment".
void find_calls(const json& source, const std::string& pointer,
                std::vector<std::pair<std::string, const json*>>& found) {
  if (!source.is_structured())
    return;
  std::size_t index = 0;
  for (const auto& [key, value] : source.items()) {
    const auto below = source.is_array() ? pointer_to(pointer, index++) : pointer_to(pointer, key);
    if (source.is_object() && key == "in_segment")
      found.emplace_back(below, &value);
    else
      find_calls(value, below, found);
  }
}

} // namespace

result<void> check_segments(const segments::segment_registry& known,
                            const campaign::definition& definition) {
  std::vector<std::pair<std::string, const json*>> calls;
  for (const auto* part : {"audience", "goal", "exit", "steps"}) {
    if (const auto found = definition.source.find(part); found != definition.source.end())
      find_calls(*found, pointer_to("", part), calls);
  }
  std::vector<error_detail> mistakes;
  for (const auto& [pointer, argument] : calls) {
    const auto& named = argument->is_array() && !argument->empty() ? argument->at(0) : *argument;
    if (!named.is_string())
      continue; // data of a call, no condition
    const auto parameters = argument->is_array() && argument->size() > 1 ? argument->at(1) : json();
    const auto made = known.resolve_call(named.get<std::string>(), parameters, pointer);
    if (!made)
      mistakes.insert(mistakes.end(), made.error().details.begin(), made.error().details.end());
  }
  if (mistakes.empty())
    return {};
  return fail(error_code::invalid_definition,
              "the campaign \"" + definition.id + "\" asks for segments that cannot be asked",
              std::move(mistakes));
}

asked_segments resolve_segments(segment_catalogue& known, storage::reader& from,
                                const std::map<std::string, rules::segment_call>& calls) {
  asked_segments asked;
  for (const auto& [key, call] : calls) {
    if (auto found = known.find(from, call)) {
      asked.lists.insert((*found)->lists.begin(), (*found)->lists.end());
      asked.conditions.emplace(key, std::move(*found));
    }
  }
  return asked;
}

std::map<std::string, bool> test_segments(const asked_segments& asked,
                                          const std::optional<json>& view, instant now) {
  std::map<std::string, bool> answers;
  for (const auto& [key, predicate] : asked.conditions) {
    const auto holds = view ? segments::test(*predicate, *view, now) : result<bool>{false};
    answers.emplace(key, holds && *holds);
  }
  return answers;
}

} // namespace sojourn::actors
