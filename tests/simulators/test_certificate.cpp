#include "simulators/test_certificate.hpp"

#include <cstdio>
#include <cstdlib>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

namespace sojourn::channels {

namespace {

X509* make_certificate(EVP_PKEY* key) {
  X509* certificate = X509_new();
  X509_set_version(certificate, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
  X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
  X509_set_pubkey(certificate, key);
  X509_NAME* name = X509_get_subject_name(certificate);
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>("loopback"), -1, -1, 0);
  X509_set_issuer_name(certificate, name);
  X509_EXTENSION* alternative =
      X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, "IP:127.0.0.1");
  X509_add_ext(certificate, alternative, -1);
  X509_EXTENSION_free(alternative);
  X509_sign(certificate, key, EVP_sha256());
  return certificate;
}

/// Writes a new file that nobody else can read; gives its path.
template <class Write>
std::string write_file(Write write) {
  char path[] = "/tmp/sojourn_certificate_XXXXXX";
  std::FILE* file = fdopen(mkstemp(path), "w");
  write(file);
  std::fclose(file);
  return path;
}

} // namespace

test_certificate::test_certificate() : context_{SSL_CTX_new(TLS_server_method())} {
  EVP_PKEY* key = EVP_EC_gen("P-256");
  X509* certificate = make_certificate(key);
  SSL_CTX_use_certificate(context_, certificate);
  SSL_CTX_use_PrivateKey(context_, key);
  file_ = write_file([&](std::FILE* to) { PEM_write_X509(to, certificate); });
  key_file_ = write_file(
      [&](std::FILE* to) { PEM_write_PrivateKey(to, key, nullptr, nullptr, 0, nullptr, nullptr); });
  X509_free(certificate);
  EVP_PKEY_free(key);
}

test_certificate::~test_certificate() {
  SSL_CTX_free(context_);
  std::remove(file_.c_str());
  std::remove(key_file_.c_str());
}

} // namespace sojourn::channels
