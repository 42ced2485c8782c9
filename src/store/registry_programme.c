// SPDX-License-Identifier: Apache-2.0
// Settings, promotions and zones of a registry: how they are put together when it is made, and
// looked up for any version afterwards.
#include "store/registry_programme_internal.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

// Look-ups.

// Orders a setting among those of a currency and store.
static int compare_setting_scope(const struct registry_setting *setting, uint32_t currency,
                                 uint32_t store)
{
    if (setting->currency != currency) {
        return setting->currency < currency ? -1 : 1;
    }
    return (setting->store > store) - (setting->store < store);
}

// The first setting of the currency and store, or where it would stand.
static size_t find_settings(const struct registry *registry, uint32_t currency, uint32_t store)
{
    size_t from = 0;
    size_t to = registry->setting_count;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (compare_setting_scope(&registry->settings[middle], currency, store) < 0) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    return from;
}

// Puts what one level, all stores or one, has in force. BASE_OK, or why a value does not fit.
static enum base_result put_settings(const struct registry *registry,
                                     const struct registry_scope *scope,
                                     struct programme_settings *settings)
{
    enum base_result result = BASE_OK;
    for (size_t i = find_settings(registry, scope->currency, scope->store);
         i < registry->setting_count && result == BASE_OK; i++) {
        const struct registry_setting *setting = &registry->settings[i];
        if (compare_setting_scope(setting, scope->currency, scope->store) != 0) {
            break;
        }
        if (setting->from_version <= scope->version && scope->version < setting->to_version) {
            const struct programme_value value = {.setting = setting->setting,
                                                  .category = setting->category,
                                                  .value = setting->value};
            result = programme_settings_put(settings, &value);
        }
    }
    return result;
}

// Preset, then what holds in all stores, then what the store has of its own.
static enum base_result resolve_settings(const struct registry *registry,
                                         const struct registry_scope *scope,
                                         struct programme_settings *settings)
{
    struct registry_scope everywhere = *scope;
    everywhere.store = 0;
    programme_settings_init(settings);
    enum base_result result = put_settings(registry, &everywhere, settings);
    if (result == BASE_OK && scope->store != 0) {
        result = put_settings(registry, scope, settings);
    }
    return result;
}

const struct programme_settings *registry_find_settings(const struct registry *registry,
                                                        const struct registry_scope *scope,
                                                        struct programme_settings *room)
{
    if (scope->version == registry->programme.version) {
        const struct registry_store *store = registry_find_store(registry, scope->store);
        if (store != NULL && store->currency == scope->currency) {
            return store->terms->settings;
        }
    }
    if (resolve_settings(registry, scope, room) != BASE_OK || room->rate_bp == PROGRAMME_NO_RATE) {
        return NULL;
    }
    return room;
}

void registry_select_offers(const struct registry *registry, uint32_t version,
                            const struct promotion_receipt *receipt,
                            struct promotion_offers *offers)
{
    offers->count = 0;
    for (size_t i = 0; i < registry->promotion_count && offers->count < PROMOTION_OFFERS_MAX; i++) {
        const struct promotion *promotion = &registry->promotions[i];
        if (promotion_is_in_force(promotion, version) && promotion_is_offered(promotion, receipt)) {
            offers->offers[offers->count++] = promotion;
        }
    }
}

bool registry_recall_offers(const struct registry *registry, const uint32_t *rules, size_t count,
                            struct promotion_offers *offers)
{
    if (count > PROMOTION_OFFERS_MAX) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        offers->offers[i] = registry_find_promotion(registry, rules[i]);
        if (offers->offers[i] == NULL) {
            return false;
        }
    }
    offers->count = (uint32_t)count;
    return true;
}

// Sorting.

static int compare_settings(const void *a, const void *b)
{
    const struct registry_setting *x = a;
    const struct registry_setting *y = b;
    int order = compare_setting_scope(x, y->currency, y->store);
    if (order == 0) {
        order = (x->setting > y->setting) - (x->setting < y->setting);
    }
    if (order == 0) {
        order = strcmp(x->category, y->category);
    }
    if (order == 0) {
        order = (x->from_version > y->from_version) - (x->from_version < y->from_version);
    }
    return order;
}

static int compare_promotions(const void *a, const void *b)
{
    uint32_t x = ((const struct promotion *)a)->promotion;
    uint32_t y = ((const struct promotion *)b)->promotion;
    return (x > y) - (x < y);
}

static int compare_categories(const void *a, const void *b)
{
    const struct registry_category *x = a;
    const struct registry_category *y = b;
    if (x->promotion != y->promotion) {
        return x->promotion < y->promotion ? -1 : 1;
    }
    return strcmp(x->name, y->name);
}

// Joining.

// Gives each promotion the part of the sorted categories that is its own.
static bool join_categories(struct registry *registry)
{
    struct registry_prepared *prepared = registry->prepared;
    size_t next = 0;
    for (size_t i = 0; i < registry->promotion_count; i++) {
        struct promotion *promotion = &registry->promotions[i];
        promotion->categories = &prepared->category_names[next];
        while (next < prepared->category_count &&
               prepared->categories[next].promotion == promotion->promotion) {
            prepared->category_names[next] = prepared->categories[next].name;
            promotion->category_count++;
            next++;
        }
    }
    return next == prepared->category_count;
}

// Preparing.

// Stores of one group have the same terms.
struct group {
    uint32_t store; // 0: it has neither settings nor promotions of its own
    uint32_t currency;
    uint32_t brand;
    struct registry_store *member;
};

static int compare_groups(const void *a, const void *b)
{
    const struct group *x = a;
    const struct group *y = b;
    if (x->store != y->store) {
        return x->store < y->store ? -1 : 1;
    }
    if (x->currency != y->currency) {
        return x->currency < y->currency ? -1 : 1;
    }
    return (x->brand > y->brand) - (x->brand < y->brand);
}

