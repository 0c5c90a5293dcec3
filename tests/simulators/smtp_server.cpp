#include "simulators/smtp_server.hpp"

#include "outcomes.hpp"

#include <algorithm>
#include <stdexcept>

namespace sojourn::channels {

struct smtp_server::session {
  std::vector<std::string> commands;
  bool over_tls = false;
};

smtp_server::smtp_server(smtp_script script)
    : script_{std::move(script)}, server_{[this](connection& peer) { serve(peer); }} {}

std::vector<seen_mail> smtp_server::wait_for(std::size_t count) {
  std::unique_lock lock{mutex_};
  if (!changed_.wait_for(lock, test_patience, [&] { return seen_.size() >= count; }))
    throw std::runtime_error("a mail is missing");
  return seen_;
}

/// Sends the scripted reply or the usual one; false when the session is over.
bool smtp_server::reply(connection& peer, const std::string& to, const std::string& usual) {
  const auto scripted = script_.replies.find(to);
  const auto& text = scripted == script_.replies.end() ? usual : scripted->second;
  if (text.empty()) {
    peer.wait_for_close();
    return false;
  }
  if (text == "reset") {
    peer.reset();
    return false;
  }
  peer.write(text + "\r\n");
  return true;
}

bool smtp_server::greet(connection& peer, session& now) {
  auto lines = script_.extensions;
  if (script_.certificate != nullptr && !now.over_tls)
    lines.push_back("STARTTLS");
  std::string answer = lines.empty() ? "250 loopback" : "250-loopback";
  for (const auto& line : lines)
    answer += (&line == &lines.back() ? "\r\n250 " : "\r\n250-") + line;
  return reply(peer, "EHLO", answer);
}

/// The two steps of AUTH PLAIN, unless the script answers at once.
bool smtp_server::log_in(connection& peer, session& now) {
  if (!script_.replies.contains("AUTH")) {
    peer.write("334 \r\n");
    if (const auto credentials = peer.read_line())
      now.commands.push_back(*credentials);
  }
  return reply(peer, "AUTH", "235 welcome");
}

bool smtp_server::take_message(connection& peer, session& now) {
  seen_mail mail{now.commands, "", "", now.over_tls};
  while (true) {
    const auto line = peer.read_line();
    if (!line)
      return false;
    if (*line == ".")
      break;
    mail.raw += *line + "\r\n";
    mail.message += line->substr(line->starts_with('.') ? 1 : 0) + "\r\n";
  }
  {
    const std::lock_guard lock{mutex_};
    if (tell_)
      tell_(mail);
    seen_.push_back(std::move(mail));
    changed_.notify_all();
  }
  return reply(peer, ".", "250 2.0.0 Ok: queued as 4F1B2C");
}

void smtp_server::serve(connection& peer) {
  session now;
  if (script_.tls_from_the_start) {
    if (!peer.start_tls(*script_.certificate))
      return;
    now.over_tls = true;
  }
  bool open = reply(peer, "greeting", "220 loopback ESMTP");
  while (open) {
    const auto command = peer.read_line();
    if (!command)
      return;
    now.commands.push_back(*command);
    const auto verb = command->substr(0, command->find(' '));
    if (verb == "EHLO") {
      open = greet(peer, now);
    } else if (verb == "STARTTLS") {
      peer.write("220 go ahead\r\n");
      open = now.over_tls = peer.start_tls(*script_.certificate);
    } else if (verb == "AUTH") {
      open = log_in(peer, now);
    } else if (verb == "DATA") {
      open = reply(peer, verb, "354 go ahead");
      const auto scripted = script_.replies.find(verb);
      if (open && (scripted == script_.replies.end() || scripted->second.starts_with("354")))
        open = take_message(peer, now);
    } else if (verb == "QUIT") {
      peer.write("221 bye\r\n");
      return;
    } else {
      open = reply(peer, verb, "250 ok");
    }
  }
}

} // namespace sojourn::channels
