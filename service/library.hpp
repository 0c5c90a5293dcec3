// The library of scenarios: campaigns with parameters, shipped or saved by the shop.
#pragma once

#include "service/common.hpp"

#include <string>
#include <vector>

namespace sojourn::service {

/// Which scenarios a list shows; empty: all.
struct scenario_filter {
  std::string trade; ///< those of this trade, and those of any
  std::string goal;
};

/// A campaign that a scenario is to make.
struct install_request {
  std::string scenario;
  std::string campaign; ///< its id; empty: the scenario's
  std::string name;     ///< empty: the scenario's title
  json parameters;
  bool activate = false;
  std::vector<std::string> overridden{}; ///< codes of what is not to stand against it
  caller by;
  idempotency idem;
};

/// A campaign that is to take what a later version of its scenario offers.
struct scenario_update {
  std::string scenario;
  std::string campaign;
  json parameters;                 ///< over those that it was installed with
  std::vector<std::string> take{}; ///< pointers of conflicts in which the shop's change gives way
  preconditions only_if{};         ///< about the campaign
  caller by;
};

class library_api {
public:
  virtual ~library_api() = default;

  /// Scenarios that come with Sojourn and those of the shop, by id.
  virtual void list(scenario_filter wanted, page_request at, completion<page> done) = 0;
  /// With what it needs, and whether the shop has that.
  virtual void get(std::string id, completion<written> done) = 0;
  virtual void versions(std::string id, completion<page> done) = 0;
  /// Saves a scenario of the shop: a document, or one made of a campaign, whose id then stands in
  /// place of "campaign". Errors: already_exists for an id of one that comes with Sojourn.
  virtual void put(document_request request, completion<written> done) = 0;
  /// The campaigns that it made stay. Errors: wrong_state for one that comes with Sojourn.
  virtual void remove(std::string id, preconditions only_if, caller by, completion<json> done) = 0;
  /// How many people it is about, what it would send and cost, and what it needs.
  virtual void estimate(std::string id, json parameters, completion<json> done) = 0;
  /// Makes a draft of it, and with `activate` lets it run if nothing stands against that; what does
  /// is told, and the draft stays. Errors: already_exists, invalid_request (parameters),
  /// may_not_send.
  virtual void install(install_request request, completion<written> done) = 0;
  /// The campaigns that it made.
  virtual void installations(std::string id, page_request at, completion<page> done) = 0;
  /// What the newest version would change in a campaign that it made.
  virtual void difference(std::string id, std::string campaign, completion<written> done) = 0;
  /// Gives the campaign a version with these changes. Errors: version_mismatch, may_not_send,
  /// invalid_definition.
  virtual void update(scenario_update request, completion<written> done) = 0;
};

} // namespace sojourn::service
