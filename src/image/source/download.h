/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Downloads by http(s), the only file that knows libcurl. */
#ifndef JIFFY_IMAGE_SOURCE_DOWNLOAD_H
#define JIFFY_IMAGE_SOURCE_DOWNLOAD_H

#include "image/step/build.h"

/*
 * Fetches url to <cachedir>/downloads/<sha256>-<file name> unless it is there; returns its path,
 * which is the caller's. What an earlier try received is in a file of the same name with ".part",
 * and is resumed where the server can. The digest is verified before the file gets its name; if it
 * is wrong, what was received is removed. A lost connection is opened again as long as there is
 * progress; the error then says how much is here and that the next run resumes.
 */
char *download(const struct build *b, const char *url, const char *sha256, struct err *e);
/* The URL as it may be shown: without user, password and query. Caller's. */
char *download_public_url(const char *url);
/* The last part of the URL's path; "download" when there is none. Caller's. */
char *download_file_name(const char *url);

#endif
