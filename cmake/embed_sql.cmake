# SPDX-License-Identifier: Apache-2.0
# cmake -DROOT=<sql folder> "-DPATHS=<files below it>" -DOUTPUT=<file.c> -P embed_sql.cmake
# Writes the files into one C table in the order given (src/tools/ctl/embedded_sql.h). They are named
# on the command line so that a build notices when one is gone.

set(texts "")
set(rows "")
set(number 0)
foreach(path IN LISTS PATHS)
  file(READ ${ROOT}/${path} hex HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
  string(REGEX REPLACE "(................................................................................)"
         "\\1\n" bytes "${bytes}")
  string(APPEND texts "static const char text_${number}[] = {\n${bytes}0x00};\n\n")
  string(APPEND rows "    {\"${path}\", text_${number}, sizeof(text_${number}) - 1},\n")
  math(EXPR number "${number} + 1")
endforeach()

file(WRITE ${OUTPUT}.new "// Made from sql/ by cmake/embed_sql.cmake.
#include \"tools/ctl/embedded_sql.h\"

${texts}const struct embedded_sql embedded_sqls[] = {
${rows}};
const size_t embedded_sql_count = ${number};
")
file(RENAME ${OUTPUT}.new ${OUTPUT})
