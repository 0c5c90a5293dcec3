// One rendering of a parsed template over data.
#pragma once

#include "text/template.hpp"
#include "text/token.hpp"

#include <map>
#include <span>
#include <utility>
#include <vector>

namespace sojourn::text {

class renderer {
public:
  /// Both must outlive the renderer.
  renderer(const json& data, const render_options& options)
      : options_{options}, contexts_{&data}, own_{max_render_units}, work_{options.work != nullptr
                                                                               ? *options.work
                                                                               : own_},
        missing_{options.notes != nullptr ? &options.notes->missing : nullptr} {}

  [[nodiscard]] std::string run(const token& root);

private:
  using tokens = std::span<const token>;

  void render(tokens children, std::string& out, escaping how);
  void render_one(const token& each, std::string& out, escaping how);
  void render_section(const token& section, std::string& out, escaping how);
  void render_formatting(const token& section, std::string& out, escaping how);
  void append_link(std::string_view path, std::string_view id, std::string& out, escaping how);
  void render_fallback(tokens children, std::string& out, escaping how);
  void render_partial(const token& partial, std::string& out, escaping how);

  void add_missing(const std::string& name);
  const json* find(std::string_view name);
  void append(std::string& out, std::string_view value, escaping how);

  const render_options& options_;
  std::vector<const json*> contexts_; ///< what a name is looked up in, innermost last
  work_budget own_;
  work_budget& work_;
  std::map<std::pair<std::string, std::string>, token> partials_; ///< by name and indentation
  std::size_t partial_depth_ = 0;
  bool full_ = false;
  std::set<std::string>* missing_; ///< takes names that show nothing; nullptr: nobody asks
};

} // namespace sojourn::text
