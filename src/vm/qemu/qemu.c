/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/qemu/qemu.h"

#include <errno.h>
#include <sys/stat.h>

#include "base/file/fs.h"
#include "wire/wire.h"

#define KIB UINT64_C(1024)
#define MIB (KIB * KIB)

char *qemu_escape(const char *value)
{
	struct strbuf sb = {0};

	for (const char *s = value; *s; s++) {
		if (*s == ',')
			sb_addc(&sb, ',');
		sb_addc(&sb, *s);
	}
	return sb_detach(&sb);
}

static void add_words(struct strbuf *sb, const char *words)
{
	if (words && *words)
		sb_addf(sb, " %s", words);
}

/* Adds the board's words. A word with HOST_KHZ is left out if the frequency is not known. */
static void add_board_words(const struct machine_spec *m, struct strbuf *sb, const char *text)
{
	_cleanup_strv_ struct strv words = {0};

	strv_split(&words, text ? text : "", " ");
	strv_foreach(word, &words) {
		const char *at = strstr(word, HOST_KHZ);

		if (!at)
			add_words(sb, word);
		else if (m->host_khz)
			sb_addf(sb, " %.*s%u%s", (int)(at - word), word, m->host_khz,
				at + strlen(HOST_KHZ));
	}
}

/* Adds words that only the agent reads, in /proc/cmdline; the kernel ignores names with a dot. */
static void add_init_words(const struct machine_spec *m, struct strbuf *sb)
{
	if (!m->agent_expected)
		return;
	if (m->hostname)
		sb_addf(sb, " jiffy.hostname=%s", m->hostname);
	if (m->uart && m->agent_fd >= 0)
		sb_addf(sb, " jiffy.uart=%s", m->board->uart);
	for (size_t i = 0; i < m->n_shares; i++) {
		_cleanup_free_ char *word = share_word(&m->shares[i], i);

		add_words(sb, word);
	}
	if (!m->interactive) {
		sb_add(sb, " jiffy.exec=1");
		return;
	}
	if (m->term && !m->window && !strpbrk(m->term, " \t\n\""))
		sb_addf(sb, " jiffy.term=%s", m->term);
	if (m->rows && m->cols && !m->window)
		sb_addf(sb, " jiffy.rows=%u jiffy.cols=%u", m->rows, m->cols);
}

char *qemu_append(const struct machine_spec *m)
{
	const struct board *board = m->board;
	struct strbuf sb = {0};

	sb_addf(&sb, "console=%s", board->console);
	/* the last console= becomes /dev/console */
	if (m->window)
		add_board_words(m, &sb, board->window_append);
	sb_addf(&sb, " loglevel=%d", m->loglevel);
	add_board_words(m, &sb, board->append);
	add_board_words(m, &sb, m->kvm ? board->append_kvm : board->append_tcg);
	if (!m->kvm && m->cpus == 1)
		add_board_words(m, &sb, board->append_tcg_up);
	if (m->uart && m->agent_fd >= 0)
		add_board_words(m, &sb, board->uart_append);
	add_init_words(m, &sb);
	add_words(&sb, m->append);
	return sb_detach(&sb);
}

static void add_board(const struct machine_spec *m, struct strv *argv)
{
	strv_addl(argv, "-nodefaults", "-no-user-config", "-no-reboot", NULL);
	strv_addv(argv, &m->board->qemu);
	strv_addl(argv, "-accel", m->kvm ? "kvm" : "tcg", NULL);
	strv_addv(argv, m->kvm ? &m->board->qemu_kvm : &m->board->qemu_tcg);
	strv_add(argv, "-m");
	if (m->memory % MIB)
		strv_addf(argv, "%lluk", (unsigned long long)(m->memory / KIB));
	else
		strv_addf(argv, "%llu", (unsigned long long)(m->memory / MIB));
	strv_add(argv, "-smp");
	strv_addf(argv, "%u", m->cpus);
}

static void add_kernel(const struct machine_spec *m, struct strv *argv)
{
	strv_addl(argv, "-kernel", m->image->kernel, NULL);
	if (m->image->initramfs)
		strv_addl(argv, "-initrd", m->image->initramfs, NULL);
	strv_add(argv, "-append");
	strv_take(argv, qemu_append(m));
}

