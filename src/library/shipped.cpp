#include "library/shipped.hpp"

#include <algorithm>
#include <map>
#include <mutex>
#include <stdexcept>

namespace sojourn::library {

namespace {

scenario_ptr read_document(const shipped_document& document) {
  auto read = read_scenario(document.id, document.source);
  if (read)
    return std::move(*read);
  const auto& details = read.error().details;
  throw std::logic_error{"the shipped scenario \"" + document.id + "\": " +
                         (details.empty()
                              ? read.error().message
                              : details.front().pointer + ": " + details.front().message)};
}

const shipped_document* find_document(std::string_view id) {
  const auto& all = shipped_documents();
  const auto found = std::ranges::find(all, id, &shipped_document::id);
  return found == all.end() ? nullptr : &*found;
}

} // namespace

const std::vector<shipped_document>& shipped_documents() {
  static const auto all = [] {
    std::vector<shipped_document> documents;
    for (const auto& one : scenario_texts()) {
      auto source = json::parse(one.text);
      const auto version = source.value("version", std::int64_t{1});
      documents.push_back({std::string{one.name}, version, std::move(source)});
    }
    return documents;
  }();
  return all;
}

bool is_shipped(std::string_view id) { return find_document(id) != nullptr; }

scenario_ptr find_shipped(std::string_view id) {
  static std::mutex mutex;
  static std::map<std::string, scenario_ptr, std::less<>> known;
  const auto* document = find_document(id);
  if (document == nullptr)
    return nullptr;
  const std::lock_guard lock{mutex};
  auto& scenario = known[document->id];
  if (scenario == nullptr)
    scenario = read_document(*document);
  return scenario;
}

} // namespace sojourn::library
