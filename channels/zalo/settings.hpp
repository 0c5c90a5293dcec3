// What an operator says of the shop's account at Zalo.
#pragma once

#include "base/instant.hpp"
#include "calendar/calendar.hpp"

#include <string>

namespace sojourn::channels::zalo {

/// Which variant of a receipt's signature is taken: public sources disagree.
enum class signer { any, app, oa };
enum class timestamp_place { any, body, header };

struct settings {
  std::string app_id;
  std::string oa_id; ///< may be empty
  std::string app_secret;
  std::string oa_secret;     ///< may be empty
  std::string refresh_token; ///< the first one; empty: a consent brings it
  bool proof = true;         ///< whether calls carry appsecret_proof
  bool development = false;
  std::string zone = "Asia/Ho_Chi_Minh";
  calendar::window promotional{{6, 0}, {22, 0}};
  milliseconds release_spread{1'800'000}; ///< of what came too early
  milliseconds balance_pause{3'600'000};
  milliseconds receipt_within{21'600'000};
  milliseconds read_every{3'600'000}; ///< templates and quota
  signer signature_id = signer::any;
  timestamp_place signature_timestamp = timestamp_place::any;
  signer signature_secret = signer::any;
  double per_second = 0;
  int concurrency = 16;
  milliseconds timeout{15'000};
  std::string business_url = "https://business.openapi.zalo.me";
  std::string oa_url = "https://openapi.zalo.me";
  std::string oauth_url = "https://oauth.zaloapp.com";
  bool allow_private_addresses = false;
  std::string ca_file{}; ///< certificates to trust; empty: those of the system
};

} // namespace sojourn::channels::zalo
