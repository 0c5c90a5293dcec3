// The commands for hosted forms.
#include "cli/commands/commands.hpp"

namespace sojourn::cli {

namespace {

const argument form_id = id("id", "the form's id");

} // namespace

// Kept whole: a table.
std::vector<remote_command> commands_of_forms() {
  return {
      {.group = "forms",
       .name = "list",
       .about = "List the hosted forms",
       .method = "GET",
       .path = "/v1/forms",
       .columns = {{"ID", "id"},
                   {"VERSION", "version"},
                   {"WHO", "who"},
                   {"ANSWERS", "answers"},
                   {"NAME", "name"},
                   {"UPDATED", "updated_at"}}},
      {.group = "forms",
       .name = "put",
       .about = "Create a hosted form or give it a new version",
       .method = "PUT",
       .path = "/v1/forms/{id}",
       .arguments = {json_file("the form, JSON with its id; - is standard input")}},
      {.group = "forms",
       .name = "show",
       .about = "Show a hosted form",
       .method = "GET",
       .path = "/v1/forms/{id}",
       .arguments = {form_id}},
      {.group = "forms",
       .name = "versions",
       .about = "List the versions of a hosted form, newest first",
       .method = "GET",
       .path = "/v1/forms/{id}/versions",
       .arguments = {form_id},
       .columns = {{"VERSION", "version"}, {"UPDATED", "updated_at"}, {"BY", "updated_by"}},
       .is_one_page = true},
      {.group = "forms",
       .name = "delete",
       .about = "Delete a form that no campaign links to and that has no answers",
       .method = "DELETE",
       .path = "/v1/forms/{id}",
       .arguments = {form_id}},
      {.group = "forms",
       .name = "preview",
       .about = "Show a page of a form as somebody would see it, and what is doubtful",
       .method = "POST",
       .path = "/v1/forms/{id}/preview",
       .arguments = {form_id,
                     {.name = "customer", .where = in_field, .about = "whose link it would be"},
                     sample_data,
                     {.name = "answers",
                      .where = in_json_field,
                      .about = R"(what stands in the inputs, as JSON: {"score": "9"})"},
                     in_language,
                     {.name = "page", .where = in_json_field, .about = "which page, from 1"}}},
      {.group = "forms",
       .name = "answers",
       .about = "List what people answered, newest first",
       .method = "GET",
       .path = "/v1/forms/{id}/answers",
       .arguments = {form_id, filter("subject", "of this customer or visitor"),
                     filter("instance", "by the link that this instance sent"),
                     filter("language", "in this language"), filter("from", "at or after this"),
                     filter("to", "before this")},
       .columns = {{"NUMBER", "number"},
                   {"AT", "at"},
                   {"SUBJECT", "subject"},
                   {"INSTANCE", "instance"},
                   {"ANSWERS", "answers"}}},
      {.group = "forms",
       .name = "remove-answers",
       .about = "Remove up to 10,000 answers of a form",
       .method = "DELETE",
       .path = "/v1/forms/{id}/answers",
       .arguments = {form_id}},
  };
}

} // namespace sojourn::cli
