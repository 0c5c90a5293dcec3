// The dispatcher: effects on their way to channels, with a limit a channel.
#include "actors/handover_request.hpp"
#include "actors/shelf.hpp"
#include "actors/spawn.hpp"

#include <deque>
#include <set>

namespace sojourn::actors {

namespace {

/// An outcome that its instance could not take is told again after this.
constexpr milliseconds retry_pause{500};
constexpr std::size_t outbox_page = 256;

class dispatcher_mind {
public:
  static inline const char* name = "dispatcher";
  using pointer = dispatcher_actor::stateful_pointer<dispatcher_mind>;

  void wake(pointer self, services& with) {
    self_ = self;
    with_ = &with;
  }

  void take(const dispatch& message) {
    if (jobs_.size() >= with_->options.max_queued_effects || stopping_) {
      behind_ = true;
      return;
    }
    add(message.version, message.state, false);
  }

  /// Walks the whole outbox; what is on its way already is passed over.
  void read_outbox() {
    behind_ = false;
    instance_id after{};
    while (!stopping_) {
      const auto rows = with_->store.reader().outbox(after, outbox_page);
      for (const auto& row : rows) {
        after = row.instance;
        if (jobs_.size() >= with_->options.max_queued_effects) {
          behind_ = true;
          return;
        }
        recover(row);
      }
      if (rows.size() < outbox_page)
        return;
    }
  }

  void marked(const handover_marked& message) {
    const auto found = jobs_.find(message.job);
    if (found == jobs_.end())
      return;
    if (message.failed)
      forget(found); // the storage has failed: the daemon is stopping
    else
      hand_over(found);
    serve_channels(); // an effect that was taken back leaves room for the next one
  }

  void answered(const channel_answered& message) {
    const auto found = jobs_.find(message.job);
    if (found == jobs_.end())
      return;
    auto& job = found->second;
    leave_channel(job);
    with_->count.in_flight.fetch_sub(1, std::memory_order_relaxed);
    auto& outcome = *message.outcome;
    if (outcome.kind == channels::outcome_kind::unreachable) {
      job.settled.tried.push_back(
          {job.channel, outcome.detail.empty() ? outcome.code : outcome.detail});
      ++job.next_via;
      job.now = stage::telling;
      if (with_->gate.release(job.state->id))
        find_channel(found);
      else
        forget(found);
    } else {
      settle(found, outcome);
    }
    serve_channels();
  }

  void taken(const outcome_taken& message) {
    const auto found = jobs_.find(message.job);
    if (found == jobs_.end())
      return;
    if (!message.again) {
      forget(found);
    } else if (!stopping_) {
      self_->delayed_send(self_, retry_pause, tell_outcome{message.job});
    }
  }

  void tell(const tell_outcome& message) {
    if (const auto found = jobs_.find(message.job); found != jobs_.end())
      tell_instance(found->first, found->second);
  }

  bool at_rest() {
    stopping_ = true;
    return std::none_of(jobs_.begin(), jobs_.end(), [](const auto& entry) {
      return entry.second.now == stage::handed_over || entry.second.now == stage::telling;
    });
  }

private:
  enum class stage { waiting, marking, handed_over, telling };
  struct job {
    running_version_ptr version;
    std::shared_ptr<const engine::instance_state> state;
    stage now = stage::waiting;
    std::vector<std::string> via;
    std::size_t next_via = 0;
    std::string channel;        ///< it waits for, or is with
    std::optional<json> record; ///< the subject's, when it was read just now
    engine::effect_settled settled;
  };
  using jobs = std::unordered_map<job_number, job>;
  struct lane {
    channels::capabilities can;
    int in_flight = 0;
    std::deque<job_number> waiting;
  };
  using effect_name = std::tuple<instance_id, std::string, std::uint32_t, std::uint32_t>;

  static effect_name name_of(const engine::instance_state& state) {
    return {state.id, state.effect->step, state.effect->visit, state.effect->attempt};
  }

  /// Begins a job, unless this attempt is on its way already.
  void add(running_version_ptr version, std::shared_ptr<const engine::instance_state> state,
           bool was_handed_over) {
    if (!state->effect || !known_.insert(name_of(*state)).second)
      return;
    job made;
    made.settled.step = state->effect->step;
    made.settled.visit = state->effect->visit;
    made.settled.attempt = state->effect->attempt;
    const auto* step = version->definition->find(state->effect->step);
    if (const auto* send = step ? std::get_if<campaign::send_step>(&step->kind) : nullptr)
      made.via = send->via;
    else
      made.via = {"http"};
    made.version = std::move(version);
    made.state = std::move(state);
    const auto at = jobs_.emplace(++last_job_, std::move(made)).first;
    if (was_handed_over) {
      channels::outcome interrupted;
      interrupted.kind = channels::outcome_kind::unknown;
      interrupted.code = "interrupted";
      interrupted.detail = "the daemon stopped while the hand-over was under way";
      settle(at, interrupted);
    } else {
      find_channel(at);
    }
  }

