#include "cli/vapid_keys.hpp"

#include "base/json.hpp"
#include "signing/base64.hpp"

namespace sojourn::cli {

void print_vapid_keys(session& context, const signing::p256_key& key) {
  const auto public_key = signing::base64url_encode(key.public_bytes());
  const auto private_key = signing::base64url_encode(key.private_bytes());
  if (context.as_json)
    context.around.out << dump({{"public_key", public_key}, {"private_key", private_key}}) << '\n';
  else
    context.around.out << "public_key = \"" << public_key << "\"\nprivate_key = \"" << private_key
                       << "\"\n";
}

} // namespace sojourn::cli
