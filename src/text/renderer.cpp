#include "text/renderer.hpp"

#include "base/ascii.hpp"
#include "base/ids.hpp"
#include "base/number_text.hpp"
#include "text/escape.hpp"
#include "text/format.hpp"

#include <algorithm>

namespace sojourn::text {

namespace {

bool is_absent(const json* value) {
  if (value == nullptr || value->is_null())
    return true;
  if (value->is_boolean())
    return !value->get<bool>();
  if (value->is_number())
    return value->get<double>() == 0;
  if (value->is_string())
    return value->get_ref<const std::string&>().empty();
  return value->is_array() && value->empty();
}

std::string text_of(const json& value) {
  if (value.is_null())
    return {};
  if (value.is_string())
    return value.get<std::string>();
  return value.is_number() ? number_text(value) : dump(value);
}

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

/// `source` with `indentation` before each of its lines.
std::string indented(const std::string& source, const std::string& indentation) {
  if (indentation.empty())
    return source;
  std::string text;
  for (std::size_t begin = 0; begin < source.size();) {
    const auto end = std::min(source.find('\n', begin), source.size() - 1) + 1;
    text += indentation;
    text.append(source, begin, end - begin);
    begin = end;
  }
  return text;
}

} // namespace

std::string renderer::run(const token& root) {
  std::string out;
  render(root.children, out, options_.escape);
  return out;
}

void renderer::render(tokens children, std::string& out, escaping how) {
  for (const auto& each : children) {
    if (full_ || !work_.spend(1))
      return;
    render_one(each, out, how);
  }
}

void renderer::render_one(const token& each, std::string& out, escaping how) {
  switch (each.kind) {
  case token_kind::literal:
  case token_kind::alternative:
    append(out, each.text, escaping::none);
    break;
  case token_kind::variable:
  case token_kind::raw:
    if (const auto* value = find(each.text); value == nullptr || value->is_null())
      add_missing(each.text);
    else
      append(out, text_of(*value), each.kind == token_kind::raw ? escaping::none : how);
    break;
  case token_kind::section:
    render_section(each, out, how);
    break;
  case token_kind::inverted:
    if (is_absent(find(each.text)))
      render(each.children, out, how);
    break;
  case token_kind::partial:
    render_partial(each, out, how);
    break;
  }
}

void renderer::render_section(const token& section, std::string& out, escaping how) {
  const auto* value = find(section.text);
  if (value == nullptr && is_formatting(section.text))
    return render_formatting(section, out, how);
  if (is_absent(value))
    return;
  const auto render_over = [&](const json& context) {
    contexts_.push_back(&context);
    render(section.children, out, how);
    contexts_.pop_back();
  };
  if (!value->is_array())
    return render_over(*value);
  for (const auto& element : *value) {
    // An element counts even where the section is empty.
    if (full_ || !work_.spend(1))
      return;
    render_over(element);
  }
}

void renderer::render_formatting(const token& section, std::string& out, escaping how) {
  if (section.text == fallback_name)
    return render_fallback(section.children, out, how);
  std::string body;
  render(section.children, body, escaping::none);
  constexpr std::size_t formatting_per_byte = 8; // as long as copying that many bytes
  if (!work_.spend_on_bytes(body.size() * formatting_per_byte))
    return;
  if (section.text == form_name || section.text == confirm_name)
    return append_link(section.text == form_name ? form_path : confirm_path, trimmed(body), out,
                       how);
  if (section.text == money_name)
    body = format_money(body, options_.language);
  else if (section.text == date_name)
    body = format_date(body, options_.language, options_.zone);
  else
    body = to_upper(body);
  append(out, body, how);
}

void renderer::append_link(std::string_view path, std::string_view id, std::string& out,
                           escaping how) {
  if (!options_.links_base.empty() && is_form_id(id))
    append(out, options_.links_base + std::string{path} + std::string{id}, how);
}

void renderer::render_fallback(tokens children, std::string& out, escaping how) {
  const auto bar = std::find_if(children.begin(), children.end(), [](const token& each) {
    return each.kind == token_kind::alternative;
  });
  const auto before = static_cast<std::size_t>(bar - children.begin());
  std::string preferred;
  std::set<std::string> lacked;
  auto* const outside = missing_;
  missing_ = outside != nullptr ? &lacked : nullptr;
  render(children.first(before), preferred, how);
  missing_ = outside;
  if (!work_.spend_on_bytes(preferred.size()))
    return;
  const bool falls_back = bar != children.end() && is_blank(preferred);
  if (outside != nullptr && !falls_back)
    outside->merge(lacked);
  if (!falls_back)
    return append(out, preferred, escaping::none);
  std::string shown;
  render(children.subspan(before + 1), shown, how);
  if (outside != nullptr)
    options_.notes->fallbacks.push_back({std::move(lacked), shown});
  append(out, shown, escaping::none);
}

void renderer::add_missing(const std::string& name) {
  if (missing_ != nullptr)
    missing_->insert(name);
}

void renderer::render_partial(const token& partial, std::string& out, escaping how) {
  const auto source = options_.partials.find(partial.text);
  if (source == options_.partials.end() || partial_depth_ == max_partial_depth)
    return;
  const auto [known, is_new] = partials_.try_emplace({partial.text, partial.indentation});
  if (is_new) {
    if (!work_.spend_on_bytes(source->second.size()))
      return;
    if (auto parsed = parse_tokens(indented(source->second, partial.indentation)))
      known->second = std::move(*parsed);
  }
  ++partial_depth_;
  render(known->second.children, out, how);
  --partial_depth_;
}

const json* renderer::find(std::string_view name) {
  constexpr std::size_t contexts_per_unit = 8;
  if (!work_.spend(name.size() / work_budget::bytes_per_unit +
                   contexts_.size() / contexts_per_unit))
    return nullptr;
  if (name == ".")
    return contexts_.back();
  const auto dot = name.find('.');
  const auto first = name.substr(0, dot);
  const auto rest = dot == std::string_view::npos ? std::string_view{} : name.substr(dot + 1);
  for (auto context = contexts_.rbegin(); context != contexts_.rend(); ++context) {
    if (!(*context)->is_object())
      continue;
    // The first part decides the context; a broken chain below it finds nothing.
    if (const auto found = (*context)->find(first); found != (*context)->end())
      return find_path(*found, rest);
  }
  return nullptr;
}

void renderer::append(std::string& out, std::string_view value, escaping how) {
  if (!work_.spend_on_bytes(value.size()))
    return;
  append_escaped(out, value, how);
  if (out.size() <= max_rendered_bytes)
    return;
  full_ = true;
  auto end = max_rendered_bytes;
  while (end > 0 && (out[end] & 0xC0) == 0x80)
    --end;
  out.resize(end);
}

} // namespace sojourn::text
