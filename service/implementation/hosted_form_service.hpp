// Implements hosted forms.
#pragma once

#include "forms/answers.hpp"
#include "forms/link.hpp"
#include "hooks/keyed_buckets.hpp"
#include "service/hosted_forms.hpp"
#include "service/implementation/document_service.hpp"
#include "storage/hosted_forms.hpp"

#include <mutex>

namespace sojourn::service {

using form_ptr = std::shared_ptr<const forms::form>;

class hosted_form_service final : public hosted_form_api, private document_service {
public:
  using document_service::document_service;

  void list(page_request at, completion<page> done) override;
  void get(std::string id, completion<written> done) override;
  void versions(std::string id, completion<page> done) override;
  void put(document_request request, completion<written> done) override;
  void remove(std::string id, preconditions only_if, caller by, completion<json> done) override;
  void preview(form_preview_request request, completion<json> done) override;
  void answers(answer_filter wanted, page_request at, completion<page> done) override;
  void table(answer_filter wanted, completion<std::string> done) override;
  void remove_answers(std::string form, caller by, completion<json> done) override;
  void open(page_visit visit, completion<page_answer> done) override;
  void send(page_visit visit, std::string body, completion<page_answer> done) override;
  void open_confirmation(page_visit visit, completion<page_answer> done) override;
  void confirm(page_visit visit, completion<page_answer> done) override;
  void picture(std::string form, std::string name, completion<form_picture> done) override;

private:
  using page_completion = std::shared_ptr<completion<page_answer>>;

  // ---- documents --------------------------------------------------------------------------

  [[nodiscard]] json show(const storage::stored_document& stored) const;
  /// The newest version, read. Errors: not_found, data_corrupt.
  [[nodiscard]] result<std::pair<form_ptr, std::int64_t>> load(const std::string& id);
  /// What is doubtful: findings as content::as_json shows them.
  [[nodiscard]] json findings_about(const forms::form& form);
  /// What the texts of a preview see. Errors: not_found.
  [[nodiscard]] result<json> sample_data(const form_preview_request& request);
  [[nodiscard]] result<storage::answer_query> query_of(const answer_filter& wanted) const;

  // ---- pages (hosted_form_pages.cpp) ----------------------------------------------------------

  /// What a token of a path leads to.
  struct opened_form {
    form_ptr form;
    std::int64_t version = 0;
    std::optional<forms::personal_link> link{};
    std::optional<subject_ref> subject{}; ///< whose link it is
    std::string draft{};                  ///< of a link to a draft
    std::string draft_key{};              ///< under which what is not sent is kept; empty: nowhere
    std::string bound_to{};               ///< what the page's token belongs to
    std::string language{};
    json known = json::object(); ///< of the person
  };
  [[nodiscard]] result<opened_form> resolve(const page_visit& visit);
  [[nodiscard]] json known_of(const forms::personal_link& link, const subject_ref& subject);
  /// Whether nobody of this name is left, because they were erased.
  [[nodiscard]] bool is_gone(const subject_ref& subject);
  /// What is said instead of the form; nullopt: it can be answered.
  [[nodiscard]] std::optional<page_answer> closed(const opened_form& opened);
  [[nodiscard]] page_answer first_page(const page_visit& visit, opened_form& opened);
  /// A page with a fresh token.
  struct shown_page {
    std::size_t number = 0;
    std::vector<forms::field_error> errors{};
    std::vector<std::string> notices{};
    forms::page_token token{};
  };
  [[nodiscard]] page_answer render(const page_visit& visit, const opened_form& opened,
                                   const forms::inputs& given, const forms::answered& read,
                                   const shown_page& what);
  [[nodiscard]] page_answer ask_for_code(const page_visit& visit, const opened_form& opened,
                                         const forms::inputs& given, std::string wrong);
  [[nodiscard]] page_answer thanks_page(const opened_form& opened);
  /// A page that was open too long, or does not come of one of ours: shown again, with what was
  /// written.
  [[nodiscard]] page_answer stale_page(const page_visit& visit, const opened_form& opened,
                                       const forms::inputs& sent);
  [[nodiscard]] forms::answered read(const opened_form& opened, const forms::inputs& given,
                                     work_budget& work) const;

  /// Goes on with a page that was sent; answers by itself.
  void take(const page_visit& visit, opened_form opened, const forms::inputs& sent,
            page_completion answer);
  void keep_draft(const page_visit& visit, opened_form opened, forms::inputs given,
                  page_answer then, page_completion answer);
  void take_answer(const page_visit& visit, opened_form opened, const forms::answered& read,
                   const forms::page_token& token, page_completion answer);
  [[nodiscard]] storage::hosted_answer
  answer_of(const opened_form& opened, const forms::answered& read, const forms::page_token& token);
  /// Whether every address that a public form was given may still start something today.
  [[nodiscard]] bool may_start(const json& contact);
  [[nodiscard]] bool may_try_code(const page_visit& visit, const std::string& form);
  /// The request that a link confirms whose message went to whom it asks; nullopt: there is none.
  [[nodiscard]] std::optional<storage::consent_request> request_of(const page_visit& visit);
  /// Writes down that the link was opened.
  void record_opening(const page_visit& visit, const opened_form& opened);

  struct known_form {
    std::int64_t version = 0;
    form_ptr form;
  };
  std::mutex mutex_;                        ///< guards what follows
  std::map<std::string, known_form> forms_; ///< that were read last, by id
  hooks::keyed_buckets addresses_{{.per_second = 6 / 86'400.0, .burst = 6}, 20'000};
  hooks::keyed_buckets code_tries_{{.per_second = 10 / 3'600.0, .burst = 10}, 20'000};
};

} // namespace sojourn::service
