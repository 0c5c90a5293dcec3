// What the operating system knows of this process, and which program it runs.
#pragma once

#include "metrics/metrics_writer.hpp"

namespace sojourn::api {

/// sojourn_build_info, and the names that client libraries agree on for processes
/// (process_cpu_seconds_total, process_resident_memory_bytes, …). Read when it is asked for; what
/// the system does not tell is left out.
void write_process_metrics(metrics::metrics_writer& to);

} // namespace sojourn::api
