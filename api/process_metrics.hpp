// What the operating system knows of this process, and which program it runs.
#pragma once

#include <string>

namespace sojourn::api {

/// Prometheus text: sojourn_build_info, and the names that client libraries agree on for processes
/// (process_cpu_seconds_total, process_resident_memory_bytes, …). Read when it is asked for; what
/// the system does not tell is left out.
[[nodiscard]] std::string process_metrics();

} // namespace sojourn::api
