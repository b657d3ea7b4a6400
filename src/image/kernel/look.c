/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/kernel/look.h"

#include "base/file/elf.h"
#include "base/file/fs.h"
#include "base/file/path.h"
#include "image/source/format.h"

#define VMLINUX	      "vmlinux"
#define PHYSICAL_BITS 52 /* of an address in RAM, at most: x86-64 and AArch64 */

/* The board whose kernel is not a vmlinux, or NULL. */
static const struct board *with_image(const struct build *b)
{
	for (size_t i = 0; i < b->target->n_boards; i++)
		if (!str_eq(b->target->boards[i].image, VMLINUX))
			return &b->target->boards[i];
	return NULL;
}

/* Names what to boot instead. */
static int hint_image(const struct build *b, struct err *e)
{
	const struct board *other = with_image(b);

	if (!other)
		return -1;
	return err_hint(e, "the build that made it has a kernel to boot, too: %s", other->image);
}

static int hint_again(struct err *e)
{
	return err_hint(e, "copy it or build it again");
}

static int cut_off(const char *image, uint64_t wanted, struct err *e)
{
	err_kind_set(e, ERR_USAGE, "the kernel '%s' is cut off: it has %llu of %llu bytes", image,
		     (unsigned long long)fs_size(image), (unsigned long long)wanted);
	return hint_again(e);
}

static int other_machine(const struct build *b, const char *image, const struct elf_kind *is,
			 struct err *e)
{
	_cleanup_free_ char *name = elf_kind_name(is);

	err_kind_set(e, ERR_USAGE, "the kernel '%s' is for %s, not for %s", image, name,
		     b->target->name);
	return err_hint(e, "--arch names another architecture");
}

/* QEMU finds no other entry into a vmlinux. */
static int no_entry(const struct build *b, const char *image, bool ours, struct err *e)
{
	const char *symbol = b->target->elf_note_symbol;
	const struct board *other = with_image(b);

	err_kind_set(e, ERR_USAGE, "the kernel '%s' lacks the entry that QEMU needs: %s", image,
		     symbol);
	if (!ours) {
		hint_image(b, e);
		return err_hint(e, "or build it with %s", symbol);
	}
	if (other)
		err_hint(e, "'--machine %s' boots another image of this kernel", other->name);
	return err_hint(e, "'--enable %s' adds it", symbol);
}

/*
 * What an ELF file is that is no kernel; NULL: it may be one. With SMP, the per-CPU segment of an
 * x86_64 kernel is at 0 (linux: arch/x86/kernel/vmlinux.lds.S).
 */
static const char *no_kernel(const struct build *b, const struct elf_info *elf)
{
	if (!elf->program)
		return "an object file or a core dump";
	if (elf->interp || elf->virtual_top < b->target->kernel_base || elf->end >> PHYSICAL_BITS)
		return "a program";
	return NULL;
}

static int look_at_elf(const struct build *b, const char *image, bool ours, struct kernel_look *out,
		       struct err *e)
{
	_cleanup_elf_ struct elf_info elf = {0};
	const char *what;

	if (elf_read(image, &elf, e)) {
		e->kind = ERR_USAGE;
		return hint_again(e);
	}
	if (!elf_kind_equal(&elf.kind, &b->target->elf))
		return other_machine(b, image, &elf.kind, e);
	what = no_kernel(b, &elf);
	if (what) {
		err_kind_set(e, ERR_USAGE, "'%s' is %s, not a kernel", image, what);
		return hint_image(b, e);
	}
	if (elf.file_end > fs_size(image))
		return cut_off(image, elf.file_end, e);
	if (b->target->elf_note && !elf_has_note(image, (unsigned)b->target->elf_note))
		return no_entry(b, image, ours, e);
	*out = (struct kernel_look){
		.elf = true,
		.size = elf.end - elf.start,
		.end = elf.end > b->board->ram_base ? elf.end - b->board->ram_base : 0,
	};
	return 0;
}

static int other_format(const struct build *b, const char *image, const char *format, struct err *e)
{
	_cleanup_free_ char *formats = strv_join(&b->board->image_formats, " or ");

	err_kind_set(e, ERR_USAGE,
		     "the board '%s' does not boot '%s', which is not an %s but %s %s",
		     b->board->name, image, formats, *format == 'b' ? "a" : "an", format);
	return hint_image(b, e);
}

int kernel_look(const struct build *b, const char *image, bool ours, struct kernel_look *out,
		struct err *e)
{
	const struct strv *taken = &b->board->image_formats;
	char head[FORMAT_HEAD];
	ssize_t n = fs_read_head(image, head, sizeof(head), e);
	struct elf_kind kind;
	const char *format;
	uint64_t length;

	*out = (struct kernel_look){0};
	if (n < 0)
		return -1;
	format = format_of(head, (size_t)n);
	if (str_eq(format, "ELF") && look_at_elf(b, image, ours, out, e))
		return -1;
	if (format_kind(head, (size_t)n, &kind) && !elf_kind_equal(&kind, &b->target->elf))
		return other_machine(b, image, &kind, e);
	if (taken->n && format && !strv_has(taken, format))
		return other_format(b, image, format, e);
	length = format_length(head, (size_t)n);
	if (length > fs_size(image))
		return cut_off(image, length, e);
	if (!out->elf) {
		out->size = format_size(head, (size_t)n);
		out->end = format_end(head, (size_t)n);
	}
	return 0;
}
