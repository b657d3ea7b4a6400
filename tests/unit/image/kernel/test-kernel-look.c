/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <elf.h>

#include "elf-make.h"
#include "image/kernel/look.h"
#include "scratch.h"

#define KERNEL_BASE 0xffffffff80000000
#define PVH_NOTE    18
#define BZIMAGE	    4096

struct fixture {
	struct scratch s;
	struct board boards[2];
	char *path;
	struct kernel_look look;
	struct err e;
};

static void begin(struct fixture *f)
{
	*f = (struct fixture){0};
	scratch_begin(&f->s);
	f->path = path_join(f->s.dir, "kernel");
	f->boards[0] = (struct board){.name = (char *)"microvm", .image = (char *)"vmlinux"};
	f->boards[1] =
		(struct board){.name = (char *)"pc", .image = (char *)"arch/x86/boot/bzImage"};
	f->s.target = (struct target){.name = (char *)"x86_64",
				      .elf = {.bits = 64, .machine = EM_X86_64},
				      .kernel_base = UINT64_C(1) << 63,
				      .elf_note = PVH_NOTE,
				      .elf_note_symbol = (char *)"PVH"};
	f->s.b.target = &f->s.target;
	f->s.b.board = &f->boards[0];
	f->s.target.boards = f->boards;
	f->s.target.n_boards = ARRAY_SIZE(f->boards);
}

static void end(struct fixture *f)
{
	f->s.target.boards = NULL;
	f->s.target.n_boards = 0;
	free(f->path);
	err_free(&f->e);
	scratch_end(&f->s);
}

static int look(struct fixture *f, bool ours)
{
	err_free(&f->e);
	return kernel_look(&f->s.b, f->path, ours, &f->look, &f->e);
}

static void check_refused(struct fixture *f, const char *why, const char *hint)
{
	CHECK_INT(look(f, false), -1);
	CHECK_CONTAINS(f->e.msg, why);
	CHECK_CONTAINS(f->e.hint, hint);
	CHECK_INT(f->e.kind, ERR_USAGE);
}

#define A_KERNEL .type = ET_EXEC, .base = KERNEL_BASE, .note = PVH_NOTE

static const struct {
	struct made made;
	const char *why, *hint;
} wrong_elfs[] = {
	{{A_KERNEL, .machine = EM_AARCH64}, "is for AArch64, not for x86_64", "--arch"},
	{{A_KERNEL, .bits32 = true}, "is for i386, not for x86_64", "--arch"},
	{{A_KERNEL, .bits32 = true, .machine = EM_X86_64},
	 "is for x86-64, 32 bit, not for x86_64",
	 "--arch"},
	{{A_KERNEL, .cut = 100}, "is cut off: it has ", "copy it or build it again"},
	{{.type = ET_EXEC, .base = KERNEL_BASE},
	 "lacks the entry that QEMU needs: PVH",
	 "arch/x86/boot/bzImage\nor build it with PVH"},
	{{.type = ET_EXEC, .base = KERNEL_BASE, .note = PVH_NOTE + 1},
	 "lacks the entry that QEMU needs: PVH",
	 "or build it with PVH"},
	{{.type = ET_REL, .note = PVH_NOTE}, "is an object file or a core dump", "boot/bzImage"},
	{{.type = ET_CORE, .note = PVH_NOTE}, "is an object file or a core dump", "boot/bzImage"},
	{{.type = ET_EXEC, .note = PVH_NOTE}, "is a program, not a kernel", "boot/bzImage"},
	{{A_KERNEL, .interp = "/lib/ld.so"}, "is a program, not a kernel", "boot/bzImage"},
};

TEST(an_elf_that_does_not_boot)
{
	struct fixture f;

	begin(&f);
	for (size_t i = 0; i < ARRAY_SIZE(wrong_elfs); i++) {
		made_write(f.s.dir, "kernel", wrong_elfs[i].made);
		check_refused(&f, wrong_elfs[i].why, wrong_elfs[i].hint);
	}
	CHECK_OK(fs_write_str(f.path, "\177ELF\2\1\1", &f.e), &f.e);
	check_refused(&f, "is not a well-formed ELF file", "copy it or build it again");
	end(&f);
}

TEST(a_vmlinux)
{
	struct fixture f;

	begin(&f);
	made_write(f.s.dir, "kernel", (struct made){A_KERNEL});
	CHECK_OK(look(&f, false), &f.e);
	CHECK(f.look.elf);
	/* of several CPUs */
	made_write(f.s.dir, "kernel", (struct made){A_KERNEL, .percpu = true});
	CHECK_OK(look(&f, false), &f.e);
	end(&f);
}

/* What jiffy built itself can be built otherwise. */
TEST(a_vmlinux_of_ours_without_its_entry)
{
	struct fixture f;

	begin(&f);
	made_write(f.s.dir, "kernel", (struct made){.type = ET_EXEC, .base = KERNEL_BASE});
	CHECK_INT(look(&f, true), -1);
	CHECK_CONTAINS(f.e.hint, "'--machine pc' boots another image of this kernel");
	CHECK_CONTAINS(f.e.hint, "'--enable PVH' adds it");
	end(&f);
}

static void write_bzimage(struct fixture *f, char flags, char sectors, size_t size)
{
	char image[BZIMAGE] = "";

	memcpy(image + 0x1fe, "\x55\xaa", 2);
	memcpy(image + 0x202, "HdrS", 4);
	memcpy(image + 0x206, "\x0f\x02", 2);
	image[0x1f1] = 1;
	image[0x1f4] = sectors;
	image[0x236] = flags;
	image[0x261] = 0x10;
	BUG_ON(size > sizeof(image));
	CHECK_OK(fs_write(f->path, image, size, 0644, &f->e), &f->e);
}

TEST(a_bzimage)
{
	struct fixture f;

	begin(&f);
	/* two sectors, and then 192 times 16 bytes */
	write_bzimage(&f, 1, (char)192, BZIMAGE);
	CHECK_OK(look(&f, false), &f.e);
	CHECK(!f.look.elf);
	CHECK_INT(f.look.size, 0x1000);
	write_bzimage(&f, 1, (char)192, BZIMAGE - 1);
	check_refused(&f, "is cut off: it has 4095 of 4096 bytes", "copy it or build it again");
	write_bzimage(&f, 1, 0, 0x240);
	check_refused(&f, "is cut off", "copy it or build it again");
	write_bzimage(&f, 0, (char)192, BZIMAGE);
	check_refused(&f, "is for i386, not for x86_64", "--arch");
	end(&f);
}

TEST(an_image)
{
	char head[64] = "";
	struct fixture f;

	begin(&f);
	memcpy(head + 0x38, "ARM\x64", 4);
	CHECK_OK(fs_write(f.path, head, sizeof(head), 0644, &f.e), &f.e);
	check_refused(&f, "is for AArch64, not for x86_64", "--arch");
	f.s.target.elf.machine = EM_AARCH64;
	CHECK_OK(look(&f, false), &f.e);
	head[24] = 1;
	CHECK_OK(fs_write(f.path, head, sizeof(head), 0644, &f.e), &f.e);
	check_refused(&f, "is for AArch64, big-endian, not for x86_64", "--arch");
	head[24] = 0;
	CHECK_OK(fs_write(f.path, head, 60, 0644, &f.e), &f.e);
	check_refused(&f, "is cut off: it has 60 of 64 bytes", "copy it or build it again");
	end(&f);
}

TEST_MAIN()
