#include "api/exchange.hpp"

#include "api/check.hpp"
#include "api/content_coding.hpp"
#include "api/masking.hpp"
#include "api/representation.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/post.hpp>
#include <spdlog/spdlog.h>
#include <utility>

namespace sojourn::api {

namespace {

using std::chrono::steady_clock;

/// "http://host/path" as a proxy would send it becomes "/path" (RFC 9112, section 3.2.2).
std::string_view origin_form(std::string_view target) {
  const auto scheme_end = target.find("://");
  if (target.starts_with('/') || scheme_end == std::string_view::npos)
    return target;
  const auto path = target.find('/', scheme_end + 3);
  return path == std::string_view::npos ? std::string_view{"/"} : target.substr(path);
}

/// The path with the ids that can be a customer's, an address or a token left out, and without the
/// query, which can name customers, too. A path without a route can be anything.
std::string loggable_path(const request& ask) {
  if (ask.matched == nullptr)
    return "-";
  std::string shown{ask.matched->pattern};
  for (const auto& [name, value] : ask.ids) {
    const auto is = placeholder_kind(*ask.matched, name);
    if (is == kind::record || is == kind::subject)
      continue;
    const auto place = "{" + name + "}";
    if (const auto at = shown.find(place); at != std::string::npos)
      shown.replace(at, place.size(), value);
  }
  return shown;
}

/// A method that no route has can be anything as well.
std::string_view loggable_method(const request& ask) {
  constexpr std::array<std::string_view, 7> known{"GET",    "HEAD",  "POST",   "PUT",
                                                  "DELETE", "PATCH", "OPTIONS"};
  const auto found = std::ranges::find(known, ask.method);
  return found == known.end() ? std::string_view{"-"} : *found;
}

bool has_header(const response& answer, std::string_view name) {
  return std::ranges::any_of(answer.headers,
                             [name](const auto& header) { return header.first == name; });
}

/// Whether this may be the value of a header (RFC 9110, section 5.5).
bool is_field_value(std::string_view value) {
  return std::ranges::none_of(value, [](char c) {
    return (static_cast<unsigned char>(c) < ' ' && c != '\t') || c == '\x7f';
  });
}

void log_answer(const request& ask, const response& answer, std::string_view id,
                steady_clock::duration took) {
  const auto level = answer.status >= 500   ? spdlog::level::warn
                     : answer.status >= 400 ? spdlog::level::info
                                            : spdlog::level::debug;
  if (spdlog::should_log(level))
    spdlog::log(level, "http {} {} {} {:.1f} ms {}", loggable_method(ask), loggable_path(ask),
                answer.status, std::chrono::duration<double, std::milli>{took}.count(), id);
}

} // namespace

void answer_queue::push(std::shared_ptr<exchange> to, make_response make) {
  const std::lock_guard lock{mutex_};
  if (loop_ == nullptr)
    return;
  letters_.push_back({std::move(to), std::move(make)});
  if (letters_.size() == 1)
    boost::asio::post(*loop_, [self = shared_from_this()] { self->drain(); });
}

void answer_queue::drain() {
  std::vector<letter> answers;
  {
    const std::lock_guard lock{mutex_};
    answers.swap(letters_);
  }
  for (const auto& one : answers)
    one.to->finish(one.make);
}

void answer_queue::close() {
  std::vector<letter> dropped; // freed outside the lock
  const std::lock_guard lock{mutex_};
  loop_ = nullptr;
  thread_ = std::thread::id{};
  dropped.swap(letters_);
}

void view_header(const boost::beast::http::fields& fields, std::string_view method,
                 std::string_view target, request& ask) {
  target = origin_form(target);
  const auto question = target.find('?');
  ask.method = method;
  ask.path = target.substr(0, question);
  ask.query_text =
      question == std::string_view::npos ? std::string_view{} : target.substr(question + 1);
  ask.headers.reserve(8);
  for (const auto& one : fields)
    ask.headers.push_back({one.name_string(), one.value()});
}

void view_client(const server_context& shared, const ip_address& peer, request& ask) {
  ask.client = shared.clients.client_of(peer, ask.headers);
  const auto* told = find_header(ask.headers, "X-Forwarded-Proto");
  ask.is_secure = !shared.options.tls_certificate_path.empty() ||
                  (told != nullptr && told->value == "https" && shared.clients.trusts(peer));
}

std::optional<refusal> admit(request& ask, server_context& shared) {
  if (auto lost = find_route(ask))
    return lost;
  if (ask.matched->for_pages) {
    ask.who = "page";
    if (auto refused = shared.pages.admit(ask))
      return refusal{.what = std::move(*refused)};
    return std::nullopt;
  }
  return shared.guard.admit(ask);
}

exchange::exchange(std::shared_ptr<server_context> shared, std::shared_ptr<answer_queue> box,
                   std::weak_ptr<answer_listener> listener, const ip_address& peer)
    : context_{std::move(shared)}, answer_queue_{std::move(box)}, listener_{std::move(listener)},
      peer_{peer}, started_{steady_clock::now()}, number_{context_->last_request.fetch_add(
                                                              1, std::memory_order_relaxed) +
                                                          1} {}

exchange::~exchange() { land(); }

void exchange::receive(message arrived, std::shared_ptr<spooled_file> file) {
  message_ = std::move(arrived);
  ask_.file = std::move(file);
  view_header(message_, message_.method_string(), message_.target(), ask_);
  view_client(*context_, peer_, ask_);
  ask_.body = std::move(message_.body());
  refusal_ = admit(ask_, *context_);
  if (ask_.matched != nullptr && ask_.matched->for_pages &&
      context_->clients.overlooks_proxy(peer_, ask_.headers) &&
      !context_->told_of_proxy.exchange(true))
    spdlog::warn(
        "pages ask through a proxy at {} that http.trusted_proxies does not name: all visitors "
        "are counted as one client",
        client_network(peer_));
}

void exchange::run() {
  if (refusal_)
    return refuse(std::move(*refusal_));
  if (auto refused = decode_content(ask_, context_->options.max_body_bytes))
    return refuse(std::move(*refused));
  if (auto wrong = check_request(ask_))
    return refuse({.what = std::move(*wrong)});
  if (auto refused = refuse_personal_question(ask_))
    return refuse(std::move(*refused));
  if (!ask_.matched->local) {
    flying_ = true;
    if (++context_->seen.in_flight > context_->options.max_in_flight) {
      land();
      return refuse({.what = {error_code::overloaded, "too many requests are being answered"}});
    }
  }

  if (ask_.matched->takes_long)
    left_.emplace();
  handler_context context{.services = context_->services,
                          .seen = context_->seen,
                          .pages = context_->pages,
                          .change_streams = context_->change_streams,
                          .options = context_->options};
  running_ = true;
  try {
    ask_.matched->handle(ask_, context, reply{shared_from_this()});
  } catch (const std::exception& failure) {
    spdlog::error("http {}: the handler of {} threw: {}", request_id(), ask_.matched->pattern,
                  failure.what());
    early_ = [] {
      return fail(error_code::internal, "the request met a defect; the log says more");
    };
  }
  running_ = false;
  if (const auto early = std::exchange(early_, nullptr))
    finish(early);
}

void exchange::refuse(refusal why) {
  if (answered_)
    return;
  auto answer = problem_response(why.what, {.request_id = request_id(),
                                            .retry_after = context_->options.retry_after,
                                            .status = why.status});
  if (must_mask(ask_))
    static_cast<void>(mask_answer(*ask_.matched, answer)); // a problem can always be masked
  std::ranges::move(why.headers, std::back_inserter(answer.headers));
  if (answer.status == 401 && !has_header(answer, "WWW-Authenticate"))
    answer.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"sojourn\"");
  settle(std::move(answer));
}

