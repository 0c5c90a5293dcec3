// A place in a definition: a value, where it stands, and whether it can be used.
#pragma once

#include "base/json.hpp"
#include "base/mistakes.hpp"

#include <utility>
#include <vector>

namespace sojourn::campaign {

/// A view of one value. Reading never fails: what is absent, has another type or was
/// refused by the schema reads as empty, for its mistake has been told.
class node {
public:
  node(const json& value, mistake_list& mistakes) : value_{&value}, mistakes_{&mistakes} {}

  /// Whether there is a usable value.
  [[nodiscard]] explicit operator bool() const { return value_ != nullptr; }
  [[nodiscard]] const std::string& pointer() const { return pointer_; }
  /// The value; null where there is none.
  [[nodiscard]] const json& value() const;

  [[nodiscard]] node operator[](std::string_view key) const;
  /// Members of an object that can be used, by key; none of anything else.
  [[nodiscard]] std::vector<std::pair<std::string, node>> members() const;
  /// Elements of a list that can be used; none of anything else.
  [[nodiscard]] std::vector<node> elements() const;

  [[nodiscard]] std::string text() const;
  [[nodiscard]] double number(double otherwise) const;
  [[nodiscard]] bool is_object() const { return value_ != nullptr && value_->is_object(); }
  [[nodiscard]] bool is_array() const { return value_ != nullptr && value_->is_array(); }
  [[nodiscard]] bool is_text() const { return value_ != nullptr && value_->is_string(); }

  /// The mistakes of the document so far.
  [[nodiscard]] const mistake_list& mistakes() const { return *mistakes_; }
  /// A mistake here.
  void complain(std::string message) const { complain_at(pointer_, std::move(message)); }
  /// A mistake at a pointer below, for readers that know the place better.
  void complain_at(const std::string& pointer, std::string message) const {
    mistakes_->add(pointer, std::move(message));
  }

private:
  node(const json* value, std::string pointer, mistake_list* mistakes);

  const json* value_;
  std::string pointer_;
  mistake_list* mistakes_;
};

} // namespace sojourn::campaign
