#include "channels/described/request_template.hpp"

#include "base/percent.hpp"
#include "channels/http/url.hpp"
#include "channels/one_line.hpp"
#include "signing/base64.hpp"

#include <algorithm>

namespace sojourn::channels {

namespace {

text::message_template read_template(const json& source, const std::string& pointer,
                                     mistake_list& mistakes) {
  auto read = text::message_template::parse(source.get_ref<const std::string&>());
  if (!read) {
    mistakes.add(pointer, read.error().message);
    return {};
  }
  return std::move(*read);
}

bool is_header_name(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
           c == '_';
  });
}

named_templates read_named(const json& source, const std::string& pointer, mistake_list& mistakes) {
  named_templates read;
  for (const auto& [name, value] : source.items())
    read.emplace_back(name, read_template(value, pointer_to(pointer, name), mistakes));
  return read;
}

text::escaping escaping_of(const std::string& word) {
  return word == "html"   ? text::escaping::html
         : word == "json" ? text::escaping::json_string
         : word == "url"  ? text::escaping::url
                          : text::escaping::none;
}

struct rendered_body {
  std::string content_type;
  std::string bytes;
};

/// Renders each kind of body.
struct body_renderer {
  const json& data;
  text::render_options how;

  rendered_body operator()(std::monostate) const { return {}; }
  rendered_body operator()(const template_value& value) const {
    return {"application/json", dump(value.render(data, how))};
  }
  rendered_body operator()(const named_templates& form) const {
    std::string fields;
    for (const auto& [name, value] : form)
      fields += (fields.empty() ? "" : "&") + percent_encode(name) + "=" +
                percent_encode(value.render(data, how));
    return {"application/x-www-form-urlencoded", std::move(fields)};
  }
  rendered_body operator()(const text_body& text) const {
    auto escaped = how;
    escaped.escape = text.escape;
    return {text.content_type, text.content.render(data, escaped)};
  }
};

tl::unexpected<error> refuse_request(const char* why) {
  return fail(error_code::invalid_request, why);
}

} // namespace

template_value template_value::read(const json& source, const std::string& pointer,
                                    mistake_list& mistakes) {
  template_value made;
  if (source.is_string()) {
    made.value_ = read_template(source, pointer, mistakes);
  } else if (source.is_array()) {
    list items;
    for (std::size_t i = 0; i < source.size(); ++i)
      items.push_back(read(source[i], pointer_to(pointer, i), mistakes));
    made.value_ = std::move(items);
  } else if (source.is_object()) {
    object members;
    for (const auto& [name, value] : source.items())
      members.emplace_back(name, read(value, pointer_to(pointer, name), mistakes));
    made.value_ = std::move(members);
  } else {
    made.value_ = source;
  }
  return made;
}

json template_value::render(const json& data, const text::render_options& how) const {
  if (const auto* literal = std::get_if<json>(&value_))
    return *literal;
  if (const auto* words = std::get_if<text::message_template>(&value_))
    return words->render(data, how);
  if (const auto* items = std::get_if<list>(&value_)) {
    auto rendered = json::array();
    for (const auto& item : *items)
      rendered.push_back(item.render(data, how));
    return rendered;
  }
  auto rendered = json::object();
  for (const auto& [name, value] : std::get<object>(value_))
    rendered[name] = value.render(data, how);
  return rendered;
}

void template_value::collect_names(std::set<std::string>& into) const {
  if (const auto* words = std::get_if<text::message_template>(&value_))
    into.merge(words->names());
  if (const auto* items = std::get_if<list>(&value_))
    for (const auto& item : *items)
      item.collect_names(into);
  if (const auto* members = std::get_if<object>(&value_))
    for (const auto& [name, value] : *members)
      value.collect_names(into);
}

std::set<std::string> request_template::names() const {
  auto all = url.names();
  for (const auto& [name, value] : headers)
    all.merge(value.names());
  if (basic_auth) {
    all.merge(basic_auth->first.names());
    all.merge(basic_auth->second.names());
  }
  if (const auto* value = std::get_if<template_value>(&body))
    value->collect_names(all);
  if (const auto* form = std::get_if<named_templates>(&body))
    for (const auto& [name, value] : *form)
      all.merge(value.names());
  if (const auto* text = std::get_if<text_body>(&body))
    all.merge(text->content.names());
  return all;
}

request_template read_request_template(const json& source, const std::string& pointer,
                                       mistake_list& mistakes) {
  request_template read;
  const auto has = [&](const char* name) { return source.contains(name); };
  if (int{has("json")} + int{has("form")} + int{has("text")} > 1)
    mistakes.add(pointer, "has more than one of \"json\", \"form\" and \"text\"");
  const bool has_body = has("json") || has("form") || has("text");
  read.method = source.value("method", has_body ? "POST" : "GET");
  if (read.method == "GET" && has_body)
    mistakes.add(pointer_to(pointer, "method"), "a GET request has no body");
  read.url = read_template(source.at("url"), pointer_to(pointer, "url"), mistakes);
  if (!read.url.source().starts_with("https://") && !read.url.source().starts_with("http://"))
    mistakes.add(pointer_to(pointer, "url"), "begins with \"https://\" or \"http://\"");
  if (has("headers")) {
    const auto place = pointer_to(pointer, "headers");
    read.headers = read_named(source.at("headers"), place, mistakes);
    for (const auto& [name, value] : read.headers)
      if (!is_header_name(name))
        mistakes.add(pointer_to(place, name), "is no name of a header");
  }
  if (has("basic_auth")) {
    const auto place = pointer_to(pointer, "basic_auth");
    const auto& auth = source.at("basic_auth");
    read.basic_auth.emplace(
        read_template(auth.at("user"), pointer_to(place, "user"), mistakes),
        read_template(auth.at("password"), pointer_to(place, "password"), mistakes));
  }
  if (has("json"))
    read.body = template_value::read(source.at("json"), pointer_to(pointer, "json"), mistakes);
  else if (has("form"))
    read.body = read_named(source.at("form"), pointer_to(pointer, "form"), mistakes);
  else if (has("text")) {
    const auto& text = source.at("text");
    read.body =
        text_body{.content = read_template(text.at("template"),
                                           pointer_to(pointer, "text") + "/template", mistakes),
                  .escape = escaping_of(text.value("escape", "none")),
                  .content_type = text.at("content_type").get<std::string>()};
  }
  return read;
}

result<http_request> fill_request(const request_template& from, const json& data,
                                  text::render_options how) {
  http_request request;
  request.method = from.method;
  how.escape = text::escaping::url;
  request.url = from.url.render(data, how);
  if (!check_http_url(request.url))
    return refuse_request("the URL of the provider is none once it is filled in");
  how.escape = text::escaping::none;
  for (const auto& [name, value] : from.headers)
    request.headers.emplace_back(name, on_one_line(value.render(data, how)));
  if (from.basic_auth)
    request.headers.emplace_back(
        "Authorization",
        "Basic " + signing::base64_encode(from.basic_auth->first.render(data, how) + ":" +
                                          from.basic_auth->second.render(data, how)));
  auto body = std::visit(body_renderer{data, how}, from.body);
  request.body = std::move(body.bytes);
  if (!body.content_type.empty())
    request.headers.emplace_back("Content-Type", body.content_type);
  return request;
}

} // namespace sojourn::channels
