#include "api/answer_schemas.hpp"

#include "base/ascii.hpp"

namespace sojourn::api {

extern const std::string_view answers_text; // answers.json

const json& answers_document() {
  static const auto read = json::parse(answers_text);
  return read;
}

const json* answer_schema(const route& from) {
  const auto& named = answers_document().at("answers");
  const auto found = named.find(lower_ascii(from.method) + " " + std::string{from.pattern});
  return found == named.end()
             ? nullptr
             : &answers_document().at("schemas").at(found->get_ref<const std::string&>());
}

const json& referenced_schema(const std::string& reference) {
  constexpr std::string_view place = "#/components/schemas/";
  return answers_document().at("schemas").at(reference.substr(place.size()));
}

} // namespace sojourn::api
