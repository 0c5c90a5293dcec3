// How many web pushes one core makes ready to leave.
#include "channels/web_push/encryption.hpp"
#include "channels/web_push/vapid.hpp"
#include "figures.hpp"
#include "signing/random.hpp"

#include <ctime>
#include <stdexcept>

namespace sojourn::bench {

void measure_pushes(const plan& how, figures& out) {
  const auto browser = signing::p256_key::make();
  const channels::push_keys to{browser.public_bytes(), signing::random_bytes(16)};
  const std::string payload(300, 'x'); // a title, a text, an icon and a link
  channels::vapid_headers headers{signing::p256_key::make(), "mailto:shop@example.com"};
  const auto count = how.scaled(20'000);
  std::size_t bytes = 0;
  // Processor time of the one thread that works here: what else the machine does is left out.
  const auto began = std::clock();
  for (long i = 0; i < count; ++i) {
    // As the channel does it: a key pair and a salt for each push, a token for each origin.
    const auto body =
        channels::encrypt_push(payload, to, signing::p256_key::make(), signing::random_bytes(16));
    bytes += body.value().size();
    bytes += headers.for_origin("https://push.example", instant{milliseconds{i}}).size();
  }
  const auto took_s = static_cast<double>(std::clock() - began) / CLOCKS_PER_SEC;
  if (bytes == 0)
    throw std::runtime_error{"no push was made"};
  out["webpush_encrypt_per_s"] = static_cast<double>(count) / took_s;
}

} // namespace sojourn::bench
