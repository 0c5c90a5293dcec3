#include "tests/crash/ledger.hpp"

#include <algorithm>
#include <sstream>
#include <utility>

namespace sojourn::crash {

bool ledger::take(const std::string& line) {
  std::istringstream words{line};
  std::string what;
  std::string subject;
  std::string answer;
  words >> what >> subject >> answer;
  if (what == "asked") {
    starts.try_emplace(subject);
    return false;
  }
  if (what == "started") {
    auto& known = starts[subject];
    if (!known.empty() && known != answer)
      failures.push_back("the start of " + subject + " was answered with " + known + " and " +
                         answer);
    known = answer;
    return true;
  }
  if (what == "leaves") {
    carts.try_emplace(subject);
    return false;
  }
  if (what == "bought")
    return !std::exchange(carts[subject], true);
  if (what == "changed")
    return changes.insert(subject).second;
  if (what == "heard")
    return heard.emplace(subject, answer).second;
  failures.push_back(line);
  return false;
}

std::vector<std::string> ledger::unanswered() const {
  std::vector<std::string> subjects;
  for (const auto& [subject, instance] : starts) {
    if (instance.empty())
      subjects.push_back(subject);
  }
  return subjects;
}

std::size_t ledger::acknowledged_starts() const { return starts.size() - unanswered().size(); }

} // namespace sojourn::crash
