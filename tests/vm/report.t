#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# jiffy report on the default guest, with a real kernel's messages.
#
# shellcheck disable=SC2119
. "$(dirname "$0")/guest.sh"

build_first

# Succeeds when a Python expression over the printed report, j, is true.
holds() {
	python3 -c 'import json, sys; j = json.loads(sys.stdin.readlines()[-1]); sys.exit(not eval(sys.argv[1]))' \
		"$1" <"$T/stdout"
}

boots_the_present_build() {
	run timeout 300 "$JIFFY" report --repeat 2 --json --budget boot=60s,memory=100M,kernel=50M </dev/null
	expect_status 0
	expect holds 'j["boot_ns"]["boots"] == 2 and j["boot_ns"]["median"] > 10**7'
	# every phase is there, and each begins where the one before it ended
	expect holds '[p["name"] for p in j["phases"]].count("initramfs unpacked") == 1 and len(j["phases"]) == 9'
	expect holds '[p["to_ns"] for p in j["phases"][:7]] == [p["from_ns"] for p in j["phases"][1:8]]'
	expect holds 'j["phases"][0]["from_ns"] == 0'
	expect holds '"virtio_console_init" in [c["name"] for c in j["initcalls"]] and len(j["initcalls"]) > 50'
	expect holds 'j["memory_bytes"]["rows"]["page structures"] == 4 << 20'
	expect holds 'all(j["memory_bytes"]["rows"][k] > 0 for k in ("kernel text", "slab", "initramfs, files", "processes"))'
	expect holds 'j["memory_bytes"]["machine"] == 256 << 20 > j["memory_bytes"]["used"]["median"] > 4 << 20'
	expect holds 'j["kernel_bytes"]["text"] > 1 << 20 and j["kernel_bytes"]["init"] > 0'
	expect grep -q '^symbol init [0-9]* start_kernel$' "$XDG_STATE_HOME/jiffy/runs/last/kernel.sizes"
}

# The same kernel with 64 MB more memory has 1 MB more of page structures, and the same text.
compares_and_fails() {
	run timeout 300 "$JIFFY" report --repeat 1 --memory 320M --compare last --budget memory=1M </dev/null
	expect_status 1
	expect grep -q '^this change costs +0 KB text, [+-][0-9.]* ms boot, +[0-9.]* [KM]B memory$' "$T/stdout"
	expect grep -q '+1024 KB    4096 KB -> 5120 KB    page structures$' "$T/stdout"
	expect_out_has 'exceeded by'
}

an_ordinary_run() {
	run timeout 300 "$JIFFY" run -- true </dev/null
	expect_status 0
	run "$JIFFY" report last
	expect_status 0
	expect_out_has "from QEMU's start to the prompt"
	expect_out_has 'kernel text'
	expect_out_has 'longest steps'
	expect_out_has 'kernel: initcalls'
	expect_out_has 'slab'
}

test_case 'the current build is reported with phases, initcalls, memory and sizes' boots_the_present_build
test_case 'more memory costs page structures and no text; an exceeded budget is status 1' compares_and_fails
# Thousands of blocks, millions of instructions, and functions of the kernel.
counts_blocks() {
	run timeout 300 "$SRCDIR/tools/blocks" --top 2000
	expect_status 0
	expect grep -qE '^ +[0-9]{5} blocks translated +[0-9]{8} instructions executed$' "$T/stdout"
	expect grep -qE '  unpack_to_rootfs|  do_mount_root|  kernel_init$' "$T/stdout"
}

test_case 'an ordinary run is reported with all that is known about it' an_ordinary_run
test_case 'tools/blocks counts what TCG translates and executes' counts_blocks
finish
