// What the kernel says of this process: time of its threads, bytes it wrote, the most memory it
// held.
#pragma once

#include <string>

namespace sojourn::bench {

/// Processor time in seconds of the living threads of this name.
double thread_seconds(const std::string& name);

/// Bytes that this process has handed to the kernel to write, to files and sockets.
double bytes_written();

/// The most memory that the process has held since this was made.
class peak_memory {
public:
  peak_memory();
  [[nodiscard]] double mib() const;
};

/// Keeps the calling thread, and all that it makes meanwhile, on the first `count` cores.
class on_cores {
public:
  explicit on_cores(unsigned count);
  ~on_cores();
  on_cores(const on_cores&) = delete;
  on_cores& operator=(const on_cores&) = delete;
};

} // namespace sojourn::bench