void exchange::expire_if_due(steady_time now) {
  if (streaming())
    return ask_again(now);
  if (ask_.matched != nullptr && ask_.matched->takes_long)
    return;
  if (!answered_ && now >= started_ + context_->options.answer_timeout)
    refuse(
        {.what = {error_code::deadline_exceeded,
                  "no answer within " + std::to_string(context_->options.answer_timeout.count()) +
                      " ms; the request may still take effect"}});
}

asker exchange::asked_by() const {
  return {ask_.who, left_ ? left_->get_token() : std::stop_token{}, ask_.client};
}

void exchange::abandon() {
  if (left_)
    left_->request_stop();
}

void exchange::become_continue() {
  interim_ = true;
  answered_ = true;
}

void exchange::deliver(make_response make) {
  land();
  if (!answer_queue_->on_its_thread())
    return answer_queue_->push(shared_from_this(), std::move(make));
  // Inside the handler an answer waits for its end: if the handler throws, the completion
  // it drops on the way out must not hide that.
  if (!running_)
    finish(make);
  else if (!early_)
    early_ = std::move(make);
}

void exchange::finish(const make_response& make) {
  if (streaming())
    return append_to_stream(make);
  if (answered_)
    return;
  try {
    auto made = make();
    if (made && must_mask(ask_)) {
      if (auto masked = mask_answer(*ask_.matched, *made); !masked)
        made = fail(std::move(masked.error()));
    }
    if (!made)
      refuse({.what = std::move(made.error())});
    else if (auto unmet = refuse_by_precondition(ask_, *made))
      refuse({.what = std::move(*unmet)});
    else
      settle(std::move(*made));
  } catch (const std::exception& failure) {
    spdlog::error("http {}: the answer of {} could not be made: {}", request_id(),
                  loggable_path(ask_), failure.what());
    refuse({.what = {error_code::internal, "the request met a defect; the log says more"}});
  }
}

