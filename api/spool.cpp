#include "api/spool.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>
#include <utility>

namespace sojourn::api {

result<spooled_file::opened> spooled_file::create(const std::string& directory) {
  auto path = directory + "/upload-XXXXXX";
  const int descriptor = ::mkostemp(path.data(), O_CLOEXEC);
  if (descriptor < 0)
    return fail(errno == ENOSPC ? sojourn::error_code::storage_full
                                : sojourn::error_code::storage_failed,
                "the body cannot be kept in " + directory + ": " + std::strerror(errno));
  return opened{std::make_shared<spooled_file>(std::move(path)), descriptor};
}

spooled_file::~spooled_file() {
  if (!path_.empty())
    ::unlink(path_.c_str());
}

std::string spooled_file::hand_over() { return std::exchange(path_, {}); }

} // namespace sojourn::api
