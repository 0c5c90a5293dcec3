#include "forms/form.hpp"

#include "base/ascii.hpp"

#include <algorithm>
#include <cmath>

namespace sojourn::forms {

namespace {

/// The luminance of a colour "#rrggbb" (WCAG 2.1, "relative luminance").
double luminance(std::string_view colour) {
  constexpr std::array weights{0.2126, 0.7152, 0.0722};
  double sum = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const auto byte = hex_digit(colour[1 + 2 * i]) * 16 + hex_digit(colour[2 + 2 * i]);
    const auto part = byte / 255.0;
    sum += weights[i] * (part <= 0.03928 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4));
  }
  return sum;
}

} // namespace

const component* form::find(std::string_view wanted) const {
  const auto found = std::find_if(components.begin(), components.end(), [&](const component& one) {
    return is_input(one.kind) && one.name == wanted;
  });
  return found == components.end() ? nullptr : &*found;
}

const messages::picture* form::find_picture(std::string_view wanted) const {
  const auto found =
      std::find_if(pictures.begin(), pictures.end(),
                   [&](const messages::picture_ptr& one) { return one->name == wanted; });
  return found == pictures.end() ? nullptr : found->get();
}

double contrast(std::string_view one, std::string_view other) {
  const auto a = luminance(one);
  const auto b = luminance(other);
  return (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05);
}

} // namespace sojourn::forms
