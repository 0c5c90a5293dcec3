// A small scenario, for tests.
#pragma once

#include "library/scenario.hpp"

namespace sojourn::library {

inline json small_scenario() {
  return json::parse(R"({
    "title": {"vi": "Nhắc", "en": "Reminder"},
    "explanation": {"vi": "Nhắc một lần.", "en": "Reminds once."},
    "goal": "traffic",
    "parameters": {"properties": {
      "days": {"type": "integer", "minimum": 1, "maximum": 30, "default": 3,
               "description": "a whole number of days from 1 to 30"},
      "pool": {"type": "string", "format": "pool", "examples": ["spring"]},
      "greeting": {"type": "object", "required": ["vi", "en"], "additionalProperties": false,
                   "default": {"vi": "Chào", "en": "Hello"},
                   "properties": {"vi": {"type": "string"}, "en": {"type": "string"}}}
    }},
    "campaign": {
      "trigger": {"type": "manual"},
      "start": "rest",
      "steps": {
        "rest": {"type": "delay", "for": "P{{parameters.days}}D", "next": "offer"},
        "offer": {"type": "voucher", "pool": {"parameter": "pool"}, "as": "offer",
                  "on_exhausted": "tell", "next": "tell"},
        "tell": {"type": "send", "message": "m", "via": ["email", "zns"], "next": "end"}
      },
      "messages": {"m": {"fallback": "en", "languages": {
        "vi": {"text": "{{parameters.greeting.vi}}, {{customer.name}}"},
        "en": {"text": "{{parameters.greeting.en}}, {{customer.name}}",
               "channels": {"zns": {"template_id": "31", "template_data": {}}}}}}}
    },
    "estimate": {"form": "now", "people": {"within": [{"var": "traits.last_paid_at"},
                 "P{{parameters.days}}D"]}}
  })");
}

} // namespace sojourn::library
