/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Against tests/httpd.py on loopback, which misbehaves as it is told to. */
#include "base/file/atomic.h"
#include "base/file/digest.h"
#include "base/file/fs.h"
#include "base/file/path.h"
#include "base/process/proc-start.h"
#include "base/process/proc.h"
#include "image/source/download.h"
#include "scratch.h"

#define SIZE	  300000
#define NO_SHA256 "0000000000000000000000000000000000000000000000000000000000000000"

struct server {
	struct scratch s;
	struct proc p;
	char *content, *url, *part;
	char sha256[DIGEST_HEX];
};

static void make_content(struct server *v)
{
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_sb_ struct strbuf text = {0};

	for (unsigned x = 1; text.len < SIZE; x = x * 1103515245 + 12345)
		sb_addc(&text, (char)(x >> 16));
	v->content = path_join(v->s.dir, "content");
	CHECK_OK(fs_write(v->content, text.buf, SIZE, 0644, &e), &e);
	CHECK_OK(digest_file(v->content, v->sha256, &e), &e);
}

/*
 * words: what httpd.py does, such as "drop=1000 drops=1". The child ends when we close its stdin,
 * or with us.
 */
static void server_begin(struct server *v, const char *words)
{
	_cleanup_err_ struct err e = ERR_INIT;
	char port[16] = "";
	size_t n = 0;

	memset(v, 0, sizeof(*v));
	setenv("no_proxy", "127.0.0.1", 1);
	scratch_begin(&v->s);
	make_content(v);
	v->p = (struct proc)PROC_INIT;
	strv_addf(&v->p.argv, "%s/tests/httpd.py", getenv("SRCDIR"));
	strv_add(&v->p.argv, v->content);
	strv_split(&v->p.argv, words, " ");
	v->p.stdin_io = v->p.stdout_io = PROC_PIPE;
	CHECK_OK(proc_start(&v->p, &e), &e);
	while (n < sizeof(port) - 1 && read(v->p.out, port + n, 1) == 1 && port[n] != '\n')
		n++;
	port[n] = '\0';
	v->url = xasprintf("http://127.0.0.1:%s/dir/a%%20file.tar.xz?token=secret", port);
	v->part = path_joinf(v->s.cache, "downloads/%s-a%%20file.tar.xz.part", v->sha256);
}

/* Ends the server; returns its lines, "path range" for each request. Caller's. */
static char *server_requests(struct server *v)
{
	struct strbuf text = {0};
	char block[4096];
	ssize_t n;

	close(TAKE_FD(v->p.in));
	while ((n = read(v->p.out, block, sizeof(block))) > 0)
		sb_addn(&text, block, (size_t)n);
	return sb_detach(&text);
}

static void server_end(struct server *v)
{
	proc_end(&v->p);
	scratch_end(&v->s);
	free(v->content);
	free(v->url);
	free(v->part);
}
#define _cleanup_server_ _cleanup_(server_end)

static size_t count_lines(const char *text)
{
	size_t n = 0;

	for (; *text; text++)
		n += *text == '\n';
	return n;
}

/* It succeeds with the right content, after 'requests' requests. */
static void check_fetched(struct server *v, size_t requests)
{
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_free_ char *path = download(&v->s.b, v->url, v->sha256, &e);
	_cleanup_free_ char *asked = server_requests(v);
	char hex[DIGEST_HEX] = "";

	CHECK_STR(e.msg, NULL);
	REQUIRE(path);
	CHECK_OK(digest_file(path, hex, &e), &e);
	CHECK_STR(hex, v->sha256);
	CHECK_INT(count_lines(asked), requests);
	CHECK_INT(scratch_count(&v->s, "cache/downloads", ""), 1);
}

static void check_fails(struct server *v, const char *sha256, const char *msg, struct err *e)
{
	_cleanup_free_ char *path = download(&v->s.b, v->url, sha256, e);

	CHECK_STR(path, NULL);
	CHECK_CONTAINS(e->msg, msg);
	CHECK(!e->msg || !strstr(e->msg, "secret"));
}

TEST(whole_file_then_from_the_cache)
{
	_cleanup_server_ struct server v;
	_cleanup_err_ struct err e = ERR_INIT;

	server_begin(&v, "");
	_cleanup_free_ char *path = download(&v.s.b, v.url, v.sha256, &e);
	REQUIRE(path);
	CHECK_INT(v.s.at_done, SIZE);
	CHECK_CONTAINS(path, "/downloads/");
	CHECK(str_ends(path, "-a%20file.tar.xz"));
	/* upper case is the same digest, and there is no new request */
	for (char *c = v.sha256; *c; c++)
		*c = (char)(*c >= 'a' && *c <= 'f' ? *c - 'a' + 'A' : *c);
	_cleanup_free_ char *again = download(&v.s.b, v.url, v.sha256, &e);
	CHECK_STR(again, path);
	_cleanup_free_ char *asked = server_requests(&v);
	CHECK_STR(asked, "/dir/a%20file.tar.xz?token=secret -\n");
	CHECK(!strstr(sb_str(&v.s.told), "secret"));
}

