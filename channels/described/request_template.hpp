// A request as a provider's file describes it: everything in it is a template.
#pragma once

#include "base/mistakes.hpp"
#include "base/result.hpp"
#include "channels/http/exchange.hpp"
#include "text/template.hpp"

#include <optional>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace sojourn::channels {

/// A JSON value whose texts are templates. What is rendered stays a text, whatever it holds, so
/// it needs no escaping.
class template_value {
public:
  using list = std::vector<template_value>;
  using object = std::vector<std::pair<std::string, template_value>>;

  /// Tells `mistakes` of texts that are no templates.
  [[nodiscard]] static template_value read(const json& source, const std::string& pointer,
                                           mistake_list& mistakes);
  [[nodiscard]] json render(const json& data, const text::render_options& how) const;
  void collect_names(std::set<std::string>& into) const;

private:
  std::variant<json, text::message_template, list, object> value_;
};

using named_templates = std::vector<std::pair<std::string, text::message_template>>;

struct text_body {
  text::message_template content;
  text::escaping escape = text::escaping::none;
  std::string content_type;
};

struct request_template {
  std::string method;
  text::message_template url; ///< values in it are escaped for URLs
  named_templates headers;
  std::optional<std::pair<text::message_template, text::message_template>> basic_auth;
  /// JSON, a form, text, or nothing.
  std::variant<std::monostate, template_value, named_templates, text_body> body;

  /// Every name that its templates read.
  [[nodiscard]] std::set<std::string> names() const;
};

/// Reads what the schema has passed.
[[nodiscard]] request_template read_request_template(const json& source, const std::string& pointer,
                                                     mistake_list& mistakes);

/// The request for `data`. Errors: invalid_request, when the URL or a header is none; the
/// message repeats neither, since both may hold secrets.
[[nodiscard]] result<http_request> fill_request(const request_template& from, const json& data,
                                                text::render_options how);

} // namespace sojourn::channels
