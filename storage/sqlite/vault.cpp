#include "storage/sqlite/vault.hpp"

#include "signing/base64.hpp"
#include "signing/random.hpp"
#include "storage/tables/json_column.hpp"

namespace sojourn::storage {

std::string vault::seal(const std::string& name, std::string_view plain) const {
  return signing::seal(key_, signing::random_bytes(signing::seal_nonce_bytes), name, plain);
}

std::string vault::open(const std::string& name, std::string_view sealed) const {
  auto plain = signing::open_seal(key_, name, sealed);
  if (!plain)
    throw corrupt_row{plain.error().message};
  return std::move(*plain);
}

bool vault::opens(const std::string& name, std::string_view sealed) const {
  return signing::open_seal(key_, name, sealed).has_value();
}

} // namespace sojourn::storage
