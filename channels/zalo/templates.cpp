#include "channels/zalo/templates.hpp"

#include "text/text_length.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace sojourn::channels::zalo {

namespace {

using messages::purpose;

/// Where Zalo does not say how long a parameter may be: by its type.
struct type_limit {
  std::string_view type;
  std::size_t characters;
};
constexpr std::array type_limits{
    type_limit{"CUSTOMER_NAME", 30}, type_limit{"PHONE_NUMBER", 15},
    type_limit{"PHONE", 15},         type_limit{"ADDRESS", 200},
    type_limit{"CODE", 30},          type_limit{"STATUS", 30},
    type_limit{"PRODUCT_NAME", 200}, type_limit{"PRODUCT", 200},
    type_limit{"AMOUNT", 20},        type_limit{"DATE", 20},
    type_limit{"OTP", 10},           type_limit{"URL", 200},
    type_limit{"CURRENCY", 12},      type_limit{"BANK_TRANSFER_NOTE", 90},
    type_limit{"BANK_NOTE", 90},
};

std::optional<purpose> read_tag(const std::string& text) {
  if (text == "1" || text == "TRANSACTION" || text == "OTP")
    return purpose::transactional;
  if (text == "2" || text == "CUSTOMER_CARE")
    return purpose::service;
  if (text == "3" || text == "PROMOTION")
    return purpose::promotional;
  return std::nullopt;
}

/// The first of several spellings that is there.
std::string any_text_in(const json& object, std::initializer_list<const char*> names) {
  for (const auto* name : names) {
    if (auto found = text_in(object, name); !found.empty())
      return found;
  }
  return {};
}

bool is_true(const json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && (*found == true || *found == "true" || *found == 1);
}

template_parameter read_parameter(const json& from) {
  template_parameter read;
  read.name = text_in(from, "name");
  read.required = is_true(from, "require") || is_true(from, "required");
  read.type = text_in(from, "type");
  const auto length = [&](const char* one, const char* other) {
    const auto found = number_in(from, one);
    const auto number = found ? found : number_in(from, other);
    return static_cast<std::size_t>(std::max<std::int64_t>(0, number.value_or(0)));
  };
  read.min_length = length("minLength", "min");
  read.max_length = length("maxLength", "max");
  if (read.max_length == 0) {
    const auto limit = std::ranges::find(type_limits, read.type, &type_limit::type);
    read.max_length = limit == type_limits.end() ? 0 : limit->characters;
  }
  return read;
}

bool is_open(const json& value, fields_state state) {
  return state == fields_state::before_rendering && value.is_string() &&
         value.get_ref<const std::string&>().find("{{") != std::string::npos;
}

void check_values(const json& data, const message_template& one, fields_state state,
                  std::vector<error_detail>& wrong) {
  const auto add = [&](const std::string& name, std::string what) {
    wrong.push_back({pointer_to("/template_data", name), std::move(what)});
  };
  for (const auto& parameter : one.parameters) {
    const auto found = data.find(parameter.name);
    if (found == data.end() || found->is_null() || *found == "") {
      if (parameter.required)
        add(parameter.name, "is a parameter that the template " + one.id + " needs");
      continue;
    }
    if (found->is_structured()) {
      add(parameter.name, "must be a text or a number");
      continue;
    }
    if (is_open(*found, state))
      continue;
    const auto length = text::characters(text_in(data, parameter.name.c_str()));
    if (parameter.max_length > 0 && length > parameter.max_length)
      add(parameter.name, "has " + std::to_string(length) + " characters; the template takes " +
                              std::to_string(parameter.max_length));
    else if (length < parameter.min_length)
      add(parameter.name, "has " + std::to_string(length) + " characters; the template wants " +
                              std::to_string(parameter.min_length));
  }
  for (const auto& [name, unused] : data.items()) {
    if (std::ranges::find(one.parameters, name, &template_parameter::name) == one.parameters.end())
      add(name, "is no parameter of the template " + one.id);
  }
}

} // namespace

std::string text_in(const json& object, const char* name) {
  if (!object.is_object())
    return {};
  const auto found = object.find(name);
  if (found == object.end())
    return {};
  if (found->is_string())
    return found->get<std::string>();
  return found->is_number() ? dump(*found) : std::string{};
}

std::optional<std::int64_t> number_in(const json& object, const char* name) {
  const auto text = text_in(object, name);
  std::int64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || read.ec != std::errc{} || read.ptr != text.data() + text.size())
    return std::nullopt;
  return number;
}

