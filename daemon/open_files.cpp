#include "daemon/open_files.hpp"

#include <algorithm>
#include <string>
#include <sys/resource.h>

namespace sojourn::daemon {

std::size_t raise_descriptor_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
    return 1024;
  const auto soft = limit.rlim_cur;
  limit.rlim_cur = limit.rlim_max;
  return setrlimit(RLIMIT_NOFILE, &limit) == 0 ? limit.rlim_max : soft;
}

result<std::size_t> connections_within(std::size_t wanted, std::size_t descriptors) {
  const auto room = descriptors - std::min(descriptors, own_descriptors);
  if (room < std::min(wanted, least_connections))
    return fail(error_code::invalid_settings,
                "the process may open " + std::to_string(descriptors) +
                    " files, and needs at least " +
                    std::to_string(own_descriptors + least_connections) +
                    "; raise the hard limit (ulimit -Hn, or LimitNOFILE= of systemd)");
  return std::min(wanted, room);
}

} // namespace sojourn::daemon
