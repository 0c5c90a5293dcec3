#include "records/search_names.hpp"

#include "base/folding.hpp"

#include <algorithm>

namespace sojourn::records {

std::vector<std::string> search_names(const json& data) {
  const auto* name = find_path(data, "name");
  if (name == nullptr || !name->is_string())
    return {};
  auto words = folded_words(
      std::string_view{name->get_ref<const std::string&>()}.substr(0, max_searched_name_bytes));
  words.resize(std::min(words.size(), most_name_words));
  std::vector<std::string> names;
  for (std::size_t first = 0; first < words.size(); ++first) {
    std::string turned;
    for (std::size_t i = 0; i < words.size(); ++i)
      turned += (i == 0 ? "" : " ") + words[(first + i) % words.size()];
    names.push_back(std::move(turned));
  }
  std::ranges::sort(names);
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

} // namespace sojourn::records
