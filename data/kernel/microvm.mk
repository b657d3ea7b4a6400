# SPDX-License-Identifier: GPL-2.0-or-later
# -M microvm, for the kernel's make

# The C code of the PVH entry (arch/x86/platform/pvh/enlighten.c), and memcmp(), which it calls, run
# before KASAN's shadow is mapped: with instrumentation they triple-fault. Linux itself leaves out
# string.o only with CONFIG_AMD_MEM_ENCRYPT (lib/Makefile), and enlighten.o in newer versions.
KASAN_SANITIZE_enlighten.o := n
KASAN_SANITIZE_string.o := n

# data/kernel/x86_64-layout.h
CPPFLAGS_vmlinux.lds += -include jiffy-layout.h

# gcc compiles functions that run once for size, with 'rep stosb' in place of memset(). TCG emulates
# it byte by byte: 1.2 million of the 6.6 million blocks that a boot executes.
KCFLAGS += $(if $(CONFIG_CC_IS_GCC),-mstringop-strategy=libcall)

# BLAKE2s tests itself at boot unless CONFIG_CRYPTO can disable that: 4 of 31 million instructions.
CFLAGS_blake2s.o += $(if $(CONFIG_CRYPTO),,-DCONFIG_CRYPTO_MANAGER_DISABLE_TESTS)
