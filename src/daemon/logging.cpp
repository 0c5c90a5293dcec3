#include "daemon/logging.hpp"

#include "base/json_writer.hpp"

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/basic_file_sink.h>
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

} // namespace

result<void> set_up_log(const config::log_settings& settings) {
  try {
    spdlog::sink_ptr sink;
    if (settings.file.empty())
      sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
    else
      sink = std::make_shared<spdlog::sinks::basic_file_sink_mt>(settings.file);
    auto log = std::make_shared<spdlog::logger>("sojourn", std::move(sink));
    auto formatter = std::make_unique<spdlog::pattern_formatter>(spdlog::pattern_time_type::utc);
    if (settings.format == config::log_format::json) {
      formatter->add_flag<json_message>('*').set_pattern(
          R"({"at":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l","message":%*})");
    } else {
      formatter->set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %-7l %v");
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

} // namespace sojourn::daemon
