#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The guest's network: it reaches what the host reaches, and not the host.
#
# The guest expands what is in single quotes.
# shellcheck disable=SC2016
. "$(dirname "$0")/guest.sh"

# the kernel of features.t
head -c 1M /dev/zero >"$SCRATCH/disk"
IMAGE=(--disk "$SCRATCH/disk" --cpus 2)
build_first --net "${IMAGE[@]}"

# Fetches each page; wget prints the reason if it cannot.
FETCH='for at in "$@"; do echo "$at: $(wget -T 60 -q -O - "http://$at:8000/" 2>&1)"; done'

# Runs the command in a guest of a host in a network of its own.
in_world() { # OPTION...
	export TMPDIR=$T
	"$SRCDIR/tests/vm/world.py" true 2>"$T/why" ||
		skip "no network of its own can be made: $(tail -n 1 "$T/why")"
	run timeout 300 "$SRCDIR/tests/vm/world.py" \
		"$JIFFY" run -q "${IMAGE[@]}" "$@" </dev/null
	expect_status 0
}

the_host_is_out_of_reach() {
	in_world --net -c "$FETCH" -- 192.0.2.1 far.test 10.0.2.2 192.0.2.2 10.0.2.3
	expect_out "192.0.2.1: page of the other machine
far.test: page of the other machine
10.0.2.2: wget: can't connect to remote host (10.0.2.2): No route to host
192.0.2.2: wget: can't connect to remote host (192.0.2.2): No route to host
10.0.2.3: wget: can't connect to remote host (10.0.2.3): No route to host"
}

the_host_is_in_reach_on_request() {
	in_world --net=host-loopback -c "$FETCH" -- 192.0.2.1 far.test 10.0.2.2 192.0.2.2
	expect_out '192.0.2.1: page of the other machine
far.test: page of the other machine
10.0.2.2: page of the host
192.0.2.2: page of the host'
}

# Frames to 127.0.0.1, ::1 and the like, which Linux does not send, are in unit/net.
test_case 'the guest reaches other machines and the resolver, but not the host' the_host_is_out_of_reach
test_case 'with --net=host-loopback it reaches the host' the_host_is_in_reach_on_request
finish
