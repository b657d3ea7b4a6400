/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/file/atomic.h"
#include "base/file/fs.h"
#include "base/file/path.h"
#include "base/file/tree.h"
#include "test.h"
#include "vm/qemu/qemu.h"

/* never changed, though not const */
#define TEXT(s) ((char *)(uintptr_t)(s))

struct fixture {
	struct board board;
	struct target target;
	struct image image;
	struct machine_spec m;
	struct strv disks, args;
	char *dir;
	struct err e;
};

static void fixture_begin(struct fixture *f)
{
	*f = (struct fixture){
		.board = {.name = TEXT("mini"),
			  .console = TEXT("ttyS0"),
			  .append = TEXT("panic=-1"),
			  .append_tcg = TEXT("tcg_word"),
			  .append_tcg_up = TEXT("tcg_up_word"),
			  .append_kvm = TEXT("kvm_word"),
			  .virtio = TEXT("device")},
		.image = {.kernel = TEXT("/k, a 'kernel'"), .initramfs = TEXT("/i")},
		.m = {.qemu = "qemu", .memory = 256 << 20, .cpus = 1, .loglevel = 5},
	};
	strv_addl(&f->board.qemu, "-M", "mini", NULL);
	strv_addl(&f->board.qemu_kvm, "-cpu", "host", NULL);
	strv_addl(&f->board.qemu_tcg, "-cpu", "max", NULL);
	f->m.target = &f->target;
	f->m.board = &f->board;
	f->m.image = &f->image;
	f->m.disks = &f->disks;
	f->m.qemu_args = &f->args;
	f->m.console_fd = f->m.qmp_fd = f->m.agent_fd = f->m.net_fd = -1;
	f->dir = temporary_dir("jiffy-test");
}

static void fixture_end(struct fixture *f)
{
	fs_remove(f->dir, &f->e);
	free(f->dir);
	strv_free(&f->board.qemu);
	strv_free(&f->board.qemu_kvm);
	strv_free(&f->board.qemu_tcg);
	strv_free(&f->disks);
	strv_free(&f->args);
	err_free(&f->e);
}

#define FIXTURE(f)                                                                                 \
	_cleanup_(fixture_end) struct fixture f;                                                   \
	fixture_begin(&f)

/* The arguments, with '|' between them and at both ends; NULL with f->e set. */
static char *words(struct fixture *f)
{
	_cleanup_strv_ struct strv argv = {0};
	_cleanup_free_ char *joined = NULL;

	if (qemu_argv(&f->m, &argv, &f->e) < 0)
		return NULL;
	joined = strv_join(&argv, "|");
	return xasprintf("|%s|", joined);
}

TEST(plain_tcg)
{
	FIXTURE(f);
	_cleanup_free_ char *w = words(&f);

	CHECK_STR(w,
		  "|qemu|-nodefaults|-no-user-config|-no-reboot|-M|mini|-accel|tcg|-cpu|max|-m|256"
		  "|-smp|1|-kernel|/k, a 'kernel'|-initrd|/i|-append|console=ttyS0 loglevel=5 "
		  "panic=-1 tcg_word tcg_up_word|-display|none|-serial|mon:stdio|");
}

TEST(kvm)
{
	FIXTURE(f);
	_cleanup_free_ char *w = NULL;

	f.m.kvm = true;
	w = words(&f);
	CHECK_CONTAINS(w, "|-accel|kvm|-cpu|host|");
	CHECK_CONTAINS(w, "|console=ttyS0 loglevel=5 panic=-1 kvm_word|");
	CHECK(w && !strstr(w, "tcg"));
}

TEST(the_hosts_ticks)
{
	FIXTURE(f);
	_cleanup_free_ char *unknown = NULL, *known = NULL;

	f.board.append_tcg = TEXT("a khz={host_khz}, b");
	unknown = qemu_append(&f.m);
	CHECK_STR(unknown, "console=ttyS0 loglevel=5 panic=-1 a b tcg_up_word");
	f.m.host_khz = 2600000;
	known = qemu_append(&f.m);
	CHECK_STR(known, "console=ttyS0 loglevel=5 panic=-1 a khz=2600000, b tcg_up_word");
}

TEST(several_cpus)
{
	FIXTURE(f);
	_cleanup_free_ char *w = NULL;

	f.m.cpus = 4;
	w = words(&f);
	CHECK_CONTAINS(w, "|-smp|4|");
	CHECK_CONTAINS(w, " tcg_word|");
}

TEST(memory)
{
	FIXTURE(f);
	_cleanup_free_ char *w = NULL;

	f.m.memory = (20 << 20) + 512 * 1024;
	w = words(&f);
	CHECK_CONTAINS(w, "|-m|20992k|");
}

