// SPDX-License-Identifier: Apache-2.0
// CardActivate and CardBlock, the operators' postings: begin, decide inside the turn, posted.
#include "base/card_number.h"
#include "service/answer.h"
#include "service/handler.h"
#include "service/service_internal.h"

static enum verdict card_decide(const struct request *request, const struct posting_facts *facts,
                                enum card_state *after)
{
    const struct registry_terminal *terminal = NULL;
    enum verdict verdict = request_find_terminal(request, facts->registry, &terminal);
    if (verdict != VERDICT_APPROVED) {
        return verdict;
    }
    const struct card_facts card = {.state = facts->card, .has_member = facts->member != 0};
    if (request->head.kind == WIRE_KIND_CARD_ACTIVATE) {
        return card_activate_decide(&card, after);
    }
    return card_block_decide(&card, request->message.block.lift, after);
}

static enum journal_kind card_journal_kind(const struct request *request)
{
    if (request->head.kind == WIRE_KIND_CARD_ACTIVATE) {
        return JOURNAL_CARD_ACTIVATED;
    }
    return request->message.block.lift ? JOURNAL_CARD_UNBLOCKED : JOURNAL_CARD_BLOCKED;
}

// A new member is named by the position of its first row: the one this posting becomes.
static enum verdict handle_card_decide(struct posting *posting, const struct posting_facts *facts,
                                       struct posting_effect *effect)
{
    const struct request *request = request_of_posting(posting);
    enum verdict verdict = card_decide(request, facts, &effect->card);
    if (verdict != VERDICT_APPROVED) {
        return verdict;
    }
    bool is_new = effect->card == CARD_ACTIVE && facts->member == 0;
    effect->kind = card_journal_kind(request);
    effect->member = is_new ? facts->next_position : facts->member;
    effect->card_changed = effect->card != facts->card;
    return VERDICT_APPROVED;
}

static void handle_card_posted(struct posting *posting, enum store_result result)
{
    struct request *request = request_of_posting(posting);
    enum verdict verdict =
        result == STORE_OK ? posting->answer.verdict : request_verdict_of(result);
    struct wire_response response;
    answer_set_refusal(&response, verdict, NULL);
    response.repeated = posting->repeated;
    if (verdict == VERDICT_APPROVED) {
        response.which_answer = WIRE_RESPONSE_CARD_TAG;
        answer_set_card(&response.answer.card, store_registry(request->service->store),
                        &posting->answer);
    }
    request_answer(request, &response);
}

static const struct posting_rule card_rule = {
    .decide = handle_card_decide,
    .posted = handle_card_posted,
};

static void card_post(struct request *request, const char *card)
{
    request->head.card = card;
    if (!card_number_is_valid(card)) {
        request_refuse(request, VERDICT_INVALID, HANDLER_CARD_WANTED);
        return;
    }
    request->posting.lane = registry_lane_of_card(store_registry(request->service->store), card);
    request->posting.card = card;
    request_post(request, &card_rule);
}

void handle_card_activate_begin(struct request *request)
{
    struct wire_card_activate *activate = &request->message.activate;
    struct wire_error error;
    if (wire_card_activate_decode(request->body, activate, &error) != WIRE_OK) {
        request_refuse(request, VERDICT_MALFORMED, error.text);
        return;
    }
    card_post(request, activate->card);
}

void handle_card_block_begin(struct request *request)
{
    struct wire_card_block *block = &request->message.block;
    struct wire_error error;
    if (wire_card_block_decode(request->body, block, &error) != WIRE_OK) {
        request_refuse(request, VERDICT_MALFORMED, error.text);
        return;
    }
    card_post(request, block->card);
}
