// What a certificate says of itself: for whom it is, and until when it is good.
#pragma once

#include "base/instant.hpp"
#include "base/result.hpp"

#include <string>
#include <string_view>

namespace sojourn::signing {

struct certificate_facts {
  std::string subject; ///< "CN = shop.example"
  instant begins{};
  instant ends{};
};

/// Reads the first certificate of a PEM text; the others are those of its issuers. Nothing is
/// checked but its form. Errors: invalid_settings.
[[nodiscard]] result<certificate_facts> read_certificate(std::string_view pem);

} // namespace sojourn::signing
