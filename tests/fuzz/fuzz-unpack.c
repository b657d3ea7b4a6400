/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any tarball is unpacked or refused, and nothing appears outside the folder. */
#include <sys/mman.h>

#include "base/file/atomic.h"
#include "base/file/fs.h"
#include "base/file/path.h"
#include "base/file/tree.h"
#include "image/source/unpack.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *tmp = getenv("TMPDIR");
	_cleanup_free_ char *dir = path_join(tmp ? tmp : "/tmp", "jiffy-fuzz-XXXXXX"), *in = NULL;
	_cleanup_close_ int fd = memfd_create("fuzz-unpack", MFD_CLOEXEC);
	_cleanup_free_ char *path = xasprintf("/proc/self/fd/%d", fd);
	_cleanup_err_ struct err e = ERR_INIT, e2 = ERR_INIT;
	_cleanup_strv_ struct strv names = {0};
	const struct build b = {0};

	BUG_ON(!mkdtemp(dir) || fd < 0 || write_all(fd, data, size, &e));
	in = path_join(dir, "in");
	BUG_ON(fs_mkdir_p(in, 0755, &e));
	BUG_ON((unpack_tarball(&b, path, in, "step", &e) != 0) != (e.msg != NULL));
	BUG_ON(fs_list(dir, &names, &e2) || names.n != 1 || !fs_is_dir(in));
	BUG_ON(fs_remove(dir, &e2));
	return 0;
}
