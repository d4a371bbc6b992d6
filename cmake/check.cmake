# The target check: clang-tidy over every source of the product (clang-format is tests/check-style.sh).
find_program(RUN_CLANG_TIDY NAMES run-clang-tidy run-clang-tidy-14)
if(RUN_CLANG_TIDY)
  add_custom_target(check
    COMMAND ${RUN_CLANG_TIDY} -quiet -p ${PROJECT_BINARY_DIR} "${PROJECT_SOURCE_DIR}/(app|model|views)/"
    WORKING_DIRECTORY ${PROJECT_SOURCE_DIR}
    USES_TERMINAL
    COMMENT "clang-tidy")
  # Generated headers must be there before a source that includes them is read.
  add_dependencies(check domain io items views)
else()
  add_custom_target(check COMMAND ${CMAKE_COMMAND} -E echo "clang-tidy is not installed: apt-get install clang-tidy" COMMAND ${CMAKE_COMMAND} -E false)
endif()
