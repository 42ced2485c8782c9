# SPDX-License-Identifier: Apache-2.0
# Compiler settings and the three functions that declare the project's targets.

option(BONUS_SANITIZE "Build with AddressSanitizer and UndefinedBehaviorSanitizer" OFF)

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE RelWithDebInfo)
endif()

set(CMAKE_C_STANDARD 17)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_C_EXTENSIONS ON) # POSIX and Linux interfaces
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_C_FLAGS_RELWITHDEBINFO "-O2 -g")

find_package(PkgConfig REQUIRED)
pkg_check_modules(crypto REQUIRED IMPORTED_TARGET GLOBAL libcrypto)
pkg_check_modules(openssl REQUIRED IMPORTED_TARGET GLOBAL openssl)
pkg_check_modules(event REQUIRED IMPORTED_TARGET GLOBAL libevent_core)
pkg_check_modules(event_extra REQUIRED IMPORTED_TARGET GLOBAL libevent_extra)
pkg_check_modules(pq REQUIRED IMPORTED_TARGET GLOBAL libpq)
pkg_check_modules(sqlite REQUIRED IMPORTED_TARGET GLOBAL sqlite3)
pkg_check_modules(inih REQUIRED IMPORTED_TARGET GLOBAL inih)
pkg_check_modules(cmocka REQUIRED IMPORTED_TARGET GLOBAL cmocka)

# The flags of our own code; generated code takes only the sanitizers.
add_library(bonus_flags INTERFACE)
target_compile_definitions(bonus_flags INTERFACE _GNU_SOURCE)
target_compile_options(bonus_flags INTERFACE
  -Wall -Wextra -Werror -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith
  -Wcast-qual -Wwrite-strings -Wformat=2 -Wundef -Wvla -Wswitch-enum -Wno-error=deprecated-declarations
  -fno-common -fno-strict-aliasing -fno-omit-frame-pointer)
add_library(bonus_instrument INTERFACE)
if(BONUS_SANITIZE)
  target_compile_options(bonus_instrument INTERFACE
    -fsanitize=address,undefined -fno-sanitize-recover=all)
  target_link_options(bonus_instrument INTERFACE -fsanitize=address,undefined)
else()
  target_compile_options(bonus_instrument INTERFACE
    -fstack-protector-strong -fstack-clash-protection -fcf-protection
    -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
  target_link_options(bonus_instrument INTERFACE -Wl,-z,relro,-z,now)
endif()

# bonus_layer(NAME net SOURCES a.c b.c [DEPENDS loop base] [LINKS PkgConfig::event])
# One folder of src/ as the static library bonus_<NAME>; DEPENDS names other layers.
function(bonus_layer)
  cmake_parse_arguments(arg "" "NAME" "SOURCES;DEPENDS;LINKS" ${ARGN})
  add_library(bonus_${arg_NAME} STATIC ${arg_SOURCES})
  target_include_directories(bonus_${arg_NAME} PUBLIC ${CMAKE_SOURCE_DIR}/src)
  list(TRANSFORM arg_DEPENDS PREPEND bonus_)
  target_link_libraries(bonus_${arg_NAME} PUBLIC ${arg_DEPENDS} ${arg_LINKS} bonus_instrument
                        PRIVATE bonus_flags)
endfunction()

# bonus_program(NAME bonus-pos SOURCES main.c ... [DEPENDS libbonus] [LINKS ...])
function(bonus_program)
  cmake_parse_arguments(arg "" "NAME" "SOURCES;DEPENDS;LINKS" ${ARGN})
  add_executable(${arg_NAME} ${arg_SOURCES})
  target_include_directories(${arg_NAME} PRIVATE ${CMAKE_SOURCE_DIR}/src)
  list(TRANSFORM arg_DEPENDS PREPEND bonus_)
  target_link_libraries(${arg_NAME} PRIVATE ${arg_DEPENDS} ${arg_LINKS} bonus_instrument
                        bonus_flags)
  set_target_properties(${arg_NAME} PROPERTIES
    RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin POSITION_INDEPENDENT_CODE ON)
  if(NOT BONUS_SANITIZE)
    target_link_options(${arg_NAME} PRIVATE -pie)
  endif()
  install(TARGETS ${arg_NAME})
endfunction()

# bonus_unit_test(LAYER net NAME conn SOURCES conn_test.c [DEPENDS loop] [LINKS ...])
# A cmocka program that ctest runs as unit/<LAYER>/<NAME>; it links its layer and DEPENDS.
function(bonus_unit_test)
  cmake_parse_arguments(arg "" "LAYER;NAME" "SOURCES;DEPENDS;LINKS" ${ARGN})
  set(target unit_${arg_LAYER}_${arg_NAME})
  add_executable(${target} ${arg_SOURCES})
  target_include_directories(${target} PRIVATE ${CMAKE_SOURCE_DIR}/src ${CMAKE_SOURCE_DIR}/tests/unit)
  list(TRANSFORM arg_DEPENDS PREPEND bonus_)
  target_link_libraries(${target} PRIVATE bonus_${arg_LAYER} ${arg_DEPENDS} ${arg_LINKS}
                        bonus_instrument bonus_flags PkgConfig::cmocka)
  target_compile_definitions(${target} PRIVATE BONUS_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  add_test(NAME unit/${arg_LAYER}/${arg_NAME} COMMAND ${target})
  set_tests_properties(unit/${arg_LAYER}/${arg_NAME} PROPERTIES TIMEOUT 60 LABELS unit)
endfunction()
