#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Every way in which a guest can end, played by a fake QEMU.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/fake.sh"

ends() { # SCENARIO STATUS TEXT...
	ready_machine
	SCENARIO=$1 fake
	expect_status "$2"
	shift 2
	for text; do
		expect_err_has "$text"
	done
}

half_a_root() { # SCENARIO WORDS
	ready_machine
	# shellcheck disable=SC2086 # several words
	SCENARIO=$1 fake $2
	expect_status 123
	expect_err_has 'jiffy: bad-root: the kernel could not unpack the initramfs: write error'
	expect_err_has '  *Initramfs unpacking failed: write error'
	expect_err_has "perhaps: too little memory; '--memory"
}

powers_off() {
	ends boots-and-powers-off 0 'boot ' 'memory ' 'size ' 'console.log'
	expect_out_has 'Boot took 0.11 seconds'
	expect test -s "$XDG_STATE_HOME/jiffy/runs/last/console.log"
	expect_err_lacks 'crash'
}

no_agent() {
	ready_machine
	echo exit >typed
	JIFFY_FAKE_QEMU=no-agent run "$JIFFY" run --kernel bzImage --busybox busybox --machine pc \
		--qemu "$FAKE_QEMU" --accel tcg <typed
	expect_status 0
	expect_out_has exit
}

quiet_says_nothing() {
	ready_machine
	fake -q
	expect_status 0
	expect_err ''
	expect_out_has 'Boot took'
}

qemu_cannot_start() {
	ends error 128 'exited with status 1' 'qemu: -bogus: invalid option'
}

no_qemu() {
	ready_machine
	run "$JIFFY" run --kernel bzImage --busybox busybox --qemu no-such-qemu </dev/null
	expect_status 128
	expect_err_has "QEMU is not installed: 'no-such-qemu' is not in PATH"
	expect_err_has 'jiffy doctor'
}

odd_paths() {
	ready_machine
	local odd="a 'quoted' \"path\", with: all"
	mkdir "$odd"
	mv bzImage busybox "$odd"
	echo data >"$odd/disk image"
	echo text >"$odd/added file"
	JIFFY_FAKE_QEMU=boots-and-powers-off JIFFY_FAKE_QEMU_ARGS=$T/args XDG_CACHE_HOME="$T/$odd/cache" \
		XDG_STATE_HOME="$T/$odd/state" run "$JIFFY" run --kernel "$odd/bzImage" \
		--busybox "$odd/busybox" --machine pc --qemu "$FAKE_QEMU" --disk "$odd/disk image" \
		--add "$odd/added file:/etc/x y" </dev/null
	expect_status 0
	expect grep -qxF "$T/work/$odd/bzImage" "$T/args"
	expect grep -qF 'a '\''quoted'\'' "path",, with: all/disk image' "$T/args"
	expect test -s "$T/$odd/state/jiffy/runs/1/console.log"
}

dry_run_is_a_command() {
	ready_machine
	fake --dry-run --append 'a b' --qemu-arg "-name" --qemu-arg "it's"
	expect_status 0
	expect_err_lacks 'memory '
	run env JIFFY_FAKE_QEMU=plain-console JIFFY_FAKE_QEMU_ARGS="$T/args" sh -c "$(cat "$T/stdout")"
	expect grep -qxF "it's" "$T/args"
	expect grep -qF ' a b' "$T/args"
}

# A QEMU that can only do what is asked of it.
small_qemu_under_kvm() {
	ready_machine
	mkdir bin
	ln -s "$FAKE_QEMU" bin/qemu-system-x86_64
	ln -s "$FAKE_QEMU" bin/qemu-system-x86_64-microvm
	dry_run() {
		PATH=$PWD/bin:$PATH run "$JIFFY" run --kernel bzImage --busybox busybox --machine microvm --dry-run "$@"
		expect_status 0
	}
	dry_run --accel kvm
	expect grep -q '^qemu-system-x86_64-microvm ' "$T/stdout"
	dry_run --accel tcg
	expect grep -q '^qemu-system-x86_64 ' "$T/stdout"
	dry_run --accel kvm --machine pc
	expect grep -q '^qemu-system-x86_64 ' "$T/stdout"
	dry_run --accel kvm --net
	expect grep -q '^qemu-system-x86_64 ' "$T/stdout"
	dry_run --accel kvm --qemu "$FAKE_QEMU"
	expect grep -qF "$FAKE_QEMU " "$T/stdout"
}

keep_says_where() {
	ready_machine
	fake --keep
	expect_err_has "kernel     $T/work/bzImage"
	initramfs=$(sed -n 's/^initramfs  //p' "$T/stderr")
	expect test -s "$initramfs"
	cpio -it <"$initramfs" >"$T/list" 2>/dev/null
	expect grep -qx bin/busybox "$T/list"
}

# A stdin without input: descriptor 8.
quiet_stdin() {
	mkfifo "$T/quiet" && exec 8<>"$T/quiet"
}

# Starts jiffy in the background with the guest of SCENARIO, and waits for its prompt.
start_shell() {
	ready_machine
	quiet_stdin
	# a shell without job control starts background processes with SIGINT ignored
	JIFFY_FAKE_QEMU=$SCENARIO JIFFY_FAKE_QEMU_ARGS=$T/args env --default-signal=INT "$JIFFY" run --kernel bzImage \
		--busybox busybox --machine pc --qemu "$FAKE_QEMU" --accel tcg \
		<&8 >"$T/stdout" 2>"$T/stderr" &
	pid=$!
	told=''
	wait_for 60 grep -qF '/ # ' "$T/stdout"
}

