// sojourn vapid-keys: the pair that web pushes are signed with.
#pragma once

#include "cli/session.hpp"
#include "signing/p256.hpp"

namespace sojourn::cli {

/// Prints `key` as the lines of a settings file, or as JSON.
void print_vapid_keys(session& context, const signing::p256_key& key);

} // namespace sojourn::cli
