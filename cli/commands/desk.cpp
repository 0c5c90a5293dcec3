// The commands for the desk in the shop.
#include "cli/commands/commands.hpp"

namespace sojourn::cli {

namespace {

const argument customer_id = id("customer", "the customer's id");

} // namespace

std::vector<remote_command> commands_of_desk() {
  return {
      {.group = "desk",
       .name = "tasks",
       .about = "List the open tasks of the staff, those first that end first",
       .method = "GET",
       .path = "/v1/desk/tasks",
       .arguments = {filter("campaign", "only of this campaign"),
                     filter("due_until", "only those that should be done by this instant"),
                     filter("overdue", "true: only those that should be done by now")},
       .columns = {{"ID", "id"},
                   {"CUSTOMER", "customer"},
                   {"NAME", "name"},
                   {"TEXT", "text"},
                   {"SINCE", "since"},
                   {"DUE", "due_at"},
                   {"CAMPAIGN", "campaign"}}},
      {.group = "desk",
       .name = "look-up",
       .about = "Look up the customer who stands at the desk",
       .method = "GET",
       .path = "/v1/desk",
       .arguments = {filter("phone", "a phone number, however it is written"),
                     filter("code", "a voucher's code, or the customer's id or other code"),
                     filter("email", "an e-mail address"),
                     filter("customer", "the id of the one who is meant, of several")}},
      {.group = "desk",
       .name = "mark",
       .about = "Mark what was done for a customer",
       .method = "POST",
       .path = "/v1/desk/{customer}/marks",
       .arguments = {customer_id,
                     {.name = "mark",
                      .where = in_field,
                      .about = "greeted, gift_given, note or task_done",
                      .positional = true,
                      .required = true},
                     {.name = "note", .where = in_field, .about = "what there is to say about it"},
                     {.name = "task", .where = in_field, .about = "of task_done: task_…"},
                     key}},
      {.group = "desk",
       .name = "undo",
       .about = "Take a mark back, within ten minutes",
       .method = "DELETE",
       .path = "/v1/desk/{customer}/marks/{mark}",
       .arguments = {customer_id, id("mark", "the mark's id, mark_…")}},
      {.group = "desk",
       .name = "redeem",
       .about = "Redeem a code of a customer",
       .method = "POST",
       .path = "/v1/desk/{customer}/redemptions",
       .arguments = {customer_id,
                     {.name = "code",
                      .where = in_field,
                      .about = "the code as it is written",
                      .positional = true,
                      .required = true},
                     {.name = "pool",
                      .where = in_field,
                      .about = "its pool, where the customer has the same code of several"},
                     key}},
  };
}

} // namespace sojourn::cli
