// SPDX-License-Identifier: Apache-2.0
// The registry of series and its rendering. Series of one name form a chain from the first of them,
// because the text format wants them together under one HELP and TYPE.
#include "base/metrics.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/decimal.h"
#include "base/limits.h"
#include "base/memory.h"

enum metric_type { METRIC_COUNTER, METRIC_GAUGE, METRIC_HISTOGRAM };

static const char *const metric_type_names[] = {
    [METRIC_COUNTER] = "counter",
    [METRIC_GAUGE] = "gauge",
    [METRIC_HISTOGRAM] = "histogram",
};

struct metric {
    struct metric_description description;
    enum metric_type type;
    int64_t value; // of a counter or gauge; how often a histogram was observed
    int64_t sum;   // of a histogram
    const int64_t *bounds;
    size_t bound_count;
    uint64_t *buckets;           // one per bound, not cumulative; the rest is +Inf
    struct metric *next_of_name; // with other labels
};

struct metrics {
    size_t count;
    struct metric *firsts[LIMIT_METRICS_MAX]; // the first series of each name
    size_t first_count;
};

struct metrics *metrics_create(void)
{
    return memory_allocate(1, sizeof(struct metrics));
}

void metrics_destroy(struct metrics *metrics)
{
    if (metrics == NULL) {
        return;
    }
    for (size_t i = 0; i < metrics->first_count; i++) {
        for (struct metric *metric = metrics->firsts[i]; metric != NULL;) {
            struct metric *next = metric->next_of_name;
            free(metric->buckets);
            free(metric);
            metric = next;
        }
    }
    free(metrics);
}

static bool metric_has_valid_name(const char *name)
{
    size_t size = strspn(name, "abcdefghijklmnopqrstuvwxyz_0123456789");
    return size > 0 && name[size] == '\0' && (name[0] < '0' || name[0] > '9');
}

static const char *metric_labels(const struct metric *metric)
{
    return metric->description.labels == NULL ? "" : metric->description.labels;
}

// Appends to the chain of its name, or starts one.
static void metrics_link(struct metrics *metrics, struct metric *metric)
{
    CHECK(metrics->count < LIMIT_METRICS_MAX);
    metrics->count++;
    for (size_t i = 0; i < metrics->first_count; i++) {
        struct metric *other = metrics->firsts[i];
        if (strcmp(other->description.name, metric->description.name) != 0) {
            continue;
        }
        CHECK(other->type == metric->type);
        CHECK(strcmp(metric_labels(other), metric_labels(metric)) != 0);
        while (other->next_of_name != NULL) {
            other = other->next_of_name;
            CHECK(strcmp(metric_labels(other), metric_labels(metric)) != 0);
        }
        other->next_of_name = metric;
        return;
    }
    metrics->firsts[metrics->first_count++] = metric;
}

static struct metric *metrics_add(struct metrics *metrics,
                                  const struct metric_description *description,
                                  enum metric_type type)
{
    CHECK(metric_has_valid_name(description->name));
    CHECK(description->exponent <= DECIMAL_EXPONENT_MAX);
    struct metric *metric = memory_allocate(1, sizeof(*metric));
    metric->description = *description;
    metric->type = type;
    metrics_link(metrics, metric);
    return metric;
}

struct metric *metrics_add_counter(struct metrics *metrics,
                                   const struct metric_description *description)
{
    return metrics_add(metrics, description, METRIC_COUNTER);
}

struct metric *metrics_add_gauge(struct metrics *metrics,
                                 const struct metric_description *description)
{
    return metrics_add(metrics, description, METRIC_GAUGE);
}

struct metric *metrics_add_histogram(struct metrics *metrics,
                                     const struct metric_description *description,
                                     const int64_t *bounds, size_t bound_count)
{
    CHECK(bound_count > 0 && bound_count <= LIMIT_METRIC_BUCKETS_MAX);
    for (size_t i = 1; i < bound_count; i++) {
        CHECK(bounds[i - 1] < bounds[i]);
    }
    struct metric *metric = metrics_add(metrics, description, METRIC_HISTOGRAM);
    metric->bounds = bounds;
    metric->bound_count = bound_count;
    metric->buckets = memory_allocate(bound_count, sizeof(*metric->buckets));
    return metric;
}

