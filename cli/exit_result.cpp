#include "cli/exit_result.hpp"

#include "cli/display.hpp"

namespace sojourn::cli {

namespace {

std::string text_in(const json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

} // namespace

failure failure_of(const error& what, int code) {
  const auto& info = describe(what.code);
  json problem{{"code", info.text}, {"title", info.title}, {"detail", what.message}};
  if (!what.details.empty())
    problem["errors"] = as_errors(what.details);
  return {code, std::move(problem)};
}

std::string to_text(const failure& what) {
  auto text = "sojourn: " + printable(text_in(what.problem, "title"));
  if (const auto code = text_in(what.problem, "code"); !code.empty())
    text += " (" + printable(code) + ")";
  text += "\n";
  if (const auto detail = text_in(what.problem, "detail"); !detail.empty())
    text += "  " + printable(detail) + "\n";
  if (const auto errors = what.problem.find("errors");
      errors != what.problem.end() && errors->is_array())
    for (const auto& one : *errors)
      if (one.is_object())
        text += "  " + mistake_line(text_in(one, "pointer"), text_in(one, "message")) + "\n";
  return text;
}

std::string mistake_line(const std::string& pointer, const std::string& message) {
  return printable(pointer.empty() ? message : pointer + ": " + message);
}

json as_errors(const std::vector<error_detail>& details) {
  auto errors = json::array();
  for (const auto& one : details)
    errors.push_back({{"pointer", one.pointer}, {"message", one.message}});
  return errors;
}

} // namespace sojourn::cli
