# The flags every target of the project is built with, and the helpers that make
# a library of a folder or a test of one.

add_library(sojourn_flags INTERFACE)
target_compile_options(sojourn_flags INTERFACE -Wall -Wextra -Wpedantic)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # GCC 12 warns of overlaps and bounds in std::string that cannot be (its bug 105651), of the
  # latter where the library comes from a precompiled header.
  target_compile_options(sojourn_flags INTERFACE -Wno-restrict -Wno-array-bounds
                         -Wno-stringop-overflow -Wno-stringop-overread)
endif()
if(SOJOURN_WERROR)
  target_compile_options(sojourn_flags INTERFACE -Werror)
endif()
if(SOJOURN_SANITIZE)
  # Building takes longer than the tests do, but a fuzz target runs as long as it may.
  if(SOJOURN_SANITIZE MATCHES "fuzzer")
    set(sojourn_sanitized -O1)
  else()
    set(sojourn_sanitized -O0)
  endif()
  target_compile_options(sojourn_flags INTERFACE
    -fsanitize=${SOJOURN_SANITIZE} -fno-omit-frame-pointer -g1 ${sojourn_sanitized})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # What the sanitizers add hides from GCC that <regex> initializes what it moves.
    target_compile_options(sojourn_flags INTERFACE -Wno-maybe-uninitialized)
  endif()
  if(SOJOURN_SANITIZE MATCHES "thread" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # Asio's fences are not seen by the sanitizer, which GCC warns of in each file.
    target_compile_options(sojourn_flags INTERFACE -Wno-tsan)
  endif()
  string(REPLACE "fuzzer-no-link," "" sojourn_link_sanitize "${SOJOURN_SANITIZE}")
  target_link_options(sojourn_flags INTERFACE -fsanitize=${sojourn_link_sanitize})
endif()

# What the daemon and the bench allocate with. A turn is allocated on one thread and freed on
# another, which glibc's allocator takes badly and jemalloc well (docs/performance.md).
# Sanitizers bring an allocator of their own.
add_library(sojourn_allocator INTERFACE)
if(NOT SOJOURN_SANITIZE)
  find_library(JEMALLOC_LIBRARY jemalloc REQUIRED)
  # Nothing names a function of it, and the linker must keep it all the same.
  target_link_options(sojourn_allocator INTERFACE -Wl,--no-as-needed)
  target_link_libraries(sojourn_allocator INTERFACE "${JEMALLOC_LIBRARY}" -Wl,--as-needed)
endif()

# What nearly every file parses anyway, parsed once. Targets whose flags differ (their own
# definitions do not matter) cannot share it.
add_library(sojourn_precompiled OBJECT "${CMAKE_SOURCE_DIR}/cmake/precompiled.cpp")
target_link_libraries(sojourn_precompiled PRIVATE sojourn_flags nlohmann_json::nlohmann_json)
target_precompile_headers(sojourn_precompiled PRIVATE "${CMAKE_SOURCE_DIR}/cmake/precompiled.hpp")

# sojourn_quick_to_build(NAME): shares the precompiled header, and compiles several files as one.
# Names in anonymous namespaces must therefore differ within a folder's library.
function(sojourn_quick_to_build name)
  if(SOJOURN_PRECOMPILED)
    target_precompile_headers(${name} REUSE_FROM sojourn_precompiled)
  endif()
  if(SOJOURN_UNITY)
    set_target_properties(${name} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 8)
  endif()
endfunction()

# sojourn_library(NAME LINK target...): a static library of the .cpp files in the
# current folder. Headers are included from the repository root or from src/.
function(sojourn_library name)
  cmake_parse_arguments(arg "" "" "LINK;PRIVATE_LINK;SOURCES" ${ARGN})
  if(NOT arg_SOURCES)
    file(GLOB arg_SOURCES CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*.cpp")
  endif()
  if(arg_SOURCES)
    add_library(${name} STATIC ${arg_SOURCES})
    target_link_libraries(${name} PUBLIC ${arg_LINK} PRIVATE sojourn_flags ${arg_PRIVATE_LINK})
    sojourn_quick_to_build(${name})
    target_include_directories(${name} PUBLIC "${CMAKE_SOURCE_DIR}/src" "${CMAKE_SOURCE_DIR}")
  else()
    add_library(${name} INTERFACE)
    target_link_libraries(${name} INTERFACE ${arg_LINK})
    target_include_directories(${name} INTERFACE "${CMAKE_SOURCE_DIR}/src" "${CMAKE_SOURCE_DIR}")
  endif()
endfunction()

# sojourn_embed_text(FILE NAMESPACE NAME OUT): a text file that is part of the program, as the
# std::string_view NAMESPACE::NAME. OUT is set to the source that holds it.
function(sojourn_embed_text embedded_file embedded_namespace embedded_name out)
  set(path "${CMAKE_CURRENT_SOURCE_DIR}/${embedded_file}")
  set(made "${CMAKE_CURRENT_BINARY_DIR}/${embedded_name}.cpp")
  # Its size stands in the source.
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${path}")
  file(SIZE "${path}" embedded_size)
  string(REPLACE "::" "_" embedded_symbol "${embedded_namespace}_${embedded_name}")
  configure_file("${CMAKE_SOURCE_DIR}/cmake/embedded_text.cpp.in" "${made}" @ONLY)
  # By itself: what it includes as bytes is nothing that a precompiled header or a cache knows of.
  set_source_files_properties("${made}" PROPERTIES OBJECT_DEPENDS "${path}"
    SKIP_PRECOMPILE_HEADERS ON SKIP_UNITY_BUILD_INCLUSION ON)
  set(${out} "${made}" PARENT_SCOPE)
endfunction()
