#include "records/search_names.hpp"

#include "base/folding.hpp"

#include <algorithm>

namespace sojourn::records {

namespace {

/// The words, beginning with each of them in turn.
void add_turns(std::vector<std::string> words, std::vector<std::string>& names) {
  words.resize(std::min(words.size(), most_name_words));
  for (std::size_t first = 0; first < words.size(); ++first) {
    std::string turned;
    for (std::size_t i = 0; i < words.size(); ++i)
      turned += (i == 0 ? "" : " ") + words[(first + i) % words.size()];
    names.push_back(std::move(turned));
  }
}

} // namespace

std::vector<std::string> search_names(const json& data) {
  const auto* name = find_path(data, "name");
  if (name == nullptr || !name->is_string())
    return {};
  std::string_view text = name->get_ref<const std::string&>();
  if (text.size() > max_searched_name_bytes) {
    auto end = max_searched_name_bytes;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U)
      --end; // not inside of a character
    text = text.substr(0, end);
  }
  std::vector<std::string> names;
  add_turns(words_in(folded(text)), names);
  add_turns(words_in(folded_without_apostrophes(text)), names);
  std::ranges::sort(names);
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

} // namespace sojourn::records
