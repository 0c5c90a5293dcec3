#include "signing/p256.hpp"

#include "signing/openssl.hpp"
#include "signing/random.hpp"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>
#include <openssl/param_build.h>
#include <stdexcept>

namespace sojourn::signing {

namespace {

constexpr std::size_t scalar_bytes = 32;
constexpr std::size_t point_bytes = 65;

using number = owned<BIGNUM, BN_clear_free>;
using curve = owned<EC_GROUP, EC_GROUP_free>;
using point = owned<EC_POINT, EC_POINT_clear_free>;
using key = owned<EVP_PKEY, EVP_PKEY_free>;
using key_context = owned<EVP_PKEY_CTX, EVP_PKEY_CTX_free>;
using digest_context = owned<EVP_MD_CTX, EVP_MD_CTX_free>;
using signature_parts = owned<ECDSA_SIG, ECDSA_SIG_free>;

const EC_GROUP* p256() {
  static const curve shared{EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1)};
  must(shared != nullptr, "make the curve P-256");
  return shared.get();
}

number number_of(std::string_view bytes) {
  number made{BN_secure_new()};
  must(made && BN_bin2bn(raw(bytes), static_cast<int>(bytes.size()), made.get()) != nullptr,
       "read a number");
  return made;
}

/// Null when `bytes` are no point of the curve.
point point_of(std::string_view bytes) {
  point made{EC_POINT_new(p256())};
  must(made != nullptr, "make a point");
  if (bytes.size() != point_bytes || bytes[0] != POINT_CONVERSION_UNCOMPRESSED ||
      EC_POINT_oct2point(p256(), made.get(), raw(bytes), bytes.size(), nullptr) != 1)
    return nullptr;
  return made;
}

/// `scalar` is null for a public key.
key key_of(const BIGNUM* scalar, std::string_view public_bytes) {
  const owned<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free> build{OSSL_PARAM_BLD_new()};
  must(build &&
           OSSL_PARAM_BLD_push_utf8_string(build.get(), OSSL_PKEY_PARAM_GROUP_NAME,
                                           SN_X9_62_prime256v1, 0) == 1 &&
           OSSL_PARAM_BLD_push_octet_string(build.get(), OSSL_PKEY_PARAM_PUB_KEY,
                                            public_bytes.data(), public_bytes.size()) == 1,
       "describe a key");
  if (scalar != nullptr)
    must(OSSL_PARAM_BLD_push_BN(build.get(), OSSL_PKEY_PARAM_PRIV_KEY, scalar) == 1,
         "describe a private key");
  const owned<OSSL_PARAM, OSSL_PARAM_free> parameters{OSSL_PARAM_BLD_to_param(build.get())};
  const key_context context{EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr)};
  EVP_PKEY* made = nullptr;
  must(parameters && context && EVP_PKEY_fromdata_init(context.get()) == 1 &&
           EVP_PKEY_fromdata(context.get(), &made,
                             scalar != nullptr ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY,
                             parameters.get()) == 1,
       "make a key");
  return key{made};
}

bool is_scalar(const BIGNUM* value) {
  return BN_is_zero(value) == 0 && BN_cmp(value, EC_GROUP_get0_order(p256())) < 0;
}

} // namespace

result<p256_key> p256_key::from_private(std::string_view bytes) {
  if (bytes.size() != scalar_bytes)
    return fail(error_code::invalid_settings,
                "a private key on P-256 has 32 bytes, this one " + std::to_string(bytes.size()));
  const auto scalar = number_of(bytes);
  if (!is_scalar(scalar.get()))
    return fail(error_code::invalid_settings,
                "the number is not in the range of private keys on P-256");
  BN_set_flags(scalar.get(), BN_FLG_CONSTTIME);
  const point product{EC_POINT_new(p256())};
  std::string public_bytes(point_bytes, '\0');
  must(product &&
           EC_POINT_mul(p256(), product.get(), scalar.get(), nullptr, nullptr, nullptr) == 1 &&
           EC_POINT_point2oct(p256(), product.get(), POINT_CONVERSION_UNCOMPRESSED,
                              raw(public_bytes), public_bytes.size(), nullptr) == point_bytes,
       "make a public key");
  return p256_key{std::string{bytes}, std::move(public_bytes)};
}

