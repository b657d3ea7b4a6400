# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# For tests with tests/fake-qemu: a kernel and a BusyBox that are ready, so that nothing is built but /init, and
# caches of the case's own.

FAKE_QEMU=$SRCDIR/tests/fake-qemu

# A file that is a bzImage as far as its header goes (linux: Documentation/arch/x86/boot.rst).
make_kernel() { # FILE
	head -c 1024 /dev/zero >"$1"
	printf '\125\252' | dd of="$1" bs=1 seek=510 conv=notrunc status=none
	printf 'HdrS' | dd of="$1" bs=1 seek=514 conv=notrunc status=none
}

# A static program that answers as BusyBox does when it is asked for its applets; made once for all cases.
make_busybox() { # FILE
	if [ ! -e "$SCRATCH/busybox" ]; then
		cat >"$SCRATCH/busybox.c" <<-'EOS'
			#include <stdio.h>
			const char banner[] = "BusyBox v1.0 (fake)";
			int main(void) { return puts("bin/sh\nbin/ls\nsbin/poweroff") < 0; }
		EOS
		gcc -static -o "$SCRATCH/busybox" "$SCRATCH/busybox.c" || return
	fi
	cp "$SCRATCH/busybox" "$1"
}

# Sets up the case: 'fake ARG...' then runs jiffy run with everything ready-made; the scenario is in $SCENARIO.
ready_machine() {
	export XDG_CACHE_HOME=$SCRATCH/cache XDG_STATE_HOME=$T/state
	make_kernel "$T/work/bzImage" && make_busybox "$T/work/busybox"
}

fake() {
	JIFFY_FAKE_QEMU=${SCENARIO:-boots-and-powers-off} run "$JIFFY" run --kernel bzImage \
		--busybox busybox --machine pc --qemu "$FAKE_QEMU" --accel tcg "$@" </dev/null
}