qemus() {
	pgrep -f "fake-qemu .*$T/" | while read -r p; do
		case $(ps -o stat= -p "$p") in
		Z* | '') ;;
		*) echo "$p" ;;
		esac
	done
}

no_qemu_left() {
	[ -z "$(qemus)" ]
}

stopped_by() { # SCENARIO SIGNAL STATUS
	SCENARIO=$1 start_shell
	expect test -n "$(qemus)"
	kill -"$2" "$pid"
	wait "$pid"
	status=$?
	expect_status "$3"
	wait_for 20 no_qemu_left
}

two_side_by_side() {
	SCENARIO=shell start_shell
	first=$pid
	SCENARIO=boots-and-powers-off fake
	expect_status 0
	kill -TERM "$first"
	wait "$first"
	expect test -d "$XDG_STATE_HOME/jiffy/runs/1" -a -d "$XDG_STATE_HOME/jiffy/runs/2"
}

old_runs_go() {
	ready_machine
	mkdir -p "$XDG_STATE_HOME/jiffy/runs/7" "$XDG_STATE_HOME/jiffy/runs/99" "$XDG_STATE_HOME/jiffy/runs/mine"
	fake
	expect_status 0
	expect test "$(readlink "$XDG_STATE_HOME/jiffy/runs/last")" = 100
	expect test -d "$XDG_STATE_HOME/jiffy/runs/99" -a -d "$XDG_STATE_HOME/jiffy/runs/mine"
	expect_not test -e "$XDG_STATE_HOME/jiffy/runs/7"
}

on_a_terminal() { # SCRIPT-LINES... ; what comes after is the expected status
	ready_machine
	printf '%s\n' "$@" >"$T/script"
	JIFFY_FAKE_QEMU=${SCENARIO:-shell} run "$SRCDIR/tests/expect.py" --modes "$T/script" "$JIFFY" run \
		--kernel bzImage --busybox busybox --machine pc --qemu "$FAKE_QEMU" --accel tcg
}

terminal_is_put_back() {
	on_a_terminal 'expect Ctrl-a x quits' 'expect / # ' 'send \x01x'
	expect_status 0
	expect_out_has 'modes as before'
}

terminal_is_put_back_after_a_kill() {
	on_a_terminal 'expect / # ' 'kill KILL'
	expect_status 137
	expect_out_has 'modes as before'
	wait_for 20 no_qemu_left
}

terminal_goes_away() {
	on_a_terminal 'expect / # ' 'hangup'
	expect_status 129
	wait_for 20 no_qemu_left
}

reader_goes_away() {
	ready_machine
	quiet_stdin
	JIFFY_FAKE_QEMU=floods "$JIFFY" run --kernel bzImage --busybox busybox --machine pc \
		--qemu "$FAKE_QEMU" --accel tcg 2>"$T/stderr" <&8 | head -n 1 >"$T/stdout"
	status=${PIPESTATUS[0]}
	expect_status 141
	wait_for 20 no_qemu_left
}

test_case 'a guest that powers off is a success, and its times, memory and sizes are printed' powers_off
test_case '-q leaves only the guest on the screen' quiet_says_nothing
test_case 'a panic before init shows its lines and is 122' ends panic-before-init 122 \
	"crash: kernel panic: IO-APIC + timer doesn't work!" 'MP-BIOS bug'
for how in '' -q '--console -- true' '-q -- true'; do
	test_case "half a root is 123, bad-root ($how)" half_a_root half-root "$how"
done
test_case "half a root is 123, bad-root (--init)" half_a_root half-root-of-own-init '--init busybox'
test_case 'an oops is 122' ends oops 122 'BUG: kernel NULL pointer dereference'
test_case 'a kernel that prints nothing is 123, no-boot' ends silent 123 'no-boot: '
test_case 'a guest that ends without a goodbye is 123, vanished' ends vanishes 123 'vanished: '
test_case 'a killed QEMU is 123' ends killed 123 'was killed by SIGKILL'
test_case 'a QEMU ended by a signal is 123' ends terminated 123 'vanished: '
test_case 'a QEMU that does not start shows its message and is 128' qemu_cannot_start
test_case 'garbage from QMP does not disturb the guest' ends qmp-garbage 0
test_case 'a guest that stays after its goodbye is ended' ends stays-after-bye 0
test_case 'a guest without an agent still gets piped input' no_agent
test_case 'a missing QEMU is 128' no_qemu
test_case 'paths may contain blanks, quotes, commas and colons' odd_paths
test_case '--dry-run prints a command for a shell' dry_run_is_a_command
test_case "under KVM a smaller QEMU is used if it is enough" small_qemu_under_kvm
test_case '--keep says where the files are' keep_says_where
test_case 'SIGTERM ends a guest that listens' stopped_by shell TERM 143
test_case 'SIGINT ends a guest that listens' stopped_by shell INT 130
test_case 'SIGHUP ends a guest that listens' stopped_by shell HUP 129
test_case 'SIGTERM ends a QEMU that reacts only to SIGTERM' stopped_by deaf TERM 143
test_case 'SIGTERM ends a QEMU that reacts to nothing' stopped_by hangs TERM 143
test_case 'SIGKILL leaves no QEMU behind' stopped_by hangs KILL 137
test_case 'two runs can run side by side' two_side_by_side
test_case 'only the last twenty runs are kept' old_runs_go
test_case 'the terminal is restored when the user leaves' terminal_is_put_back
test_case 'the terminal is restored after SIGKILL' terminal_is_put_back_after_a_kill
test_case 'a terminal that goes away ends the guest' terminal_goes_away
test_case 'a reader that goes away ends the guest' reader_goes_away
finish
