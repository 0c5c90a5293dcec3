// A list of texts as libcurl takes them.
#pragma once

#include <curl/curl.h>
#include <memory>
#include <string>

namespace sojourn::channels {

/// Owns a curl_slist.
class curl_list {
public:
  void append(const std::string& text) {
    if (curl_slist* longer = curl_slist_append(list_.get(), text.c_str()); longer != nullptr) {
      static_cast<void>(list_.release());
      list_.reset(longer);
    }
  }
  [[nodiscard]] curl_slist* get() const { return list_.get(); }

private:
  struct free_all {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
  };
  std::unique_ptr<curl_slist, free_all> list_;
};

} // namespace sojourn::channels