TEST(resumes_what_an_earlier_run_left)
{
	_cleanup_server_ struct server v;
	_cleanup_err_ struct err e = ERR_INIT;

	server_begin(&v, "");
	CHECK(scratch_sh(&v.s, "mkdir cache/downloads"));
	CHECK(scratch_sh(&v.s, "head -c 100000 content >cache/downloads/part"));
	_cleanup_free_ char *part = path_join(v.s.cache, "downloads/part");
	CHECK_OK(fs_rename(part, v.part, &e), &e);
	_cleanup_free_ char *path = download(&v.s.b, v.url, v.sha256, &e);
	_cleanup_free_ char *asked = server_requests(&v);
	CHECK_STR(e.msg, NULL);
	CHECK(path != NULL);
	CHECK_CONTAINS(asked, "bytes=100000-");
	CHECK_INT(count_lines(asked), 1);
}

TEST(resumes_when_all_is_here)
{
	_cleanup_server_ struct server v;
	_cleanup_err_ struct err e = ERR_INIT;

	server_begin(&v, "");
	CHECK(scratch_sh(&v.s, "mkdir cache/downloads"));
	CHECK_OK(fs_copy(v.content, v.part, &e), &e);
	check_fetched(&v, 1); /* answered by 416 */
}

TEST(starts_over_when_what_was_left_is_wrong)
{
	_cleanup_server_ struct server v;
	_cleanup_err_ struct err e = ERR_INIT;

	server_begin(&v, "");
	CHECK(scratch_sh(&v.s, "mkdir cache/downloads"));
	CHECK_OK(fs_write_str(v.part, "something else", &e), &e);
	check_fetched(&v, 2);
}

TEST(starts_over_when_the_server_has_no_ranges)
{
	_cleanup_server_ struct server v;
	_cleanup_err_ struct err e = ERR_INIT;

	server_begin(&v, "range=no");
	CHECK(scratch_sh(&v.s, "mkdir cache/downloads"));
	CHECK_OK(fs_write_str(v.part, "something else", &e), &e);
	check_fetched(&v, 1);
}

TEST(goes_on_after_a_dropped_connection)
{
	_cleanup_server_ struct server v;

	server_begin(&v, "drop=100000 drops=1");
	check_fetched(&v, 2);
	CHECK_CONTAINS(sb_str(&v.s.told), "was lost: trying again");
}

TEST(goes_on_while_each_connection_brings_something)
{
	_cleanup_server_ struct server v;

	server_begin(&v, "drop=30000");
	check_fetched(&v, 10);
}

TEST(gives_up_when_nothing_new_comes)
{
	_cleanup_server_ struct server v;
	_cleanup_err_ struct err e = ERR_INIT;

	server_begin(&v, "wall=200000");
	check_fails(&v, v.sha256, "was lost several times", &e);
	CHECK_CONTAINS(e.detail, "200000 bytes");
	CHECK_CONTAINS(e.hint, "resumes here");
	CHECK_INT(fs_size(v.part), 200000);
}

TEST(gives_up_when_it_never_gets_further_without_ranges)
{
	_cleanup_server_ struct server v;
	_cleanup_err_ struct err e = ERR_INIT;

	server_begin(&v, "range=no drop=1000");
	check_fails(&v, v.sha256, "was lost several times", &e);
	_cleanup_free_ char *asked = server_requests(&v);
	CHECK_INT(count_lines(asked), 3);
}

TEST(wrong_digest_leaves_nothing)
{
	_cleanup_server_ struct server v;
	_cleanup_err_ struct err e = ERR_INIT;

	server_begin(&v, "");
	check_fails(&v, NO_SHA256, "has the wrong sha256", &e);
	CHECK_CONTAINS(e.msg, "/dir/a%20file.tar.xz'");
	CHECK_CONTAINS(e.detail, NO_SHA256);
	CHECK_CONTAINS(e.detail, v.sha256);
	CHECK_INT(scratch_count(&v.s, "cache/downloads", ""), 0);
}

TEST(not_found)
{
	_cleanup_server_ struct server v;
	_cleanup_err_ struct err e = ERR_INIT;

	server_begin(&v, "status=404");
	check_fails(&v, v.sha256, "the server answered 404 (not found)", &e);
	CHECK_INT(scratch_count(&v.s, "cache/downloads", ""), 0);
}

TEST(error_keeps_what_is_here)
{
	_cleanup_server_ struct server v;
	_cleanup_err_ struct err e = ERR_INIT;

	server_begin(&v, "status=503");
	CHECK(scratch_sh(&v.s, "mkdir cache/downloads"));
	CHECK_OK(fs_write_str(v.part, "1234", &e), &e);
	check_fails(&v, v.sha256, "the server answered 503", &e);
	CHECK_INT(fs_size(v.part), 4);
}

