# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# For tests with tests/fake-qemu: a prebuilt kernel and BusyBox, so that only /init is built, and
# caches of their own.

FAKE_QEMU=$SRCDIR/tests/fake-qemu

# Writes a file with the header of a bzImage (linux: Documentation/arch/x86/boot.rst).
make_kernel() { # FILE
	head -c 4096 /dev/zero >"$1"
	printf '\125\252' | dd of="$1" bs=1 seek=510 conv=notrunc status=none
	printf 'HdrS' | dd of="$1" bs=1 seek=514 conv=notrunc status=none
}

# Writes a vmlinux that takes BYTES at ADDRESS, with the note that leads QEMU into it. It is never
# run.
make_vmlinux() { # FILE MACHINE ADDRESS BYTES
	python3 -c '
import struct, sys
machine, at, size = (int(x, 0) for x in sys.argv[2:])
head = b"\177ELF\2\1\1" + bytes(9) + struct.pack("<HHIQQQIHHHHHH", 2, machine, 1, at, 64, 0, 0, 64, 56, 2, 0, 0, 0)
load = struct.pack("<IIQQQQQQ", 1, 5, 0, at + 0xffffffff80000000, at, 196, size, 0x1000)
note = struct.pack("<IIQQQQQQ", 4, 4, 176, 0, 0, 20, 20, 4)
xen = struct.pack("<III4sI", 4, 4, 18, b"Xen\0", at)
open(sys.argv[1], "wb").write(head + load + note + xen)' "$@"
}

# Links one that has sections, too. It is linked once for all cases.
link_vmlinux() { # FILE
	if [ ! -e "$SCRATCH/vmlinux" ]; then
		cat >"$SCRATCH/vmlinux.s" <<-'EOS'
			.globl _start
			_start: hlt
			.section .note.Xen, "a", @note
			.long 4, 8, 18
			.asciz "Xen"
			.quad 0x200000
		EOS
		cat >"$SCRATCH/vmlinux.lds" <<-'EOS'
			PHDRS { text PT_LOAD; note PT_NOTE; }
			SECTIONS {
				. = 0xffffffff80200000;
				.text : AT(ADDR(.text) - 0xffffffff80000000) { *(.text) } :text
				.notes : AT(ADDR(.notes) - 0xffffffff80000000) { *(.note.Xen) } :text :note
				/DISCARD/ : { *(.note.*) }
			}
		EOS
		gcc -nostdlib -static -no-pie -Wl,--build-id=none,-T,"$SCRATCH/vmlinux.lds" -o "$SCRATCH/vmlinux" \
			"$SCRATCH/vmlinux.s" || return
	fi
	cp "$SCRATCH/vmlinux" "$1"
}

# Copies a static program that lists applets as BusyBox does. It is compiled once for all cases.
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

# Sets up the case. After that, 'fake ARG...' runs 'jiffy run' with all of this. $SCENARIO names
# what QEMU plays.
ready_machine() {
	export XDG_CACHE_HOME=$SCRATCH/cache XDG_STATE_HOME=$T/state
	make_kernel "$T/work/bzImage" && make_busybox "$T/work/busybox"
}

fake() {
	JIFFY_FAKE_QEMU=${SCENARIO:-boots-and-powers-off} run "$JIFFY" run --kernel bzImage \
		--busybox busybox --machine pc --no-sandbox --qemu "$FAKE_QEMU" --accel tcg "$@" </dev/null
}
