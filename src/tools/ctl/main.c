// SPDX-License-Identifier: Apache-2.0
// bonusctl: the operator's tool. Sets up certificates, schema, stores, terminals, programme and
// cards; reads statements; verifies the books.
#include <stdlib.h>

#include "tools/ctl/commands.h"

int main(int argc, char **argv)
{
    struct ctl ctl;
    ctl_init(&ctl);
    ctl.database = getenv("BONUS_DATABASE");
    enum ctl_result result = command_run(&ctl, commands, argc, argv);
    if (fflush(ctl.out) != 0 || ferror(ctl.out)) {
        result = ctl_fail(&ctl, CTL_IO, NULL, "the output could not be written");
    }
    return ctl_result_code(result);
}
