# Compiler settings that every target shares, through the interface target wayproof_options.
option(WAYPROOF_TESTS "Build the tests" ON)
option(WAYPROOF_BENCH "Build the benchmarks under tests/bench" ON)
set(WAYPROOF_SANITIZE "" CACHE STRING "Sanitizers for -fsanitize=, for example address,undefined")

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CCACHE_PROGRAM}")
endif()

add_library(wayproof_options INTERFACE)
target_include_directories(wayproof_options INTERFACE "${PROJECT_SOURCE_DIR}")
target_compile_options(wayproof_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Woverloaded-virtual -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # GCC bug 105651: "text" + std::string is taken for an overlapping copy at -O2 and above.
  target_compile_options(wayproof_options INTERFACE -Wno-restrict)
endif()
target_compile_definitions(wayproof_options INTERFACE
  QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_URL_CAST_FROM_STRING QT_STRICT_ITERATORS QT_NO_FOREACH QT_NO_KEYWORDS
  WAYPROOF_VERSION="${PROJECT_VERSION}")
if(WAYPROOF_SANITIZE)
  target_compile_options(wayproof_options INTERFACE
    -fsanitize=${WAYPROOF_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(wayproof_options INTERFACE -fsanitize=${WAYPROOF_SANITIZE})
endif()