TEST(follows_a_redirection)
{
	_cleanup_server_ struct server v;

	server_begin(&v, "redirect=/elsewhere");
	char *start = strstr(v.url, "/dir/");
	strcpy(start, "/start");
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_free_ char *path = download(&v.s.b, v.url, v.sha256, &e);
	_cleanup_free_ char *asked = server_requests(&v);
	CHECK_STR(e.msg, NULL);
	CHECK(path != NULL);
	CHECK_STR(asked, "/start -\n/elsewhere -\n");
}

TEST(follows_no_redirection_to_a_file)
{
	_cleanup_server_ struct server v;
	_cleanup_err_ struct err e = ERR_INIT;

	server_begin(&v, "redirect=file:///etc/passwd");
	strcpy(strstr(v.url, "/dir/"), "/start");
	check_fails(&v, v.sha256, "cannot fetch 'http://127.0.0.1", &e);
}

TEST(interrupted_while_the_server_stalls)
{
	_cleanup_server_ struct server v;
	_cleanup_err_ struct err e = ERR_INIT;

	server_begin(&v, "stall=5000");
	v.s.interrupt_at = v.s.pipe[1];
	check_fails(&v, v.sha256, "interrupted", &e);
	CHECK_INT(e.kind, ERR_SIGNAL);
	CHECK_INT(fs_size(v.part), 5000); /* kept for the next run */
}

TEST(nobody_listens)
{
	_cleanup_server_ struct server v;
	_cleanup_err_ struct err e = ERR_INIT;

	server_begin(&v, "");
	free(server_requests(&v)); /* it has ended: its port is closed */
	check_fails(&v, v.sha256, "cannot fetch 'http://127.0.0.1", &e);
	CHECK_INT(scratch_count(&v.s, "cache/downloads", ""), 0);
}

/* Holds the lock; once somebody waits for it, completes the download. */
struct holder {
	struct progress progress;
	int fd;
	const char *part, *done;
};

static void finish(struct progress *p, const struct progress_event *ev)
{
	struct holder *h = (struct holder *)p;

	CHECK_INT(ev->kind, PROGRESS_NOTE);
	CHECK_CONTAINS(ev->text, "waiting for another jiffy that downloads 'a%20file.tar.xz'");
	CHECK(rename(h->part, h->done) == 0);
	close(TAKE_FD(h->fd));
}

TEST(waits_for_another_that_downloads_the_same)
{
	struct holder h = {.progress = {.on = finish, .interrupt_fd = -1}};
	_cleanup_server_ struct server v;
	_cleanup_err_ struct err e = ERR_INIT;

	server_begin(&v, "");
	_cleanup_free_ char *done = xstrndup(v.part, strlen(v.part) - strlen(".part"));
	CHECK(scratch_sh(&v.s, "mkdir cache/downloads"));
	CHECK_OK(fs_copy(v.content, v.part, &e), &e);
	h.fd = fs_lock(v.part, NULL, NULL, &e);
	h.part = v.part;
	h.done = done;
	v.s.b.progress = &h.progress;
	check_fetched(&v, 0);
}

TEST(only_http)
{
	static const struct {
		const char *url, *hint;
	} bad[] = {{"file:///etc/passwd", "path"}, {"ftp://u:p@x/y", NULL}, {"scp://x/y", NULL}};
	_cleanup_scratch_ struct scratch s;

	scratch_begin(&s);
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		_cleanup_err_ struct err e = ERR_INIT;

		CHECK_STR(download(&s.b, bad[i].url, NO_SHA256, &e), NULL);
		CHECK_CONTAINS(e.msg, "only http and https are");
		CHECK(!e.msg || !strstr(e.msg, "u:p"));
		CHECK_INT(e.kind, ERR_USAGE);
		if (bad[i].hint)
			CHECK_CONTAINS(e.hint, bad[i].hint);
	}
	_cleanup_err_ struct err e = ERR_INIT;
	CHECK_STR(download(&s.b, "http://127.0.0.1/x", "12", &e), NULL);
	CHECK_INT(e.kind, ERR_USAGE);
}

TEST(urls_as_shown)
{
	static const struct {
		const char *url, *shown, *name;
	} urls[] = {
		{"https://u:p@h:1/a/b.tar.xz?x=y#z", "https://h:1/a/b.tar.xz", "b.tar.xz"},
		{"https://u:p@q@h/", "https://h/", "download"},
		{"https://h", "https://h", "download"},
		{"https://h/a@b", "https://h/a@b", "a@b"},
		{"https://h?u:p@x/y", "https://h", "download"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(urls); i++) {
		_cleanup_free_ char *shown = download_public_url(urls[i].url);
		_cleanup_free_ char *name = download_file_name(urls[i].url);

		CHECK_STR(shown, urls[i].shown);
		CHECK_STR(name, urls[i].name);
	}
}

TEST_MAIN()
