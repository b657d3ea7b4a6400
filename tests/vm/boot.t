#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The default guest: build it from the distribution's sources, boot it, use it.
#
# The guest expands what is in single quotes.
# shellcheck disable=SC2016,SC2119
. "$(dirname "$0")/guest.sh"

build_first

ordinary_programs() {
	guest 'id -un; hostname; ls /dev/pts /proc/self/exe /sys/kernel
mount | grep -c -e "proc on /proc" -e "sysfs on /sys" -e "devpts on /dev/pts" -e "debugfs on"
ps | grep -c "\[kthreadd\]"
su -s /bin/sh nobody -c "echo uid=$(id -u nobody)"
sleep 0.01 | cat; sysctl -n kernel.ostype; mktemp /tmp/x.XXXXXX; (echo orphan &)
echo "#!/bin/sh
echo from a script" >/tmp/s; chmod +x /tmp/s; /tmp/s
dmesg | grep -c "Linux version"'
	expect_status 0
	expect_out_has 'Boot took '
	expect_has stdout 'root'
	expect_has stdout 'jiffy'
	expect grep -qx 4 "$T/stdout"
	expect_out_has '/tmp/x.'
	expect grep -qx 'from a script' "$T/stdout"
	expect grep -qx 'Linux' "$T/stdout"
	expect_out_lacks 'not found'
	expect_out_lacks "can't"
	expect_err_has 'boot '
	expect_err_has 'memory '
	expect_err_has 'kernel 6.'
	expect test -s "$XDG_STATE_HOME/jiffy/runs/last/console.log"
}

nothing_is_built_twice() {
	run timeout 300 "$JIFFY" run -v </dev/null
	expect_status 0
	expect_err_has 'kernel: nothing to do'
	expect_err_has 'busybox: nothing to do'
	expect_err_has 'initramfs: nothing to do'
	run strace -f -e trace=execve -o "$T/trace" "$JIFFY" build
	expect_status 0
	expect test "$(grep -c 'execve(' "$T/trace")" = 1
}

# The terminal echoes the quotes, the running program does not.
job_control() {
	guest_at_terminal 'expect / # 
send stty size\r
expect 33 101
send (echo r""unning; exec sleep 1000)\r
expect running
send \x03
expect / # 
send (echo r""unning; exec sleep 1000)\r
expect running
send \x1a
expect Stopped
send jobs; kill -KILL %1; wait; tty\r
expect sleep 1000
expect /dev/ttyS0
size 40 90
send until stty size | grep -x "40 90"; do usleep 10000; done\r
expect \n40 90
send exit\r
wait'
	expect_status 0
	expect_out_has 'modes as before'
	expect_out_lacks 'job control turned off'
}

leaves_by_ctrl_a_x() {
	guest_at_terminal 'expect Ctrl-a x quits
expect / # 
send \x01x
wait'
	expect_status 0
	expect_out_has 'modes as before'
}

monitor_by_ctrl_a_c() {
	guest_at_terminal 'expect / # 
send \x01c
expect (qemu)
send info status\r
expect running
send \x01c
send \recho back $((6 * 7))\r
expect back 42
send exit\r
wait'
	expect_status 0
}

ends_by() { # COMMAND
	guest_at_terminal "expect / # 
send $1\\r
wait"
	expect_status 0
}

exits_with_children_left() {
	guest 'mkfifo /tmp/trapped; sleep 1000 & (trap "" TERM HUP; echo >/tmp/trapped; while :; do sleep 1; done) &
read -r line </tmp/trapped; exit 3'
	expect_status 0
}

panics() {
	guest 'echo c >/proc/sysrq-trigger'
	expect_status 122
	expect_err_has 'crash: '
	expect_err_has 'sysrq'
}

panics_before_init() {
	guest '' --append 'rdinit=/nowhere init=/nowhere'
	expect_status 122
	expect_err_has 'kernel panic: '
}

qemu_is_killed() {
	mkfifo "$T/quiet" && exec 8<>"$T/quiet"
	timeout 300 "$JIFFY" run --qemu-arg -name --qemu-arg "$T" <&8 >"$T/stdout" 2>"$T/stderr" &
	pid=$!
	told=''
	wait_for 120 grep -qF '/ # ' "$T/stdout"
	pkill -KILL -f "qemu-system-x86_64 .*-name $T"
	wait "$pid"
	status=$?
	expect_status 123
	expect_err_has 'killed by SIGKILL'
}

