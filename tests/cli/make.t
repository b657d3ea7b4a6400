#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What jiffy adds to a kernel's make, and what the tree sets itself. The tree is a small one, whose
# Makefiles call each other as the kernel's do and write down what they get.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/fake.sh"

# Makes a kernel's tree and caches of the case's own.
ready_tree() { # FOLDER
	export XDG_CACHE_HOME=$T/cache XDG_STATE_HOME=$T/state
	TREE=$1
	mkdir -p "$TREE"/{init,scripts,lib/crypto,arch/x86/kernel}
	: >"$TREE/Kbuild"
	: >"$TREE/Kconfig"
	: >"$TREE/init/main.c"
	link_vmlinux "$TREE/ready-vmlinux"
	cat >"$TREE/Makefile" <<-'EOS'
		.RECIPEPREFIX := >
		VERSION = 9
		PATCHLEVEL = 9
		SUBLEVEL = 0
		CFLAGS_KERNEL =
		export CFLAGS_KERNEL

		ifndef srctree
		export srctree := $(CURDIR)
		allnoconfig vmlinux:
		>$(MAKE) -C $(O) -f $(srctree)/Makefile $@
		else
		-include .config
		KBUILD_CFLAGS := -O2
		KBUILD_CFLAGS += $(KCFLAGS)
		export KBUILD_CFLAGS
		given = $(foreach v,$(.VARIABLES),$(if $(filter command,$(origin $v)),$v))
		allnoconfig:
		>cp $(KCONFIG_ALLCONFIG) $(KCONFIG_CONFIG)
		>mkdir -p scripts/kconfig
		vmlinux:
		>mkdir -p lib/crypto arch/x86/kernel
		>echo '$(sort $(given))' > given
		>$(MAKE) -f $(srctree)/scripts/Makefile.build obj=lib target=string.o
		>$(MAKE) -f $(srctree)/scripts/Makefile.build obj=lib/crypto target=blake2s.o
		>$(MAKE) -f $(srctree)/scripts/Makefile.build obj=arch/x86/kernel target=vmlinux.lds
		>cp $(srctree)/ready-vmlinux $@
		endif
		.PHONY: allnoconfig vmlinux
	EOS
	cat >"$TREE/scripts/Makefile.build" <<-'EOS'
		-include .config
		include $(srctree)/$(obj)/Makefile
		.RECIPEPREFIX := >
		all:
		>echo '$(KBUILD_CFLAGS) $(CFLAGS_KERNEL) $(CFLAGS_$(target))' > $(obj)/$(target)
		>echo '$(CPPFLAGS_$(target)) sanitize=$(KASAN_SANITIZE_$(target))' >> $(obj)/$(target)
	EOS
	echo 'KASAN_SANITIZE_string.o := tree' >"$TREE/lib/Makefile"
	# shellcheck disable=SC2016 # make expands it
	echo 'CFLAGS_blake2s.o += -I$(srctree)/lib/crypto/x86' >"$TREE/lib/crypto/Makefile"
	echo 'CPPFLAGS_vmlinux.lds += -Ux86_64' >"$TREE/arch/x86/kernel/Makefile"
}

build_tree() { # OPTION...
	run "$JIFFY" build kernel -v --arch x86_64 --kernel "$TREE" "$@"
}

# What a Makefile wrote down.
written() { # FILE
	cat "$XDG_CACHE_HOME"/jiffy/build/kernel-*/obj/"$1"
}

# Expects a word in it, once.
expect_got() { # FILE WORD
	local n
	n=$(written "$1" | tr ' ' '\n' | grep -cxF -e "$2")
	[ "$n" = 1 ] || fail "$1 has '$2' $n times, not once: $(written "$1")"
}

ours_and_the_trees() { # FOLDER [SRCTREE]
	ready_tree "$1"
	build_tree
	expect_status 0
	expect_got lib/crypto/blake2s.o -DCONFIG_CRYPTO_MANAGER_DISABLE_TESTS
	expect_got lib/crypto/blake2s.o "-I${2:-$PWD/$1}/lib/crypto/x86"
	expect_got arch/x86/kernel/vmlinux.lds -Ux86_64
	expect_got arch/x86/kernel/vmlinux.lds jiffy-layout.h
	expect_got lib/string.o sanitize=tree
	expect_got lib/string.o -g1
}

# Linux documents these for its command line (Documentation/kbuild/kbuild.rst).
nothing_is_replaced() {
	ready_tree linux
	build_tree --cc gcc
	expect_status 0
	expect_got given ARCH
	written given | tr ' ' '\n' | grep -vxE 'ARCH|CC|CROSS_COMPILE|O' >"$T/stdout"
	expect_out ''
}

more_debug_information_is_kept() {
	ready_tree linux
	build_tree --enable DEBUG_INFO
	expect_status 0
	written lib/string.o >"$T/stdout"
	expect_out_has -O2
	expect_out_lacks -g1
}

only_content_counts() {
	ready_tree linux
	build_tree
	expect_status 0
	# another jiffy with the same data
	cp -r --no-preserve=timestamps "$JIFFY_DATADIR/data" "$T/data"
	export JIFFY_DATADIR=$T
	build_tree
	expect_err_has 'nothing changed'
	echo 'KCFLAGS += -DCHANGED' >>"$T/data/kernel/microvm.mk"
	build_tree
	expect_err_has "'data/kernel/microvm.mk' changed"
	expect_got lib/string.o -DCHANGED
	echo 'KCFLAGS += -DALSO' >>"$T/data/kernel/default.mk"
	build_tree
	expect_err_has "'data/kernel/default.mk' changed"
	expect_got lib/string.o -DALSO
}

test_case "what the tree's Makefiles add is added to what jiffy wants" ours_and_the_trees linux
test_case 'it is so in a folder whose name kbuild refuses, too' ours_and_the_trees 'my tree: linux' /mnt/src
test_case "jiffy sets no variable on make's command line that a tree sets itself" nothing_is_replaced
test_case 'a configuration with more debug information keeps it' more_debug_information_is_kept
test_case 'a make file that changed is a reason to build, a mere copy is not' only_content_counts
finish
