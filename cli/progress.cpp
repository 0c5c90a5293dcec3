#include "cli/progress.hpp"

namespace sojourn::cli {

namespace {

using namespace std::chrono_literals;

constexpr std::string_view clear_line = "\r\x1b[K";
constexpr auto patience = 1s;      ///< what is done by then needs no progress
constexpr auto repainting = 100ms; ///< no more often than this

} // namespace

progress::~progress() {
  if (shown_ != clock::time_point{})
    err_ << clear_line << std::flush;
}

void progress::show(std::string_view what) {
  const auto now = clock::now();
  if (!is_terminal_ || now - began_ < patience || now - shown_ < repainting)
    return;
  shown_ = now;
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now - began_).count();
  err_ << clear_line << what << " · " << seconds << " s" << std::flush;
}

} // namespace sojourn::cli