// `groups` lie beside the registry's stores.
static void mark_own(const struct registry *registry, struct group *groups, uint32_t number)
{
    const struct registry_store *store = registry_find_store(registry, number);
    if (store != NULL) {
        groups[store - registry->stores].store = number;
    }
}

static struct group *make_groups(const struct registry *registry)
{
    uint32_t version = registry->programme.version;
    struct group *groups = memory_allocate(registry->store_count + 1, sizeof(*groups));
    for (size_t i = 0; i < registry->store_count; i++) {
        struct registry_store *store = &registry->stores[i];
        groups[i] =
            (struct group){.currency = store->currency, .brand = store->brand, .member = store};
    }
    for (size_t i = 0; i < registry->setting_count; i++) {
        if (registry->settings[i].to_version > version) {
            mark_own(registry, groups, registry->settings[i].store);
        }
    }
    for (size_t i = 0; i < registry->promotion_count; i++) {
        if (promotion_is_in_force(&registry->promotions[i], version)) {
            mark_own(registry, groups, registry->promotions[i].store);
        }
    }
    qsort(groups, registry->store_count, sizeof(*groups), compare_groups);
    return groups;
}

// The promotions in force that the group could be offered: how many, and which if `found` is given.
static size_t collect_promotions(const struct registry *registry, const struct group *group,
                                 const struct promotion **found)
{
    size_t count = 0;
    for (size_t i = 0; i < registry->promotion_count; i++) {
        const struct promotion *promotion = &registry->promotions[i];
        if (promotion_is_in_force(promotion, registry->programme.version) &&
            promotion_is_for_store(promotion, group->currency, group->store, group->brand)) {
            if (found != NULL) {
                found[count] = promotion;
            }
            count++;
        }
    }
    return count;
}

static bool begins_group(const struct group *groups, size_t i)
{
    return i == 0 || compare_groups(&groups[i - 1], &groups[i]) != 0;
}

static void allocate_terms(struct registry *registry, const struct group *groups)
{
    struct registry_prepared *prepared = registry->prepared;
    size_t term_count = 0;
    size_t promotion_count = 0;
    for (size_t i = 0; i < registry->store_count; i++) {
        if (begins_group(groups, i)) {
            term_count++;
            promotion_count += collect_promotions(registry, &groups[i], NULL);
        }
    }
    prepared->terms = memory_allocate(term_count + 1, sizeof(*prepared->terms));
    prepared->settings = memory_allocate(term_count + 1, sizeof(*prepared->settings));
    prepared->promotions = memory_allocate(promotion_count + 1, sizeof(*prepared->promotions));
}

static bool fill_terms(struct registry *registry, const struct group *groups)
{
    struct registry_prepared *prepared = registry->prepared;
    struct programme_terms *terms = prepared->terms;
    struct programme_settings *settings = prepared->settings;
    const struct promotion **promotions = prepared->promotions;
    for (size_t i = 0; i < registry->store_count; i++) {
        const struct group *group = &groups[i];
        if (begins_group(groups, i)) {
            const struct registry_scope scope = {.version = registry->programme.version,
                                                 .currency = group->currency,
                                                 .store = group->store};
            if (resolve_settings(registry, &scope, settings) != BASE_OK) {
                return false;
            }
            *terms = (struct programme_terms){
                .version = scope.version,
                .settings = settings->rate_bp == PROGRAMME_NO_RATE ? NULL : settings,
                .promotions = promotions,
                .promotion_count = collect_promotions(registry, group, promotions),
            };
            promotions += terms->promotion_count;
            settings++;
            terms++;
        }
        group->member->terms = terms - 1;
    }
    return true;
}

// The rates of whole currencies under the version in force.
static bool fill_rates(struct registry *registry)
{
    struct programme *programme = &registry->programme;
    size_t rate_setting = 0;
    CHECK(programme_setting_find("rate_bp", &rate_setting));
    for (size_t i = 0; i < registry->setting_count; i++) {
        const struct registry_setting *setting = &registry->settings[i];
        bool is_rate = setting->setting == rate_setting && setting->store == 0 &&
                       setting->from_version <= programme->version &&
                       programme->version < setting->to_version;
        if (is_rate) {
            if (programme->rate_count == PROGRAMME_RATES_MAX) {
                return false;
            }
            programme->rates[programme->rate_count++] = (struct programme_currency){
                .currency = setting->currency, .rate_bp = (uint32_t)setting->value};
        }
    }
    return true;
}

bool registry_prepare(struct registry *registry, const char **problem)
{
    qsort(registry->settings, registry->setting_count, sizeof(*registry->settings),
          compare_settings);
    qsort(registry->promotions, registry->promotion_count, sizeof(*registry->promotions),
          compare_promotions);
    qsort(registry->prepared->categories, registry->prepared->category_count,
          sizeof(*registry->prepared->categories), compare_categories);
    if (!join_categories(registry)) {
        *problem = "a category belongs to no promotion";
        return false;
    }
    if (!fill_rates(registry)) {
        *problem = "the programme has more currencies than this daemon can hold";
        return false;
    }
    struct group *groups = make_groups(registry);
    allocate_terms(registry, groups);
    bool is_filled = fill_terms(registry, groups);
    free(groups);
    if (!is_filled) {
        *problem = "a store has more categories with a share of their own than can be held";
    }
    return is_filled;
}

void registry_prepared_destroy(struct registry_prepared *prepared)
{
    if (prepared == NULL) {
        return;
    }
    free(prepared->categories);
    free(prepared->category_names);
    free(prepared->shifts);
    free(prepared->terms);
    free(prepared->settings);
    free(prepared->promotions);
    free(prepared);
}