void metric_count(struct metric *counter, uint64_t increment)
{
    CHECK(counter->type == METRIC_COUNTER);
    counter->value += (int64_t)increment;
}

void metric_set(struct metric *gauge, int64_t value)
{
    CHECK(gauge->type == METRIC_GAUGE);
    gauge->value = value;
}

void metric_observe(struct metric *histogram, int64_t value)
{
    CHECK(histogram->type == METRIC_HISTOGRAM);
    histogram->value++;
    histogram->sum += value;
    for (size_t i = 0; i < histogram->bound_count; i++) {
        if (value <= histogram->bounds[i]) {
            histogram->buckets[i]++;
            return;
        }
    }
}

int64_t metric_value(const struct metric *metric)
{
    return metric->value;
}

// One line: name suffix {labels,extra} value. Either of labels and extra may be "".
struct metric_line {
    const char *suffix;
    const char *extra;
    int64_t value;
    unsigned exponent;
};

static enum base_result metric_render_line(const struct metric *metric,
                                           const struct metric_line *line, struct buffer *text)
{
    char value[DECIMAL_TEXT_BYTES];
    const char *labels = metric_labels(metric);
    bool has_both = labels[0] != '\0' && line->extra[0] != '\0';
    bool has_any = labels[0] != '\0' || line->extra[0] != '\0';
    decimal_print(line->value, line->exponent, value);
    return buffer_append_format(text, "%s%s%s%s%s%s%s %s\n", metric->description.name, line->suffix,
                                has_any ? "{" : "", labels, has_both ? "," : "", line->extra,
                                has_any ? "}" : "", value);
}

static enum base_result metric_render_histogram(const struct metric *metric, struct buffer *text)
{
    unsigned exponent = metric->description.exponent;
    enum base_result result = BASE_OK;
    int64_t cumulative = 0;
    for (size_t i = 0; i < metric->bound_count && result == BASE_OK; i++) {
        char bound[DECIMAL_TEXT_BYTES];
        char extra[DECIMAL_TEXT_BYTES + sizeof("le=\"\"")];
        decimal_print(metric->bounds[i], exponent, bound);
        snprintf(extra, sizeof(extra), "le=\"%s\"", bound);
        cumulative += (int64_t)metric->buckets[i];
        struct metric_line line = {"_bucket", extra, cumulative, 0};
        result = metric_render_line(metric, &line, text);
    }
    const struct metric_line lines[] = {
        {"_bucket", "le=\"+Inf\"", metric->value, 0},
        {"_sum", "", metric->sum, exponent},
        {"_count", "", metric->value, 0},
    };
    for (size_t i = 0; i < BASE_COUNT(lines) && result == BASE_OK; i++) {
        result = metric_render_line(metric, &lines[i], text);
    }
    return result;
}

static enum base_result metric_render(const struct metric *metric, struct buffer *text)
{
    if (metric->type == METRIC_HISTOGRAM) {
        return metric_render_histogram(metric, text);
    }
    struct metric_line line = {"", "", metric->value, metric->description.exponent};
    return metric_render_line(metric, &line, text);
}

enum base_result metrics_render(const struct metrics *metrics, struct buffer *text)
{
    for (size_t i = 0; i < metrics->first_count; i++) {
        const struct metric *first = metrics->firsts[i];
        enum base_result result = buffer_append_format(
            text, "# HELP %s %s\n# TYPE %s %s\n", first->description.name, first->description.help,
            first->description.name, metric_type_names[first->type]);
        for (const struct metric *metric = first; metric != NULL && result == BASE_OK;
             metric = metric->next_of_name) {
            result = metric_render(metric, text);
        }
        if (result != BASE_OK) {
            return result;
        }
    }
    return BASE_OK;
}
