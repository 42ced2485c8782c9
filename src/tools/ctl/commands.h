// SPDX-License-Identifier: Apache-2.0
// All commands of bonusctl. Each stands in the file named behind it.
#ifndef CTL_COMMANDS_H
#define CTL_COMMANDS_H

#include "tools/ctl/command.h"

extern const struct command pki_init_command; // pki_command.c
extern const struct command pki_server_command;
extern const struct command pki_terminal_command;
extern const struct command pki_operator_command;
extern const struct command pki_subscriber_command;
extern const struct command migrate_command;   // migrate_command.c
extern const struct command store_add_command; // store_command.c
extern const struct command store_brand_command;
extern const struct command store_list_command;
extern const struct command terminal_add_command; // terminal_command.c
extern const struct command terminal_list_command;
extern const struct command terminal_block_command;
extern const struct command terminal_blind_refund_command;
extern const struct command supervisor_add_command; // supervisor_command.c
extern const struct command supervisor_remove_command;
extern const struct command supervisor_list_command;
extern const struct command certificate_add_command; // certificate_command.c
extern const struct command certificate_block_command;
extern const struct command programme_set_command; // programme_command.c
extern const struct command programme_reset_command;
extern const struct command programme_list_command; // programme_list_command.c
extern const struct command programme_show_command;
extern const struct command promo_add_command; // promo_command.c
extern const struct command promo_end_command;
extern const struct command promo_list_command;  // promo_list_command.c
extern const struct command segment_add_command; // segment_command.c
extern const struct command segment_list_command;
extern const struct command card_import_command;   // card_import_command.c
extern const struct command card_activate_command; // card_change_command.c
extern const struct command card_block_command;
extern const struct command statement_command; // statement_command.c
extern const struct command verify_command;    // verify_command.c
extern const struct command seal_key_command;  // seal_command.c
extern const struct command seal_export_command;
extern const struct command trial_balance_command; // trial_balance_command.c
extern const struct command exceptions_command;    // exceptions_command.c

// In the order of --help; NULL ends it.
extern const struct command *const commands[];

#endif
