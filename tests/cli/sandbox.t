#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# QEMU gets no more of the host than it needs; what it can open is in unit/sandbox.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/fake.sh"

# A QEMU that reads a file of this host, and fails.
make_qemu() { # [without]: built without seccomp
	ready_machine
	cat >qemu <<-EOS
		#!/bin/sh
		case "\$*" in
			*--version) exit $([ "${1:-}" != without ]; echo $?) ;;
		esac
		echo "\$*" >&2
		head -n 1 /etc/passwd >&2
		exit 1
	EOS
	chmod +x qemu
}

jiffy() { # [OPTION...]
	run "$JIFFY" run --kernel bzImage --busybox busybox --machine pc --qemu ./qemu --accel tcg "$@" </dev/null
}

needs_landlock() {
	"$JIFFY" doctor | grep '^sandbox' >"$T/doctor"
	! grep -q 'no Landlock' "$T/doctor" || skip 'the kernel has no Landlock'
}

HINT="'--no-sandbox' lets it open all that you may"

says_why_qemu_failed() {
	needs_landlock
	make_qemu
	jiffy
	expect_status 128
	expect_err_has 'Permission denied'
	expect_err_has "$HINT"
	jiffy --no-sandbox
	expect_status 128
	expect_err_has 'root:'
	expect_err_lacks "$HINT"
	printf '[machine]\nsandbox = no\n' >jiffy.ini
	jiffy
	expect_err_has 'root:'
	jiffy --sandbox
	expect_err_has "$HINT"
}

# A QEMU that cannot even be started.
says_why_qemu_did_not_start() {
	needs_landlock
	ready_machine
	mkdir elsewhere
	cp "$(command -v sh)" elsewhere/sh
	printf '#!%s\nexit 0\n' "$T/work/elsewhere/sh" >qemu
	chmod +x qemu
	mkdir own && mv qemu own/qemu
	run "$JIFFY" run --kernel bzImage --busybox busybox --machine pc --qemu own/qemu --accel tcg </dev/null
	expect_status 128
	expect_err_has "cannot run 'own/qemu': Permission denied"
	expect_err_has "$HINT"
}

without_landlock() {
	strace -e inject=landlock_create_ruleset:error=EOPNOTSUPP true 2>"$T/why" ||
		skip "strace cannot run here: $(tail -n 1 "$T/why")"
	make_qemu
	run strace -f -o /dev/null -e trace=landlock_create_ruleset \
		-e inject=landlock_create_ruleset:error=EOPNOTSUPP \
		"$JIFFY" run --kernel bzImage --busybox busybox --machine pc --qemu ./qemu --accel tcg </dev/null
	expect_status 128
	expect_err_has 'root:'
	run strace -f -o /dev/null -e trace=landlock_create_ruleset \
		-e inject=landlock_create_ruleset:error=EOPNOTSUPP "$JIFFY" doctor
	expect_out_has 'the kernel has no Landlock'
}

calls() {
	make_qemu
	jiffy --dry-run
	expect_status 0
	expect_out_has ' -sandbox on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny '
	jiffy --dry-run --no-sandbox
	expect_out_lacks ' -sandbox '
	make_qemu without
	jiffy --dry-run
	expect_out_lacks ' -sandbox '
}

lists_the_files() {
	needs_landlock
	make_qemu
	mkdir folder
	head -c 512 /dev/zero >disk
	jiffy --dry-run -v --disk disk --share folder:rw
	expect_status 0
	expect_err_has "sandbox  read, execute        /usr"
	expect_err_has "sandbox  read, execute        $T/work"
	expect_err_has "sandbox  read, write          $T/work/disk"
	expect_err_has "sandbox  read, write, make    $T/work/folder"
	jiffy --dry-run -v --no-sandbox
	expect_err_has 'sandbox  none'
}

test_case 'a QEMU that may not open a file fails, and jiffy says why' says_why_qemu_failed
test_case 'so does one that cannot be started' says_why_qemu_did_not_start
test_case 'without Landlock, QEMU runs as it is' without_landlock
test_case 'QEMU limits its own calls, if it can' calls
test_case '--dry-run -v lists what QEMU may open' lists_the_files
finish
