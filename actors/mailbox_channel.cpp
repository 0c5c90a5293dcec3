#include "actors/mailbox_channel.hpp"

namespace sojourn::actors {

namespace {

class mailbox_channel final : public channels::channel {
public:
  explicit mailbox_channel(storage::store& store) : store_{store} {}

  [[nodiscard]] channels::capabilities declares() const override {
    return {.deduplicates = true, .concurrency = 256};
  }

  [[nodiscard]] std::optional<std::string> unreachable(const json&) const override {
    return std::nullopt; // everybody has a place in it
  }

  void deliver(channels::delivery request, channels::completion done) override {
    storage::mail mail;
    mail.key = request.key;
    mail.subject = request.subject;
    mail.campaign = request.campaign;
    mail.message = request.message;
    mail.subject_line = std::move(request.content.subject);
    mail.text = std::move(request.content.text);
    mail.html = std::move(request.content.html);
    mail.at = request.at;
    store_.writer().submit<bool>(
        [mail = std::move(mail)](storage::transaction& tx) -> result<bool> {
          storage::put_mail(tx, mail);
          return true;
        },
        [done = std::move(done), id = to_text(request.key)](const result<bool>& put) {
          channels::outcome outcome;
          if (put) {
            outcome.kind = channels::outcome_kind::accepted;
            outcome.provider_id = id;
          } else {
            outcome.kind = channels::outcome_kind::transient;
            outcome.code = std::string{describe(put.error().code).text};
            outcome.detail = put.error().message;
          }
          done(std::move(outcome));
        });
  }

private:
  storage::store& store_;
};

} // namespace

std::shared_ptr<channels::channel> make_mailbox_channel(storage::store& store) {
  return std::make_shared<mailbox_channel>(store);
}

} // namespace sojourn::actors
