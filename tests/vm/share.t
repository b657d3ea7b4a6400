#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A folder of the host in a real guest: what the guest sees, may do, and cannot do.
#
# The guest expands what is in single quotes.
# shellcheck disable=SC2016
. "$(dirname "$0")/guest.sh"

build_first --share "$SCRATCH"

in_guest() {
	run timeout 300 "$JIFFY" run -q "$@" </dev/null
}

reads() {
	mkdir -p 'a, "b"/sub' two
	echo 'hello from the host' >'a, "b"/sub/file'
	head -c 20000000 /dev/urandom >two/data
	in_guest --share 'a, "b"' --share two:/mnt/deep/er -c 'cat "/a, \"b\"/sub/file"; sha256sum </mnt/deep/er/data'
	expect_status 0
	expect_out "hello from the host
$(sha256sum <two/data)"
}

in_the_shell() {
	mkdir folder
	echo 'hello from the host' >folder/file
	guest 'cat /work/file; mount | grep /work' --share folder:/work
	expect_status 0
	expect_out_has 'hello from the host'
	expect_out_has 'share0 on /work type 9p (ro,'
}

# QEMU refuses it, however the guest mounts the folder.
only_reads() {
	mkdir folder
	echo as it was >folder/file
	in_guest --share folder -c 'echo x >/folder/file; echo x >/folder/new; rm /folder/file; chmod 777 /folder/file
mount -o remount,rw /folder; mount | grep -c "9p (rw,"
echo x >/folder/file; echo x >/folder/new; rm /folder/file; mkdir /folder/d; chmod 777 /folder/file; ln -s x /folder/l'
	expect_out 1
	expect test "$(grep -c 'Read-only file system' "$T/stderr")" = 10
	expect test "$(cat folder/file)" = 'as it was'
	expect test "$(ls -A folder)" = file
	expect test "$(stat -c %a folder/file)" = 644
}

writes() {
	mkdir folder
	in_guest --share folder:/w:rw -c 'cd /w
printf "#!/bin/sh\necho runs\n" >program; chmod 750 program; ./program; cp /bin/busybox .; ./busybox echo too
mkdir -p d/e; echo x >d/e/old; mv d/e/old d/new; ln -s new d/link; ln d/new d/hard
head -c 20000000 /dev/zero >zeros'
	expect_status 0
	expect_out 'runs
too'
	expect test "$(folder/program)" = runs
	expect test "$(stat -c %a folder/program)" = 750
	expect test "$(readlink folder/d/link)" = new
	expect test "$(stat -c %h folder/d/new)" = 2
	expect test "$(cat folder/d/link)" = x
	expect test "$(stat -c %s folder/zeros)" = 20000000
}

# Each side waits for the other's change: a new name, new content of a file already read, a replaced
# program.
is_live() {
	mkdir folder
	echo first >folder/text
	printf '#!/bin/sh\necho old\n' >folder/program
	chmod +x folder/program
	timeout 300 "$JIFFY" run -q --share folder:/w:rw -c 'cd /w; cat text; ./program; echo >ready
until [ -e go ]; do sleep 0.1; done; cat text; ./program; echo done >text' </dev/null >"$T/stdout" 2>"$T/stderr" &
	pid=$!
	told=''
	wait_for 120 test -e folder/ready
	echo second, longer >folder/text
	printf '#!/bin/sh\necho new\n' >folder/new
	chmod +x folder/new
	mv folder/new folder/program
	: >folder/go
	wait "$pid"
	status=$?
	expect_status 0
	expect_out 'first
old
second, longer
new'
	expect test "$(cat folder/text)" = 'done'
}

# The guest follows links, the host does not.
stays_inside() {
	mkdir folder outside
	echo secret >outside/secret
	ln -s "$PWD/outside/secret" folder/absolute
	ln -s ../outside/secret folder/relative
	ln -s "$PWD/outside" folder/dir
	ln -s /etc/hostname-of-the-guest folder/own
	in_guest --share folder:/w:rw -c 'echo guest >/etc/hostname-of-the-guest; cd /w; cat absolute relative dir/secret ../outside/secret
echo x >dir/new; cat own; ln -s / root; ls root/init; ls ..'
	expect_out_lacks secret
	expect_out_has guest
	expect_out_has root/init
	expect test "$(grep -c "can't open" "$T/stderr")" = 4
	expect test "$(ls -A outside)" = secret
}

cannot_be_mounted() {
	mkdir folder
	in_guest --share folder:/init/x -c 'echo not run'
	expect_status 128
	expect_out ''
	expect_err_has "folder' at '/init/x': Not a directory"
	guest 'echo not run' --share folder:/init/x
	expect_status 128
	expect_out_has "init: cannot share '/init/x'"
	expect_out_lacks 'not run'
}

# The printed command needs no jiffy.
dry_run_boots() {
	mkdir 'a, b'
	echo 'hello from the host' >'a, b/file'
	run "$JIFFY" run -q --dry-run --share 'a, b:/x y'
	printf 'cat "/x y/file"\nexit\n' >typed
	# input before the prompt would be lost
	mkfifo keys
	mv "$T/stdout" line
	timeout 120 sh -c "$(cat line)" <keys >"$T/stdout" 2>"$T/stderr" &
	exec 7>keys
	wait_for 60 grep -q '/ # ' "$T/stdout"
	cat typed >&7
	wait $!
	expect_out_has 'hello from the host'
}

test_case 'a folder is readable, under its own name and at a given place' reads
test_case 'a folder is shared with a shell' in_the_shell
test_case 'without :rw the guest cannot change anything' only_reads
test_case 'with :rw the guest writes modes, links, programs and megabytes' writes
test_case 'each side sees the changes of the other at once' is_live
test_case 'no link leads out of the folder' stays_inside
test_case 'a mount point that cannot be made ends the run' cannot_be_mounted
test_case 'the command that --dry-run prints boots with the share' dry_run_boots
finish
