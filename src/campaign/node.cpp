#include "campaign/node.hpp"

namespace sojourn::campaign {

node::node(const json* value, std::string pointer, mistake_list* mistakes)
    : value_{mistakes->is_refused(pointer) ? nullptr : value}, pointer_{std::move(pointer)},
      mistakes_{mistakes} {}

const json& node::value() const {
  static const json none;
  return value_ != nullptr ? *value_ : none;
}

node node::operator[](std::string_view key) const {
  const json* found = nullptr;
  if (is_object()) {
    if (const auto member = value_->find(key); member != value_->end())
      found = &*member;
  }
  return {found, pointer_to(pointer_, key), mistakes_};
}

std::vector<std::pair<std::string, node>> node::members() const {
  std::vector<std::pair<std::string, node>> all;
  if (!is_object())
    return all;
  for (const auto& [key, value] : value_->items()) {
    node member{&value, pointer_to(pointer_, key), mistakes_};
    if (member)
      all.emplace_back(key, std::move(member));
  }
  return all;
}

std::vector<node> node::elements() const {
  std::vector<node> all;
  if (!is_array())
    return all;
  for (std::size_t i = 0; i < value_->size(); ++i) {
    node element{&(*value_)[i], pointer_to(pointer_, i), mistakes_};
    if (element)
      all.push_back(std::move(element));
  }
  return all;
}

std::string node::text() const { return is_text() ? value_->get<std::string>() : std::string{}; }

double node::number(double otherwise) const {
  return value_ != nullptr && value_->is_number() ? value_->get<double>() : otherwise;
}

} // namespace sojourn::campaign
