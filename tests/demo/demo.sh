# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# What `./run demo` shows, step by step; sourced by ./run, whose words and variables it uses. All of it
# lives in build/demo. The commands that matter are shown as they are run, so that a reader can run
# them too.

demo=$root/build/demo
demo_receipts=tests/data/receipts-2011-01-31.csv
demo_code=4711-83 # of the supervisor who allows refunds without a receipt
demo_tills=(till-1-1 till-1-2 till-2-1 till-2-2 till-3-1 till-3-2)

demo_run() {
    local began=$SECONDS
    demo_stop
    rm -rf "$demo"
    mkdir -p "$demo/tills"
    trap demo_leave EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
    cd "$root"
    PATH=build/release/bin:$PATH
    demo_cluster
    demo_chain
    demo_daemon
    demo_cards
    demo_replay
    demo_books
    if [[ ${1:-} == --keep ]]; then
        trap - EXIT
        demo_farewell_kept
    else
        demo_farewell
    fi
    printf '\nThe demo took %d seconds.\n' $((SECONDS - began))
}

demo_leave() {
    local status=$?
    trap - EXIT
    demo_stop
    exit "$status"
}

# Stops what a demo left running: the daemon it noted, if that is still our bonusd, and its cluster.
demo_stop() {
    local pid
    if [[ -r $demo/bonusd.pid ]]; then
        pid=$(<"$demo/bonusd.pid")
        if [[ $(readlink "/proc/$pid/exe" 2>/dev/null) == "$release/bin/bonusd"* ]]; then
            kill "$pid"
            timeout 30 tail --pid="$pid" -f /dev/null || kill -KILL "$pid"
        fi
        rm -f "$demo/bonusd.pid"
    fi
    if [[ -d $demo/cluster ]]; then
        "$python" -B "$root/tests/support/cluster.py" stop --dir "$demo/cluster" --remove
    fi
}

show() {
    printf '%s$ %s%s\n' "$dim" "$*" "$plain"
}

# Shows a command and runs it.
step() {
    show "$@"
    "$@"
}

# Runs a command whose output nobody needs, unless it fails.
quietly() {
    "$@" >>"$demo/demo.log" 2>&1 || { tail -n 20 "$demo/demo.log" >&2; return 1; }
}

quiet_step() {
    show "$@"
    quietly "$@"
}

demo_cluster() {
    local uri
    heading "A private PostgreSQL: durable, unprivileged, on a unix socket of its own"
    uri=$("$python" -B tests/support/cluster.py start --dir "$demo/cluster")
    demo_owner=${uri/dbname=postgres/dbname=bonus}
    export BONUS_DATABASE=${demo_owner/user=bonus/user=bonusctl}
    quietly "$postgres/psql" "$uri" -c 'create database bonus'
    echo "$demo_owner"
}

