// SPDX-License-Identifier: Apache-2.0
// Runs the fuzz target over all seeds and a bounded number of mutations of them, the same ones each
// time, so that every test run covers it. libFuzzer goes further; this needs nothing but a
// compiler.
#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wire_fuzz.h"

enum {
    SEEDS_MAX = 512,
    SEED_BYTES_MAX = 4096,
    MUTATED_BYTES_MAX = 2 * SEED_BYTES_MAX,
    MUTATED_INPUTS = 600000,
    STEPS_MAX = 4,       // mutations of one input
    PART_BYTES_MAX = 24, // dropped or inserted at once: a field or two
};

struct bytes {
    uint8_t *at;
    size_t size;
};

struct corpus {
    struct bytes seeds[SEEDS_MAX];
    size_t count;
};

// xorshift64*: the same inputs on every host.
static uint64_t random_next(uint64_t *state)
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return *state * UINT64_C(2685821657736338717);
}

static size_t smaller(size_t left, size_t right)
{
    return left < right ? left : right;
}

static size_t random_below(uint64_t *state, size_t bound)
{
    return bound == 0 ? 0 : (size_t)(random_next(state) >> 32) % bound;
}

static void change_byte(struct bytes *input, uint64_t *state)
{
    static const uint8_t telling[] = {0x00, 0x01, 0x7f, 0x80, 0xff, '?', '=', '^', ';', '%', '9'};
    if (input->size == 0) {
        return;
    }
    size_t at = random_below(state, input->size);
    switch (random_below(state, 3)) {
    case 0:
        input->at[at] ^= (uint8_t)(1u << random_below(state, 8));
        break;
    case 1:
        input->at[at] = telling[random_below(state, sizeof(telling))];
        break;
    default:
        input->at[at] = (uint8_t)random_next(state);
    }
}

static void drop_part(struct bytes *input, uint64_t *state)
{
    size_t at = random_below(state, input->size);
    size_t size = random_below(state, smaller(input->size - at, PART_BYTES_MAX) + 1);
    memmove(input->at + at, input->at + at + size, input->size - at - size);
    input->size -= size;
}

// A part of some seed, put somewhere in the middle.
static void insert_part(struct bytes *input, const struct corpus *corpus, uint64_t *state)
{
    struct bytes seed = corpus->seeds[random_below(state, corpus->count)];
    size_t from = random_below(state, seed.size);
    size_t size = random_below(state, smaller(seed.size - from, PART_BYTES_MAX) + 1);
    size_t at = random_below(state, input->size + 1);
    if (1 + input->size + size > MUTATED_BYTES_MAX) {
        return;
    }
    memmove(input->at + at + size, input->at + at, input->size - at);
    memcpy(input->at + at, seed.at + from, size);
    input->size += size;
}

static void mutate(struct bytes *input, const struct corpus *corpus, uint64_t *state)
{
    size_t steps = 1 + random_below(state, STEPS_MAX);
    for (size_t step = 0; step < steps; step++) {
        switch (random_below(state, 4)) {
        case 0:
            drop_part(input, state);
            break;
        case 1:
            insert_part(input, corpus, state);
            break;
        default:
            change_byte(input, state);
        }
    }
}

// A copy of its own size on the heap, so that the sanitizer sees one byte too far.
static void run_input(const uint8_t *bytes, size_t size)
{
    uint8_t *copy = malloc(size == 0 ? 1 : size);
    if (copy == NULL) {
        abort();
    }
    memcpy(copy, bytes, size);
    LLVMFuzzerTestOneInput(copy, size);
    free(copy);
}

static bool read_seed(const char *folder, const char *name, struct corpus *corpus)
{
    char path[1024];
    snprintf(path, sizeof(path), "%s/%s", folder, name);
    FILE *file = fopen(path, "rb");
    if (file == NULL || corpus->count == SEEDS_MAX) {
        return false;
    }
    struct bytes *seed = &corpus->seeds[corpus->count++];
    seed->at = malloc(SEED_BYTES_MAX);
    if (seed->at == NULL) {
        abort();
    }
    seed->size = fread(seed->at, 1, SEED_BYTES_MAX, file);
    fclose(file);
    return seed->size > 0;
}

static bool read_corpus(const char *folder, struct corpus *corpus)
{
    struct dirent **entries = NULL;
    int count = scandir(folder, &entries, NULL, alphasort);
    bool is_read = count > 0;
    for (int index = 0; index < count; index++) {
        if (entries[index]->d_name[0] != '.') {
            is_read = is_read && read_seed(folder, entries[index]->d_name, corpus);
        }
        free(entries[index]);
    }
    free(entries);
    return is_read && corpus->count > 0;
}

int main(int argc, char **argv)
{
    static struct corpus corpus;
    static uint8_t room[MUTATED_BYTES_MAX];
    uint64_t state = UINT64_C(0x626f6e757364);
    if (argc != 2 || !read_corpus(argv[1], &corpus)) {
        fprintf(stderr, "usage: %s CORPUS_FOLDER, which must hold seeds\n", argv[0]);
        return 2;
    }
    for (size_t index = 0; index < corpus.count; index++) {
        run_input(corpus.seeds[index].at, corpus.seeds[index].size);
    }
    for (int index = 0; index < MUTATED_INPUTS; index++) {
        struct bytes seed = corpus.seeds[random_below(&state, corpus.count)];
        memcpy(room, seed.at, seed.size);
        struct bytes behind_first = {.at = room + 1, .size = seed.size - 1};
        mutate(&behind_first, &corpus, &state); // the first byte chooses the decoder and stays
        run_input(room, 1 + behind_first.size);
    }
    printf("%zu seeds and %d mutations of them\n", corpus.count, MUTATED_INPUTS);
    for (size_t index = 0; index < corpus.count; index++) {
        free(corpus.seeds[index].at);
    }
    return 0;
}
