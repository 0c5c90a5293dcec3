// Named figures, gathered by the benches and printed once.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace sojourn::bench {

/// Name → value; what bench-results.json holds.
using figures = std::map<std::string, double>;

/// Where the benches put their data directories, and how large they are made.
struct plan {
  std::string directory;
  /// 1 measures what docs/performance.md states; less is for trying the bench itself.
  double scale = 1.0;

  [[nodiscard]] long scaled(long full) const {
    const auto value = static_cast<long>(static_cast<double>(full) * scale);
    return value < 100 ? 100 : value;
  }
};

/// Rows a second that a bare loop appends to one table, 1,000 a transaction: the columns of
/// the journal, with these payloads in turn.
double raw_append_rate(const plan& how, const std::vector<std::string>& payloads);

/// Processor time in seconds that this process has used, all threads: daemon, driver and clients.
/// Steadier than rates where others use the machine.
double processor_seconds();

void measure_journal(const plan& how, figures& out);
void measure_big_file(const plan& how, figures& out);
void measure_http(const plan& how, figures& out);
void measure_enrolment(const plan& how, figures& out);
void measure_events(const plan& how, figures& out);
void measure_segments(const plan& how, figures& out);
void measure_monitor(const plan& how, figures& out);
void measure_desk(const plan& how, figures& out);
void measure_imports(const plan& how, figures& out);
void measure_pushes(const plan& how, figures& out);
void measure_graph_counts(const plan& how, figures& out);
void measure_sends(const plan& how, figures& out);
void measure_send_steps(const plan& how, figures& out);
void measure_webhooks(const plan& how, figures& out);
void measure_emails(const plan& how, figures& out);
void measure_retention(const plan& how, figures& out);
void measure_sleepers(const plan& how, const std::string& own_path, figures& out);

/// The child that measure_sleepers starts: opens the directory, says when it is ready and
/// how much memory it holds, ends when its standard input does.
int serve_for_sleepers(const std::string& directory);

} // namespace sojourn::bench
