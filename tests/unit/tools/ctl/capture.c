// SPDX-License-Identifier: Apache-2.0
#include "tools/ctl/capture.h"

#include <stdlib.h>

void capture_init(struct capture *capture)
{
    *capture = (struct capture){0};
    ctl_init(&capture->ctl);
    capture->ctl.error_is_terminal = false;
    capture->ctl.out = open_memstream(&capture->out, &capture->out_size);
    capture->ctl.error = open_memstream(&capture->error, &capture->error_size);
    CHECK(capture->ctl.out != NULL && capture->ctl.error != NULL);
}

void capture_clear(struct capture *capture)
{
    fclose(capture->ctl.out);
    fclose(capture->ctl.error);
    free(capture->out);
    free(capture->error);
}

const char *capture_out(struct capture *capture)
{
    fflush(capture->ctl.out);
    return capture->out;
}

const char *capture_error(struct capture *capture)
{
    fflush(capture->ctl.error);
    return capture->error;
}
