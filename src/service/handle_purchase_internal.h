// SPDX-License-Identifier: Apache-2.0
// What a purchase and a late claim have in common on their way through the service.
#ifndef SERVICE_HANDLE_PURCHASE_INTERNAL_H
#define SERVICE_HANDLE_PURCHASE_INTERNAL_H

#include "domain/slip.h"
#include "service/request.h"
#include "wire/response.h"

// Renders the slip of an approved answer into `text` and makes it part of the response, if the
// request wants one.
void purchase_set_slip(struct wire_response *response, const struct request *request,
                       struct money total, char text[SLIP_BYTES_MAX]);

// Has the posting counted, if the programme limits velocity in the terminal's store. Whether it did
// is asked before the turn: a limit that is made at this moment is kept from the next posting on.
void purchase_count_velocity(struct request *request, uint32_t store);

// Goes on with a late claim whose values are right.
void purchase_claim_begin(struct request *request);

#endif
