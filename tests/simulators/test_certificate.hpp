// A certificate for servers of tests.
#pragma once

#include <string>

struct ssl_ctx_st;

namespace sojourn::channels {

/// A certificate for 127.0.0.1 that signs itself, made anew for the test.
class test_certificate {
public:
  test_certificate();
  ~test_certificate();
  test_certificate(const test_certificate&) = delete;
  test_certificate& operator=(const test_certificate&) = delete;
  /// A PEM file with the certificate, for whoever shall trust it.
  const std::string& file() const { return file_; }
  /// A PEM file with its private key, for a server in a process of its own.
  const std::string& key_file() const { return key_file_; }
  ssl_ctx_st* server_context() const { return context_; }

private:
  ssl_ctx_st* context_;
  std::string file_;
  std::string key_file_;
};

} // namespace sojourn::channels
