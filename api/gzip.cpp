#include "api/gzip.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <stdexcept>
#include <zlib.h>

namespace sojourn::api {

namespace {

constexpr int gzip_window = 15 + 16; // the largest window, and the gzip format
constexpr int memory_level = 8;
/// Most of what a higher level saves of JSON, at a fraction of its time: this is an event loop.
constexpr int level = 3;

Bytef* bytes_of(std::string_view text) {
  return const_cast<Bytef*>(reinterpret_cast<const Bytef*>(text.data())); // zlib only reads them
}

} // namespace

std::string gzip(std::string_view plain) {
  z_stream stream{};
  if (deflateInit2(&stream, level, Z_DEFLATED, gzip_window, memory_level, Z_DEFAULT_STRATEGY) !=
      Z_OK)
    throw std::bad_alloc{};
  const std::unique_ptr<z_stream, int (*)(z_stream*)> owner{&stream, deflateEnd};
  std::string packed;
  packed.resize(deflateBound(&stream, static_cast<uLong>(plain.size())));
  stream.next_in = bytes_of(plain);
  stream.avail_in = static_cast<uInt>(plain.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  if (deflate(&stream, Z_FINISH) != Z_STREAM_END)
    throw std::runtime_error{"deflate did not come to its end"};
  packed.resize(packed.size() - stream.avail_out);
  return packed;
}

result<std::string> gunzip(std::string_view packed, std::size_t most_bytes) {
  z_stream stream{};
  if (inflateInit2(&stream, gzip_window) != Z_OK)
    throw std::bad_alloc{};
  const std::unique_ptr<z_stream, int (*)(z_stream*)> owner{&stream, inflateEnd};
  stream.next_in = bytes_of(packed);
  stream.avail_in = static_cast<uInt>(packed.size());
  std::string plain;
  std::array<char, 16 * 1024> chunk; // NOLINT(cppcoreguidelines-pro-type-member-init)
  int status = Z_OK;
  do {
    if (status == Z_STREAM_END)
      inflateReset(&stream); // a further member follows
    stream.next_out = reinterpret_cast<Bytef*>(chunk.data());
    stream.avail_out = static_cast<uInt>(chunk.size());
    status = inflate(&stream, Z_NO_FLUSH);
    if (status != Z_OK && status != Z_STREAM_END)
      return fail(error_code::invalid_request,
                  status == Z_BUF_ERROR ? "the gzip of the body ends in its middle"
                                        : "the body is not gzip, though Content-Encoding says so");
    const auto count = chunk.size() - stream.avail_out;
    if (count > most_bytes - plain.size())
      return fail(error_code::body_too_large, "the body may have at most " +
                                                  std::to_string(most_bytes) +
                                                  " bytes once it is unpacked");
    plain.append(chunk.data(), count);
  } while (status != Z_STREAM_END || stream.avail_in != 0);
  return plain;
}

} // namespace sojourn::api