own_init_from_the_examples() {
	guest_at_terminal 'expect Boot took
expect / # 
send uname -s; poweroff -f\r
expect Linux
send \x01x
wait' --init "$SRCDIR/data/recipe/init"
	expect_status 0
}

compressed_by() { # NAME
	guest 'echo up $((6 * 7))' --compress "$1" -v
	expect_status 0
	expect_out_has 'up 42'
}

adds_programs() {
	local odd="it's a \"folder\""
	mkdir "$odd"
	printf '#!/usr/bin/env bash\nshopt -s extglob; echo "bash says ${BASH_VERSION%%%%.*}"\n' >"$odd/script"
	chmod +x "$odd/script"
	echo 'added text' >"$odd/text"
	guest "/usr/local/bin/ls --version | head -n 1; /opt/script; cat '/etc/a file'" \
		--add "$(type -P ls):/usr/local/bin/ls" --add "$odd/script:/opt/script" \
		--add "$odd/text:/etc/a file"
	expect_status 0
	expect_out_has 'ls (GNU coreutils)'
	expect_out_has 'bash says '
	expect_out_has 'added text'
}

small_memory() {
	guest 'echo up $((6 * 7))' --memory 16M
	expect_status 0
	expect_out_has 'up 42'
}

pasted_dry_run() {
	"$JIFFY" run --dry-run --append 'jiffy.hostname=pasted' >"$T/line" 2>"$T/stderr"
	printf 'expect / # \nsend hostname; exit\\r\nexpect pasted\nwait\n' >"$T/script"
	run timeout 200 "$SRCDIR/tests/expect.py" "$T/script" sh -c "$(cat "$T/line")"
	expect_status 0
}

# kbuild keeps the command of each object.
compiled_as_asked() {
	local obj
	obj=$(find "$XDG_CACHE_HOME"/jiffy/build/kernel-*+microvm/obj/init -name .main.o.cmd | head -n 1)
	obj=${obj%/init/*}
	expect grep -qF -e '-mstringop-strategy=libcall' "$obj/init/.main.o.cmd"
	expect grep -qF -e '-g1' "$obj/init/.main.o.cmd"
	expect grep -qF -e '-DCONFIG_CRYPTO_MANAGER_DISABLE_TESTS' "$obj/lib/crypto/.blake2s.o.cmd"
	expect grep -q -e '-include jiffy-layout.h .*-Ux86_64' "$obj/arch/x86/kernel/.vmlinux.lds.cmd"
}

test_case 'ordinary programs run' ordinary_programs
test_case 'the kernel is compiled as data/kernel/microvm.mk asks' compiled_as_asked
test_case 'when nothing has changed, jiffy builds nothing and starts no process' nothing_is_built_twice
test_case 'job control works: Ctrl-C, Ctrl-Z, the terminal and its size' job_control
test_case 'Ctrl-a x leaves the guest' leaves_by_ctrl_a_x
test_case "Ctrl-a c opens QEMU's monitor" monitor_by_ctrl_a_c
test_case 'exit ends the guest' ends_by exit
test_case 'poweroff ends the guest' ends_by poweroff
test_case 'reboot ends the guest' ends_by reboot
test_case 'reboot -f ends the guest' ends_by 'reboot -f'
test_case 'exit ends the guest although processes are left' exits_with_children_left
test_case 'a panic is status 122' panics
test_case 'a panic before init shows its lines and is status 122' panics_before_init
test_case 'a killed QEMU is status 123' qemu_is_killed
test_case "the recipe's own /init boots" own_init_from_the_examples
test_case 'an initramfs compressed with gzip boots' compressed_by gzip
test_case 'an initramfs compressed with zstd boots' compressed_by zstd
test_case 'an initramfs compressed with xz boots' compressed_by xz
test_case 'an initramfs compressed with lz4 boots' compressed_by lz4
test_case 'added programs come with their libraries and interpreters' adds_programs
test_case '16 MiB of memory are enough' small_memory
test_case 'a pasted --dry-run boots' pasted_dry_run
finish