# One till: a certificate, and its place in the registry.
demo_till() {
    local till=$1 store
    store=${till#till-}
    store=${store%-*}
    quietly bonusctl pki terminal "$till" --dir build/demo/pki
    quietly bonusctl terminal add "$till" --role terminal --store "$store" \
        --certificate "build/demo/pki/$till/cert.pem"
    quietly bonusctl terminal blind-refund "$till"
    ln -s "../pki/$till" "$demo/tills/$till"
}

# Who works with the ledger is not its owner: one login for the daemon, one for operators.
demo_logins() {
    local statement
    for statement in "create role bonusd login in role bonus_daemon" \
        "create role bonusctl login in role bonus_admin"; do
        show "psql '$demo_owner' -c '$statement'"
        quietly "$postgres/psql" "$demo_owner" -c "$statement"
    done
}

demo_chain() {
    local store name currency zone till
    heading "A chain: certificates, ledger, programme, stores, tills, an operator"
    quiet_step bonusctl pki init --dir build/demo/pki
    quiet_step bonusctl pki server bonusd --dir build/demo/pki --host localhost
    show "bonusctl db migrate --database '$demo_owner'"
    quietly bonusctl db migrate --database "$demo_owner"
    demo_logins
    quiet_step bonusctl programme set --currency RUB --rate 11% --currency UAH --rate 11% \
        --currency KZT --rate 11%
    while IFS='|' read -r store name currency zone; do
        quietly bonusctl store add "$store" --name "$name" --currency "$currency" --zone "$zone"
        quietly bonusctl supervisor add --store "$store" Anna <<<"$demo_code"
    done <<'END'
1|Сувениры на Арбате|RUB|Europe/Moscow
2|Сувеніри на Подолі|UAH|Europe/Kyiv
3|Арбат сыйлықтары|KZT|Asia/Almaty
END
    for till in "${demo_tills[@]}"; do
        demo_till "$till"
    done
    quietly bonusctl pki operator operator-1 --dir build/demo/pki
    quietly bonusctl terminal add operator-1 --role operator \
        --certificate build/demo/pki/operator-1/cert.pem
    ln -s ../pki/ca.pem "$demo/tills/ca.pem"
    step bonusctl store list
}

# Loopback ports nobody listens on: one for tills, one for health and metrics.
free_ports() {
    "$python" -c 'import socket
held = [socket.socket() for _ in range(2)]
for one in held:
    one.bind(("127.0.0.1", 0))
print(*(one.getsockname()[1] for one in held))'
}

demo_daemon() {
    local port http_port
    heading "bonusd: mutual TLS on a loopback port"
    read -r port http_port < <(free_ports)
    demo_server=localhost:$port
    demo_http=http://127.0.0.1:$http_port
    cat >"$demo/bonusd.ini" <<END
[listen]
address = 127.0.0.1
port = $port
[tls]
certificate = build/demo/pki/bonusd/cert.pem
key = build/demo/pki/bonusd/key.pem
authority = build/demo/pki/ca.pem
[database]
uri = ${demo_owner/user=bonus/user=bonusd}
[http]
address = 127.0.0.1
port = $http_port
END
    show "bonusd --config build/demo/bonusd.ini &"
    setsid "$release/bin/bonusd" --config build/demo/bonusd.ini \
        </dev/null >"$demo/bonusd.log" 2>&1 &
    echo $! >"$demo/bonusd.pid"
    demo_await_ready "$!" "$http_port"
    echo "Tills connect to $demo_server; health and metrics are on $demo_http."
}

# The first line of the answer. Runs in a shell of its own: a refused connection ends it.
demo_ask_ready() {
    exec 9<>"/dev/tcp/127.0.0.1/$1"
    printf 'GET /readyz HTTP/1.0\r\n\r\n' >&9
    head -n 1 <&9
}

demo_await_ready() {
    local pid=$1 http_port=$2 answer
    for _ in {1..200}; do
        kill -0 "$pid" 2>/dev/null || break
        answer=$(demo_ask_ready "$http_port" 2>/dev/null) || true
        [[ $answer == *" 200 "* ]] && return
        sleep 0.05
    done
    tail -n 20 "$demo/bonusd.log" >&2
    fail "bonusd did not become ready."
}

demo_cards() {
    heading "Cards of the customers: printed, put into stock, given out by the operator"
    bonus-pos cards "$demo_receipts" >"$demo/cards.txt"
    step bonusctl card import build/demo/cards.txt
    step bonusctl card activate --file build/demo/cards.txt --server "$demo_server" \
        --identity build/demo/pki/operator-1
}

demo_replay() {
    heading "A week of real receipts and refunds, through six tills at once"
    step bonus-pos replay "$demo_receipts" --server "$demo_server" --ca build/demo/pki/ca.pem \
        --tills-dir build/demo/tills --supervisor "$demo_code"
}

# A card that earned a good deal in the file, so that there is something to see.
demo_choose_card() {
    "$postgres/psql" "$BONUS_DATABASE" -AtqX -c "
        select c.card
        from bonus.card as c
        join bonus.account as a on a.lane = c.lane and a.member = c.member
        join bonus.journal as j on j.lane = c.lane and j.member = c.member and j.kind = 1
        where a.currency = 643
        group by c.card, a.balance
        having count(*) between 2 and 4
        order by a.balance desc, c.card
        limit 1"
}

demo_books() {
    demo_card=$(demo_choose_card)
    demo_identity=(--server "$demo_server" --ca build/demo/pki/ca.pem
        --cert build/demo/tills/till-1-1/cert.pem --key build/demo/tills/till-1-1/key.pem
        --journal build/demo/tills/till-1-1/journal.db)
    heading "One of these customers buys once more: the slip, as it leaves the printer"
    step bonus-pos purchase "$demo_card" 1250.00 "${demo_identity[@]}" --language ru --width 40
    heading "The same cardholder asks for the balance, at another printer"
    step bonus-pos balance "$demo_card" "${demo_identity[@]}" --language en --width 32
    heading "Where each point came from"
    step bonusctl statement "$demo_card"
    heading "Are the books right?"
    step bonusctl verify
}

demo_farewell() {
    heading "What to try next"
    cat <<END
The demo's PostgreSQL and bonusd are stopped again. To play with them:

    ./run demo --keep
    ./run check
END
}

demo_farewell_kept() {
    cat >"$demo/till.ini" <<END
[till]
server = $demo_server
ca = $demo/pki/ca.pem
cert = $demo/pki/till-1-1/cert.pem
key = $demo/pki/till-1-1/key.pem
journal = $demo/pki/till-1-1/journal.db
language = ru
END
    cat >"$demo/env" <<END
export PATH='$release/bin':\$PATH
export BONUS_DATABASE='$BONUS_DATABASE'
export BONUS_POS_CONFIG='$demo/till.ini'
END
    heading "What to try next: both are still running"
    cat <<END
    . build/demo/env                     # programs, database and a till, for this shell
    bonus-pos purchase $demo_card 1250.00    # prints the slip; try --language uk --width 32
    bonus-pos balance $demo_card
    bonusctl statement $demo_card
    bonus-pos replay $demo_receipts --tills-dir build/demo/tills --supervisor $demo_code    # changes nothing
    bonus-pos hold $demo_card 50    # and bonus-pos commit, void, refund, reverse: see --help
    bonusctl terminal block till-1-2     # from its next request on
    psql "\$BONUS_DATABASE"
    kill -9 \$(cat build/demo/bonusd.pid); bonusctl verify    # the books stay right

Health and metrics are on $demo_http/metrics, the log is build/demo/bonusd.log.
Stop both with:

    ./run stop
END
}
