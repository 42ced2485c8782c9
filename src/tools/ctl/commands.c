// SPDX-License-Identifier: Apache-2.0
// The table of commands.
#include "tools/ctl/commands.h"

#include <stddef.h>

const struct command *const commands[] = {
    &pki_init_command,          &pki_server_command,
    &pki_terminal_command,      &pki_operator_command,
    &pki_subscriber_command,    &migrate_command,
    &store_add_command,         &store_list_command,
    &terminal_add_command,      &terminal_list_command,
    &terminal_block_command,    &certificate_add_command,
    &certificate_block_command, &programme_set_command,
    &programme_show_command,    &programme_list_command,
    &programme_reset_command,   &promo_add_command,
    &promo_list_command,        &promo_end_command,
    &segment_add_command,       &segment_list_command,
    &store_brand_command,       &card_import_command,
    &card_activate_command,     &card_block_command,
    &statement_command,         &verify_command,
    &trial_balance_command,     &seal_key_command,
    &seal_export_command,       NULL,
};
