-- SPDX-License-Identifier: Apache-2.0
-- Who may do what, whole: applied after every change of functions and views. The daemon executes
-- its functions and touches no table; readers read views; admins read everything and write through
-- the registry's functions. Nobody else has anything.

revoke all on schema bonus, bonus_meta from public, bonus_daemon, bonus_reader, bonus_admin;
revoke all on all tables in schema bonus from public, bonus_daemon, bonus_reader, bonus_admin;
revoke all on all routines in schema bonus from public, bonus_daemon, bonus_reader, bonus_admin;

grant usage on schema bonus to bonus_daemon, bonus_reader, bonus_admin;
grant usage on schema bonus_meta to bonus_admin;

grant execute on function
    bonus.card_balances_v1,
    bonus.journal_partition_ahead_v1,
    bonus.lane_begin_v1,
    bonus.lane_post_v1,
    bonus.lane_read_v1,
    bonus.lane_recall_v1,
    bonus.posting_status_v1,
    bonus.registry_read_v1,
    bonus.registry_revision_v1,
    bonus.sweep_holds_v1,
    bonus.sweep_lots_v1,
    bonus.terminal_logon_v1,
    bonus.terminal_takeovers_v1,
    bonus.velocity_post_v1,
    bonus.velocity_read_v1
to bonus_daemon;

grant select on all tables in schema bonus, bonus_meta to bonus_admin;
grant execute on function
    bonus.card_analyze_v1,
    bonus.card_import_v1,
    bonus.incarnation_raise_v1,
    bonus.programme_change_v1,
    bonus.programme_set_v1,
    bonus.promotion_add_v1,
    bonus.promotion_end_v1,
    bonus.segment_add_v1,
    bonus.store_add_v1,
    bonus.store_brand_v1,
    bonus.supervisor_add_v1,
    bonus.supervisor_remove_v1,
    bonus.terminal_add_v1,
    bonus.terminal_blind_refund_v1,
    bonus.terminal_block_v1,
    bonus.terminal_certificate_add_v1,
    bonus.terminal_certificate_block_v1
to bonus_admin;

grant select on
    bonus.exception,
    bonus.receipt_conflict,
    bonus.stan_conflict,
    bonus.statement_line,
    bonus.trial_balance
to bonus_reader;
grant execute on function
    bonus.exceptions_v1,
    bonus.statement_v1
to bonus_reader, bonus_admin;
