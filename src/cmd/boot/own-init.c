/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/boot/own-init.h"

void own_init_warn(const struct app *a)
{
	const struct settings *s = &a->set;
	const struct {
		bool given;
		const char *option, *what;
	} settings[] = {
		{settings_want_net(s), "net", "adds a network device that /init must configure"},
		{s->disk.n > 0, "disk", "adds a device that is in /dev once /init mounts devtmpfs"},
		{s->share.n > 0, "share", "adds a device (9p, tag 'share0') that /init must mount"},
		{!str_eq(s->hostname, "jiffy"), "hostname", "has no effect: /init sets the name"},
		{!str_eq(s->channel, "auto"), "channel", "has no effect: nobody answers there"},
		{s->boot_timeout > 0, "boot-timeout",
		 "has no effect: /init does not say that the guest is up"},
		{!str_eq(s->fail_on, "crash"), "fail-on", "sees only what the console shows"},
	};

	for (size_t i = 0; s->init && i < ARRAY_SIZE(settings); i++)
		if (settings[i].given)
			progress_warn(a->build.progress, "with '--init', '--%s' %s",
				      settings[i].option, settings[i].what);
}
