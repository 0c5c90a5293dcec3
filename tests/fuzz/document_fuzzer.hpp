// One of the documents that people write, sound but for what the fuzzer's bytes put wrong in it.
#pragma once

#include "base/ids.hpp"
#include "tests/documents/documents.hpp"
#include "tests/documents/wrongs.hpp"

#include <cstdint>
#include <cstdio>
#include <cstdlib>

namespace sojourn::tests {

/// The first two bytes choose a shape. Then come triples: a place (two bytes) and a way of being
/// wrong; up to four of them. The way 255 puts the rest of the bytes there, as JSON or else as
/// text.
inline int fuzz_document(std::string_view name, const std::uint8_t* bytes, std::size_t size) {
  static const auto& kind = document_named(name);
  std::string_view rest{reinterpret_cast<const char*>(bytes), size};
  const auto take = [&]() -> std::size_t {
    if (rest.empty())
      return 0;
    const auto byte = static_cast<unsigned char>(rest.front());
    rest.remove_prefix(1);
    return byte;
  };
  const auto take_two = [&] {
    const auto high = take();
    return high * 256 + take();
  };
  const auto& chosen = kind.shapes[take_two() % kind.shapes.size()];
  auto source = chosen.sound;
  for (int changes = 0; changes < 4 && !rest.empty(); ++changes) {
    const auto places = places_in(
        source, source.contains(json::json_pointer{chosen.below}) ? chosen.below : std::string{});
    const auto& place = places[take_two() % places.size()];
    const auto way = take();
    if (way != 255) {
      source = with_wrong(std::move(source), place, way % count_of_wrongs());
      continue;
    }
    auto part = parse_json(rest);
    if (part)
      source[json::json_pointer{place}] = std::move(*part);
    else if (is_utf8(rest)) // no other text comes out of the JSON that people send
      source[json::json_pointer{place}] = std::string{rest};
    break;
  }
  if (const auto problem = problem_with(kind, source); !problem.empty()) {
    std::fprintf(stderr, "%s\n", problem.c_str());
    std::abort();
  }
  return 0;
}

} // namespace sojourn::tests
