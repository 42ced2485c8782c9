// SPDX-License-Identifier: Apache-2.0
// A hash table of tallies with linear probing. A pass takes the accounts whose hash ends in certain
// bits; dropping half of them means asking for one bit more.
#include "tools/ctl/verify_book.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/memory.h"

enum {
    BOOK_ROOM_FIRST = 1024, // a power of two, as every room
    BOOK_BITS_MAX = 40,
};

// Accounts whose hash ends in `value`, `bits` long. What rows up to `named_to` differ in was named
// by the pass that dropped them.
struct book_slice {
    uint32_t bits;
    uint64_t value;
    int64_t named_to;
};

struct verify_book {
    const struct verify_listener *listener;
    size_t bytes_max;
    size_t bytes; // of all tallies, without the table
    struct verify_tally **table;
    size_t room;
    size_t count;
    struct book_slice slice; // under way
    struct book_slice left[BOOK_BITS_MAX + 1];
    size_t left_count;
    int64_t proved;
};

struct verify_book *verify_book_create(size_t bytes_max, const struct verify_listener *listener)
{
    struct verify_book *book = memory_allocate(1, sizeof(*book));
    *book = (struct verify_book){
        .listener = listener,
        .bytes_max = bytes_max,
        .left_count = 1, // one slice of all accounts
    };
    return book;
}

static size_t book_tally_bytes(const struct verify_tally *tally)
{
    return sizeof(*tally) + verify_tally_bytes(tally);
}

static void book_tally_destroy(struct verify_book *book, struct verify_tally *tally)
{
    book->bytes -= book_tally_bytes(tally);
    verify_tally_clear(tally);
    free(tally);
}

static void book_clear(struct verify_book *book)
{
    for (size_t place = 0; place < book->room; place++) {
        if (book->table[place] != NULL) {
            book_tally_destroy(book, book->table[place]);
        }
    }
    free(book->table);
    book->table = NULL;
    book->room = 0;
    book->count = 0;
}

void verify_book_destroy(struct verify_book *book)
{
    if (book != NULL) {
        book_clear(book);
        free(book);
    }
}

static uint64_t book_hash(int64_t member, uint16_t currency)
{
    const uint64_t key[2] = {(uint64_t)member, currency};
    return hash_stable(key, sizeof(key));
}

static bool book_slice_has(const struct book_slice *slice, uint64_t hash)
{
    return (hash & ((UINT64_C(1) << slice->bits) - 1)) == slice->value;
}

// The table is filled by the bits above those that all accounts of a slice share.
static size_t book_place(const struct verify_book *book, uint64_t hash)
{
    return (size_t)(hash >> book->slice.bits) & (book->room - 1);
}

// Where the account stands, or would.
static size_t book_find(const struct verify_book *book, int64_t member, uint16_t currency,
                        uint64_t hash)
{
    size_t place = book_place(book, hash);
    while (book->table[place] != NULL &&
           (book->table[place]->member != member || book->table[place]->currency != currency)) {
        place = (place + 1) & (book->room - 1);
    }
    return place;
}

// Moves all tallies of the slice to a new table and drops the others.
static void book_move(struct verify_book *book, size_t room)
{
    struct verify_tally **from = book->table;
    const size_t from_room = book->room;
    book->table = memory_allocate(room, sizeof(struct verify_tally *));
    book->room = room;
    book->count = 0;
    for (size_t place = 0; place < from_room; place++) {
        struct verify_tally *tally = from[place];
        if (tally == NULL) {
            continue;
        }
        const uint64_t hash = book_hash(tally->member, tally->currency);
        if (book_slice_has(&book->slice, hash)) {
            book->table[book_find(book, tally->member, tally->currency, hash)] = tally;
            book->count++;
        } else {
            book_tally_destroy(book, tally);
        }
    }
    free(from);
}

// Leaves half of the slice for another pass.
static void book_halve(struct verify_book *book, int64_t position)
{
    struct book_slice *kept = &book->slice;
    struct book_slice *other = &book->left[book->left_count++];
    *other = *kept;
    other->value |= UINT64_C(1) << kept->bits;
    other->bits++;
    other->named_to = position > kept->named_to ? position : kept->named_to;
    kept->bits++;
    book_move(book, book->room);
}

static bool book_is_too_large(const struct verify_book *book)
{
    return book->bytes + book->room * sizeof(struct verify_tally *) > book->bytes_max &&
           book->count > 1 && book->slice.bits < BOOK_BITS_MAX;
}

// The account's tally, made if it is not there; NULL if it is of another pass.
static struct verify_tally *book_tally(struct verify_book *book, int64_t member, uint16_t currency)
{
    const uint64_t hash = book_hash(member, currency);
    if (!book_slice_has(&book->slice, hash)) {
        return NULL;
    }
    size_t place = book_find(book, member, currency, hash);
    if (book->table[place] == NULL) {
        if (4 * (book->count + 1) > 3 * book->room) {
            book_move(book, 2 * book->room);
            place = book_find(book, member, currency, hash);
        }
        struct verify_tally *made = memory_allocate(1, sizeof(*made));
        verify_tally_init(made, member, currency);
        book->bytes += book_tally_bytes(made);
        book->table[place] = made;
        book->count++;
    }
    return book->table[place];
}

bool verify_book_begin_pass(struct verify_book *book)
{
    book_clear(book);
    if (book->left_count == 0) {
        return false;
    }
    book->slice = book->left[--book->left_count];
    book->room = BOOK_ROOM_FIRST;
    book->table = memory_allocate(book->room, sizeof(struct verify_tally *));
    return true;
}

void verify_book_post(struct verify_book *book, const struct verify_posting *posting)
{
    struct verify_tally *tally = book_tally(book, posting->member, posting->currency);
    if (tally == NULL) {
        return;
    }
    const bool is_named = posting->position <= book->slice.named_to;
    book->bytes -= book_tally_bytes(tally);
    verify_tally_post(tally, posting, is_named ? NULL : book->listener);
    book->bytes += book_tally_bytes(tally);
    if (book_is_too_large(book)) {
        book_halve(book, posting->position);
    }
}

// An account that no row was posted to gets no place in the table: there is no end to those that
// somebody may have added.
void verify_book_compare(struct verify_book *book, const struct verify_account *account)
{
    const uint64_t hash = book_hash(account->member, account->currency);
    if (!book_slice_has(&book->slice, hash)) {
        return;
    }
    struct verify_tally *tally =
        book->table[book_find(book, account->member, account->currency, hash)];
    struct verify_tally none;
    verify_tally_init(&none, account->member, account->currency);
    if (tally == NULL) {
        verify_tally_compare(&none, account, book->listener);
    } else {
        book->bytes -= book_tally_bytes(tally);
        verify_tally_compare(tally, account, book->listener);
        book->bytes += book_tally_bytes(tally);
    }
    verify_tally_clear(&none);
}

void verify_book_end_pass(struct verify_book *book)
{
    for (size_t place = 0; place < book->room; place++) {
        if (book->table[place] != NULL) {
            verify_tally_end(book->table[place], book->listener);
        }
    }
    book->proved += (int64_t)book->count;
}

int64_t verify_book_count(const struct verify_book *book)
{
    return book->proved;
}
