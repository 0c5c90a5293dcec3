// How the files of this folder speak to OpenSSL.
#pragma once

#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

namespace sojourn::signing {

/// The same bytes, as OpenSSL takes them.
inline const unsigned char* raw(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}
inline unsigned char* raw(std::string& bytes) {
  return reinterpret_cast<unsigned char*>(bytes.data());
}

/// For what fails only when OpenSSL is broken or has no memory; `what` completes "OpenSSL cannot".
inline void must(bool done, const char* what) {
  if (!done)
    throw std::runtime_error{std::string{"OpenSSL cannot "} + what};
}

template <auto Free>
struct free_with {
  template <class T>
  void operator()(T* owned) const {
    Free(owned);
  }
};
/// What one of OpenSSL's own functions frees.
template <class T, auto Free>
using owned = std::unique_ptr<T, free_with<Free>>;

} // namespace sojourn::signing