TEST(sockets)
{
	FIXTURE(f);
	_cleanup_free_ char *w = NULL;

	f.m.console_fd = 7;
	f.m.qmp_fd = 8;
	f.m.agent_fd = 9;
	w = words(&f);
	CHECK_CONTAINS(w, "|-chardev|socket,id=con,fd=7,mux=on|-serial|chardev:con|-mon|"
			  "chardev=con,mode=readline|");
	CHECK_CONTAINS(w, "|-chardev|socket,id=qmp,fd=8|-mon|chardev=qmp,mode=control|");
	CHECK_CONTAINS(
		w,
		"|-chardev|socket,id=agent,fd=9|-device|virtio-serial-device,max_ports=2|-device|"
		"virtserialport,chardev=agent,name=org.jiffy.agent|");
	CHECK(w && !strstr(w, "stdio"));
}

TEST(a_console_that_is_not_a_serial_port)
{
	FIXTURE(f);
	_cleanup_free_ char *alone = NULL, *w = NULL;

	strv_addl(&f.board.console_qemu, "-device", "sclpconsole,chardev=con", NULL);
	alone = words(&f);
	CHECK_CONTAINS(alone, "|-chardev|stdio,id=con,mux=on,signal=off|-device|"
			      "sclpconsole,chardev=con|-mon|chardev=con,mode=readline|");
	f.m.console_fd = 7;
	w = words(&f);
	CHECK_CONTAINS(w, "|-chardev|socket,id=con,fd=7,mux=on|-device|sclpconsole,chardev=con|");
	CHECK(!strstr(w, "-serial"));
	strv_free(&f.board.console_qemu);
}

TEST(a_uart_for_the_channel)
{
	FIXTURE(f);
	_cleanup_free_ char *w = NULL, *alone = NULL;

	f.board.uart = TEXT("ttyS1");
	f.board.uart_append = TEXT("uart_word");
	strv_addl(&f.board.uart_qemu, "-device", "isa-serial,chardev=agent", NULL);
	f.m.agent_expected = f.m.uart = true;
	alone = words(&f);
	CHECK(!strstr(alone, "jiffy.uart") && !strstr(alone, "isa-serial"));
	f.m.agent_fd = 9;
	w = words(&f);
	CHECK_CONTAINS(w, "|-chardev|socket,id=agent,fd=9|-device|isa-serial,chardev=agent|");
	CHECK_CONTAINS(w, " uart_word jiffy.uart=ttyS1 ");
	CHECK(!strstr(w, "virtio"));
	/* the board may have no words for it */
	f.board.virtio = NULL;
	CHECK_OK(qemu_check(&f.m, &f.e), &f.e);
	f.m.net = MACHINE_NET;
	CHECK_INT(qemu_check(&f.m, &f.e), -1);
	CHECK_CONTAINS(f.e.msg, "the board 'mini' has no virtio");
	strv_free(&f.board.uart_qemu);
}

TEST(window)
{
	FIXTURE(f);
	_cleanup_free_ char *w = NULL;

	f.m.window = true;
	f.board.window_append = TEXT("screen_word");
	strv_addl(&f.board.window_qemu, "-screen", "yes", NULL);
	f.m.rows = 24;
	f.m.cols = 80;
	w = words(&f);
	CHECK_CONTAINS(w, "|-display|gtk|-screen|yes|");
	CHECK_CONTAINS(w, "|console=ttyS0 screen_word ");
	strv_free(&f.board.window_qemu);
}

TEST(net)
{
	FIXTURE(f);
	_cleanup_free_ char *mmio = NULL, *pci = NULL, *socket = NULL;

	f.m.net = MACHINE_NET;
	mmio = words(&f);
	CHECK_CONTAINS(mmio, "|-netdev|user,id=net0|-device|virtio-net-device,netdev=net0|");
	f.board.virtio = TEXT("pci");
	f.board.net_options = TEXT("romfile=");
	pci = words(&f);
	CHECK_CONTAINS(pci, "|virtio-net-pci,netdev=net0,romfile=|");
	f.m.net_fd = 9;
	socket = words(&f);
	CHECK_CONTAINS(socket, "|-netdev|socket,id=net0,fd=9|-device|virtio-net-pci,");
}

TEST(words_for_the_agent)
{
	FIXTURE(f);
	_cleanup_free_ char *without = NULL, *with = NULL, *window = NULL, *command = NULL;

	f.m.hostname = "box";
	f.m.term = "xterm";
	f.m.rows = 24;
	f.m.cols = 80;
	f.m.append = "user words";
	without = qemu_append(&f.m);
	CHECK_STR(without, "console=ttyS0 loglevel=5 panic=-1 tcg_word tcg_up_word user words");
	f.m.agent_expected = true;
	command = qemu_append(&f.m);
	CHECK_STR(command, "console=ttyS0 loglevel=5 panic=-1 tcg_word tcg_up_word "
			   "jiffy.hostname=box jiffy.exec=1 user words");
	f.m.interactive = true;
	with = qemu_append(&f.m);
	CHECK_STR(with, "console=ttyS0 loglevel=5 panic=-1 tcg_word tcg_up_word jiffy.hostname=box "
			"jiffy.term=xterm jiffy.rows=24 jiffy.cols=80 user words");
	f.m.window = true;
	window = qemu_append(&f.m);
	CHECK(!strstr(window, "jiffy.rows"));
}