result<message_template> read_template(const json& data) {
  message_template read;
  read.id = any_text_in(data, {"templateId", "template_id"});
  if (read.id.empty())
    return fail(error_code::invalid_request, "Zalo describes a template without an id");
  read.name = any_text_in(data, {"templateName", "template_name"});
  read.status = any_text_in(data, {"status", "templateStatus"});
  read.tag = read_tag(any_text_in(data, {"templateTag", "template_tag", "tag"}));
  read.quality = any_text_in(data, {"templateQuality", "template_quality"});
  read.reason = any_text_in(data, {"reason"});
  if (const auto list = data.find("listParams"); list != data.end() && list->is_array()) {
    for (const auto& one : *list)
      read.parameters.push_back(read_parameter(one));
  }
  read.prices = json::object();
  for (const auto* name : {"price", "price_sdt", "price_uid"}) {
    if (auto price = text_in(data, name); !price.empty())
      read.prices[name] = std::move(price);
  }
  if (const auto timeout = number_in(data, "timeout"))
    read.timeout_ms = *timeout;
  return read;
}

std::vector<std::string> read_template_ids(const json& data) {
  std::vector<std::string> ids;
  if (!data.is_array())
    return ids;
  for (const auto& one : data) {
    if (auto id = any_text_in(one, {"templateId", "template_id"}); !id.empty())
      ids.push_back(std::move(id));
  }
  return ids;
}

json to_document(const message_template& one) {
  auto parameters = json::array();
  for (const auto& each : one.parameters)
    parameters.push_back({{"name", each.name},
                          {"required", each.required},
                          {"type", each.type},
                          {"min_length", each.min_length},
                          {"max_length", each.max_length}});
  return {{"id", one.id},
          {"name", one.name},
          {"status", one.status},
          {"purpose", one.tag ? json(messages::to_text(*one.tag)) : json{}},
          {"quality", one.quality},
          {"reason", one.reason},
          {"parameters", std::move(parameters)},
          {"prices", one.prices},
          {"timeout_ms", one.timeout_ms}};
}

result<message_template> from_document(const json& document) {
  message_template read;
  read.id = text_in(document, "id");
  if (read.id.empty())
    return fail(error_code::data_corrupt, "a template is stored without its id");
  read.name = text_in(document, "name");
  read.status = text_in(document, "status");
  read.tag = messages::parse_purpose(text_in(document, "purpose"));
  read.quality = text_in(document, "quality");
  read.reason = text_in(document, "reason");
  for (const auto& each : document.value("parameters", json::array())) {
    const auto length = [&](const char* name) {
      return static_cast<std::size_t>(number_in(each, name).value_or(0));
    };
    read.parameters.push_back({.name = text_in(each, "name"),
                               .required = is_true(each, "required"),
                               .type = text_in(each, "type"),
                               .min_length = length("min_length"),
                               .max_length = length("max_length")});
  }
  read.prices = document.value("prices", json{});
  read.timeout_ms = document.value("timeout_ms", json{});
  return read;
}

std::vector<error_detail> check_template(const json& fields, messages::purpose purpose,
                                         const template_cache* known, fields_state state) {
  if (!fields.is_object())
    return {{"", "the message has no part for this channel: {\"template_id\", \"template_data\"}"}};
  const auto id = text_in(fields, "template_id");
  if (id.empty())
    return {{"/template_id", "must name a template of the account"}};
  if (is_open(fields.at("template_id"), state))
    return {{"/template_id", "must be the id itself: what is filled in cannot be checked"}};
  const auto data = fields.value("template_data", json::object());
  if (!data.is_object())
    return {{"/template_data", "must be an object with the template's parameters"}};
  if (known == nullptr) {
    if (state == fields_state::rendered)
      return {};
    return {{"/template_id", "cannot be checked: the account's templates were not read yet"}};
  }
  const auto found = known->find(id);
  if (found == known->end())
    return {{"/template_id", "the account has no template " + id}};
  const auto& one = found->second;
  std::vector<error_detail> wrong;
  if (!one.is_enabled())
    wrong.push_back({"/template_id", "the template " + id + " cannot be used: its status is " +
                                         one.status +
                                         (one.reason.empty() ? "" : " (" + one.reason + ")")});
  if (one.tag && *one.tag != purpose)
    wrong.push_back({"/template_id", "the template " + id + " is for messages that are " +
                                         std::string{messages::to_text(*one.tag)} +
                                         ", and this one is " +
                                         std::string{messages::to_text(purpose)}});
  check_values(data, one, state, wrong);
  return wrong;
}

} // namespace sojourn::channels::zalo
