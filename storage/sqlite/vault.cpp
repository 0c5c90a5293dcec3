#include "storage/sqlite/vault.hpp"

#include "signing/base64.hpp"
#include "signing/random.hpp"
#include "storage/tables/json_column.hpp"

namespace sojourn::storage {

namespace {

constexpr std::size_t bytes_of_no_secret = 32;

/// The secrets of the definition's webhook trigger, where it has some.
json* secrets_in(json& definition) {
  const auto trigger = definition.find("trigger");
  if (trigger == definition.end() || !trigger->is_object())
    return nullptr;
  const auto secrets = trigger->find("secrets");
  return secrets != trigger->end() && secrets->is_array() ? &*secrets : nullptr;
}

std::string name_for(const std::string& campaign) { return "campaign:" + campaign; }

} // namespace

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

json with_sealed_secrets(json definition, const vault& with, const std::string& campaign) {
  if (auto* secrets = secrets_in(definition)) {
    for (auto& secret : *secrets) {
      if (secret.is_string())
        secret = with.seal(name_for(campaign), secret.get_ref<const std::string&>());
    }
  }
  return definition;
}

json with_open_secrets(json definition, const vault* with, const std::string& campaign) {
  if (auto* secrets = secrets_in(definition)) {
    for (auto& secret : *secrets) {
      if (!secret.is_string() || !signing::is_sealed(secret.get_ref<const std::string&>()))
        continue;
      if (with != nullptr)
        secret = with->open(name_for(campaign), secret.get_ref<const std::string&>());
      else
        secret = "whsec_" + signing::base64_encode(std::string(bytes_of_no_secret, '\0'));
    }
  }
  return definition;
}

} // namespace sojourn::storage