  void recover(const storage::outbox_row& row) {
    if (known_.contains({row.instance, row.effect.step, row.effect.visit, row.effect.attempt}))
      return;
    auto stored = with_->store.reader().load_instance(row.instance);
    if (!stored || !stored->state.effect || !row.is_of(*stored->state.effect))
      return; // it moved on since the row was read
    if (!engine::is_message(row.effect.kind)) {
      auto input = std::make_shared<envelope>();
      input->what = row.outcome ? engine::booking_settled(row.effect, *row.outcome)
                                : engine::voucher_settled(row.effect, row.reserved_code);
      with_->directory.tell_registry(deliver{row.instance, std::move(input)});
      return;
    }
    auto version = with_->catalogue.version(stored->version);
    if (!version)
      return; // the catalogue's load reported it
    add(std::move(*version),
        std::make_shared<const engine::instance_state>(std::move(stored->state)), row.handed_over);
  }

  /// Queues the job for the first channel that can reach the person, or settles it.
  void find_channel(jobs::iterator at) {
    auto& job = at->second;
    auto read = read_record(at);
    if (!read)
      return;
    auto& record = *read;
    for (; job.next_via < job.via.size(); ++job.next_via) {
      const auto& name = job.via[job.next_via];
      const auto channel = with_->channels.find(name);
      if (channel == with_->channels.end()) {
        job.settled.tried.push_back({name, "the channel is not configured"});
        continue;
      }
      if (auto why = channel->second->unreachable(record)) {
        job.settled.tried.push_back({name, std::move(*why)});
        continue;
      }
      job.channel = name;
      job.now = stage::waiting;
      job.record = std::move(record);
      auto& lane = lane_of(name);
      lane.waiting.push_back(at->first);
      const auto number = at->first;
      serve(lane);
      // Who has to wait reads it again: a message is rendered when it leaves.
      if (const auto waits = jobs_.find(number); waits != jobs_.end())
        waits->second.record.reset();
      return;
    }
    channels::outcome nobody;
    nobody.kind = channels::outcome_kind::unreachable;
    nobody.code = "no_channel";
    job.channel.clear();
    settle(at, nobody);
  }

  std::optional<json> read_record(jobs::iterator at) {
    return read_for(at,
                    [&] { return with_->store.reader().record_data(at->second.state->subject); });
  }

  /// What `read` gives. When the file cannot be read the attempt has failed for now, which is
  /// told like any other failure: it is tried again and in the end held for an operator.
  template <class Read>
  std::optional<json> read_for(jobs::iterator at, Read read) {
    try {
      return read();
    } catch (const storage::read_failure& failure) {
      auto& job = at->second;
      if (job.now == stage::marking || (job.now == stage::waiting && !job.channel.empty()))
        leave_channel(job);
      job.channel.clear();
      channels::outcome unread;
      unread.kind = channels::outcome_kind::transient;
      unread.code = "record_unreadable";
      unread.detail = failure.what();
      settle(at, unread);
      return std::nullopt;
    }
  }

  lane& lane_of(const std::string& name) {
    auto& lane = lanes_[name];
    if (lane.can.concurrency == 0 || lane.waiting.empty())
      lane.can = with_->channels.find(name)->second->declares();
    return lane;
  }

  void serve_channels() {
    for (auto& [name, lane] : lanes_)
      serve(lane);
  }

  void serve(lane& lane) {
    while (lane.in_flight < lane.can.concurrency && !lane.waiting.empty() && !stopping_) {
      const auto number = lane.waiting.front();
      lane.waiting.pop_front();
      const auto at = jobs_.find(number);
      if (at == jobs_.end())
        continue;
      ++lane.in_flight;
      if (lane.can.deduplicates)
        hand_over(at);
      else
        mark(at);
    }
  }

  /// A channel that cannot deduplicate: the file learns of the hand-over first, so that a
  /// crash leaves an honest "unknown" and not a second message.
  void mark(jobs::iterator at) {
    at->second.now = stage::marking;
    const auto me = caf::actor_cast<dispatcher_actor>(self_);
    const auto number = at->first;
    const auto id = at->second.state->id;
    with_->store.writer().submit<bool>(
        [id](storage::transaction& tx) -> result<bool> {
          storage::mark_handed_over(tx, id);
          return true;
        },
        [me, number](const result<bool>& done) {
          caf::anon_send(me, handover_marked{number, !done});
        });
  }

