#include "signing/certificate.hpp"

#include "signing/openssl.hpp"

#include <ctime>
#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

namespace sojourn::signing {

namespace {

using memory = owned<BIO, BIO_free_all>;

std::optional<instant> instant_of(const ASN1_TIME* time) {
  std::tm parts{};
  if (time == nullptr || ASN1_TIME_to_tm(time, &parts) != 1)
    return std::nullopt;
  return from_unix_ms(static_cast<std::int64_t>(timegm(&parts)) * 1000);
}

std::string text_of(const X509_NAME* name) {
  const memory out{BIO_new(BIO_s_mem())};
  must(out != nullptr, "make a buffer");
  if (X509_NAME_print_ex(out.get(), name, 0, XN_FLAG_ONELINE & ~ASN1_STRFLGS_ESC_MSB) < 0)
    return {};
  char* bytes = nullptr;
  const auto length = BIO_get_mem_data(out.get(), &bytes);
  return {bytes, static_cast<std::size_t>(length)};
}

} // namespace

result<certificate_facts> read_certificate(std::string_view pem) {
  const memory in{BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()))};
  must(in != nullptr, "make a buffer");
  const owned<X509, X509_free> read{PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr)};
  if (read == nullptr)
    return fail(error_code::invalid_settings, "there is no certificate in PEM");
  const auto begins = instant_of(X509_get0_notBefore(read.get()));
  const auto ends = instant_of(X509_get0_notAfter(read.get()));
  if (!begins || !ends)
    return fail(error_code::invalid_settings, "the certificate has no dates that can be read");
  return certificate_facts{text_of(X509_get_subject_name(read.get())), *begins, *ends};
}

} // namespace sojourn::signing
