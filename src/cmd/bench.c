/* SPDX-License-Identifier: GPL-2.0-or-later */
/* jiffy bench: jiffy against the recipe by hand. */
#include "base/file/path.h"
#include "bench/kept.h"
#include "bench/results.h"
#include "cmd/bench-settings.h"
#include "cmd/boot/boot.h"
#include "cmd/setup.h"
#include "cmd/ui/commands.h"
#include "image/source/tree.h"
#include "image/step/compiler.h"
#include "image/step/partial.h"

struct command {
	struct app *a;
	const struct figure **wanted;
	size_t n_wanted;
	struct source kernel, busybox;
	struct recipe recipe;
	struct boot_plan plan; /* jiffy's side */
	struct strv options, sources;
	struct partial scratch;
	char *program, *kernel_name, *key;
	struct bench bench;
	struct figure_result *results;
	size_t n_results;
};

static void command_end(struct command *c)
{
	bench_end(&c->bench);
	partial_end(&c->scratch);
	source_free(&c->kernel);
	source_free(&c->busybox);
	recipe_free(&c->recipe);
	boot_plan_free(&c->plan);
	strv_free(&c->options);
	strv_free(&c->sources);
	free(c->program);
	free(c->kernel_name);
	free(c->key);
	free(c->wanted);
	free(c->results);
}

static int unknown_figure(const char *name, struct err *e)
{
	_cleanup_free_ const char **names = xcalloc(figures_count, sizeof(*names));
	const char *near;

	for (size_t i = 0; i < figures_count; i++)
		names[i] = figures[i].name;
	near = nearest_name(name, names, figures_count);
	err_kind_set(e, ERR_USAGE, "'bench' has no figure '%s'", name);
	if (near)
		return err_hint(e, "did you mean '%s'?", near);
	return err_hint(e, "'jiffy help bench' lists the figures");
}

/* In the table's order, whatever the order on the command line. */
static int choose(struct command *c, struct err *e)
{
	const struct strv *words = &c->a->args;

	strv_foreach(word, words)
		if (!figure_find(word))
			return unknown_figure(word, e);
	c->wanted = xcalloc(figures_count, sizeof(*c->wanted));
	c->results = xcalloc(figures_count, sizeof(*c->results));
	for (size_t i = 0; i < figures_count; i++)
		if (words->n ? strv_has(words, figures[i].name) : !figures[i].slow)
			c->wanted[c->n_wanted++] = &figures[i];
	return 0;
}

/* A kept result is valid while this key is the same. */
static int make_key(struct command *c, struct err *e)
{
	_cleanup_strv_ struct strv cc = {0};
	_cleanup_free_ char *compiler = NULL;

	if (compiler_words(&c->a->build, &cc, e))
		return -1;
	compiler = compiler_identity(&c->a->build, &cc, e);
	if (!compiler)
		return -1;
	/* a user's tree may have another version by now */
	c->kernel_name = source_tree_name(c->kernel.path, "linux");
	c->key = xasprintf("%s %s %s -j%d %s", c->kernel_name, c->kernel.path, c->busybox.path,
			   build_jobs(&c->a->build), compiler);
	return 0;
}

static int find_sources(struct command *c, struct err *e)
{
	struct app *a = c->a;
	const struct board *board = target_board(&a->target, a->target.recipe_board, false, e);

	if (!board || source_kernel(&a->build, &c->kernel, e) ||
	    source_busybox(&a->build, &c->busybox, e))
		return -1;
	c->bench.input = (struct recipe_input){&a->build, board, &c->kernel, &c->busybox};
	return recipe_check(&c->bench.input, e);
}

/* Makes both sides ready to boot. Not needed for 'first_build'. */
static int build_sides(struct command *c, struct err *e)
{
	if (recipe_build(&c->bench.input, &c->recipe, e) || boot_build(c->a, &c->plan, e))
		return -1;
	c->bench.recipe = &c->recipe;
	return 0;
}