void exchange::ask_again(steady_time now) {
  if (asking_ || ended_ || !more_.empty())
    return;
  // Cleared before the look: what is set meanwhile makes for another one.
  const bool is_rung = answer_.rung && answer_.rung->exchange(false);
  if (!is_rung && now < ask_at_)
    return;
  asking_ = true;
  answer_.again(reply{shared_from_this()});
}

void exchange::append_to_stream(const make_response& make) {
  asking_ = false;
  ask_at_ = steady_clock::now() + answer_.again_after;
  try {
    if (auto made = make(); made && (!must_mask(ask_) || mask_answer(*ask_.matched, *made))) {
      more_ += made->body;
      ended_ = made->is_last;
    }
  } catch (const std::exception& failure) {
    spdlog::error("http {}: a stream of {} could not go on: {}", request_id(), loggable_path(ask_),
                  failure.what());
  }
  if (const auto listener = listener_.lock(); listener && !more_.empty())
    listener->on_answered();
}

void exchange::append_new_to(std::string& wire, std::string_view date) {
  if (!std::exchange(began_, true))
    append_to(wire, date, true);
  wire += more_;
  more_.clear();
}

void exchange::settle(response answer) {
  if (const auto broken = std::ranges::find_if(
          answer.headers, [](const auto& header) { return !is_field_value(header.second); });
      broken != answer.headers.end()) {
    // Written as it is, it would begin a header of its own.
    spdlog::error("http {}: the header {} of an answer holds a control character", request_id(),
                  broken->first);
    answer = problem_response(
        {error_code::internal, "the request met a defect; the log says more"},
        {.request_id = request_id(), .retry_after = context_->options.retry_after});
  }
  answer_ = std::move(answer);
  streaming_ = answer_.again && ask_.method != "HEAD";
  ask_at_ = steady_clock::now() + answer_.again_after;
  if (ask_.matched != nullptr && ask_.matched->for_pages)
    context_->pages.add_headers(ask_, answer_);
  represent(ask_, answer_);
  answered_ = true;
  const auto took = steady_clock::now() - started_;
  context_->seen.count(ask_.matched, answer_.status, took);
  log_answer(ask_, answer_, request_id(), took);
  if (const auto listener = listener_.lock())
    listener->on_answered();
}

void exchange::land() {
  if (flying_.exchange(false))
    --context_->seen.in_flight;
}

std::string exchange::request_id() const { return "req_" + std::to_string(number_); }

void exchange::append_to(std::string& wire, std::string_view date, bool last) const {
  if (interim_) {
    wire += "HTTP/1.1 100 Continue\r\n\r\n";
    return;
  }
  const auto line = [&wire](std::string_view name, std::string_view value) {
    wire.append(name).append(": ").append(value).append("\r\n");
  };
  wire.append("HTTP/1.1 ").append(std::to_string(answer_.status)).append(" ");
  wire.append(reason_of(answer_.status)).append("\r\n");
  line("Date", date);
  const bool has_body = answer_.status != 204 && answer_.status != 304;
  if (has_body) {
    line("Content-Type", answer_.content_type);
    if (!streaming_) // a stream ends with its connection
      line("Content-Length", std::to_string(answer_.body.size()));
  }
  // Answers are about people; no cache on the way may keep them unless a resource says so.
  if (!has_header(answer_, "Cache-Control"))
    line("Cache-Control", "no-store");
  line("X-Content-Type-Options", "nosniff");
  for (const auto& [name, value] : answer_.headers)
    line(name, value);
  if (last)
    line("Connection", "close");
  else if (message_.version() < 11)
    line("Connection", "keep-alive");
  wire += "\r\n";
  if (ask_.method != "HEAD" && has_body)
    wire += answer_.body;
}

} // namespace sojourn::api