  void hand_over(jobs::iterator at) {
    auto& job = at->second;
    const auto& effect = *job.state->effect;
    auto record = std::exchange(job.record, std::nullopt);
    if (!record)
      record = read_record(at);
    if (!record)
      return;
    const auto& subject = job.state->subject;
    const bool shows_traits =
        job.version->needs.traits_in_texts && subject.type == records::customer_type;
    const auto traits = shows_traits
                            ? read_for(at, [&] { return with_->store.reader().traits(subject.id); })
                            : std::optional<json>{};
    if (shows_traits && !traits)
      return;
    auto products = json();
    if (job.version->needs.products_in_texts) {
      auto shown = read_for(at, [&] {
        return products_for(with_->store.reader(), *job.version->definition, effect.step, subject);
      });
      if (!shown)
        return;
      products = std::move(*shown);
    }
    if (!with_->gate.claim(job.state->id, {effect.step, effect.visit, effect.attempt})) {
      forget(at); // taken back before it left
      return;
    }
    job.now = stage::handed_over;
    with_->count.effects_handed_over.fetch_add(1, std::memory_order_relaxed);
    with_->count.in_flight.fetch_add(1, std::memory_order_relaxed);
    engine::facts known;
    known.record = *record;
    if (traits)
      known.traits = *traits;
    known.products = std::move(products);
    auto delivery =
        make_delivery(*job.version->definition, *job.state, known, job.channel, with_->clock.now());
    job.settled.content_hash = content_hash(delivery);
    const auto me = caf::actor_cast<dispatcher_actor>(self_);
    const auto number = at->first;
    with_->channels.find(job.channel)
        ->second->deliver(std::move(delivery), [me, number](channels::outcome outcome) {
          caf::anon_send(me, channel_answered{
                                 number, std::make_shared<channels::outcome>(std::move(outcome))});
        });
  }

  void settle(jobs::iterator at, channels::outcome& outcome) {
    auto& job = at->second;
    auto kind = outcome.kind;
    // A channel that deduplicates may be asked again: its unknown is only not yet known.
    const auto channel = with_->channels.find(job.channel);
    if (kind == channels::outcome_kind::unknown && channel != with_->channels.end() &&
        channel->second->declares().deduplicates)
      kind = channels::outcome_kind::transient;
    count(kind);
    auto& settled = job.settled;
    settled.how = how(kind);
    settled.channel = job.channel;
    settled.code = std::move(outcome.code);
    settled.detail = std::move(outcome.detail);
    settled.provider_id = std::move(outcome.provider_id);
    settled.retry_after = outcome.retry_after;
    settled.response = std::move(outcome.response);
    if (kind == channels::outcome_kind::unreachable)
      settled.content_hash.clear();
    tell_instance(at->first, job);
  }

  void tell_instance(job_number number, job& job) {
    job.now = stage::telling;
    auto input = std::make_shared<envelope>();
    input->what = job.settled;
    const auto me = caf::actor_cast<dispatcher_actor>(self_);
    input->done =
        orchestrator::completion<turn_report>{[me, number](const result<turn_report>& report) {
          const bool again = !report && may_pass(report.error().code);
          caf::anon_send(me, outcome_taken{number, again});
        }};
    with_->directory.tell_registry(deliver{job.state->id, std::move(input)});
  }

  static engine::settlement how(channels::outcome_kind kind) {
    switch (kind) {
    case channels::outcome_kind::accepted:
      return engine::settlement::accepted;
    case channels::outcome_kind::rejected:
      return engine::settlement::rejected;
    case channels::outcome_kind::transient:
      return engine::settlement::transient;
    case channels::outcome_kind::unknown:
      return engine::settlement::unknown;
    case channels::outcome_kind::unreachable:
      return engine::settlement::unreachable;
    }
    return engine::settlement::unknown;
  }

  void count(channels::outcome_kind kind) {
    auto& which = kind == channels::outcome_kind::accepted  ? with_->count.effects_accepted
                  : kind == channels::outcome_kind::unknown ? with_->count.effects_unknown
                                                            : with_->count.effects_failed;
    which.fetch_add(1, std::memory_order_relaxed);
  }

  void leave_channel(const job& job) {
    if (const auto lane = lanes_.find(job.channel); lane != lanes_.end())
      --lane->second.in_flight;
  }

  void forget(jobs::iterator at) {
    auto& job = at->second;
    if (job.now == stage::marking || job.now == stage::waiting)
      leave_channel(job);
    if (job.now == stage::telling)
      with_->gate.settled(job.state->id);
    known_.erase(name_of(*job.state));
    jobs_.erase(at);
    if (jobs_.empty() && !behind_)
      with_->gate.forget_revoked();
    if (behind_ && jobs_.size() <= with_->options.max_queued_effects / 2)
      read_outbox();
  }

  pointer self_ = nullptr;
  services* with_ = nullptr;
  jobs jobs_;
  std::set<effect_name> known_; ///< attempts that are jobs
  std::map<std::string, lane> lanes_;
  job_number last_job_ = 0;
  bool behind_ = false;
  bool stopping_ = false;
};

dispatcher_actor::behavior_type dispatcher_body(dispatcher_mind::pointer self, services* with) {
  self->state.wake(self, *with);
  return {
      [self](const dispatch& message) { self->state.take(message); },
      [self](catch_up) { self->state.read_outbox(); },
      [self](const handover_marked& message) { self->state.marked(message); },
      [self](const channel_answered& message) { self->state.answered(message); },
      [self](const outcome_taken& message) { self->state.taken(message); },
      [self](tell_outcome message) { self->state.tell(message); },
      [self](drain) { return self->state.at_rest(); },
      [self](stop_now) { self->quit(); },
  };
}

} // namespace

dispatcher_actor spawn_dispatcher(caf::actor_system& system, services& with) {
  return system.spawn(dispatcher_body, &with);
}

} // namespace sojourn::actors