/* QEMU's multiplexer between the serial port and the monitor handles Ctrl-a x, c and h. */
static void add_console(const struct machine_spec *m, struct strv *argv)
{
	const struct strv *words = &m->board->console_qemu;

	if (m->console_fd < 0 && !words->n) {
		strv_addl(argv, "-serial", "mon:stdio", NULL);
		return;
	}
	strv_add(argv, "-chardev");
	if (m->console_fd < 0)
		strv_add(argv, "stdio,id=con,mux=on,signal=off");
	else
		strv_addf(argv, "socket,id=con,fd=%d,mux=on", m->console_fd);
	if (words->n)
		strv_addv(argv, words);
	else
		strv_addl(argv, "-serial", "chardev:con", NULL);
	strv_addl(argv, "-mon", "chardev=con,mode=readline", NULL);
}

static void add_qmp(const struct machine_spec *m, struct strv *argv)
{
	if (m->qmp_fd < 0)
		return;
	strv_add(argv, "-chardev");
	strv_addf(argv, "socket,id=qmp,fd=%d", m->qmp_fd);
	strv_addl(argv, "-mon", "chardev=qmp,mode=control", NULL);
}

/*
 * max_ports: the bus has two queues for each possible port, by default for 64 ports, and the guest
 * allocates 9 MiB for them. Port 0 is reserved for a console.
 */
static void add_agent(const struct machine_spec *m, struct strv *argv)
{
	if (m->agent_fd < 0)
		return;
	strv_add(argv, "-chardev");
	strv_addf(argv, "socket,id=agent,fd=%d", m->agent_fd);
	if (m->uart) {
		strv_addv(argv, &m->board->uart_qemu);
		return;
	}
	strv_add(argv, "-device");
	strv_addf(argv, "virtio-serial-%s,max_ports=2", m->board->virtio);
	strv_addl(argv, "-device", "virtserialport,chardev=agent,name=" WIRE_PORT, NULL);
}

static void add_display(const struct machine_spec *m, struct strv *argv)
{
	strv_addl(argv, "-display", m->window ? "gtk" : "none", NULL);
	if (m->window)
		strv_addv(argv, &m->board->window_qemu);
}

/* A QEMU that a user starts has a user network of its own, from which the host can be reached. */
static void add_net(const struct machine_spec *m, struct strv *argv)
{
	if (m->net == MACHINE_NO_NET)
		return;
	strv_add(argv, "-netdev");
	if (m->net_fd < 0)
		strv_add(argv, "user,id=net0");
	else
		strv_addf(argv, "socket,id=net0,fd=%d", m->net_fd);
	strv_add(argv, "-device");
	strv_addf(argv, "virtio-net-%s,netdev=net0%s%s", m->board->virtio,
		  m->board->net_options ? "," : "",
		  m->board->net_options ? m->board->net_options : "");
}

/* QEMU must not guess the format: a guest could write another format's header to a raw disk. */
static const char *disk_format(const char *path, struct err *e)
{
	static const char qcow2[] = {'Q', 'F', 'I', '\xfb'};
	char head[sizeof(qcow2)];
	ssize_t n = fs_read_head(path, head, sizeof(head), e);

	if (n < 0)
		return NULL;
	return n == sizeof(head) && !memcmp(head, qcow2, sizeof(head)) ? "qcow2" : "raw";
}

static int disk_error(const char *path, int errnum, struct err *e)
{
	err_errno(e, errnum, "cannot use the disk '%s'", path);
	e->kind = ERR_USAGE;
	return -1;
}

static int check_disk(const char *path, struct err *e)
{
	struct stat st;

	if (stat(path, &st) < 0 || (!S_ISDIR(st.st_mode) && access(path, R_OK | W_OK) < 0))
		return disk_error(path, errno, e);
	if (!S_ISREG(st.st_mode) && !S_ISBLK(st.st_mode))
		return err_kind_set(e, ERR_USAGE, "the disk '%s' is neither a file nor a device",
				    path);
	return 0;
}

