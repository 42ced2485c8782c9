// SPDX-License-Identifier: Apache-2.0
// The words. Thousands stand apart by a plain space everywhere: printers' code pages often lack the
// no-break one.
#include "domain/slip_words_internal.h"

#include <string.h>

static const struct slip_words slip_languages[] = {
    [SLIP_LANGUAGE_EN] =
        {
            .code = "en",
            .decimal = '.',
            .group = ' ',
            .date_form = SLIP_DATE_YEAR_FIRST,
            .till = "Till",
            .time = "Time",
            .card = "Card",
            .no_card = "No card: no points earned",
            .receipt = "Receipt",
            .total = "Total",
            .points = "Points",
            .redeemed = "Paid with points",
            .redeemable = "Points can pay",
            .balance = "Balance",
            .would_balance = "Balance would be",
            .spendable = "Can be spent",
            .pending = "Not active yet",
            .held = "Held",
            .debt = "Owed",
            .expiring = "Expire after",
            .lifetime = "Lifetime purchases",
            .title_balance = "BALANCE OF POINTS",
            .title_quote = "QUOTE: NOT POSTED",
            .title_claim = "RECEIPT CLAIMED LATER",
            .title_training = "TRAINING: NOT POSTED",
        },
    [SLIP_LANGUAGE_RU] =
        {
            .code = "ru",
            .decimal = ',',
            .group = ' ',
            .date_form = SLIP_DATE_DAY_FIRST,
            .till = "Касса",
            .time = "Время",
            .card = "Карта",
            .no_card = "Без карты: баллы не начислены",
            .receipt = "Чек",
            .total = "Итого",
            .points = "Баллы",
            .redeemed = "Оплачено баллами",
            .redeemable = "Можно оплатить баллами",
            .balance = "Баланс",
            .would_balance = "Баланс составит",
            .spendable = "Можно потратить",
            .pending = "Ещё не активны",
            .held = "В резерве",
            .debt = "Долг",
            .expiring = "Сгорают после",
            .lifetime = "Сумма покупок",
            .title_balance = "БАЛАНС БАЛЛОВ",
            .title_quote = "РАСЧЁТ: НЕ ПРОВЕДЁН",
            .title_claim = "БАЛЛЫ ЗА ПРОШЛЫЙ ЧЕК",
            .title_training = "УЧЕБНЫЙ ЧЕК: НЕ ПРОВЕДЁН",
        },
    [SLIP_LANGUAGE_UK] =
        {
            .code = "uk",
            .decimal = ',',
            .group = ' ',
            .date_form = SLIP_DATE_DAY_FIRST,
            .till = "Каса",
            .time = "Час",
            .card = "Картка",
            .no_card = "Без картки: бали не нараховано",
            .receipt = "Чек",
            .total = "Разом",
            .points = "Бали",
            .redeemed = "Сплачено балами",
            .redeemable = "Можна сплатити балами",
            .balance = "Баланс",
            .would_balance = "Баланс становитиме",
            .spendable = "Можна витратити",
            .pending = "Ще не активні",
            .held = "У резерві",
            .debt = "Борг",
            .expiring = "Згорають після",
            .lifetime = "Сума покупок",
            .title_balance = "БАЛАНС БАЛІВ",
            .title_quote = "РОЗРАХУНОК: НЕ ПРОВЕДЕНО",
            .title_claim = "БАЛИ ЗА МИНУЛИЙ ЧЕК",
            .title_training = "НАВЧАЛЬНИЙ ЧЕК: НЕ ПРОВЕДЕНО",
        },
    [SLIP_LANGUAGE_KK] =
        {
            .code = "kk",
            .decimal = ',',
            .group = ' ',
            .date_form = SLIP_DATE_DAY_FIRST,
            .till = "Касса",
            .time = "Уақыты",
            .card = "Карта",
            .no_card = "Картасыз: ұпай есептелмеді",
            .receipt = "Чек",
            .total = "Жиыны",
            .points = "Ұпай",
            .redeemed = "Ұпаймен төленді",
            .redeemable = "Ұпаймен төлеуге болады",
            .balance = "Қалдық",
            .would_balance = "Қалдық болады",
            .spendable = "Жұмсауға болады",
            .pending = "Әлі белсенді емес",
            .held = "Резервте",
            .debt = "Қарыз",
            .expiring = "Соңғы күні",
            .lifetime = "Сатып алу сомасы",
            .title_balance = "ҰПАЙ ҚАЛДЫҒЫ",
            .title_quote = "АЛДЫН АЛА ЕСЕП: ӨТКІЗІЛМЕДІ",
            .title_claim = "БҰРЫНҒЫ ЧЕК ҮШІН ҰПАЙ",
            .title_training = "ОҚУ ЧЕГІ: ӨТКІЗІЛМЕДІ",
        },
};

const struct slip_words *slip_words_of(enum slip_language language)
{
    CHECK((size_t)language < BASE_COUNT(slip_languages));
    return &slip_languages[language];
}

bool slip_language_find(const char *code, enum slip_language *language)
{
    for (size_t index = 0; index < BASE_COUNT(slip_languages); index++) {
        if (strcmp(slip_languages[index].code, code) == 0) {
            *language = (enum slip_language)index;
            return true;
        }
    }
    return false;
}
