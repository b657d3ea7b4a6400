/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any file is read or refused; if it is read, the result is consistent. */
#include <sys/mman.h>

#include "base/file/atomic.h"
#include "base/file/elf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_close_ int fd = memfd_create("fuzz-elf", MFD_CLOEXEC);
	_cleanup_free_ char *path = xasprintf("/proc/self/fd/%d", fd);
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_elf_ struct elf_info i = {0};

	BUG_ON(fd < 0 || write_all(fd, data, size, &e) < 0);
	if (elf_read(path, &i, &e) < 0) {
		BUG_ON(!e.msg || elf_is_like(path, &i));
		return 0;
	}
	BUG_ON(e.msg || (i.kind.bits != 32 && i.kind.bits != 64) || !elf_magic(data, size));
	BUG_ON(elf_is_like(path, &i) != i.program);
	BUG_ON(i.end < i.start);
	(void)elf_has_note(path, 18);
	BUG_ON(elf_is_static(&i) && (i.interp || i.needed.n));
	strv_foreach(name, &i.needed)
		BUG_ON(strlen(name) >= size);
	return 0;
}
