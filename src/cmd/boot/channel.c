/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/boot/channel.h"

#include "image/kernel/text.h"

/* The name is the class of its ports (linux: drivers/char/virtio_console.c). */
static const struct kernel_part virtio = {"VIRTIO_CONSOLE", "virtio-ports"};

/*
 * Beside a shell, the agent says little: the virtio console, with 8 MiB of buffers and 1000 blocks
 * of code to translate, costs more than it saves. Under KVM it is the other way round: each byte of
 * a UART is an exit.
 */
static bool words_are_few(const struct machine_spec *m)
{
	return m->interactive && !m->kvm;
}

int run_channel_check(const struct app *a, struct err *e)
{
	const char *name = a->set.channel;

	if ((str_eq(name, "uart") && !a->board->uart) ||
	    (str_eq(name, "virtio") && !a->board->virtio))
		return err_kind_set(e, ERR_USAGE, "the board '%s' has no '%s' for '--channel'",
				    a->board->name, name);
	return 0;
}

void run_channel_choose(const struct app *a, struct machine_spec *m)
{
	const char *name = a->set.channel;

	m->uart = false;
	if (!m->agent_expected || !m->board->uart || str_eq(name, "virtio"))
		return;
	m->uart = str_eq(name, "uart") || !m->board->virtio || words_are_few(m) ||
		  kernel_lacks(m->image->kernel, m->image->config, &virtio, 1);
}
