// SPDX-License-Identifier: Apache-2.0
#include "tools/pos/counter.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "support/cmocka.h"
#include "tools/pos/command.h"

enum { COUNTER_ARGUMENTS_MAX = 32 };

int counter_set_up(void **state)
{
    struct counter *counter = memory_allocate(1, sizeof(*counter));
    void *stage = NULL;
    void *bench = NULL;
    unsetenv("BONUS_POS_CONFIG");
    stage_set_up(&stage);
    bench_set_up(&bench);
    counter->stage = stage;
    counter->bench = bench;
    *state = counter;
    return 0;
}

int counter_tear_down(void **state)
{
    struct counter *counter = *state;
    void *stage = counter->stage;
    void *bench = counter->bench;
    stage_tear_down(&stage);
    bench_tear_down(&bench);
    free(counter);
    return 0;
}

enum pos_result counter_run(struct counter *counter, const char *line)
{
    char words[1024];
    char *arguments[COUNTER_ARGUMENTS_MAX] = {NULL};
    int count = 0;
    snprintf(words, sizeof(words), "bonus-pos %s", line);
    char *rest = words;
    for (char *word = strsep(&rest, " "); word != NULL; word = strsep(&rest, " ")) {
        if (word[0] != '\0') {
            assert_true(count < COUNTER_ARGUMENTS_MAX);
            arguments[count++] = word;
        }
    }
    stage_hush(counter->stage);
    return command_run(&counter->stage->pos, count, arguments);
}

enum pos_result counter_run_till(struct counter *counter, const char *line)
{
    char words[1024];
    const struct bench *bench = counter->bench;
    snprintf(words, sizeof(words),
             "%s --server 127.0.0.1:%s --ca %s --cert %s --key %s --journal %s --deadline-ms 600",
             line, bench->server.port, bench->options.ca_file, bench->options.certificate_file,
             bench->options.key_file, bench->journal);
    return counter_run(counter, words);
}

void counter_assert_says(const char *text, const char *part)
{
    if (strstr(text, part) == NULL) {
        fail_msg("\"%s\" is not in \"%s\"", part, text);
    }
}