static int prepare(struct command *c, struct err *e)
{
	struct app *a = c->a;
	_cleanup_free_ char *target = path_join(a->cachedir, "build/bench");
	bool fast = false;

	for (size_t i = 0; i < c->n_wanted; i++)
		fast = fast || !c->wanted[i]->slow;
	c->program = app_program(e);
	if (!c->program || find_sources(c, e) || make_key(c, e) || (fast && build_sides(c, e)) ||
	    partial_begin(&c->scratch, target, e))
		return -1;
	bench_options(&a->set, &c->options, &c->sources);
	c->bench.spec = &c->plan.spec;
	c->bench.memory = c->plan.spec.memory;
	c->bench.program = c->program;
	c->bench.options = &c->options;
	c->bench.sources = &c->sources;
	c->bench.scratch = c->scratch.path;
	return 0;
}

/* Slow figures that were not asked for are shown as they were last measured. */
static int measure(struct command *c, struct err *e)
{
	struct app *a = c->a;

	for (size_t i = 0; i < c->n_wanted; i++) {
		struct figure_result *r = &c->results[c->n_results];

		if (figure_measure(&c->bench, c->wanted[i], (unsigned)a->set.runs, r, e))
			return -1;
		c->n_results++;
		if (r->figure->slow && kept_write(a->statedir, c->key, r, e))
			return -1;
	}
	for (size_t i = 0; i < figures_count && !a->args.n; i++)
		if (figures[i].slow &&
		    kept_read(a->statedir, &figures[i], c->key, &c->results[c->n_results]))
			c->n_results++;
	return 0;
}

static struct bench_about about(const struct command *c)
{
	return (struct bench_about){
		.kernel = c->kernel_name,
		.busybox = c->busybox.name,
		.accel = c->plan.spec.kvm ? "kvm" : "tcg",
		.jobs = build_jobs(&c->a->build),
	};
}

static void print_json(const struct command *c)
{
	const struct bench_about measured = about(c);
	_cleanup_json_ struct json *j = results_json(c->results, c->n_results, &measured);
	_cleanup_free_ char *line = json_dump(j, false);

	out_data("%s\n", line);
}

/* Names the slow figures that were never measured. */
static void add_missing(const struct command *c, struct strbuf *out)
{
	for (size_t i = 0; i < figures_count && !c->a->args.n; i++) {
		bool known = false;

		for (size_t n = 0; n < c->n_results; n++)
			known = known || c->results[n].figure == &figures[i];
		if (!known)
			sb_addf(out, "'%s' (%s) takes minutes: 'jiffy bench %s' measures it\n",
				figures[i].name, figures[i].about, figures[i].name);
	}
}

static void print_text(const struct command *c)
{
	const struct bench_about measured = about(c);
	_cleanup_sb_ struct strbuf text = {0};

	results_text(c->results, c->n_results, &measured, out_colours(STDOUT_FILENO), &text);
	add_missing(c, &text);
	out_data("%s", sb_str(&text));
}

static int run(struct app *a, struct err *e)
{
	_cleanup_(command_end) struct command c = {.a = a, .scratch = PARTIAL_INIT};
	int status;

	if (a->command)
		return err_kind_set(e, ERR_USAGE, "'bench' takes no command");
	bench_settings(&a->set);
	if (choose(&c, e) || app_prepare(a, e))
		return -1;
	status = boot_prepare(a, BOOT_LONE_SHELL, &c.plan, e);
	if (!status)
		status = setup_packages(a, USE_BENCH, e);
	if (status)
		return status;
	if (prepare(&c, e) || measure(&c, e))
		return -1;
	out_end(&a->out);
	a->set.json ? print_json(&c) : print_text(&c);
	return STATUS_OK;
}

const struct cmd cmd_bench = {
	.name = "bench",
	.args = "[NAME...]",
	.summary = "measure jiffy against the recipe by hand, on this host",
	.about =
		"Builds the recipe by hand (data/recipe) from the same sources and measures both alternately. The\n"
		"figures are prompt (from the exec of QEMU to the prompt), run_true (a whole 'jiffy run -- true',\n"
		"against a mere boot of the recipe), archive (the initramfs, after one of its files changed),\n"
		"memory_used (by the guest at its prompt), memory_floor (the smallest -m that reaches a prompt) and\n"
		"first_build (kernel, BusyBox and archive from unpacked sources). NAME selects some of them;\n"
		"first_build takes minutes and must be named. For example: jiffy bench prompt --runs 20\n"
		"\n"
		"jiffy's side has default settings. Only the sources, compiler, jobs and QEMU are taken from jiffy.ini\n"
		"and the options, for both sides.",
	.bit = CMD_BENCH,
	.run = run,
};
