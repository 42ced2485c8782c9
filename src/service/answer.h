// SPDX-License-Identifier: Apache-2.0
// The way out of every request: the answer is encoded into the connection's output, counted, and
// logged where it is worth a line. Also: facts of postings as the protocol's messages.
#ifndef SERVICE_ANSWER_H
#define SERVICE_ANSWER_H

#include "domain/award.h"
#include "domain/verdict.h"
#include "service/request.h"
#include "wire/response.h"

struct service;
struct session;

// Sends `response`, whose number is filled in here, if the session is still there to hear it; it
// may end the session. `session` may be NULL.
void answer_send(struct service *service, struct session *session, const struct request_head *head,
                 struct wire_response *response);

// A response without facts. `detail` is a sentence for people; NULL: the verdict's own. It is
// copied.
void answer_set_refusal(struct wire_response *response, enum verdict verdict, const char *detail);

// What was posted for this terminal, as the protocol says it. With ALREADY_POSTED the RRN alone.
void answer_set_purchase(struct wire_purchase_answer *purchase, const struct registry *registry,
                         uint32_t terminal, const struct posting_answer *posted);

// A promotion that was applied. Beyond what an answer holds nothing happens.
void answer_add_rule(struct wire_purchase_answer *purchase, const struct award_rule *rule);

// The first day points are gone, since 1970-01-01, as the last day on which they can be spent,
// YYYYMMDD; 0 stays 0.
uint32_t answer_last_day(int32_t expires_on);

// What a slip shows of a balance.
struct slip_balance answer_slip_balance(const struct wire_balance *balance);

void answer_set_card(struct wire_card_answer *card, const struct registry *registry,
                     const struct posting_answer *posted);
void answer_set_hold(struct wire_hold_answer *hold, const struct registry *registry,
                     const struct posting_answer *posted);
void answer_set_refund(struct wire_refund_answer *refund, const struct registry *registry,
                       const struct posting_answer *posted);
void answer_set_reversal(struct wire_reversal_answer *reversal, const struct registry *registry,
                         const struct posting_answer *posted);
void answer_set_parked(struct wire_parked_answer *parked, const struct registry *registry,
                       const struct posting_answer *posted);

// The server's lifelong number of the row at this place: it carries the incarnation the row was
// posted in, whichever is the newest.
uint64_t answer_rrn(const struct registry *registry, uint16_t lane, int64_t position);

// Renders the slip into `text` and makes it part of the response, if the request wants one. Store
// and till are filled in here.
void answer_set_slip(struct wire_response *response, const struct request *request,
                     struct slip *slip, char text[SLIP_BYTES_MAX]);

#endif
