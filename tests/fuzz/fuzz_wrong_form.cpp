// A form that its schema allows, with up to four things wrong.
#include "document_fuzzer.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  return sojourn::tests::fuzz_document("form", bytes, size);
}
