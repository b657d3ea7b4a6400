#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# jiffy is interrupted or killed, runs out of space, or runs twice at once: the next run is right.
#
# The guest expands what is in single quotes.
# shellcheck disable=SC2016,SC2119
. "$(dirname "$0")/guest.sh"

# a compiler that is killed leaves its files
mkdir "$SCRATCH/tmp"
export TMPDIR=$SCRATCH/tmp

build_first
SHARED=$XDG_CACHE_HOME

# A cache for this case, with links to all that is only read.
own_cache() { # NAME...
	export XDG_CACHE_HOME=$T/cache XDG_STATE_HOME=$T/state
	mkdir -p "$T/cache/jiffy"
	for name; do
		ln -s "$SHARED/jiffy/$name" "$T/cache/jiffy/$name"
	done
}

children_of_the_case() {
	grep -lsz "^JIFFY_CASE=$T\$" /proc/[0-9]*/environ | cut -d / -f 3 | while read -r pid; do
		case $(ps -o stat= -p "$pid") in
		Z* | '') ;;
		*) echo "$pid" ;;
		esac
	done
}

none_left() {
	[ -z "$(children_of_the_case)" ]
}

# Runs jiffy until FILE has LINES lines (0: until it exists), then sends the signal.
interrupt_when() { # SIGNAL LINES FILE ARG...
	local signal=$1 lines=$2 file=$3
	shift 3
	# a shell without job control starts background processes with SIGINT ignored
	JIFFY_CASE=$T env --default-signal=INT "$JIFFY" "$@" >"$T/stdout" 2>"$T/stderr" </dev/null &
	pid=$!
	told=''
	# shellcheck disable=SC2016
	wait_for 200 sh -c 'f=$(ls -d $1 | head -n 1) && { [ $2 = 0 ] || [ $(wc -l <"$f") -ge $2 ]; }' sh "$file" "$lines"
	kill -"$signal" "$pid"
	wait "$pid"
	status=$?
	expect_status $((128 + $(kill -l "$signal")))
	wait_for 30 none_left
}

unpacking() {
	own_cache
	for signal in INT TERM KILL; do
		interrupt_when "$signal" 0 "$T/cache/jiffy/sources/.tmp-*/*" build kernel
		expect test -z "$(ls -d "$T"/cache/jiffy/sources/linux-* 2>/dev/null)"
	done
	interrupt_when TERM 1 "$T/cache/jiffy/build/kernel-*/config.log" build kernel
	tree=$(ls -d "$T"/cache/jiffy/sources/linux-*)
	expect diff -rq "$tree" "$SHARED/jiffy/sources/$(basename "$tree")"
	expect test -z "$(ls -d "$T"/cache/jiffy/sources/.tmp-* 2>/dev/null)"
}

building_the_kernel() {
	local more=(--enable IKCONFIG --enable IKCONFIG_PROC) signal log
	# in the shared cache, where these symbols change few files; a copied folder would be built
	# from nothing
	log="$SHARED/jiffy/build/kernel-linux-source-*microvm/build.log"
	# each build goes on where the last one ended
	for signal in INT TERM KILL; do
		# shellcheck disable=SC2086 # it is a pattern
		rm -f $log
		interrupt_when "$signal" 4 "$log" build kernel "${more[@]}"
	done
	guest 'zcat /proc/config.gz | grep -c "IKCONFIG_PROC=y"' "${more[@]}"
	expect_status 0
	expect grep -qx 1 "$T/stdout"
	run "$JIFFY" build kernel -v "${more[@]}"
	expect_err_has 'kernel: nothing to do'
	run "$JIFFY" build kernel
	expect_status 0
}

building_busybox() {
	own_cache sources downloads
	interrupt_when INT 1 "$T/cache/jiffy/build/busybox-*/config.log" build busybox
	for signal in TERM KILL; do
		interrupt_when "$signal" 30 "$T/cache/jiffy/build/busybox-*/build.log" build busybox
	done
	# two builds at once complete it
	rm "$T"/cache/jiffy/build/busybox-*/build.log
	JIFFY_CASE=$T "$JIFFY" build busybox >"$T/first" 2>"$T/first.err" &
	first=$!
	wait_for 60 sh -c "grep -q . $T/cache/jiffy/build/busybox-*/build.log"
	run timeout 900 "$JIFFY" build busybox
	expect_status 0
	expect_err_has 'waiting for another jiffy'
	wait "$first"
	status=$?
	expect_status 0
	expect cmp "$T/first" "$T/stdout"
	expect cmp "$(cat "$T/stdout")" "$SHARED"/jiffy/build/busybox-*[0-9a-f]/obj/busybox
}

writing_the_archive() {
	own_cache sources downloads
	head -c 600M /dev/zero >big
	for signal in INT TERM KILL; do
		interrupt_when "$signal" 0 "$T/cache/jiffy/build/initramfs-*/.initramfs*" build initramfs \
			--busybox "$(echo "$SHARED"/jiffy/build/busybox-*[0-9a-f]/obj/busybox)" --add big:/big --compress xz
	done
	rm big
	run "$JIFFY" build initramfs --busybox "$(echo "$SHARED"/jiffy/build/busybox-*[0-9a-f]/obj/busybox)"
	expect_status 0
	cpio -it <"$(cat "$T/stdout")" >"$T/list" 2>/dev/null
	expect grep -qx bin/busybox "$T/list"
}

disk_full() { # SIZE ARG...
	local size=$1
	shift
	mkdir small
	mount -t tmpfs -o "size=$size" small small 2>"$T/stderr" || skip 'a tmpfs cannot be mounted here'
	XDG_CACHE_HOME=$T/work/small run timeout 300 "$JIFFY" "$@"
	umount small
	expect_status 128
	expect_err_has 'No space left on device'
	expect_err_has 'hint: '
	expect_err_has "$T/work/small"
}

disk_full_in_make() {
	disk_full 8M build kernel --kernel "$(echo "$SHARED"/jiffy/sources/linux-*[0-9a-f])"
}

test_case 'a signal while unpacking leaves no incomplete tree' unpacking
test_case 'a signal while the kernel is built leaves a build that can go on' building_the_kernel
test_case 'after a signal while BusyBox is built, two builds at once make the right BusyBox' building_busybox
test_case 'a signal while the archive is written leaves no incomplete archive' writing_the_archive
test_case 'a full disk while unpacking is reported' disk_full 40M build kernel
test_case 'a full disk in make is reported' disk_full_in_make
finish
