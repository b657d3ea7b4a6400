/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/source/download.h"

#include <errno.h>
#include <inttypes.h>
#include <strings.h>

#include "base/file/atomic.h"
#include "base/file/digest.h"
#include "base/file/fs.h"
#include "base/file/path.h"
#include "image/source/curl.h"
#include "image/step/use.h"

#define CONNECT_S  30
#define STALL_S	   30 /* without a byte the connection counts as lost */
#define REDIRECTS  10
#define IDLE_TRIES 2 /* successive connections without a new byte */

struct transfer {
	const struct build *b;
	const char *step;
	struct curl lib;
	CURL *curl;
	int fd;		 /* the .part file, locked */
	uint64_t have;	 /* bytes in it */
	uint64_t most;	 /* its maximum in this run */
	uint64_t start;	 /* 'have' when this connection was opened */
	bool answered;	 /* the current response has begun */
	int write_errno; /* of a failed write; 0: none failed */
	bool stopped;	 /* the user asked to stop */
	char why[CURL_ERROR_SIZE];
};

/* The authority of a URL without "user:password@" (RFC 3986, 3.2). */
static const char *skip_userinfo(const char *authority)
{
	size_t n = strcspn(authority, "/?#");

	while (n > 0 && authority[n - 1] != '@')
		n--;
	return authority + n;
}

char *download_public_url(const char *url)
{
	const char *authority = strstr(url, "://");
	const char *rest;

	if (!authority)
		return xstrndup(url, strcspn(url, "?#"));
	authority += 3;
	rest = skip_userinfo(authority);
	return xasprintf("%.*s%.*s", (int)(authority - url), url, (int)strcspn(rest, "?#"), rest);
}

char *download_file_name(const char *url)
{
	_cleanup_free_ char *shown = download_public_url(url);
	const char *authority = strstr(shown, "://");
	const char *path = strchr(authority ? authority + 3 : shown, '/');
	const char *name = path ? path_basename(path) : "";

	return xstrdup(*name ? name : "download");
}

static int check_url(const char *url, struct err *e)
{
	_cleanup_free_ char *shown = download_public_url(url);

	if (!strncasecmp(url, "http://", 7) || !strncasecmp(url, "https://", 8))
		return 0;
	err_kind_set(e, ERR_USAGE, "cannot fetch '%s': only http and https are supported", shown);
	if (!strncasecmp(url, "file://", 7))
		err_hint(e, "give the file's path, without 'file://'");
	return -1;
}

/* The server sent the whole file although only a part was requested. */
static int start_over(struct transfer *t)
{
	if (ftruncate(t->fd, 0) < 0 || lseek(t->fd, 0, SEEK_SET) < 0) {
		t->write_errno = errno;
		return -1;
	}
	t->have = 0;
	return 0;
}

static size_t on_data(char *data, size_t size, size_t n, void *arg)
{
	_cleanup_err_ struct err unwritten = ERR_INIT;
	struct transfer *t = arg;
	long status = 0;

	if (!t->answered) {
		t->answered = true;
		t->lib.getinfo(t->curl, CURLINFO_RESPONSE_CODE, &status);
		if (status != 206 && t->have > 0 && start_over(t) < 0)
			return 0;
	}
	if (write_all(t->fd, data, size * n, &unwritten) < 0) {
		t->write_errno = errno;
		return 0;
	}
	t->have += size * n;
	return size * n;
}

static int on_progress(void *arg, curl_off_t total, curl_off_t now, curl_off_t up_total,
		       curl_off_t up_now)
{
	_cleanup_err_ struct err none = ERR_INIT;
	struct transfer *t = arg;
	uint64_t before = t->have > (uint64_t)now ? t->have - (uint64_t)now : 0;

	t->stopped = build_interrupted(t->b, &none);
	if (t->answered)
		progress_at(t->b->progress, t->step, t->have,
			    total > 0 ? before + (uint64_t)total : 0, "bytes", NULL);
	return t->stopped;
}