TEST(disks)
{
	static const char qcow2[] = {'Q', 'F', 'I', '\xfb', 0, 0, 0, 3};
	FIXTURE(f);
	_cleanup_free_ char *raw = path_join(f.dir, "a, \"b\" c"), *cow = path_join(f.dir, "cow");
	_cleanup_free_ char *empty = path_join(f.dir, "empty"), *w = NULL, *want = NULL;

	CHECK_OK(fs_write_str(raw, "some bytes", &f.e), &f.e);
	CHECK_OK(fs_write(cow, qcow2, sizeof(qcow2), 0644, &f.e), &f.e);
	CHECK_OK(fs_write_str(empty, "", &f.e), &f.e);
	strv_addl(&f.disks, raw, cow, empty, NULL);
	w = words(&f);
	want = xasprintf("|-drive|if=none,id=disk0,format=raw,file=%s/a,, \"b\" c|-device|"
			 "virtio-blk-device,drive=disk0|-drive|if=none,id=disk1,format=qcow2,"
			 "file=%s/cow|-device|virtio-blk-device,drive=disk1|",
			 f.dir, f.dir);
	CHECK_CONTAINS(w, want);
	CHECK_CONTAINS(w, "id=disk2,format=raw");
}

TEST(bad_disks)
{
	FIXTURE(f);
	_cleanup_free_ char *none = path_join(f.dir, "none");

	strv_add(&f.disks, none);
	CHECK_STR(words(&f), NULL);
	CHECK_CONTAINS(f.e.msg, "cannot use the disk '");
	CHECK_CONTAINS(f.e.msg, "No such file");
	err_free(&f.e);
	strv_clear(&f.disks);
	strv_add(&f.disks, f.dir);
	CHECK_STR(words(&f), NULL);
	CHECK_CONTAINS(f.e.msg, "is neither a file nor a device");
}

TEST(shares)
{
	FIXTURE(f);
	const struct share shares[] = {{TEXT("/a,b c"), TEXT("/x y"), false},
				       {TEXT("/d"), TEXT("/d"), true}};
	_cleanup_free_ char *mmio = NULL, *pci = NULL, *append = NULL;

	f.m.shares = shares;
	f.m.n_shares = 2;
	mmio = words(&f);
	CHECK_CONTAINS(mmio, "|-fsdev|local,id=share0,path=/a,,b c,security_model=none,"
			     "multidevs=remap,readonly=on|-device|virtio-9p-device,fsdev=share0,"
			     "mount_tag=share0|-fsdev|local,id=share1,path=/d,security_model=none,"
			     "multidevs=remap|-device|virtio-9p-device,fsdev=share1,"
			     "mount_tag=share1|");
	CHECK(!strstr(mmio, "jiffy."));
	f.board.virtio = TEXT("pci");
	pci = words(&f);
	CHECK_CONTAINS(pci, "|virtio-9p-pci,fsdev=share1,mount_tag=share1|");
	f.m.agent_expected = true;
	append = qemu_append(&f.m);
	CHECK_CONTAINS(append, " jiffy.share0=ro:/x%20y jiffy.share1=rw:/d ");
}

TEST(room_for_devices)
{
	FIXTURE(f);
	const struct share shares[] = {{TEXT("/a"), TEXT("/a"), false}};

	f.board.slots = 2;
	f.m.net = MACHINE_NET;
	CHECK_OK(qemu_check(&f.m, &f.e), &f.e);
	f.m.shares = shares;
	f.m.n_shares = 1;
	CHECK_INT(qemu_check(&f.m, &f.e), -1);
	CHECK_CONTAINS(f.e.msg, "the board 'mini' has room for 2 devices, and 3 are needed");
}

TEST(room_for_the_command_line)
{
	FIXTURE(f);

	f.target.command_line = 200;
	f.board.command_line_per_device = 40;
	CHECK_OK(qemu_check(&f.m, &f.e), &f.e);
	f.m.append =
		"words that are far too many for so short a command line as this one is, and then "
		"some more, which go on, and on, and on, and on, so that it is full";
	CHECK_INT(qemu_check(&f.m, &f.e), -1);
	CHECK_CONTAINS(f.e.msg, "the kernel's command line would be ");
	CHECK_CONTAINS(f.e.msg, " bytes long; at most 199 are allowed");
}

TEST(the_users_words_come_last)
{
	FIXTURE(f);
	_cleanup_free_ char *w = NULL;

	strv_addl(&f.args, "-cpu", "Nehalem, or so", NULL);
	w = words(&f);
	CHECK(w && str_ends(w, "|-cpu|Nehalem, or so|"));
}

TEST(escaping)
{
	_cleanup_free_ char *a = qemu_escape(",a,,b="), *b = qemu_escape("");

	CHECK_STR(a, ",,a,,,,b=");
	CHECK_STR(b, "");
}

TEST_MAIN()
