// A fake of the desk.
#pragma once

#include "service/desk.hpp"
#include "tests/http/fakes/fake_area.hpp"

namespace sojourn::tests {

class fake_desk final : public service::desk_api, public fake_area {
public:
  explicit fake_desk(recorder& log) : fake_area{log, "desk"} {}

  void look_up(service::desk_question who, service::caller by, completion<json> done) override {
    answer("look_up",
           {{"phone", who.phone},
            {"code", who.code},
            {"email", who.email},
            {"customer", who.customer},
            {"who", by.who}},
           done);
  }
  void tasks(service::task_filter which, service::page_request at,
             completion<service::page> done) override {
    auto call = paged(at);
    call.update({{"campaign", which.campaign}, {"overdue", which.is_overdue}});
    if (which.due_until)
      call["due_until"] = to_text(*which.due_until);
    answer("tasks", std::move(call), done);
  }
  void mark(service::desk_mark_request request, completion<service::written> done) override {
    answer("mark",
           {{"customer", request.customer},
            {"mark", request.mark},
            {"note", request.note},
            {"task", request.task},
            {"key", request.idem.key}},
           done);
  }
  void undo(std::string customer, std::string mark, service::caller by,
            completion<json> done) override {
    answer("undo", {{"customer", customer}, {"mark", mark}, {"who", by.who}}, done);
  }
  void redeem(service::desk_redemption request, completion<service::written> done) override {
    answer("redeem",
           {{"customer", request.customer},
            {"code", request.code},
            {"pool", request.pool},
            {"key", request.idem.key}},
           done);
  }
};

} // namespace sojourn::tests
