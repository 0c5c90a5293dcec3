// Passwords as they are stored: Argon2id (RFC 9106), with a salt and its costs in the text.
#pragma once

#include <string>
#include <string_view>

namespace sojourn::signing {

/// The hash of a password under a salt that is made for it: "$argon2id$v=19$m=65536,t=3,p=1$…".
/// Takes about a fifth of a second and 64 MiB, on purpose: never on a thread that others wait for.
/// Throws where the memory is not there.
[[nodiscard]] std::string hash_password(std::string_view password);

/// Whether `hash` is that of `password`. Takes as long as making one; a text that is no hash is
/// nobody's and takes no time.
[[nodiscard]] bool is_password_of(std::string_view hash, std::string_view password);

/// Whether `hash` was made with other costs than hash_password uses now, and should be made anew.
[[nodiscard]] bool needs_new_hash(std::string_view hash);

} // namespace sojourn::signing
