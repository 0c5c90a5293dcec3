// Campaigns: their definitions and versions, their states, their figures.
#pragma once

#include "service/common.hpp"

#include <optional>
#include <string>
#include <vector>

namespace sojourn::service {

enum class campaign_action { activate, pause, resume, end, archive };

/// A new draft with the definition of another campaign.
struct copy_request {
  std::string from;
  std::uint32_t version = 0; ///< 0: the newest
  std::string id;            ///< of the new campaign
  std::string name;          ///< empty: as the other's
  caller by;
  idempotency idem;
};

enum class campaign_sort { id, name, created, updated, entered, waiting, converted, orders };

/// Which campaigns are listed, and in which order. An empty text: any.
struct campaign_filter {
  std::string text; ///< that id, name, description or a tag holds, whatever its case and accents
  std::string state;
  std::string kind; ///< campaign::kind_name
  std::string tag;
  campaign_sort sort = campaign_sort::id;
  bool descending = false;
};

/// Which version's graph, counted in which time.
struct graph_request {
  std::string id;
  std::uint32_t version = 0;     ///< 0: the newest
  std::optional<instant> from{}; ///< its whole day, in the zone of the version; not set: the first
  std::optional<instant>
      to{}; ///< the first instant after it; its day counts unless it has just begun
};

class campaign_api {
public:
  virtual ~campaign_api() = default;

  /// Reads and checks a definition without storing it. Errors: invalid_definition.
  virtual void validate(json definition, completion<json> done) = 0;
  /// A changed definition of an existing id makes a new version; the same definition again changes
  /// nothing. Errors: may_not_send for a new version of an active or paused campaign.
  virtual void put(document_request request, completion<written> done) = 0;
  virtual void copy(copy_request request, completion<written> done) = 0;
  /// With their figures; orders and what they brought may be a minute old.
  virtual void list(campaign_filter filter, page_request at, completion<page> done) = 0;
  virtual void get(std::string id, completion<written> done) = 0;
  virtual void versions(std::string id, completion<page> done) = 0;
  virtual void change(std::string id, campaign_action action, caller by, completion<json> done) = 0;
  /// Lets a draft start instances, unless a lint of its messages and pools finds errors. Findings
  /// whose code is in `overridden` do not count, and the audit lists them.
  virtual void activate(std::string id, std::vector<std::string> overridden, caller by,
                        completion<json> done) = 0;
  /// What is wrong or doubtful in the messages that the campaign's steps send, and in its pools.
  virtual void lint(std::string id, json sample, completion<json> done) = 0;
  virtual void stats(std::string id, completion<json> done) = 0;
  /// A version as a graph, with what its instances did. Errors: not_found.
  virtual void graph(graph_request request, completion<json> done) = 0;
  /// How many of the stored records of the campaign's subject type its audience holds now.
  virtual void audience(std::string id, completion<json> done) = 0;
};

} // namespace sojourn::service
