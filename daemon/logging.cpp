#include "daemon/logging.hpp"

#include "base/json_writer.hpp"
#include "base/one_line.hpp"

#include <mutex>
#include <spdlog/details/file_helper.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace sojourn::daemon {

namespace {

spdlog::level::level_enum level_of(config::log_level level) {
  switch (level) {
  case config::log_level::trace:
    return spdlog::level::trace;
  case config::log_level::debug:
    return spdlog::level::debug;
  case config::log_level::info:
    return spdlog::level::info;
  case config::log_level::warning:
    return spdlog::level::warn;
  case config::log_level::error:
    return spdlog::level::err;
  }
  return spdlog::level::info;
}

/// The message on one line, whatever it quotes: a line break in it would begin a line of the log
/// that somebody else wrote.
class one_line_message final : public spdlog::custom_flag_formatter {
public:
  void format(const spdlog::details::log_msg& message, const std::tm&,
              spdlog::memory_buf_t& out) override {
    const auto text = escape_to_one_line({message.payload.data(), message.payload.size()});
    out.append(text.data(), text.data() + text.size());
  }
  [[nodiscard]] std::unique_ptr<custom_flag_formatter> clone() const override {
    return std::make_unique<one_line_message>();
  }
};

/// The message as a JSON string, so that a line of the JSON log is always JSON.
class json_message final : public spdlog::custom_flag_formatter {
public:
  void format(const spdlog::details::log_msg& message, const std::tm&,
              spdlog::memory_buf_t& out) override {
    std::string text;
    append_json_string(text, {message.payload.data(), message.payload.size()});
    out.append(text.data(), text.data() + text.size());
  }
  [[nodiscard]] std::unique_ptr<custom_flag_formatter> clone() const override {
    return std::make_unique<json_message>();
  }
};

/// A file that can be opened anew under its name.
class log_file final : public spdlog::sinks::base_sink<std::mutex> {
public:
  explicit log_file(const std::string& path) { file_.open(path); }

  /// Throws spdlog_ex where the name cannot be opened; then what is open stays so.
  void reopen() {
    const std::lock_guard lock{mutex_};
    spdlog::details::file_helper{}.open(file_.filename());
    file_.reopen(false);
  }

protected:
  void sink_it_(const spdlog::details::log_msg& message) override {
    spdlog::memory_buf_t line;
    formatter_->format(message, line);
    file_.write(line);
  }
  void flush_() override { file_.flush(); }

private:
  spdlog::details::file_helper file_;
};

} // namespace

result<void> set_up_log(const config::log_settings& settings) {
  try {
    spdlog::sink_ptr sink;
    if (settings.file.empty())
      sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
    else
      sink = std::make_shared<log_file>(settings.file);
    auto log = std::make_shared<spdlog::logger>("sojourn", std::move(sink));
    auto formatter = std::make_unique<spdlog::pattern_formatter>(spdlog::pattern_time_type::utc);
    if (settings.format == config::log_format::json) {
      formatter->add_flag<json_message>('*').set_pattern(
          R"({"at":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l","message":%*})");
    } else {
      formatter->add_flag<one_line_message>('*').set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %-7l %*");
    }
    log->set_formatter(std::move(formatter));
    log->set_level(level_of(settings.level));
    log->flush_on(spdlog::level::info);
    spdlog::set_default_logger(std::move(log));
    return {};
  } catch (const spdlog::spdlog_ex& failure) {
    return fail(error_code::invalid_settings,
                "log.file \"" + settings.file + "\" cannot be opened: " + failure.what());
  }
}

void set_log_level(config::log_level level) {
  spdlog::default_logger()->set_level(level_of(level));
}

result<void> reopen_log() {
  try {
    for (const auto& sink : spdlog::default_logger()->sinks()) {
      if (auto* file = dynamic_cast<log_file*>(sink.get()))
        file->reopen();
    }
    return {};
  } catch (const spdlog::spdlog_ex& failure) {
    return fail(error_code::invalid_settings,
                std::string{"the log cannot be opened anew and goes on where it went: "} +
                    failure.what());
  }
}

} // namespace sojourn::daemon
