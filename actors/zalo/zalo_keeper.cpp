// The keeper of the account at Zalo: a shell around the machine of its tokens.
#include "actors/interfaces/zalo_keeper.hpp"

#include "actors/guarded_handler.hpp"
#include "actors/spawn.hpp"
#include "channels/zalo/account.hpp"
#include "storage/provider_templates.hpp"
#include "storage/secrets.hpp"

#include <spdlog/spdlog.h>
#include <utility>

namespace sojourn::actors {

namespace {

namespace zalo = channels::zalo;

/// The clock is looked at this often: tokens are renewed hours before they expire.
constexpr milliseconds look_every{30'000};
const std::string token_name = "zalo.tokens"; // of the sealed secret

class zalo_keeper_state {
public:
  static inline const char* name = "zalo keeper";
  static constexpr auto part = guarded_part::zalo_keeper;
  using pointer = zalo_keeper_actor::stateful_pointer<zalo_keeper_state>;
  static zalo_keeper_actor::behavior_type make_behavior(pointer self, services* services);

  void init(pointer self, services& services) {
    self_ = self;
    services_ = &services;
    account_ = services.zalo;
  }

  [[nodiscard]] counters& count() const { return services_->count; }

  /// Whoever waits for an answer has one; tokens and templates are looked at again in a while.
  void recover(const error& why) {
    if (const auto done = std::exchange(consenting_, nullptr))
      (*done)(fail(why));
    is_reading_ = false;
    for (const auto& done : std::exchange(readers_, {}))
      (*done)(fail(why));
    if (!is_open_)
      self_->delayed_send(self_, look_every, keeper_begin{});
  }

  void open(const keeper_begin&) {
    const auto me = caf::actor_cast<zalo_keeper_actor>(self_);
    account_->set_keeper([me](zalo::account_need need) {
      caf::anon_send(me, keeper_need{std::make_shared<const zalo::account_need>(std::move(need))});
    });
    load_templates();
    zalo::token_began began{.stored = std::nullopt,
                            .settings_token = account_->configured().refresh_token};
    if (const auto text = services_->store.reader().secrets().find(token_name)) {
      auto state = zalo::decode(*text);
      if (state)
        began.stored = std::move(*state);
      else
        spdlog::error("Zalo: {}; a person must consent anew", state.error().message);
    }
    step(began);
    is_open_ = true; // what throws until here begins anew
    look_later();
    read({});
  }

  void take_step(const keeper_step& message) { step(*message.what); }

  void step(const zalo::token_input& what) {
    const auto actions = machine_.on(what, services_->clock.now());
    account_->set_token_status(machine_.status());
    for (const auto& one : actions)
      std::visit([this](const auto& action) { act(action); }, one);
  }

  void need(const keeper_need& message) {
    const auto& what = *message.what;
    switch (what.what) {
    case zalo::account_need::kind::token:
      return step(zalo::token_wanted{.refused = what.text});
    case zalo::account_need::kind::alert:
      spdlog::error("Zalo: {}", what.text);
      return;
    case zalo::account_need::kind::templates:
      return read({});
    }
  }

  void look(const keeper_look&) {
    look_later();
    step(zalo::token_looked{});
    if (services_->clock.now() >= read_at_ + account_->configured().read_every)
      read({});
  }

  void consent(const keeper_consent& message) {
    if (consenting_) {
      (*message.done)(fail(error_code::wrong_state, "another consent is under way"));
      return;
    }
    consenting_ = message.done;
    step(message.what);
  }

  void read_when_asked(const keeper_read& message) { read(message.done); }

  void read(std::shared_ptr<completion<json>> done) {
    if (done)
      readers_.push_back(std::move(done));
    if (std::exchange(is_reading_, true))
      return;
    const auto now = read_at_ = services_->clock.now();
    const auto me = caf::actor_cast<zalo_keeper_actor>(self_);
    account_->read_quota(now, [](const result<void>&) {});
    account_->read_templates(
        now, [me, &store = services_->store, now](result<zalo::template_cache> templates) {
          auto read = std::make_shared<result<zalo::template_cache>>(std::move(templates));
          if (!*read)
            return caf::anon_send(me, keeper_has_read{read});
          std::vector<storage::provider_template> all;
          for (const auto& [id, one] : **read)
            all.push_back({.id = id, .document = zalo::to_document(one), .updated_at = now});
          store.writer().submit<bool>(
              [all = std::move(all)](storage::transaction& tx) -> result<bool> {
                storage::put_provider_templates(tx, zalo::account_name, all);
                return true;
              },
              [me, read](const result<bool>& stored) {
                if (!stored)
                  *read = fail(stored.error());
                caf::anon_send(me, keeper_has_read{read});
              });
        });
  }

  void has_read(const keeper_has_read& message) {
    is_reading_ = false;
    const auto readers = std::exchange(readers_, {});
    auto& templates = *message.templates;
    if (!templates) {
      spdlog::warn("Zalo: {}", templates.error().message);
      for (const auto& done : readers)
        (*done)(fail(templates.error()));
      return;
    }
    const auto count = templates->size();
    account_->use_templates(std::move(*templates), read_at_);
    for (const auto& done : readers)
      (*done)(json{{"templates", count}, {"read_at", to_text(read_at_)}});
  }

  void stop() {
    account_->set_keeper(nullptr);
    self_->quit();
  }

private:
  void act(const zalo::token_store& action) {
    const auto me = caf::actor_cast<zalo_keeper_actor>(self_);
    services_->store.writer().submit<bool>(
        [text = zalo::encode(action.state),
         now = services_->clock.now()](storage::transaction& tx) -> result<bool> {
          storage::put_secret(tx, token_name, text, now);
          return true;
        },
        [me](const result<bool>& stored) {
          tell(me, zalo::token_stored{.done = stored.has_value()});
        });
  }

  void act(const zalo::token_trade& action) {
    const auto me = caf::actor_cast<zalo_keeper_actor>(self_);
    account_->trade(action, services_->clock.now(),
                    [me](zalo::token_answer answer) { tell(me, std::move(answer)); });
  }

  void act(const zalo::token_publish& action) {
    said_.clear();
    account_->use_tokens(action.pair);
  }

  void act(const zalo::token_close& action) {
    // Every message that finds the account closed asks again: the log hears it once.
    if (std::exchange(said_, action.why) == action.why)
      return account_->close(action.why);
    if (action.needs_person)
      spdlog::error("Zalo: {}", action.why);
    else
      spdlog::warn("Zalo: {}", action.why);
    account_->close(action.why);
  }

  void act(const zalo::token_alert& action) { spdlog::error("Zalo: {}", action.why); }

  void act(const zalo::token_consent_ended& action) {
    const auto done = std::exchange(consenting_, nullptr);
    if (!done)
      return;
    if (action.failure)
      return (*done)(fail(*action.failure));
    (*done)(json{{"account", zalo::account_name}, {"token", machine_.status()}});
    read({}); // what could not be read without tokens
  }

  template <class Input>
  static void tell(const zalo_keeper_actor& me, Input what) {
    caf::anon_send(me, keeper_step{std::make_shared<const zalo::token_input>(std::move(what))});
  }

  void load_templates() {
    zalo::template_cache templates;
    instant newest{};
    for (const auto& stored :
         services_->store.reader().provider_templates().list(zalo::account_name)) {
      auto one = zalo::from_document(stored.document);
      if (one)
        templates[stored.id] = std::move(*one);
      newest = std::max(newest, stored.updated_at);
    }
    if (!templates.empty())
      account_->use_templates(std::move(templates), newest);
  }

  /// A virtual clock moves by hand: what is due is seen when somebody needs it.
  void look_later() {
    if (!services_->options.manual_time)
      self_->delayed_send(self_, look_every, keeper_look{});
  }

  pointer self_ = nullptr;
  services* services_ = nullptr;
  zalo::account* account_ = nullptr;
  zalo::token_machine machine_;
  std::shared_ptr<completion<json>> consenting_;
  std::vector<std::shared_ptr<completion<json>>> readers_;
  std::string said_; ///< why the account is closed, as it was logged
  bool is_open_ = false;
  bool is_reading_ = false;
  instant read_at_{};
};

zalo_keeper_actor::behavior_type zalo_keeper_state::make_behavior(pointer self,
                                                                  services* services) {
  self->state.init(self, *services);
  return {
      guarded_handler(self, "tokens and templates in the data file", &zalo_keeper_state::open),
      guarded_handler(self, "the tokens", &zalo_keeper_state::take_step),
      guarded_handler(self, "what the account needs", &zalo_keeper_state::need),
      guarded_handler(self, "tokens that are due", &zalo_keeper_state::look),
      guarded_handler(self, "a consent", &zalo_keeper_state::consent),
      guarded_handler(self, "a reading of the templates", &zalo_keeper_state::read_when_asked),
      guarded_handler(self, "templates that were read", &zalo_keeper_state::has_read),
      [self](stop_now) { self->state.stop(); },
  };
}

} // namespace

zalo_keeper_actor spawn_zalo_keeper(caf::actor_system& system, services& services) {
  return system.spawn(zalo_keeper_state::make_behavior, &services);
}

} // namespace sojourn::actors
