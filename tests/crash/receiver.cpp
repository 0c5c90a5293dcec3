#include "tests/crash/receiver.hpp"

#include <fcntl.h>
#include <fstream>
#include <stdexcept>
#include <unistd.h>

namespace sojourn::crash {

namespace {

class receiver final : public channels::channel {
public:
  receiver(const std::string& path, bool deduplicates, std::function<void()> on_received)
      : file_{::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644)},
        deduplicates_{deduplicates}, on_received_{std::move(on_received)} {
    if (file_ < 0)
      throw std::runtime_error{"cannot open " + path};
  }
  ~receiver() override { ::close(file_); }

  [[nodiscard]] channels::capabilities declares() const override {
    return {.deduplicates = deduplicates_};
  }
  [[nodiscard]] std::optional<std::string> unreachable(const json&) const override {
    return std::nullopt;
  }
  void deliver(channels::send_attempt request, channels::completion done) override {
    const auto line = to_text(request.key) + "\n";
    if (::write(file_, line.data(), line.size()) != static_cast<ssize_t>(line.size()))
      throw std::runtime_error{"the receiver cannot write"};
    on_received_();
    channels::attempt_result outcome;
    outcome.how = outcome::accepted;
    done(std::move(outcome));
  }

private:
  int file_;
  bool deduplicates_;
  std::function<void()> on_received_;
};

} // namespace

std::shared_ptr<channels::channel> make_receiver(const std::string& path, bool deduplicates,
                                                 std::function<void()> on_received) {
  return std::make_shared<receiver>(path, deduplicates, std::move(on_received));
}

std::map<std::string, int> read_received(const std::string& path) {
  std::map<std::string, int> counts;
  std::ifstream file{path};
  for (std::string key; std::getline(file, key);)
    ++counts[key];
  return counts;
}

} // namespace sojourn::crash
