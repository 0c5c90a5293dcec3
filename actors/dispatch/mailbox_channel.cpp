#include "actors/dispatch/mailbox_channel.hpp"

#include "storage/mailbox.hpp"

namespace sojourn::actors {

namespace {

class mailbox_channel final : public channels::channel {
public:
  [[nodiscard]] channels::capabilities declares() const override {
    return {.deduplicates = true, .concurrency = 4096};
  }

  [[nodiscard]] std::optional<std::string> unreachable(const json&) const override {
    return std::nullopt; // everybody has a place in it
  }

  void deliver(channels::send_attempt request, channels::completion done) override {
    channels::attempt_result outcome;
    outcome.how = outcome::accepted;
    outcome.provider_id = to_text(request.key);
    done(std::move(outcome));
  }
};

} // namespace

storage::mail mail_of(const channels::send_attempt& message) {
  return {.key = message.key,
          .subject = message.subject,
          .campaign = message.campaign,
          .message = message.message,
          .subject_line = message.content.subject,
          .text = message.content.text,
          .html = message.content.html,
          .at = message.at};
}

std::shared_ptr<channels::channel> make_mailbox_channel() {
  return std::make_shared<mailbox_channel>();
}

} // namespace sojourn::actors
