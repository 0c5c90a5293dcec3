#include "forms/body.hpp"

#include "base/ids.hpp"
#include "base/percent.hpp"

#include <algorithm>

namespace sojourn::forms {

result<inputs> read_body(std::string_view body) {
  const auto refuse = [](const char* why) { return fail(error_code::invalid_request, why); };
  if (body.size() > most_body_bytes)
    return refuse("the page sent too much");
  inputs read;
  std::size_t count = 0;
  while (!body.empty()) {
    const auto pair = body.substr(0, body.find('&'));
    body.remove_prefix(std::min(pair.size() + 1, body.size()));
    if (pair.empty())
      continue;
    if (++count > most_inputs)
      return refuse("the page sent too many inputs");
    const auto equal = std::min(pair.find('='), pair.size());
    auto name = percent_decode(pair.substr(0, equal), true);
    auto value = percent_decode(pair.substr(std::min(equal + 1, pair.size())), true);
    if (!name || !value || !is_utf8(*name) || !is_utf8(*value))
      return refuse("the page sent bytes that are not UTF-8");
    read[std::move(*name)].push_back(std::move(*value));
  }
  return read;
}

} // namespace sojourn::forms