/* Before 7.85 libcurl had bit masks for the protocols. */
static void allow_http_only(const struct transfer *t)
{
#if LIBCURL_VERSION_NUM >= 0x075500
	t->lib.setopt(t->curl, CURLOPT_PROTOCOLS_STR, "http,https");
	t->lib.setopt(t->curl, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
#else
	t->lib.setopt(t->curl, CURLOPT_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
	t->lib.setopt(t->curl, CURLOPT_REDIR_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
}

static void set_options(struct transfer *t, const char *url)
{
	allow_http_only(t);
	t->lib.setopt(t->curl, CURLOPT_URL, url);
	t->lib.setopt(t->curl, CURLOPT_USERAGENT, "jiffy");
	t->lib.setopt(t->curl, CURLOPT_FOLLOWLOCATION, 1L);
	t->lib.setopt(t->curl, CURLOPT_MAXREDIRS, (long)REDIRECTS);
	t->lib.setopt(t->curl, CURLOPT_FAILONERROR, 1L);
	t->lib.setopt(t->curl, CURLOPT_NOSIGNAL, 1L);
	t->lib.setopt(t->curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_S);
	t->lib.setopt(t->curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
	t->lib.setopt(t->curl, CURLOPT_LOW_SPEED_TIME, (long)STALL_S);
	t->lib.setopt(t->curl, CURLOPT_ERRORBUFFER, t->why);
	t->lib.setopt(t->curl, CURLOPT_WRITEFUNCTION, on_data);
	t->lib.setopt(t->curl, CURLOPT_WRITEDATA, t);
	t->lib.setopt(t->curl, CURLOPT_NOPROGRESS, 0L);
	t->lib.setopt(t->curl, CURLOPT_XFERINFOFUNCTION, on_progress);
	t->lib.setopt(t->curl, CURLOPT_XFERINFODATA, t);
}

/* One connection. CURLOPT_RANGE rather than CURLOPT_RESUME_FROM, which takes a 200 for an error. */
static CURLcode connect_once(struct transfer *t)
{
	_cleanup_free_ char *range = t->have ? xasprintf("%" PRIu64 "-", t->have) : NULL;

	t->start = t->have;
	t->answered = false;
	t->why[0] = '\0';
	t->lib.setopt(t->curl, CURLOPT_RANGE, range);
	return t->lib.perform(t->curl);
}

/* What libcurl calls a connection that was lost on the way (libcurl-errors(3)). */
static bool is_drop(CURLcode code)
{
	static const CURLcode drops[] = {
		CURLE_PARTIAL_FILE, CURLE_RECV_ERROR,	CURLE_SEND_ERROR,	  CURLE_GOT_NOTHING,
		CURLE_HTTP2,	    CURLE_HTTP2_STREAM, CURLE_OPERATION_TIMEDOUT,
	};

	for (size_t i = 0; i < ARRAY_SIZE(drops); i++)
		if (drops[i] == code)
			return true;
	return false;
}

static int http_error(const char *shown, long status, struct err *e)
{
	err_set(e, "cannot fetch '%s': the server answered %ld%s", shown, status,
		status == 404	? " (not found)"
		: status == 403 ? " (forbidden)"
		: status == 401 ? " (a password is required)"
				: "");
	return err_hint(e, "check the URL");
}

static int failed(const struct transfer *t, CURLcode code, const char *shown, struct err *e)
{
	const char *why = t->why[0] ? t->why : t->lib.strerror(code);
	long status = 0;

	if (t->stopped)
		return err_kind_set(e, ERR_SIGNAL, "interrupted");
	if (t->write_errno)
		return err_errno(e, t->write_errno, "cannot write the download from '%s'", shown);
	t->lib.getinfo(t->curl, CURLINFO_RESPONSE_CODE, &status);
	if (code == CURLE_HTTP_RETURNED_ERROR)
		return http_error(shown, status, e);
	if (is_drop(code))
		err_set(e, "the connection to '%s' was lost several times: %s", shown, why);
	else
		err_set(e, "cannot fetch '%s': %s", shown, why);
	if (!t->have)
		return -1;
	err_detail(e, "%" PRIu64 " bytes were received so far", t->have);
	return err_hint(e, "run the same command again: it resumes here");
}

/* Fetches all of the file, over as many connections as bring new bytes. */
static int transfer(struct transfer *t, const char *shown, struct err *e)
{
	int idle = 0;

	for (;;) {
		CURLcode code = connect_once(t);
		long status = 0;

		if (code == CURLE_OK)
			return 0;
		t->lib.getinfo(t->curl, CURLINFO_RESPONSE_CODE, &status);
		/* range not satisfiable: all of it, or more, has arrived; the digest will tell */
		if (code == CURLE_HTTP_RETURNED_ERROR && status == 416 && t->start > 0)
			return 0;
		idle = t->have > t->most ? 0 : idle + 1;
		t->most = t->have > t->most ? t->have : t->most;
		if (t->write_errno || t->stopped || !is_drop(code) || idle >= IDLE_TRIES)
			return failed(t, code, shown, e);
		progress_note(t->b->progress, "the connection to '%s' was lost: trying again",
			      shown);
	}
}

/* Fills the locked .part file. */
static int fetch(const struct build *b, int fd, const char *url, const char *step, struct err *e)
{
	_cleanup_free_ char *shown = download_public_url(url);
	struct transfer t = {.b = b, .step = step, .fd = fd};
	off_t end = lseek(fd, 0, SEEK_END);
	int r;

	t.have = t.most = end > 0 ? (uint64_t)end : 0;
	if (t.have)
		progress_begin(b->progress, step, "%" PRIu64 " bytes are here already", t.have);
	else
		progress_begin(b->progress, step, "from '%s'", shown);
	if (curl_load(&t.lib, e))
		return -1;
	t.lib.global_init(CURL_GLOBAL_DEFAULT);
	t.curl = t.lib.init();
	BUG_ON(!t.curl);
	set_options(&t, url);
	r = transfer(&t, shown, e);
	t.lib.cleanup(t.curl);
	t.lib.global_cleanup();
	return r;
}

/*
 * Under the lock. What an earlier run left may be damaged or from another file: when it was resumed
 * and the digest is wrong, the whole file is fetched again.
 */
static int fetch_verified(const struct build *b, int fd, const char *part, const char *url,
			  const char *sha256, struct err *e)
{
	_cleanup_free_ char *shown = download_public_url(url);
	_cleanup_free_ char *name = download_file_name(url);
	_cleanup_free_ char *step = xasprintf("download %s", name);
	char got[DIGEST_HEX];
	bool resumed;

	do {
		resumed = lseek(fd, 0, SEEK_END) > 0;
		if (fetch(b, fd, url, step, e)) {
			if (lseek(fd, 0, SEEK_END) == 0)
				unlink(part); /* nothing to resume */
			return -1;
		}
		if (digest_file(part, got, e))
			return -1;
		if (!strcmp(got, sha256)) {
			progress_end(b->progress, step, "sha256 verified");
			return 0;
		}
	} while (resumed && ftruncate(fd, 0) == 0);
	unlink(part);
	err_set(e, "the file from '%s' has the wrong sha256", shown);
	err_detail(e, "wanted: %s\ngot:    %s", sha256, got);
	return err_hint(e, "compare it with the published digest; the download was removed");
}

/* The digest as digest_file() writes it. */
static char *lower_digest(const char *sha256, struct err *e)
{
	char *s;

	if (!digest_valid(sha256)) {
		err_kind_set(e, ERR_USAGE, "'%s' is not a sha256 (64 hex digits)", sha256);
		return NULL;
	}
	s = xstrdup(sha256);
	for (char *c = s; *c; c++)
		if (*c >= 'A' && *c <= 'F')
			*c += 'a' - 'A';
	return s;
}

/* Fetches the file to 'path' unless it is there by now. */
static int fetch_once(const struct build *b, const char *path, const char *url, const char *digest,
		      struct err *e)
{
	_cleanup_free_ char *part = xasprintf("%s.part", path), *name = download_file_name(url);
	_cleanup_free_ char *doing = xasprintf("downloads '%s'", name);
	_cleanup_close_ int lock = build_lock_file(b, part, doing, e);

	if (lock < 0)
		return -1;
	/* another jiffy fetched it while we waited, and this .part is new */
	if (fs_is_file(path)) {
		unlink(part);
		return 0;
	}
	return fetch_verified(b, lock, part, url, digest, e) ? -1 : fs_rename(part, path, e);
}

char *download(const struct build *b, const char *url, const char *sha256, struct err *e)
{
	_cleanup_free_ char *digest = lower_digest(sha256, e), *name = download_file_name(url);
	_cleanup_free_ char *dir = path_join(b->cachedir, "downloads"), *path = NULL;
	int fd, gone;

	if (!digest || check_url(url, e))
		return NULL;
	path = path_joinf(dir, "%s-%.150s", digest, name);
	/* another jiffy's 'clean' may come between */
	while ((gone = fs_hold(path, &fd, e)) > 0)
		if (fetch_once(b, path, url, digest, e))
			return NULL;
	if (gone < 0)
		return NULL;
	use_keep(b, fd);
	return TAKE_PTR(path);
}
