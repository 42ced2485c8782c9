# SPDX-License-Identifier: Apache-2.0
# cmake -DROOT=<sql folder> -DOUTPUT=<file.c> -P embed_sql.cmake
# Writes every file below ROOT into one C table, sorted by path (src/tools/ctl/embedded_sql.h).
file(GLOB_RECURSE files RELATIVE ${ROOT} ${ROOT}/*.sql)
list(SORT files)

set(texts "")
set(rows "")
set(number 0)
foreach(path IN LISTS files)
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
