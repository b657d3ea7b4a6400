/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any ini file: a value has a key, and an error a line. */
#include <sys/mman.h>

#include "base/file/atomic.h"
#include "base/file/ini.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int on_value(void *arg, const char *section, const char *key, const char *value, int line,
		    struct err *e)
{
	BUG_ON(!section || !key || !*key || !value || line < 1);
	return str_eq(key, "bad") ? err_set(e, "bad") : 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_close_ int fd = memfd_create("fuzz-ini", MFD_CLOEXEC);
	_cleanup_free_ char *path = xasprintf("/proc/self/fd/%d", fd);
	_cleanup_err_ struct err e = ERR_INIT;

	BUG_ON(fd < 0 || write_all(fd, data, size, &e) < 0);
	BUG_ON((ini_read(path, on_value, NULL, &e) != 0) != (e.msg != NULL));
	BUG_ON(e.msg && !str_starts(e.msg, path));
	return 0;
}
