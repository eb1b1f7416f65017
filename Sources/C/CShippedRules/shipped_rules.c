#include "shipped_rules.h"

/* Needs the #embed of C23, which clang has in every language mode since its version 19. */
#pragma clang diagnostic ignored "-Wc23-extensions"

static const uint8_t agent_swarms[] = {
#embed "../../../rules/agent-swarms.yaml"
};
static const uint8_t near_duplicates[] = {
#embed "../../../rules/near-duplicates.yaml"
};
static const uint8_t payouts_default[] = {
#embed "../../../rules/payouts/default.yaml"
};
static const uint8_t payouts_naive[] = {
#embed "../../../rules/payouts/naive.yaml"
};
static const uint8_t retrieval_spam[] = {
#embed "../../../rules/retrieval-spam.yaml"
};
static const uint8_t synthetic_text[] = {
#embed "../../../rules/synthetic-text.yaml"
};
static const uint8_t tests_agent_swarms[] = {
#embed "../../../rules/tests/agent-swarms.yaml"
};
static const uint8_t tests_events_class_hour[] = {
#embed "../../../rules/tests/events/class-hour.jsonl"
};
static const uint8_t tests_events_contained_copy[] = {
#embed "../../../rules/tests/events/contained-copy.jsonl"
};
static const uint8_t tests_events_disguised_copy[] = {
#embed "../../../rules/tests/events/disguised-copy.jsonl"
};
static const uint8_t tests_events_edited_copy[] = {
#embed "../../../rules/tests/events/edited-copy.jsonl"
};
static const uint8_t tests_events_honest_faq[] = {
#embed "../../../rules/tests/events/honest-faq.jsonl"
};
static const uint8_t tests_events_lockstep[] = {
#embed "../../../rules/tests/events/lockstep.jsonl"
};
static const uint8_t tests_events_machine_written[] = {
#embed "../../../rules/tests/events/machine-written.jsonl"
};
static const uint8_t tests_events_mosaic[] = {
#embed "../../../rules/tests/events/mosaic.jsonl"
};
static const uint8_t tests_events_non_native_writer[] = {
#embed "../../../rules/tests/events/non-native-writer.jsonl"
};
static const uint8_t tests_events_notices[] = {
#embed "../../../rules/tests/events/notices.jsonl"
};
static const uint8_t tests_events_office_network[] = {
#embed "../../../rules/tests/events/office-network.jsonl"
};
static const uint8_t tests_events_own_revision[] = {
#embed "../../../rules/tests/events/own-revision.jsonl"
};
static const uint8_t tests_events_query_echo[] = {
#embed "../../../rules/tests/events/query-echo.jsonl"
};
static const uint8_t tests_events_quotation[] = {
#embed "../../../rules/tests/events/quotation.jsonl"
};
static const uint8_t tests_events_self_retrieval[] = {
#embed "../../../rules/tests/events/self-retrieval.jsonl"
};
static const uint8_t tests_events_template_flood[] = {
#embed "../../../rules/tests/events/template-flood.jsonl"
};
static const uint8_t tests_events_trading_partners[] = {
#embed "../../../rules/tests/events/trading-partners.jsonl"
};
static const uint8_t tests_events_wash_trading[] = {
#embed "../../../rules/tests/events/wash-trading.jsonl"
};
static const uint8_t tests_near_duplicates[] = {
#embed "../../../rules/tests/near-duplicates.yaml"
};
static const uint8_t tests_retrieval_spam[] = {
#embed "../../../rules/tests/retrieval-spam.yaml"
};
static const uint8_t tests_synthetic_text[] = {
#embed "../../../rules/tests/synthetic-text.yaml"
};

#define FILE_AT(path, bytes) {path, bytes, sizeof bytes}

static const shipped_file files[] = {
    FILE_AT("agent-swarms.yaml", agent_swarms),
    FILE_AT("near-duplicates.yaml", near_duplicates),
    FILE_AT("payouts/default.yaml", payouts_default),
    FILE_AT("payouts/naive.yaml", payouts_naive),
    FILE_AT("retrieval-spam.yaml", retrieval_spam),
    FILE_AT("synthetic-text.yaml", synthetic_text),
    FILE_AT("tests/agent-swarms.yaml", tests_agent_swarms),
    FILE_AT("tests/events/class-hour.jsonl", tests_events_class_hour),
    FILE_AT("tests/events/contained-copy.jsonl", tests_events_contained_copy),
    FILE_AT("tests/events/disguised-copy.jsonl", tests_events_disguised_copy),
    FILE_AT("tests/events/edited-copy.jsonl", tests_events_edited_copy),
    FILE_AT("tests/events/honest-faq.jsonl", tests_events_honest_faq),
    FILE_AT("tests/events/lockstep.jsonl", tests_events_lockstep),
    FILE_AT("tests/events/machine-written.jsonl", tests_events_machine_written),
    FILE_AT("tests/events/mosaic.jsonl", tests_events_mosaic),
    FILE_AT("tests/events/non-native-writer.jsonl", tests_events_non_native_writer),
    FILE_AT("tests/events/notices.jsonl", tests_events_notices),
    FILE_AT("tests/events/office-network.jsonl", tests_events_office_network),
    FILE_AT("tests/events/own-revision.jsonl", tests_events_own_revision),
    FILE_AT("tests/events/query-echo.jsonl", tests_events_query_echo),
    FILE_AT("tests/events/quotation.jsonl", tests_events_quotation),
    FILE_AT("tests/events/self-retrieval.jsonl", tests_events_self_retrieval),
    FILE_AT("tests/events/template-flood.jsonl", tests_events_template_flood),
    FILE_AT("tests/events/trading-partners.jsonl", tests_events_trading_partners),
    FILE_AT("tests/events/wash-trading.jsonl", tests_events_wash_trading),
    FILE_AT("tests/near-duplicates.yaml", tests_near_duplicates),
    FILE_AT("tests/retrieval-spam.yaml", tests_retrieval_spam),
    FILE_AT("tests/synthetic-text.yaml", tests_synthetic_text),
};

size_t shipped_file_count(void) { return sizeof files / sizeof *files; }

shipped_file shipped_file_at(size_t index) { return files[index]; }
