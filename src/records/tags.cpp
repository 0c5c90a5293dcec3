#include "records/tags.hpp"

#include <algorithm>

namespace sojourn::records {

json with_tags(json list, const tag_change& change) {
  json tags = json::array();
  for (auto& one : list) {
    if (std::find(change.remove.begin(), change.remove.end(), one) == change.remove.end())
      tags.push_back(std::move(one));
  }
  for (const auto& tag : change.add) {
    if (std::find(tags.begin(), tags.end(), tag) == tags.end())
      tags.push_back(tag);
  }
  return tags;
}

} // namespace sojourn::records
