// Sends as they are stored: what was handed over to whom, what was heard of it, and what persons
// want.
#pragma once

#include "messages/receipt.hpp"
#include "messages/send_rules.hpp"
#include "storage/budget.hpp"
#include "storage/inbox.hpp"
#include "storage/listeners.hpp"

#include <functional>
#include <stop_token>

namespace sojourn::storage {

/// What a send is known by outside: 32 hexadecimal digits, the first half of them the instance,
/// the same over all attempts and channels. Fits the Topic of a push and any tracking id.
[[nodiscard]] std::string tracking_of(const effect_key& key);

/// A message that is about to be handed over.
struct send_request {
  effect_key key;
  std::uint32_t attempt = 1;
  messages::intended_send message;
  std::uint32_t version = 0; ///< of the campaign
  std::string address;       ///< empty: the channel has none
  std::string name;          ///< of the message
  std::string language;
  std::string hash;    ///< SHA-256 of what it says
  std::string content; ///< JSON of what it says; empty: not kept
  std::string links{}; ///< JSON list of the links that clicks are heard of; empty: none
  bool tells = false;  ///< the channel reports what becomes of its messages
  /// The channel cannot deduplicate: after a crash the outcome is unknown.
  bool marks = false;
  /// The next channel is tried where this one cannot be paid.
  bool may_go_elsewhere = false;
};

struct admission_result {
  messages::admission admission;
  bool gone = false;            ///< the effect was taken back, or has settled, meanwhile
  json cost{};                  ///< what is reserved for it, as budget::as_json
  bool paused_campaign = false; ///< it could not be paid, and its campaign waits for that now
};
/// Whether the message may leave now, decided in the transaction that writes the send down, so
/// that no cap is ever overrun. What may not leave writes nothing; what the budget cannot pay is
/// put off, and its campaign paused, or passed over where it may go elsewhere.
[[nodiscard]] result<admission_result> admit_send(transaction& tx, const send_request& request,
                                                  const messages::send_rules& rules);

struct paid_action; // storage/budget.hpp
/// Whether a call may be made now that costs something: as admit_send, by the budget alone.
[[nodiscard]] result<admission_result> admit_call(transaction& tx, const paid_action& what);

/// How a hand-over of a send ended; written with the turn that takes it.
struct send_settled {
  std::string tracking;
  sojourn::outcome outcome = sojourn::outcome::accepted;
  std::string code;
  std::string provider_id;
};

struct receipt_written {
  bool known = false;     ///< it is of one of our sends, or of an address
  bool duplicate = false; ///< it was heard before; nothing was written
  std::int64_t send = 0;
  std::vector<inbox_entry> inbox_entries{};
};
/// Writes down what was heard of a send, once; its event "message.KIND" goes to the subject's
/// instances and campaigns. A bounce suppresses the address, a complaint withdraws every consent
/// for the channel, an unsubscription that for the purpose.
[[nodiscard]] result<receipt_written> write_receipt(transaction& tx, const messages::receipt& heard,
                                                    const listener_set& listeners, instant now);

struct stored_consent {
  messages::consent word;
  instant at{};
  std::string source; ///< who or what wrote it down: "api", "unsubscribe link", "receipt of zns"
};
/// The newest word counts, by its instant. False: a newer one is there, nothing was written.
bool put_consent(transaction& tx, const subject_ref& subject, const stored_consent& word);
/// Forgets the word about exactly this channel and purpose. False: there is none.
bool forget_consent(transaction& tx, const subject_ref& subject, const messages::consent& word);

[[nodiscard]] std::vector<stored_consent> consents_of(transaction& tx, const subject_ref& subject);

struct stored_suppression {
  std::string channel;
  std::string address;
  std::string reason;
  instant at{};
  std::string source;
};
void put_suppression(transaction& tx, const stored_suppression& what);
/// False: it was not there.
bool remove_suppression(transaction& tx, const std::string& channel, const std::string& address);

struct stored_send_rules {
  std::int64_t version = 0; ///< 0: nobody has put any
  json document = json::object();
  instant at{};
  std::string who;
};
/// The rules as of this transaction.
[[nodiscard]] stored_send_rules present_send_rules(transaction& tx);
/// A new version of the rules; the same document again writes nothing. Errors: version_mismatch.
[[nodiscard]] result<stored_send_rules> put_send_rules(transaction& tx, const json& document,
                                                       const preconditions& only_if,
                                                       const std::string& who, instant now);

struct send_query {
  std::string subject{}; ///< "customer:42"; empty: any
  std::string campaign{};
  std::string channel{};
  std::optional<sojourn::outcome> outcome{};
  std::optional<instance_id> instance{};
  std::int64_t before = 0; ///< number; pages go from new to old, 0 begins
  std::size_t limit = 100;
};

/// A send as a link of its message finds it.
struct linked_send {
  subject_ref subject;
  std::string campaign;
  std::string channel;
  messages::purpose purpose = messages::purpose::promotional;
  instant at{}; ///< when it was handed over
  std::vector<std::string> links;
};

/// The key of this name, in raw bytes; the one that is there, or else this one, which is now. It is
/// stored sealed.
/// Withdraws the consent of somebody whose send is forgotten, by the link in what they got. Of whom
/// was erased since, nothing comes back.
void unsubscribe_forgotten(transaction& tx, const subject_ref& who, const std::string& channel,
                           messages::purpose of, instant at);
[[nodiscard]] std::string signing_key(transaction& tx, const std::string& name,
                                      const std::string& otherwise, instant now);

class send_reader {
public:
  virtual ~send_reader() = default;
  /// As the API shows them, without content. Looks at a bounded number of rows a page; `next` is
  /// 0 on the last one.
  struct page {
    std::vector<json> items;
    std::int64_t next = 0;
  };
  [[nodiscard]] virtual page find(const send_query& what) = 0;
  /// One with its content and receipts.
  [[nodiscard]] virtual std::optional<json> send(std::int64_t number) = 0;
  /// The channel that a send was handed over to last; nullopt: it never was.
  [[nodiscard]] virtual std::optional<std::string> handed_to(const effect_key& key) = 0;
  [[nodiscard]] virtual std::optional<linked_send> linked(const std::string& tracking) = 0;
  /// See storage::campaign_results.
  [[nodiscard]] virtual json results(const std::string& campaign, milliseconds window,
                                     const std::stop_token& stop) = 0;
  [[nodiscard]] virtual std::vector<stored_consent> consents(const subject_ref& subject) = 0;
  /// By channel and address, after (channel, address).
  [[nodiscard]] virtual std::vector<stored_suppression>
  suppressions(const std::string& channel, const std::string& address, std::size_t limit) = 0;
  [[nodiscard]] virtual stored_send_rules rules() = 0;
};

} // namespace sojourn::storage
