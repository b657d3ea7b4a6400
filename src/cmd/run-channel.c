/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/run-channel.h"

#include "base/fs.h"
#include "base/strbuf.h"
#include "image/kconfig.h"
#include "image/kernel-text.h"

/* The class of its ports (linux: drivers/char/virtio_console.c), and its symbol. */
static const char *const text_of_virtio = "virtio-ports";
static const char *const symbol_of_virtio = "VIRTIO_CONSOLE";

static bool lacks_virtio(const struct image *image)
{
	_cleanup_err_ struct err unread = ERR_INIT;
	_cleanup_sb_ struct strbuf config = {0};
	_cleanup_free_ char *value = NULL;

	if (!image->config)
		return kernel_text_find(image->kernel, &text_of_virtio, 1) == KERNEL_TEXT_MISSING;
	if (fs_read(image->config, &config, &unread) < 0)
		return false;
	value = kconfig_value(sb_str(&config), symbol_of_virtio);
	return !str_eq(value, "y");
}

/*
 * Beside a shell the agent has little to say: the virtio console, with 8 MiB of buffers and 1000 blocks of code to translate, would cost more
 * than it saves. Under KVM it is the other way round: each byte of a UART is an exit.
 */
static bool words_are_few(const struct machine_spec *m)
{
	return m->interactive && !m->kvm;
}

int run_channel_check(const struct app *a, struct err *e)
{
	const char *name = a->set.channel;

	if ((str_eq(name, "uart") && !a->machine->uart) ||
	    (str_eq(name, "virtio") && !a->machine->virtio))
		return err_kind_set(e, ERR_USAGE, "the machine '%s' has no '%s' for the channel",
				    a->machine->name, name);
	return 0;
}

void run_channel_choose(const struct app *a, struct machine_spec *m)
{
	const char *name = a->set.channel;

	m->uart = false;
	if (!m->agent_expected || !m->machine->uart || str_eq(name, "virtio"))
		return;
	m->uart = str_eq(name, "uart") || !m->machine->virtio || words_are_few(m) ||
		  lacks_virtio(m->image);
}
