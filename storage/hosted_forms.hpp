// Hosted forms: their documents, what people answered and what they did not send yet, and consents
// that wait for the owner of an address.
#pragma once

#include "campaign/definition.hpp"
#include "messages/purpose.hpp"
#include "storage/inbox.hpp"
#include "storage/listeners.hpp"
#include "storage/saved.hpp"

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace sojourn::storage {

class transaction;

/// Forms that there may be.
inline constexpr std::int64_t max_forms = 1'000;
/// How long what was not sent is kept, and a request for a consent that nobody confirms.
inline constexpr milliseconds drafts_last = std::chrono::days{30};
inline constexpr milliseconds requests_last = std::chrono::days{30};
/// Between two mails that ask the owner of one address, whoever types it.
inline constexpr milliseconds between_requests = std::chrono::hours{24};
/// Drafts of public forms that there may be: strangers make them.
inline constexpr std::int64_t max_public_drafts = 10'000;

/// Writes a form or its next version. The same again writes nothing.
/// Errors: version_mismatch, already_exists when it must be new, wrong_state (too many).
[[nodiscard]] result<document_written> write_form(transaction& tx, const document_write& what,
                                                  instant now);
/// Forgets a form, its versions and its drafts. Errors: not_found, version_mismatch; wrong_state
/// while it has answers.
[[nodiscard]] result<stored_document> remove_form(transaction& tx, const std::string& id,
                                                  const preconditions& only_if,
                                                  const std::string& who, const std::string& why,
                                                  instant now);
/// Whether there is a form of this id, as the transaction sees it.
[[nodiscard]] bool has_form(transaction& tx, const std::string& id);

/// A consent that somebody gave by ticking a box.
struct given_consent {
  std::string channel;
  messages::purpose purpose = messages::purpose::promotional;
  bool double_opt_in = false; ///< it counts once the owner of the address has confirmed it
  std::string email{};        ///< as it was typed; empty: the customer's own
};

/// What somebody wrote into a form.
struct hosted_answer {
  std::string form;
  std::int64_t version = 0;
  std::string key;                       ///< the same again is the same answer
  std::optional<subject_ref> subject{};  ///< whose link it was; nullopt: the form is public
  std::string link{};                    ///< of the link: the tracking of its send
  std::optional<instance_id> instance{}; ///< whose message brought the link
  std::string language{};
  json answers = json::object();
  std::optional<std::int64_t> in_all{}; ///< answers that the form takes
  std::optional<std::int64_t> per_person{};
  std::optional<std::int64_t> per_link{};
  /// Of a public form: what is made of "email" and "phone" in `contact`.
  campaign::form_identity identifies = campaign::form_identity::nobody;
  json contact = json::object(); ///< "name", "email", "phone"
  json fields = json::object();  ///< that are written into the customer's record
  std::vector<given_consent> consents{};
  std::string draft{}; ///< that it brings to an end; empty: none
  bool starts = true;  ///< false: nobody is told, and nothing starts by it
};

enum class answer_fate : std::uint8_t {
  taken,
  same,     ///< it was taken before
  full,     ///< the form takes no more
  answered, ///< this person, or this link, has answered as often as they may
  gone,     ///< whose link it was, was erased
};
struct answer_taken {
  answer_fate fate = answer_fate::taken;
  std::int64_t number = 0;
  std::vector<inbox_entry> inbox_entries{};
};
/// Stores an answer and publishes "form.answered" of whose it is, once: {"form", "version",
/// "answer", "answers", "language", "proven", and of a personal link "instance" and "campaign"}.
/// The number of answers is decided in the transaction that stores them. An answer of a public form
/// is proven by nobody: it is of a customer whom its addresses name and no other, or who is made
/// of them, where the form says so; else of a visitor of its own. Fields are written with a
/// personal link, or into a record that the answer made; those that the type of customers refuses
/// are left out. A consent with double opt-in is asked for (ask_for_consent).
/// Errors: wrong_state (whose it is, is being erased).
[[nodiscard]] result<answer_taken> take_answer(transaction& tx, const hosted_answer& answer,
                                               const listener_set& listeners, instant now);

/// Removes up to `limit` answers of a form; how many there were.
[[nodiscard]] std::int64_t remove_answers(transaction& tx, const std::string& form,
                                          std::size_t limit, const std::string& who,
                                          const std::string& why, instant now);

/// What somebody wrote and did not send. Of a public form `subject` is empty.
struct form_draft {
  std::string key;
  std::string form;
  std::string subject{};
  json inputs = json::object();
  instant at{};
};
/// Keeps it, in the place of what was kept under the key. False: too many are kept, or the person
/// was erased.
[[nodiscard]] bool put_draft(transaction& tx, const form_draft& draft);

/// Asks the owner of an address for the consent of a customer: publishes "consent.asked" of the
/// customer, at most once an address and day, with the number of the request as "request". Nothing
/// is asked of a customer who has another address by now, or who has given the consent already.
void ask_for_consent(transaction& tx, const std::string& customer, const given_consent& what,
                     const std::string& source, const listener_set& listeners, instant now,
                     std::vector<inbox_entry>& inbox_entries);

struct consent_request {
  std::int64_t number = 0;
  std::string customer;
  std::string email; ///< in its normal form
  std::string channel;
  messages::purpose purpose = messages::purpose::promotional;
  std::string source; ///< "form vat-invoice"
  instant asked_at{};
  std::optional<instant> confirmed_at{};
};
/// The owner of the address agreed: the consent is given by every customer who has the address, and
/// "consent.confirmed" is published of the one who was asked. A second time changes nothing, also
/// when it was withdrawn since. False: nobody has the address any more, or it was asked too long
/// ago. Errors: wrong_state (the customer is being erased).
struct consent_confirmed {
  bool counts = false;
  std::vector<inbox_entry> inbox_entries{};
};
[[nodiscard]] result<consent_confirmed> confirm_consent(transaction& tx, std::int64_t request,
                                                        const listener_set& listeners, instant now);

/// Which answers are listed; an empty text: any.
struct answer_query {
  std::string form;
  std::string subject{};
  std::optional<instance_id> instance{};
  std::string language{};
  std::optional<instant> from{};
  std::optional<instant> to{}; ///< the first instant after
  /// Dotted path in the answers → its value as text; all must fit.
  std::vector<std::pair<std::string, std::string>> values{};
  std::int64_t before = 0; ///< number; 0: from the newest on
  std::size_t limit = 100;
  std::size_t visits = 20'000; ///< rows that are looked at, at most
};
struct answers_found {
  std::vector<json> items; ///< {"number", "form", "version", "at", "language", "subject", "proven",
                           ///< "answers"}, and "instance" and "campaign" of a personal link
  std::int64_t next = 0;   ///< the number to go on before; 0: there are no more
};

/// Reads hosted forms; see reader for what holds of all of them.
class hosted_form_reader {
public:
  virtual ~hosted_form_reader() = default;

  /// The newest versions of all forms, by id.
  [[nodiscard]] virtual std::vector<stored_document> all() = 0;
  [[nodiscard]] virtual std::vector<std::string> ids() = 0;
  [[nodiscard]] virtual std::optional<stored_document> find(const std::string& id) = 0;
  /// All versions of one, from new to old.
  [[nodiscard]] virtual std::vector<stored_document> versions(const std::string& id) = 0;
  /// How many answers each form ever took.
  [[nodiscard]] virtual std::map<std::string, std::int64_t> counts() = 0;
  /// How many there are by this link.
  [[nodiscard]] virtual std::int64_t count_by_link(const std::string& form,
                                                   const std::string& link) = 0;
  [[nodiscard]] virtual answers_found answers(const answer_query& what) = 0;
  [[nodiscard]] virtual std::optional<form_draft> draft(const std::string& key) = 0;
  [[nodiscard]] virtual std::optional<consent_request> request(std::int64_t number) = 0;
};

} // namespace sojourn::storage