static int add_disk(const struct machine_spec *m, size_t i, struct strv *argv, struct err *e)
{
	const char *path = m->disks->v[i], *format;
	_cleanup_free_ char *file = qemu_escape(path);

	if (check_disk(path, e) < 0)
		return -1;
	format = disk_format(path, e);
	if (!format)
		return -1;
	strv_add(argv, "-drive");
	strv_addf(argv, "if=none,id=disk%zu,format=%s,file=%s", i, format, file);
	strv_add(argv, "-device");
	strv_addf(argv, "virtio-blk-%s,drive=disk%zu", m->board->virtio, i);
	return 0;
}

/*
 * security_model=none: a file that the guest makes is an ordinary file of the user who runs QEMU,
 * with the mode that the guest gave it, and a link is a link. With 'mapped', both would be in
 * attributes that no other program reads. remap keeps apart the inode numbers of file systems below
 * the folder.
 */
static void add_share(const struct machine_spec *m, size_t i, struct strv *argv)
{
	const struct share *s = &m->shares[i];
	_cleanup_free_ char *path = qemu_escape(s->host);

	strv_add(argv, "-fsdev");
	strv_addf(argv, "local,id=" SHARE_TAG "%zu,path=%s,security_model=none,multidevs=remap%s",
		  i, path, s->rw ? "" : ",readonly=on");
	strv_add(argv, "-device");
	strv_addf(argv, "virtio-9p-%s,fsdev=" SHARE_TAG "%zu,mount_tag=" SHARE_TAG "%zu",
		  m->board->virtio, i, i);
}

int qemu_argv(const struct machine_spec *m, struct strv *argv, struct err *e)
{
	strv_add(argv, m->qemu);
	add_board(m, argv);
	add_kernel(m, argv);
	add_display(m, argv);
	add_console(m, argv);
	add_qmp(m, argv);
	add_agent(m, argv);
	add_net(m, argv);
	for (size_t i = 0; m->disks && i < m->disks->n; i++)
		if (add_disk(m, i, argv, e) < 0)
			return -1;
	for (size_t i = 0; i < m->n_shares; i++)
		add_share(m, i, argv);
	if (m->qemu_args)
		strv_addv(argv, m->qemu_args);
	return 0;
}

/* Including the agent's. */
static size_t count_devices(const struct machine_spec *m)
{
	return !m->uart + (m->net != MACHINE_NO_NET) + (m->disks ? m->disks->n : 0) + m->n_shares;
}

static int check_room(const struct machine_spec *m, struct err *e)
{
	const size_t devices = count_devices(m), slots = (size_t)m->board->slots;

	if (!m->board->virtio && devices > !m->uart)
		return err_kind_set(
			e, ERR_USAGE,
			"the board '%s' has no virtio for a network, disks or shared folders",
			m->board->name);
	if (!slots || devices <= slots)
		return 0;
	err_kind_set(
		e, ERR_USAGE,
		"the board '%s' has room for %zu devices, and %zu are needed for jiffy's channel, "
		"the network, disks and shared folders",
		m->board->name, slots, devices);
	return err_hint(e, "choose another one with '--machine'");
}

/* The kernel truncates a line that is too long, without a message. */
static int check_append(const struct machine_spec *m, struct err *e)
{
	_cleanup_free_ char *append = qemu_append(m);
	const size_t length = strlen(append) + m->board->command_line_per_device * count_devices(m);
	const size_t most = (size_t)m->target->command_line;

	if (!most || length < most)
		return 0;
	err_kind_set(e, ERR_USAGE,
		     "the kernel's command line would be %zu bytes long; at most %zu are allowed",
		     length, most - 1);
	return err_hint(e, "use fewer words in '--append', or fewer or shorter paths in '--share'");
}

int qemu_check(const struct machine_spec *m, struct err *e)
{
	for (size_t i = 0; m->disks && i < m->disks->n; i++)
		if (check_disk(m->disks->v[i], e) < 0)
			return -1;
	if (check_room(m, e) < 0)
		return -1;
	return check_append(m, e);
}