p256_key p256_key::make() {
  for (;;) // a draw is out of range once in four thousand million
    if (auto made = from_private(random_bytes(scalar_bytes)))
      return std::move(*made);
}

p256_key::p256_key(std::string private_bytes, std::string public_bytes)
    : private_{std::move(private_bytes)}, public_{std::move(public_bytes)},
      key_{key_of(number_of(private_).get(), public_).release(), EVP_PKEY_free} {}

result<std::string> p256_key::agree(std::string_view other_public) const {
  if (!is_p256_point(other_public))
    return fail(error_code::invalid_request, "that is no public key on the curve P-256");
  const auto other = key_of(nullptr, other_public);
  const key_context context{EVP_PKEY_CTX_new(key_.get(), nullptr)};
  std::string secret(scalar_bytes, '\0');
  auto size = secret.size();
  // The point was checked to be on the curve, whose order is prime: no other check is due.
  must(context && EVP_PKEY_derive_init(context.get()) == 1 &&
           EVP_PKEY_derive_set_peer_ex(context.get(), other.get(), 0) == 1 &&
           EVP_PKEY_derive(context.get(), raw(secret), &size) == 1 && size == scalar_bytes,
       "agree on a secret");
  return secret;
}

std::string p256_key::sign(std::string_view bytes) const {
  const digest_context context{EVP_MD_CTX_new()};
  std::size_t size = 0;
  must(context &&
           EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key_.get()) == 1 &&
           EVP_DigestSign(context.get(), nullptr, &size, raw(bytes), bytes.size()) == 1,
       "begin to sign");
  std::string der(size, '\0');
  must(EVP_DigestSign(context.get(), raw(der), &size, raw(bytes), bytes.size()) == 1, "sign");
  const auto* begin = raw(std::string_view{der});
  const signature_parts parts{d2i_ECDSA_SIG(nullptr, &begin, static_cast<long>(size))};
  std::string signature(2 * scalar_bytes, '\0');
  must(parts && BN_bn2binpad(ECDSA_SIG_get0_r(parts.get()), raw(signature), scalar_bytes) > 0 &&
           BN_bn2binpad(ECDSA_SIG_get0_s(parts.get()), raw(signature) + scalar_bytes,
                        scalar_bytes) > 0,
       "write a signature");
  return signature;
}

bool is_p256_point(std::string_view bytes) { return point_of(bytes) != nullptr; }

bool verify_es256(std::string_view public_bytes, std::string_view bytes,
                  std::string_view signature) {
  if (!is_p256_point(public_bytes) || signature.size() != 2 * scalar_bytes)
    return false;
  const signature_parts parts{ECDSA_SIG_new()};
  must(parts != nullptr &&
           ECDSA_SIG_set0(parts.get(), number_of(signature.substr(0, scalar_bytes)).release(),
                          number_of(signature.substr(scalar_bytes)).release()) == 1,
       "read a signature");
  unsigned char* der = nullptr;
  const auto size = i2d_ECDSA_SIG(parts.get(), &der);
  must(size > 0, "write a signature");
  const std::string written{reinterpret_cast<const char*>(der), static_cast<std::size_t>(size)};
  OPENSSL_free(der);
  const auto signer = key_of(nullptr, public_bytes);
  const digest_context context{EVP_MD_CTX_new()};
  must(context &&
           EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, signer.get()) == 1,
       "begin to verify");
  return EVP_DigestVerify(context.get(), raw(std::string_view{written}), written.size(), raw(bytes),
                          bytes.size()) == 1;
}

} // namespace sojourn::signing
