// SPDX-License-Identifier: Apache-2.0
// bonus-pos: a till on the command line. Everything it does with the server libbonus does for it.
#include "tools/pos/command.h"

int main(int argc, char **argv)
{
    struct pos pos;
    pos_init(&pos);
    enum pos_result result = command_run(&pos, argc, argv);
    if (fflush(pos.out) != 0 || ferror(pos.out)) {
        result = pos_fail(&pos, POS_IO, NULL, "the output could not be written");
    }
    return pos_result_code(result);
}
